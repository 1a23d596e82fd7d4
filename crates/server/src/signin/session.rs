//! Sessions: who is signed in in this browser, and for how long.

use std::sync::Arc;
use std::time::Duration;

use admission::Proof;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::token::{Session as SessionToken, Token};
use people::PassportId;
use people::passports::Passport;
use people::revocation::{self, Whose};

pub use super::store::Stored;
use super::{ending, store};
use crate::web::{App, Ctx, LocalPath, PageError};

id_type!(SessionId, "a session");

/// The longest a session lasts without being used.
const IDLE: Duration = Duration::from_secs(8 * 3600);
/// The longest a session lasts at all.
const TOTAL: Duration = Duration::from_secs(24 * 3600);
/// Use is written down at most this often.
const NOTE_EVERY: Duration = Duration::from_secs(60);
/// How long a proof counts as fresh before a change of credentials and the like.
pub const STEP_UP: Duration = Duration::from_secs(10 * 60);

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names it; opens nothing.
    pub id: SessionId,
    /// Whose it is.
    pub passport: PassportId,
    /// The passport's revocation epoch when it began.
    pub epoch: i64,
    /// What was proved.
    pub proofs: Vec<Proof>,
    /// When the last proof was given (`auth_time`).
    pub signed_in_at: Time,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends if it is not used.
    pub idle_ends_at: Time,
    /// When it ends at the latest.
    pub ends_at: Time,
    /// Where it began.
    pub address: String,
    /// What the browser called itself.
    pub user_agent: String,
}

impl Session {
    /// A session that begins now.
    pub(super) fn begin(app: &App, ctx: &Ctx, person: &Passport, proofs: Vec<Proof>) -> Self {
        let now = app.clock.now();
        Self {
            id: SessionId::fresh(now, &app.random),
            passport: person.id,
            epoch: person.epoch,
            proofs,
            signed_in_at: now,
            seen_at: now,
            idle_ends_at: now.plus(IDLE),
            ends_at: now.plus(TOTAL),
            address: ctx.address.to_string(),
            user_agent: ctx.user_agent.clone(),
        }
    }
}

/// The person who sent the request. Holding one is the proof that a live session did.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The person.
    pub person: Passport,
}

impl SignedIn {
    /// The session of whoever acts in this browser.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(app: &App, ctx: &Ctx) -> Result<Option<Self>, PageError> {
        let Some(token) = ctx.held.active() else {
            return Ok(None);
        };
        let now = app.clock.now();
        let mut conn = app.db.read().await?;
        let found = store::live_session(&mut conn, &token.hash(), now).await?;
        let Some((session, person)) = found else {
            return Ok(None);
        };
        drop(conn);
        ctx.texts.read_in(person.zone.as_deref());
        note_use(app, &session, now).await;
        Ok(Some(Self { session, person }))
    }

    /// Whether something was proved within the last ten minutes.
    pub fn is_fresh(&self, now: Time) -> bool {
        now.since(self.session.signed_in_at) <= STEP_UP
    }
}

/// Writes down that the session is used, at most once a minute. Nothing is refused because this
/// could not be written.
pub async fn note_use(app: &App, session: &Session, now: Time) {
    if now.since(session.seen_at) < NOTE_EVERY {
        return;
    }
    let noted = async {
        let mut conn = app.db.write().await?;
        store::touch_session(&mut conn, session.id, now, now.plus(IDLE)).await?;
        conn.commit().await
    };
    if let Err(cause) = Box::pin(noted).await {
        tracing::warn!(%cause, "the use of a session was not noted");
    }
}

/// Begins a session of a device that somebody lets in from a browser of their own. No browser holds
/// it; its person sees it among the others, with where the device is and what it calls itself, and
/// ends it there.
///
/// # Errors
/// What the database says.
pub async fn begin_elsewhere(
    app: &App,
    conn: &mut Conn,
    SignedIn { session, .. }: &SignedIn,
    (address, user_agent): (&str, &str),
) -> Result<SessionId, DbError> {
    let now = app.clock.now();
    let begun = Session {
        id: SessionId::fresh(now, &app.random),
        seen_at: now,
        idle_ends_at: now.plus(IDLE),
        ends_at: now.plus(TOTAL),
        address: address.to_owned(),
        user_agent: user_agent.to_owned(),
        ..session.clone()
    };
    let nobodys = Token::<SessionToken>::fresh(&app.random);
    store::insert_session(conn, &begun, &nobodys.hash()).await?;
    Ok(begun.id)
}

