//! The pages: one field each, and the same answer whatever was typed into it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::EmailAddress;
use protocol::phone::PhoneNumber;
use serde::Deserialize;

use super::work::{Asked, LINK_LIFE, SEND, What};
use crate::letters::{self, Allowed};
use crate::signin::checked_name;
use crate::texting;
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Flash, Form, PageError, card, rejected, show};

#[derive(Template)]
#[template(path = "recovery/ask.html")]
struct Page {
    card: Card,
    what: What,
    field: Field,
}

#[derive(Template)]
#[template(path = "recovery/sent.html")]
struct Sent {
    card: Card,
    /// Whether text messages leave.
    phones: bool,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    username: String,
}

impl Page {
    fn new(ctx: &Ctx, what: What) -> Self {
        let texts = &ctx.texts;
        let (title, field) = match what {
            What::Password => (
                "recovery-password-title",
                ui::login_name("username", texts.get("signin-identifier")),
            ),
            What::Login => (
                "recovery-login-title",
                ui::field("username", texts.get("recovery-email")).autocomplete("email"),
            ),
        };
        Self {
            card: card(ctx, title),
            what,
            field,
        }
    }

    fn refused(mut self, ctx: &Ctx, typed: &str, why: &str) -> Response {
        self.card.page.has_error = true;
        self.field = self.field.value(typed).error(ctx.text(why));
        rejected(&self)
    }
}

/// `GET /recovery`.
pub(super) async fn password(ctx: Ctx) -> Response {
    show(&Page::new(&ctx, What::Password))
}

/// `GET /recovery/login`.
pub(super) async fn login(ctx: Ctx) -> Response {
    show(&Page::new(&ctx, What::Login))
}

/// `GET /recovery/sent`: what to do while the letter is on its way.
pub(super) async fn sent(State(app): State<App>, ctx: Ctx) -> Result<Response, PageError> {
    Ok(show(&Sent {
        card: card(&ctx, "recovery-sent-title"),
        phones: texting::is_on(&mut app.db.read().await?).await?,
    }))
}

/// `POST /recovery`.
pub(super) async fn ask_password(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let page = Page::new(&ctx, What::Password);
    let name = match checked_name(&typed.username) {
        Ok(name) => name,
        Err(why) => return Ok(page.refused(&ctx, &typed.username, why)),
    };
    ask(&app, &ctx, page, name).await
}

/// `POST /recovery/login`.
pub(super) async fn ask_login(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let page = Page::new(&ctx, What::Login);
    let email = EmailAddress::parse(&typed.username);
    let name = match email {
        Ok(email) => email.as_str().to_owned(),
        Err(_) if PhoneNumber::looks_like_one(&typed.username) => typed.username.trim().to_owned(),
        Err(_) => return Ok(page.refused(&ctx, &typed.username, "recovery-email-odd")),
    };
    ask(&app, &ctx, page, name).await
}

/// Counts and queues; nothing is looked up here.
async fn ask(app: &App, ctx: &Ctx, page: Page, name: String) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let key = match letters::allow(&mut conn, ctx.address, now).await? {
        Allowed::Yes => None,
        Allowed::TooManyFromHere => Some("recovery-too-many-from-here"),
        Allowed::TooManyAtAll => Some("recovery-too-many"),
    };
    if let Some(key) = key {
        return Ok(page.refused(ctx, &name, key));
    }
    let asked = Asked::new(ctx, page.what, &name);
    app.jobs.enqueue(&mut conn, &SEND, &asked, now).await?;
    conn.commit().await?;
    let until = ctx.texts.date_time(now.plus(LINK_LIFE));
    let said = match page.what {
        What::Password => Flash::new("recovery-password-sent").with("time", until),
        What::Login => Flash::new("recovery-login-sent"),
    };
    Ok(said.with("name", &name).redirect(ctx, "/recovery/sent"))
}
