//! The mailed link: who holds it reads the mailbox, who is signed in claims the address; both must be the same
//! person. So nobody makes somebody else confirm an address for them.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::db::Conn;
use base::one_use::{self, Consumed, Peeked};
use base::token::{EmailConfirm, Token};
use people::identifiers::{self, Named, Verified};
use people::{EmailAddress, Fresh};
use serde::Deserialize;

use super::list;
use super::told::{self, Deed};
use super::work::{self, Claim};
use crate::passport::events;
use crate::signin::{SignedIn, record as record_everywhere};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "passport/confirm.html")]
struct Page {
    frame: Frame,
    confirmation: ui::Confirmation,
}

/// A link as it was mailed.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

/// `GET /passport/identifiers/confirm`: says what for and changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let token = Token::<EmailConfirm>::parse(&link.token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.read().await?;
    let peeked = one_use::peek::<_, Claim>(&mut conn, &token.hash(), ctx.at).await?;
    let Peeked::Good { payload, .. } = peeked else {
        return Err(PageError::SpentLink);
    };
    let email = match whose(&mut conn, &signed_in, &payload).await? {
        Whose::Own(email) => email,
        Whose::Other => return Ok(other_person(&ctx)),
        Whose::Nobodys => return Err(PageError::SpentLink),
    };
    drop(conn);
    let question = ctx.texts.with(
        "identifiers-confirm-question",
        &[("name", email.as_str().into())],
    );
    let confirmation = ui::confirmation(
        question,
        "/passport/identifiers/confirm",
        &ctx.csrf,
        "/passport/identifiers",
        &ctx.texts,
    )
    .happens(ctx.text("identifiers-confirm-happens"))
    .with("token", link.token)
    .harmless(ctx.text("identifiers-confirm"));
    Ok(shown(&Page {
        frame: list::frame(&app, &ctx, &signed_in).await?,
        confirmation,
    }))
}

/// Whose claim a link is about.
enum Whose {
    /// The reader's, for this address.
    Own(EmailAddress),
    /// Somebody else's.
    Other,
    /// Nobody's any more: it was taken back.
    Nobodys,
}

async fn whose(conn: &mut Conn, signed_in: &SignedIn, claim: &Claim) -> Result<Whose, PageError> {
    if claim.passport != signed_in.person.id {
        return Ok(Whose::Other);
    }
    let email = work::claim(conn, claim.passport, claim.identifier).await?;
    Ok(email.map_or(Whose::Nobodys, Whose::Own))
}

/// Says that somebody else has to open the link, and not who.
fn other_person(ctx: &Ctx) -> Response {
    Flash::new("identifiers-other-person").redirect(ctx, "/passport/identifiers")
}

/// `POST /passport/identifiers/confirm`.
pub(super) async fn confirm(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(link): Form<Link>,
) -> Result<Response, PageError> {
    let token = Token::<EmailConfirm>::parse(&link.token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.write().await?;
    let taken = one_use::consume::<_, Claim>(&mut conn, &token.hash(), ctx.at).await?;
    let Consumed::Taken(claim) = taken else {
        return Err(PageError::SpentLink);
    };
    // Not committed: the link stays good for whom it is meant.
    let email = match whose(&mut conn, &signed_in, &claim).await? {
        Whose::Own(email) => email,
        Whose::Other => return Ok(other_person(&ctx)),
        Whose::Nobodys => return Err(PageError::SpentLink),
    };
    let said = take(&app, &ctx, &mut conn, (&signed_in, &email)).await?;
    conn.commit().await?;
    let said = Flash::new(said).with("name", email.as_str());
    Ok(said.redirect(&ctx, "/passport/identifiers"))
}

/// Gives the address to the person, unless somebody else has proved it meanwhile.
async fn take(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (signed_in, email): (&SignedIn, &EmailAddress),
) -> Result<&'static str, PageError> {
    let person = &signed_in.person;
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let named = Named::Email(email.clone());
    let event = match identifiers::verify(conn, fresh, person.id, &named).await? {
        Verified::Already(_) => return Ok("identifiers-confirmed"),
        Verified::TakenBy(_) => {
            let event = ctx.refused(events::IDENTIFIER_CONFIRMED, "address-taken");
            let event = event.by(person.id).about(person.id);
            record_everywhere(app, conn, person.id, event).await?;
            return Ok("identifiers-taken-meanwhile");
        }
        Verified::Now(now) => {
            if !now.is_primary {
                let deed = Deed::Added(email.as_str());
                told::tell(app, ctx, conn, (person, deed)).await?;
            }
            ctx.done(events::IDENTIFIER_CONFIRMED)
        }
    };
    let event = event.by(person.id).about(person.id);
    let event = event.personal("name", email.as_str());
    record_everywhere(app, conn, person.id, event).await?;
    Ok("identifiers-confirmed")
}
