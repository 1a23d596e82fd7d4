//! The tokens of a person, on a page of their passport. Making one asks for a fresh proof: it acts as the
//! person for as long as it lasts.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::Name;
use serde::Deserialize;

use super::scope::{Scope, Scopes};
use super::token::{self, MOST_DAYS_OF_PERSON, TokenDraft, USUAL_DAYS};
use super::{ApiTokenId, days, table_of, ticks};
use crate::inside;
use crate::signin::SignedIn;
use crate::signin::door::SteppedUp;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "tokens/personal.html")]
struct Page {
    frame: Frame,
    tokens: Option<ui::Table>,
    none: Option<ui::EmptyState>,
    name: ui::Field,
    days: ui::Field,
    scopes: Vec<ui::Checkbox>,
    summary: ui::ErrorSummary,
}

#[derive(Template)]
#[template(path = "tokens/made.html")]
struct MadePage {
    frame: Frame,
    secret: ui::Secret,
    back: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    scope: Vec<String>,
}

/// A form without fields.
#[derive(Deserialize)]
pub(super) struct Nothing {}

impl Typed {
    fn scopes(&self, person: &people::Passport) -> Scopes {
        let known = self.scope.iter().filter_map(|word| Scope::from_word(word));
        known
            .filter(|scope| person.is_operator || !scope.is_of_server())
            .collect()
    }
}

async fn page(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (typed, checked): (&Typed, bool),
) -> Result<Page, PageError> {
    let mut frame = inside::passport(app, ctx, signed_in, "inside-tokens", "tokens").await?;
    let person = &signed_in.person;
    let mut conn = app.db.read().await?;
    let all = token::of_person(&mut conn, person.id).await?;
    drop(conn);
    let say = |is: bool, key: &str| (checked && is).then(|| ctx.text(key));
    let name = say(Name::parse(&typed.name).is_err(), "tokens-name-odd");
    let wrong_days = say(
        days(&typed.days, MOST_DAYS_OF_PERSON).is_none(),
        "tokens-days-odd",
    );
    frame.page.has_error = name.is_some() || wrong_days.is_some();
    let offered = Scope::ALL.iter().copied();
    let offered = offered.filter(|scope| person.is_operator || !scope.is_of_server());
    let none = || ui::empty(ctx.text("tokens-none")).text(ctx.text("tokens-none-of-person"));
    Ok(Page {
        tokens: (!all.is_empty()).then(|| table_of(ctx, &all, "/passport/tokens")),
        none: all.is_empty().then(none),
        summary: ui::error_summary(&ctx.texts)
            .error("name", name.clone())
            .error("days", wrong_days.clone()),
        name: ui::field("name", ctx.text("tokens-name"))
            .hint(ctx.text("tokens-name-hint"))
            .value(&typed.name)
            .error(name),
        days: ui::field("days", ctx.text("tokens-days"))
            .value(&typed.days)
            .keyboard("numeric")
            .short()
            .error(wrong_days),
        scopes: ticks(ctx, offered, &typed.scope),
        frame,
    })
}

/// `GET /passport/tokens`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
) -> Result<Response, PageError> {
    let typed = Typed {
        days: USUAL_DAYS.to_string(),
        ..Typed::default()
    };
    Ok(shown(&page(&app, &ctx, &signed_in, (&typed, false)).await?))
}

/// `POST /passport/tokens`.
pub(super) async fn make(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let name = Name::parse(&typed.name).ok();
    let (Some(name), Some(days)) = (name, days(&typed.days, MOST_DAYS_OF_PERSON)) else {
        return Ok(rejected(
            &page(&app, &ctx, &signed_in, (&typed, true)).await?,
        ));
    };
    let draft = TokenDraft {
        name,
        scopes: typed.scopes(&signed_in.person),
        days,
    };
    let doing = signed_in.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    let made = token::make_of_person(&doing, &mut conn, &signed_in, &draft).await?;
    conn.commit().await?;
    let mut frame = inside::passport(&app, &ctx, &signed_in, "tokens-made-title", "tokens").await?;
    frame.page.path = "/passport/tokens".to_owned();
    let secret = ui::copyable("token", ctx.text("tokens-token"), made.text, &ctx.texts);
    let back = frame.page.path.clone();
    Ok(shown(&MadePage {
        frame,
        secret,
        back,
    }))
}

/// `POST /passport/tokens/{token}/revoke`. Needs no fresh proof: it only takes away.
pub(super) async fn revoke(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = ApiTokenId::parse(&id).ok_or(PageError::NotFound)?;
    let doing = signed_in.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    let whose = (signed_in.person.id, id);
    let gone = token::revoke_of_person(&doing, &mut conn, whose).await?;
    let gone = gone.ok_or(PageError::NotFound)?;
    conn.commit().await?;
    let said = Flash::new("tokens-revoked").with("name", gone.name);
    Ok(said.redirect(&ctx, "/passport/tokens"))
}