/// Ends everything the passport holds but this session, which gets a new token: the revocation
/// epoch is raised, so sessions, tokens and grants issued before it are void everywhere. The cookie
/// goes with the answer.
///
/// # Errors
/// What the database says.
pub async fn keep_only(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    signed_in: &SignedIn,
) -> Result<Option<HeaderValue>, PageError> {
    let whose = Whose::Passport(signed_in.person.id);
    let epoch = revocation::raise(conn, whose).await?;
    let epoch = epoch.ok_or_else(|| PageError::internal("a passport vanished in its session"))?;
    let token = Token::fresh(&app.random);
    let session = Session {
        epoch,
        ..signed_in.session.clone()
    };
    ending::announce(app, conn).await?;
    if !store::renew_session(conn, &session, &token.hash()).await? {
        return Ok(None);
    }
    Ok(ctx.held.with_active(token).cookie(ctx))
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let ctx = <Ctx as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let found = known_or_found(parts, app, &ctx).await?;
        if let Some(Self { person, .. }) = &found {
            ctx.acts(person.id, &person.name, true);
        }
        found.ok_or_else(|| {
            let path = parts.uri.path_and_query().map(|path| path.as_str());
            let back = path.filter(|_| parts.method == Method::GET);
            PageError::SignIn(LocalPath::or_passport(back))
        })
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, PageError> {
        let ctx = <Ctx as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let found = known_or_found(parts, app, &ctx).await?;
        if let Some(Self { person, .. }) = &found {
            ctx.acts(person.id, &person.name, false);
        }
        Ok(found)
    }
}

/// What somebody can open who has given their passport up: the page where they take it back, and the
/// door.
const FOR_LEAVING: [&str; 5] = ["deletion", "sign-in", "sign-out", "signed-out", "switch"];

/// Whether this page is closed to somebody who has given their passport up.
fn is_closed(ctx: &Ctx, person: &Passport) -> bool {
    let path = ctx.path.split('?').next().unwrap_or_default();
    // An application signs out whom its token names, whoever is active.
    if path == "/oidc/logout" {
        return false;
    }
    let path = path.strip_prefix("/passport/").or(path.strip_prefix('/'));
    let first = path.and_then(|path| path.split('/').next());
    person.gone_at.is_some() && !first.is_some_and(|first| FOR_LEAVING.contains(&first))
}

/// Where somebody is led who has given their passport up.
pub fn to_deletion() -> PageError {
    PageError::Moved(LocalPath::or_passport(Some("/passport/deletion")))
}

async fn known_or_found(
    parts: &mut Parts,
    app: &App,
    ctx: &Ctx,
) -> Result<Option<SignedIn>, PageError> {
    let found = looked_for(parts, app, ctx).await?;
    if found
        .as_ref()
        .is_some_and(|one| is_closed(ctx, &one.person))
    {
        return Err(to_deletion());
    }
    Ok(found)
}

async fn looked_for(
    parts: &mut Parts,
    app: &App,
    ctx: &Ctx,
) -> Result<Option<SignedIn>, PageError> {
    if let Some(known) = parts.extensions.get::<SignedIn>() {
        return Ok(Some(known.clone()));
    }
    let found = SignedIn::find(app, ctx).await?;
    if let Some(found) = &found {
        parts.extensions.insert(found.clone());
    }
    Ok(found)
}

/// The session with this id, alive or not: for what hangs on it and is told what was proved in it.
///
/// # Errors
/// When the database does not answer.
pub async fn stored(conn: &mut Conn, id: SessionId) -> Result<Option<Arc<Stored>>, DbError> {
    store::session_named(conn, id).await
}
