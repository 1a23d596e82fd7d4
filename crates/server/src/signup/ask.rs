//! The first page: an address or a number, and the same answer whether it is known.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::db::Conn;
use people::registration::{self, Offer, Registration};
use people::{Contact, EmailAddress};
use serde::Deserialize;

use super::code;
use super::work::{Asked, LINK_LIFE, SEND};
use crate::letters::{self, Allowed};
use crate::signin::network;
use crate::texting;
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Flash, Form, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "signup/ask.html")]
struct Page {
    card: Card,
    text: String,
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
    fn new(ctx: &Ctx, offer: &Offer) -> Self {
        let only = match &offer.who {
            Registration::Domains(domains) => {
                let names = domains.join(", ");
                let only = ctx.texts.with("signup-only", &[("domains", names.into())]);
                Some(only)
            }
            Registration::Open | Registration::ByInvitation => None,
        };
        let (text, field) = match (offer.email, offer.phone) {
            (true, true) => {
                let label = ctx.text("signup-email-or-phone");
                let field = ui::field("email", label).autocomplete("email");
                ("signup-text-either", field)
            }
            (false, true) => {
                let field = ui::field("email", ctx.text("signup-phone"));
                ("signup-text-phone", field.kind("tel").autocomplete("tel"))
            }
            _ => {
                let field = ui::email("email", ctx.text("signup-email"));
                ("signup-text", field.autocomplete("email"))
            }
        };
        Self {
            card: card(ctx, "signup-title"),
            text: ctx.text(text),
            only,
            email: field,
        }
    }

    fn refused(mut self, ctx: &Ctx, typed: &str, why: &str) -> Response {
        self.card.page.has_error = true;
        self.email = self.email.value(typed).error(ctx.text(why));
        rejected(&self)
    }
}

/// What is offered; when nobody may uninvited, there is no such page.
async fn offered(conn: &mut Conn) -> Result<Offer, PageError> {
    let offer = registration::offer(conn).await?;
    if offer.is_open() {
        Ok(offer)
    } else {
        Err(PageError::NotFound)
    }
}

/// `GET /sign-up`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx) -> Result<Response, PageError> {
    let offer = offered(&mut app.db.read().await?).await?;
    Ok(shown(&Page::new(&ctx, &offer)))
}

/// `GET /sign-up/sent`.
pub(super) async fn sent(ctx: Ctx) -> Response {
    shown(&Sent {
        card: card(&ctx, "recovery-sent-title"),
    })
}

/// The address or number that was typed, if it may register; the key of what to say when not. That a domain or a country is not
/// admitted is the same for all that are of it.
async fn read(
    conn: &mut Conn,
    offer: &Offer,
    typed: &str,
) -> Result<Result<Contact, &'static str>, PageError> {
    let odd = match (offer.email, offer.phone) {
        (true, true) => "signup-neither",
        (false, true) => "texting-number-none",
        _ => "signup-email-odd",
    };
    if offer.phone && !typed.contains('@') {
        let number = texting::read(conn, typed).await?.unwrap_or(Err(odd));
        return Ok(number.map(Contact::Phone));
    }
    let email = EmailAddress::parse(typed).ok();
    let email = email.filter(|email| offer.email && letters::can_be_sent_to(email));
    let contact = email.map(Contact::Email).ok_or(odd);
    Ok(contact.and_then(|contact| {
        let admits = offer.admits(&contact);
        admits.then_some(contact).ok_or("signup-not-this-domain")
    }))
}

/// `POST /sign-up`: counts and queues; nothing is looked up here.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let offer = offered(&mut conn).await?;
    let page = Page::new(&ctx, &offer);
    let contact = match read(&mut conn, &offer, &typed.email).await? {
        Ok(contact) => contact,
        Err(why) => return Ok(page.refused(&ctx, &typed.email, why)),
    };
    let full = match letters::allow(&mut conn, ctx.address, ctx.at).await? {
        Allowed::Yes => None,
        Allowed::TooManyFromHere => Some("recovery-too-many-from-here"),
        Allowed::TooManyAtAll => Some("recovery-too-many"),
    };
    if let Some(why) = full {
        return Ok(page.refused(&ctx, &typed.email, why));
    }
    let (attempt, next) = match &contact {
        Contact::Phone(number) => code::begin(&app, &ctx, &mut conn, number).await?,
        Contact::Email(email) => {
            let until = ctx.texts.date_time(ctx.at.plus(LINK_LIFE));
            let said = Flash::new("signup-sent").with("name", email.as_str());
            let next = said.with("time", until).redirect(&ctx, "/sign-up/sent");
            (String::new(), next)
        }
    };
    let network = network(ctx.address).to_string();
    let asked = Asked::new(&contact, ctx.language, (network, &attempt));
    app.jobs.enqueue(&mut conn, &SEND, &asked, ctx.at).await?;
    conn.commit().await?;
    Ok(next)
}
