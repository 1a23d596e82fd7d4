//! Taking changes back, from the address that was told of them.
//!
//! The address becomes the primary one again, everything younger goes, all sessions and links on their way end.
//! Whoever holds the link then chooses a new password in the ordinary way. Nobody has to be signed in: the link is
//! for people whose session was stolen.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::db::{Conn, DbError};
use base::one_use::{self, Consumed, Peeked};
use base::token::{EmailConfirm, ResetPassword, Token, UndoChange};
use people::identifiers::{self, Identifier, Kind, Named, Removed, Verified};
use people::passports::{self, Passport};
use people::revocation::{self, Whose};
use people::{EmailAddress, Fresh};
use serde::Deserialize;

use super::told::{Deed, UNDO, Undo, is_named, tell_gone};
use crate::passport::events;
use crate::signin::{ending, record as record_everywhere};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Flash, Form, PageError, card, show as shown};

#[derive(Template)]
#[template(path = "passport/identifiers/undo.html")]
struct Page {
    card: Card,
    token: String,
    whose: String,
}

/// A link as it was mailed.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

/// `GET /undo`: says what the link does and changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let token = Token::<UndoChange>::parse(&link.token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.read().await?;
    let peeked = one_use::peek::<_, Undo>(&mut conn, &token.hash(), ctx.at).await?;
    let Peeked::Good { payload, .. } = peeked else {
        return Err(PageError::SpentLink);
    };
    Ok(shown(&Page {
        card: card(&ctx, "identifiers-undo-title"),
        token: link.token,
        whose: ctx.texts.with(
            "identifiers-undo-address",
            &[("name", payload.email.as_str().into())],
        ),
    }))
}

/// `POST /undo`.
pub(super) async fn undo(
    State(app): State<App>,
    ctx: Ctx,
    Form(link): Form<Link>,
) -> Result<Response, PageError> {
    let token = Token::<UndoChange>::parse(&link.token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.write().await?;
    let taken = one_use::consume::<_, Undo>(&mut conn, &token.hash(), ctx.at).await?;
    let Consumed::Taken(about) = taken else {
        return Err(PageError::SpentLink);
    };
    let person = passports::load(&mut conn, about.passport).await?;
    let person = person.ok_or(PageError::SpentLink)?;
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let Some(kept) = restore(&mut conn, fresh, &about).await? else {
        // The address is somebody else's by now: the link is used up, and nothing else happens.
        let event = ctx.refused(events::IDENTIFIERS_UNDONE, "address-taken");
        let event = event.about(person.id);
        record_everywhere(&app, &mut conn, person.id, event).await?;
        conn.commit().await?;
        return Err(PageError::SpentLink);
    };
    take_back(&app, &ctx, &mut conn, (&person, &about, &kept)).await?;
    conn.commit().await?;
    Ok(Flash::new("identifiers-undone").redirect(&ctx, "/recovery"))
}

/// Makes the address, and the login name there was before, the passport's own again; nothing when the address
/// belongs to somebody else now.
async fn restore(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    about: &Undo,
) -> Result<Option<Vec<Named>>, DbError> {
    let email = EmailAddress::parse(&about.email);
    let email = email.map_err(|_| DbError::Shape("one_use_tokens.payload".to_owned()))?;
    let email = Named::Email(email);
    let own = match identifiers::verify(conn, fresh, about.passport, &email).await? {
        Verified::Now(own) | Verified::Already(own) => own,
        Verified::TakenBy(_) => return Ok(None),
    };
    identifiers::make_primary(conn, about.passport, own.id).await?;
    let mut kept = vec![email];
    if let Some(login) = about.login.as_deref().and_then(Named::parse) {
        identifiers::verify(conn, fresh, about.passport, &login).await?;
        kept.push(login);
    }
    Ok(Some(kept))
}

/// Removes what is younger, and ends what was issued to whoever did it.
async fn take_back(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (person, about, kept): (&Passport, &Undo, &[Named]),
) -> Result<(), PageError> {
    let since = about.at.minus(UNDO);
    let is_young = |one: &Identifier| one.verified_at.is_none_or(|at| at > since);
    let is_kept = |one: &Identifier| kept.iter().any(|named| is_named(one, named));
    for one in identifiers::of_passport(conn, person.id).await? {
        if is_kept(&one) || !is_young(&one) {
            continue;
        }
        one_use::withdraw::<EmailConfirm>(conn, one.id, ctx.at).await?;
        let removed = identifiers::remove(conn, person.id, one.id).await?;
        if let (Removed::Gone(gone), Kind::Email) = (removed, one.kind) {
            tell_gone(
                app,
                ctx,
                conn,
                (person, &gone, Deed::TakenBack(&about.email)),
            )
            .await?;
        }
    }
    one_use::withdraw::<UndoChange>(conn, person.id, ctx.at).await?;
    one_use::withdraw::<ResetPassword>(conn, person.id, ctx.at).await?;
    revocation::raise(conn, Whose::Passport(person.id)).await?;
    ending::announce(app, conn).await?;
    let event = ctx.done(events::IDENTIFIERS_UNDONE).about(person.id);
    let event = event.personal("name", &about.email);
    Ok(record_everywhere(app, conn, person.id, event).await?)
}
