//! The first page: an address, and the same answer whether it is known.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::settings;
use people::EmailAddress;
use people::registration::{REGISTRATION, Registration};
use serde::Deserialize;

use super::work::{Asked, LINK_LIFE, SEND};
use crate::letters::{self, Allowed};
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Flash, Form, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "signup/ask.html")]
struct Page {
    card: Card,
    /// Which addresses may, when not all do.
    only: Option<String>,
    email: Field,
}

#[derive(Template)]
#[template(path = "signup/sent.html")]
struct Sent {
    card: Card,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    email: String,
}

impl Page {
    fn new(ctx: &Ctx, who: &Registration) -> Self {
        let only = match who {
            Registration::Domains(domains) => {
                let names = domains.join(", ");
                let only = ctx.texts.with("signup-only", &[("domains", names.into())]);
                Some(only)
            }
            Registration::Open | Registration::ByInvitation => None,
        };
        Self {
            card: card(ctx, "signup-title"),
            only,
            email: ui::email("email", ctx.text("signup-email")).autocomplete("email"),
        }
    }

    fn refused(mut self, ctx: &Ctx, typed: &str, why: &str) -> Response {
        self.card.page.has_error = true;
        self.email = self.email.value(typed).error(ctx.text(why));
        rejected(&self)
    }
}

/// Who may register; when nobody may uninvited, there is no such page.
pub(super) async fn offered(app: &App) -> Result<Registration, PageError> {
    let who = settings::load(&mut app.db.read().await?, &REGISTRATION).await?;
    if who.is_offered() {
        Ok(who)
    } else {
        Err(PageError::NotFound)
    }
}

/// `GET /sign-up`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx) -> Result<Response, PageError> {
    Ok(shown(&Page::new(&ctx, &offered(&app).await?)))
}

/// `GET /sign-up/sent`.
pub(super) async fn sent(ctx: Ctx) -> Response {
    shown(&Sent {
        card: card(&ctx, "recovery-sent-title"),
    })
}

/// `POST /sign-up`: counts and queues; nothing is looked up here.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let who = offered(&app).await?;
    let page = Page::new(&ctx, &who);
    let email = EmailAddress::parse(&typed.email).ok();
    let Some(email) = email.filter(letters::can_be_sent_to) else {
        return Ok(page.refused(&ctx, &typed.email, "signup-email-odd"));
    };
    // That a domain is not admitted is the same for all of its addresses.
    if !who.admits(&email) {
        return Ok(page.refused(&ctx, &typed.email, "signup-not-this-domain"));
    }
    let mut conn = app.db.write().await?;
    let full = match letters::allow(&mut conn, ctx.address, ctx.at).await? {
        Allowed::Yes => None,
        Allowed::TooManyFromHere => Some("recovery-too-many-from-here"),
        Allowed::TooManyAtAll => Some("recovery-too-many"),
    };
    if let Some(why) = full {
        return Ok(page.refused(&ctx, &typed.email, why));
    }
    let asked = Asked::new(&email, ctx.language);
    app.jobs.enqueue(&mut conn, &SEND, &asked, ctx.at).await?;
    conn.commit().await?;
    let until = ctx.texts.date_time(ctx.at.plus(LINK_LIFE));
    let said = Flash::new("signup-sent").with("name", email.as_str());
    Ok(said.with("time", until).redirect(&ctx, "/sign-up/sent"))
}
