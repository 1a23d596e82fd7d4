//! The page between, for whoever registers by phone: the code that went there.
//!
//! Known and unknown numbers have a code to be tried alike; that of a known one nobody knows.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::db::Conn;
use base::one_use::{self, Consumed, Issue, Peeked};
use base::token::{SignUp, SignUpCode, Token};
use people::registration;
use people::{Contact, IdentifierId};
use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use super::work::{Invited, LINK_LIFE};
use crate::texting::{self, Proves};
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Flash, Form, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "signup/code.html")]
struct Page {
    card: Card,
    sent: String,
    token: String,
    code: Field,
}

/// A registration that waits for its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attempt {
    /// Names it.
    pub(super) what: String,
    number: PhoneNumber,
}

#[derive(Deserialize)]
pub(super) struct Held {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    code: String,
}

/// Begins a registration by phone in the caller's transaction; what names it, and where to go on.
pub(super) async fn begin(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    number: &PhoneNumber,
) -> Result<(String, Response), PageError> {
    let what = IdentifierId::fresh(ctx.at, &app.random).to_string();
    texting::keep_unknown(app, conn, &what).await?;
    let attempt = Attempt {
        what: what.clone(),
        number: number.clone(),
    };
    let token = Token::<SignUpCode>::fresh(&app.random);
    let issue = Issue::new(token.hash(), ctx.at, texting::CODE_LIFE);
    one_use::create(conn, issue, &attempt).await?;
    let path = format!("/sign-up/code?token={}", token.reveal());
    let said = Flash::new("signup-code-sent").with("name", number.international());
    Ok((what, said.redirect(ctx, &path)))
}

/// The registration behind the address of the page, as long as the operator admits it.
async fn look(conn: &mut Conn, ctx: &Ctx, token: &str) -> Result<Attempt, PageError> {
    let token = Token::<SignUpCode>::parse(token).ok_or(PageError::SpentLink)?;
    let peeked = one_use::peek::<_, Attempt>(conn, &token.hash(), ctx.at).await?;
    match peeked {
        Peeked::Good { payload, .. } if registration::offer(conn).await?.phone => Ok(payload),
        _ => Err(PageError::SpentLink),
    }
}

impl Page {
    fn new(ctx: &Ctx, token: &str, attempt: &Attempt) -> Self {
        let name = attempt.number.international();
        let name = [("name", name.as_str().into())];
        Self {
            card: card(ctx, "signup-code-title"),
            sent: ctx.texts.with("signup-code-text", &name),
            token: token.to_owned(),
            code: ui::code("code", ctx.text("identifiers-code")).autofocus(),
        }
    }
}

/// `GET /sign-up/code`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(held): Query<Held>,
) -> Result<Response, PageError> {
    let attempt = look(&mut app.db.read().await?, &ctx, &held.token).await?;
    Ok(shown(&Page::new(&ctx, &held.token, &attempt)))
}

/// `POST /sign-up/code`.
pub(super) async fn enter(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let attempt = look(&mut conn, &ctx, &typed.token).await?;
    let proves = Proves {
        what: &attempt.what,
        number: &attempt.number,
    };
    let tried = texting::try_code(&app, &mut conn, proves, (&typed.code, ctx.at)).await?;
    if let Err(why) = tried {
        conn.commit().await?;
        let mut page = Page::new(&ctx, &typed.token, &attempt);
        page.card.page.has_error = true;
        page.code = page.code.error(ctx.text(why));
        return Ok(rejected(&page));
    }
    let held = Token::<SignUpCode>::parse(&typed.token).ok_or(PageError::SpentLink)?;
    let taken = one_use::consume::<_, Attempt>(&mut conn, &held.hash(), ctx.at).await?;
    let Consumed::Taken(attempt) = taken else {
        return Err(PageError::SpentLink);
    };
    let token = Token::<SignUp>::fresh(&app.random);
    let issue = Issue::new(token.hash(), ctx.at, LINK_LIFE).about(attempt.number.e164());
    let invited = Invited {
        contact: Contact::Phone(attempt.number),
    };
    one_use::create(&mut conn, issue, &invited).await?;
    conn.commit().await?;
    let next = format!("/sign-up/new?token={}", token.reveal());
    Ok(Redirect::to(&next).into_response())
}
