//! Adding one. An address gets a letter whether it is somebody's or not; what the letter says depends on it, and
//! this page does not.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::db::Conn;
use people::identifiers::{self, Identifier, Kind, Named, Verified};
use people::{EmailAddress, Fresh, IdentifierId};
use serde::Deserialize;

use super::told::{self, Deed};
use super::work::{self, CONFIRM};
use super::{list, phone};
use crate::letters::{self, Allowed};
use crate::passport::{Nothing, events};
use crate::signin::door::SteppedUp;
use crate::signin::{SignedIn, record as record_everywhere};
use crate::texting;
use crate::web::ui::{self, Field, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// A passport has no more identifiers than this, claims among them.
const MOST: usize = 10;

#[derive(Template)]
#[template(path = "passport/identifiers/add.html")]
struct Page {
    frame: Frame,
    name: Field,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
}

async fn page(app: &App, ctx: &Ctx, signed_in: &SignedIn) -> Result<Page, PageError> {
    Ok(Page {
        frame: list::frame(app, ctx, signed_in).await?,
        name: ui::field("name", ctx.text("identifiers-new"))
            .hint(ctx.text("identifiers-new-hint"))
            .autocomplete("email"),
    })
}

impl Page {
    fn refused(mut self, ctx: &Ctx, typed: &str, why: &str) -> Response {
        self.frame.page.has_error = true;
        self.name = self.name.value(typed).error(ctx.text(why));
        rejected(&self)
    }
}

/// `GET /passport/identifiers/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &signed_in).await?))
}

/// `POST /passport/identifiers/new`.
pub(super) async fn add(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let page = page(&app, &ctx, &signed_in).await?;
    let number = texting::read(&mut app.db.read().await?, &typed.name).await?;
    if let Some(number) = number {
        let claimed = match number {
            Ok(number) => phone::claim(&app, &ctx, &signed_in, &number).await?,
            Err(why) => Err(why),
        };
        return Ok(claimed.unwrap_or_else(|why| page.refused(&ctx, &typed.name, why)));
    }
    let added = match Named::parse(&typed.name) {
        Some(Named::Email(email)) if letters::can_be_sent_to(&email) => {
            claim(&app, &ctx, &signed_in, &email).await?
        }
        Some(Named::Login(login)) => {
            take_login(&app, &ctx, &signed_in, &Named::Login(login)).await?
        }
        _ => Err("identifiers-odd"),
    };
    match added {
        Ok(said) => {
            let said = Flash::new(said).with("name", typed.name.trim());
            Ok(said.redirect(&ctx, "/passport/identifiers"))
        }
        Err(why) => Ok(page.refused(&ctx, &typed.name, why)),
    }
}

/// Notes the claim and has the letter written, beside the request: neither answer nor time tell whether
/// the address is somebody's already.
async fn claim(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    email: &EmailAddress,
) -> Result<Result<&'static str, &'static str>, PageError> {
    let person = signed_in.person.id;
    let named = Named::Email(email.clone());
    let mut conn = app.db.write().await?;
    let all = identifiers::of_passport(&mut conn, person).await?;
    let is_it = |one: &&Identifier| one.kind == Kind::Email && told::is_named(one, &named);
    match all.iter().find(is_it) {
        Some(known) if known.verified_at.is_some() => return Ok(Err("identifiers-yours-already")),
        None if all.len() >= MOST => return Ok(Err("identifiers-too-many")),
        _ => {}
    }
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let claim = identifiers::claim(&mut conn, fresh, person, &named).await?;
    if let Err(why) = send_letter(app, ctx, &mut conn, &claim).await? {
        return Ok(Err(why));
    }
    let event = ctx.done(events::IDENTIFIER_CLAIMED).by(person);
    let event = event.about(person).personal("name", email.as_str());
    record_everywhere(app, &mut conn, person, event).await?;
    conn.commit().await?;
    Ok(Ok("identifiers-letter-sent"))
}

/// Queues the job that writes to the address of a claim.
async fn send_letter(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    claim: &Identifier,
) -> Result<Result<(), &'static str>, PageError> {
    match letters::allow(conn, ctx.address, ctx.at).await? {
        Allowed::Yes => {}
        Allowed::TooManyFromHere => return Ok(Err("recovery-too-many-from-here")),
        Allowed::TooManyAtAll => return Ok(Err("recovery-too-many")),
    }
    let asked = work::Asked::new(claim);
    app.jobs.enqueue(conn, &CONFIRM, &asked, ctx.at).await?;
    Ok(Ok(()))
}

/// `POST /passport/identifiers/{identifier}/send`: the letter once more.
pub(super) async fn send_again(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let claim = find(&mut conn, &signed_in, &id).await?;
    if claim.kind == Kind::Phone {
        drop(conn);
        return phone::send_again(&app, &ctx, &signed_in, &id).await;
    }
    if claim.kind != Kind::Email || claim.verified_at.is_some() {
        return Err(PageError::NotFound);
    }
    let said = match send_letter(&app, &ctx, &mut conn, &claim).await? {
        Ok(()) => "identifiers-letter-sent",
        Err(why) => why,
    };
    conn.commit().await?;
    let said = Flash::new(said).with("name", &claim.value);
    Ok(said.redirect(&ctx, "/passport/identifiers"))
}

/// The identifier of the address, if it is one of the person's own.
pub(super) async fn find(
    conn: &mut Conn,
    signed_in: &SignedIn,
    id: &str,
) -> Result<Identifier, PageError> {
    let id = IdentifierId::parse(id).ok_or(PageError::NotFound)?;
    let all = identifiers::of_passport(conn, signed_in.person.id).await?;
    let found = all.into_iter().find(|one| one.id == id);
    found.ok_or(PageError::NotFound)
}

/// Gives the person a login name in place of the one before. Whether one is taken has to be said; who has it is
/// not.
async fn take_login(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    named: &Named,
) -> Result<Result<&'static str, &'static str>, PageError> {
    let person = signed_in.person.id;
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let mut conn = app.db.write().await?;
    let all = identifiers::of_passport(&mut conn, person).await?;
    let before = all.into_iter().find(|one| one.kind == Kind::Login);
    match identifiers::verify(&mut conn, fresh, person, named).await? {
        Verified::Now(_) => {}
        Verified::Already(_) => return Ok(Err("identifiers-yours-already")),
        Verified::TakenBy(_) => return Ok(Err("identifiers-login-taken")),
    }
    if let Some(before) = &before {
        identifiers::remove(&mut conn, person, before.id).await?;
    }
    let deed = Deed::Login(named.value(), before.as_ref());
    told::tell(app, ctx, &mut conn, (&signed_in.person, deed)).await?;
    let event = ctx.done(events::IDENTIFIER_CONFIRMED).by(person);
    let event = event.about(person).personal("name", named.value());
    record_everywhere(app, &mut conn, person, event).await?;
    conn.commit().await?;
    Ok(Ok("identifiers-login-saved"))
}
