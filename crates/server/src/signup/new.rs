//! The second page, behind the mailed link or the code: a name and a password, and there is a passport.

use axum::extract::{Query, State};
use axum::response::Response;
use base::one_use::{self, Consumed, Peeked};
use base::token::{SignUp, Token};
use people::registration;
use people::{Contact, PassportId};
use serde::Deserialize;

use super::events;
use super::passport::{self, Chosen, Page, Typed};
use super::work::Invited;
use crate::signin::sign_in_with;
use crate::web::{App, Ctx, Form, LocalPath, PageError, show as shown};

const ACTION: &str = "/sign-up/new";

/// A link as it was mailed.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

/// Where a link was sent to, as long as the link works and the operator admits it.
async fn look(app: &App, ctx: &Ctx, token: &str) -> Result<Contact, PageError> {
    let mut conn = app.db.read().await?;
    let offer = registration::offer(&mut conn).await?;
    if !offer.is_open() {
        return Err(PageError::NotFound);
    }
    let token = Token::<SignUp>::parse(token).ok_or(PageError::SpentLink)?;
    match one_use::peek::<_, Invited>(&mut conn, &token.hash(), ctx.at).await? {
        Peeked::Good { payload, .. } if offer.admits(&payload.contact) => Ok(payload.contact),
        _ => Err(PageError::SpentLink),
    }
}

/// `GET /sign-up/new`: changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let contact = look(&app, &ctx, &link.token).await?;
    Ok(shown(&Page::new(&ctx, (ACTION, &link.token), &contact)))
}

/// `POST /sign-up/new`.
pub(super) async fn choose(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let contact = look(&app, &ctx, &typed.token).await?;
    let token = typed.token.clone();
    let page = Page::new(&ctx, (ACTION, &token), &contact);
    let chosen = match page.read(&app, &ctx, (typed, &[contact.as_str()])).await? {
        Ok(chosen) => chosen,
        Err(again) => return Ok(again),
    };
    let person = create(&app, &ctx, &token, (&contact, &chosen)).await?;
    let means = passport::proved(&contact);
    sign_in_with(&app, &ctx, person, &means, LocalPath::or_passport(None)).await
}

/// Takes the link and makes the passport, all or nothing.
async fn create(
    app: &App,
    ctx: &Ctx,
    token: &str,
    (contact, chosen): (&Contact, &Chosen),
) -> Result<PassportId, PageError> {
    let token = Token::<SignUp>::parse(token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.write().await?;
    let now = app.clock.now();
    let taken = one_use::consume::<_, Invited>(&mut conn, &token.hash(), now).await?;
    let Consumed::Taken(_) = taken else {
        return Err(PageError::SpentLink);
    };
    let made = passport::create((app, ctx), &mut conn, contact, chosen).await?;
    let person = made.ok_or(PageError::SpentLink)?.id;
    let event = ctx.done(events::REGISTERED).by(person).about(person);
    app.record(&mut conn, event.personal("name", contact.masked()))
        .await?;
    conn.commit().await?;
    Ok(person)
}
