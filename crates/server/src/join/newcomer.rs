//! Joining without a passport yet: an address, a letter, a password; passport and joining in one transaction.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::db::Conn;
use base::one_use::{self, Consumed, Peeked};
use base::token::{JoinNew, Token};
use people::links;
use people::requests::Came;
use people::{Contact, EmailAddress, PassportId};
use serde::Deserialize;

use super::page::{self as knock, Held, Opened, Page as Knocking, over};
use super::work::{Asked, Invited, SEND};
use super::{acts, events};
use crate::letters::{self, Allowed};
use crate::signin::sign_in_with;
use crate::signup::{self, Chosen, LINK_LIFE, Page, Typed};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Flash, Form, LocalPath, PageError, brand, card, show as shown};

#[derive(Template)]
#[template(path = "signup/sent.html")]
struct Sent {
    card: Card,
}

#[derive(Deserialize)]
pub(super) struct Asking {
    #[serde(default)]
    token: String,
    #[serde(default)]
    email: String,
}

/// `POST /join/ask`: counts and queues; whose the address is, is not looked up here.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Asking>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let opened = knock::look(&mut conn, &typed.token, ctx.at).await?;
    drop(conn);
    let Some(opened) = opened.filter(|one| one.link.is_open(ctx.at)) else {
        return Ok(over(&ctx));
    };
    let refused = |why: &str| {
        let why = (typed.email.as_str(), ctx.text(why));
        Knocking::knock_again(&ctx, &typed.token, &opened, why)
    };
    let email = EmailAddress::parse(&typed.email).ok();
    let Some(email) = email.filter(letters::can_be_sent_to) else {
        return Ok(refused("signup-email-odd"));
    };
    // That a domain is not admitted is the same for all of its addresses.
    if !opened.link.admits(&email) {
        return Ok(refused("join-not-this-domain"));
    }
    let mut conn = app.db.write().await?;
    match letters::allow(&mut conn, ctx.address, ctx.at).await? {
        Allowed::Yes => {}
        Allowed::TooManyFromHere => return Ok(refused("recovery-too-many-from-here")),
        Allowed::TooManyAtAll => return Ok(refused("recovery-too-many")),
    }
    let asked = Asked::new(&opened.link, &email, ctx.language);
    app.jobs.enqueue(&mut conn, &SEND, &asked, ctx.at).await?;
    conn.commit().await?;
    let until = ctx.texts.date_time(ctx.at.plus(LINK_LIFE));
    let said = Flash::new("signup-sent").with("name", email.as_str());
    Ok(said.with("time", until).redirect(&ctx, "/join/sent"))
}

/// `GET /join/sent`.
pub(super) async fn sent(ctx: Ctx) -> Response {
    shown(&Sent {
        card: card(&ctx, "recovery-sent-title"),
    })
}

fn page(ctx: &Ctx, token: &str, opened: &Opened, email: &EmailAddress) -> Page {
    let contact = Contact::Email(email.clone());
    let mut page = Page::new(ctx, ("/join/passport", token), &contact);
    page.card.page.brand = Some(brand::look(&opened.brand));
    page
}

/// The link somebody was invited by and the address the letter went to, as long as both hold.
async fn still(
    conn: &mut Conn,
    ctx: &Ctx,
    invited: &Invited,
) -> Result<Option<(Opened, EmailAddress)>, PageError> {
    let link = links::load(conn, invited.workspace, invited.link).await?;
    let Some(link) = link.filter(|link| link.is_open(ctx.at)) else {
        return Ok(None);
    };
    let opened = knock::lead(conn, link, ctx.at).await?;
    let email = EmailAddress::parse(&invited.email).ok();
    Ok(opened
        .zip(email)
        .filter(|(opened, email)| opened.link.admits(email)))
}

async fn look(
    app: &App,
    ctx: &Ctx,
    token: &str,
) -> Result<Option<(Opened, EmailAddress)>, PageError> {
    let token = Token::<JoinNew>::parse(token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.read().await?;
    match one_use::peek::<_, Invited>(&mut conn, &token.hash(), ctx.at).await? {
        Peeked::Good { payload, .. } => still(&mut conn, ctx, &payload).await,
        _ => Err(PageError::SpentLink),
    }
}

/// `GET /join/passport`: changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(held): Query<Held>,
) -> Result<Response, PageError> {
    let Some((opened, email)) = look(&app, &ctx, &held.token).await? else {
        return Ok(over(&ctx));
    };
    Ok(shown(&page(&ctx, &held.token, &opened, &email)))
}

/// `POST /join/passport`.
pub(super) async fn choose(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some((opened, email)) = look(&app, &ctx, &typed.token).await? else {
        return Ok(over(&ctx));
    };
    let token = typed.token.clone();
    let page = page(&ctx, &token, &opened, &email);
    let own = [email.as_str(), &opened.workspace.name];
    let chosen = match page.read(&app, &ctx, (typed, &own)).await? {
        Ok(chosen) => chosen,
        Err(again) => return Ok(again),
    };
    let Some((person, came)) = create(&app, &ctx, &token, &chosen).await? else {
        return Ok(over(&ctx));
    };
    let means = signup::proved(&Contact::Email(email));
    let path = match came {
        Came::Joined(_) => format!("/w/{}/", opened.workspace.address),
        _ => "/passport".to_owned(),
    };
    let next = LocalPath::or_passport(Some(&path));
    sign_in_with(&app, &ctx, person, &means, next).await
}

/// Takes the letter's link, makes the passport and joins, all or nothing; nothing when the link to join is over.
async fn create(
    app: &App,
    ctx: &Ctx,
    token: &str,
    chosen: &Chosen,
) -> Result<Option<(PassportId, Came)>, PageError> {
    let token = Token::<JoinNew>::parse(token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.write().await?;
    let taken = one_use::consume::<_, Invited>(&mut conn, &token.hash(), app.clock.now()).await?;
    let Consumed::Taken(invited) = taken else {
        return Err(PageError::SpentLink);
    };
    let Some((opened, email)) = still(&mut conn, ctx, &invited).await? else {
        return Ok(None);
    };
    let contact = Contact::Email(email.clone());
    let made = signup::create((app, ctx), &mut conn, &contact, chosen).await?;
    let person = made.ok_or(PageError::SpentLink)?;
    let event = ctx.done(events::PASSPORT_MADE).by(person.id);
    let event = event.about(person.id).personal("email", email.as_str());
    app.record(&mut conn, event).await?;
    let whither = (&opened.link, &opened.workspace);
    let came = acts::come((app, ctx), &mut conn, whither, (&person, &email)).await?;
    if !matches!(came, Came::Joined(_) | Came::Asked(_)) {
        return Ok(None);
    }
    conn.commit().await?;
    Ok(Some((person.id, came)))
}
