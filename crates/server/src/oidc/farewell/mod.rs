//! Telling applications that a session is over (OpenID Connect Back-Channel Logout 1.0).
//!
//! Whatever ends a session, a membership or a passport's tokens notes it in its own transaction
//! (`people::revocation`). Here the endings are taken up: every application that was given something
//! under them and has an address for it is sent a logout token, once, by a job that tries again for an
//! hour. What came of it stands in the trail and on the application's page.

mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::{HeaderValue, header};
use base::audit::{Event, Kind as EventKind, Outcome, Reference};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::jobs::{JobError, Kind, Task};
use base::net::Outgoing;
use people::PassportId;
use people::revocation;
use protocol::oidc::LogoutToken;

use super::access::key as signing_key;
use super::applications::{Application, ApplicationId};
use super::{client, events};
use crate::signin::{SessionId, ending};
use crate::web::App;

pub(super) use store::{Line, State, clean, of_application};

id_type!(FarewellId, "a logout token on its way to an application");

/// Sends one logout token.
const SEND: Kind<FarewellId> = Kind::new("logout-token");
/// Takes up what nobody announced.
const SWEEP: Kind<()> = Kind::new("endings-left");
/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// A token is sent at most so often, within some eighty minutes.
const TRIES: u32 = 10;
/// No answer to a logout token is longer.
const LONGEST: usize = 64 * 1024;
/// Endings that are taken up together.
const TOGETHER: usize = 100;

/// What an application was given and has lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Over {
    application: ApplicationId,
    passport: PassportId,
    session: SessionId,
}

/// The work of this module.
pub(super) fn tasks() -> Vec<Task<App>> {
    vec![
        Task::new(&ending::TELL, |app, ()| tell(app)),
        Task::periodic(&SWEEP, EVERY, tell),
        Task::new(&SEND, send).attempts(TRIES + 1),
    ]
}

/// Takes up all endings and queues a logout token for each application that has to hear of one.
async fn tell(app: App) -> Result<(), JobError> {
    loop {
        let now = app.clock.now();
        let mut conn = app.db.write().await?;
        let endings = revocation::take_endings(&mut conn).await?;
        let mut over = BTreeSet::new();
        for ending in &endings {
            over.extend(store::over(&mut conn, ending, now).await?);
        }
        for one in &over {
            queue(&app, &mut conn, one, now).await?;
        }
        conn.commit().await?;
        if endings.len() < TOGETHER {
            return Ok(());
        }
    }
}

/// Ends all an application was given by a person, who withdrew it, and tells it; how many grants
/// stood.
pub(super) async fn withdrawn(
    app: &App,
    conn: &mut Conn,
    (passport, application): (PassportId, ApplicationId),
) -> Result<u64, DbError> {
    let now = app.clock.now();
    let ended = super::grants::store::end_of_person(conn, passport, application, now).await?;
    let over = store::withdrawn(conn, (passport, application), now).await?;
    for one in over.into_iter().collect::<BTreeSet<_>>() {
        queue(app, conn, &one, now).await?;
    }
    Ok(ended)
}

/// Queues a logout token, if the application has an address for it.
async fn queue(app: &App, conn: &mut Conn, over: &Over, now: Time) -> Result<(), DbError> {
    let found = Application::named(conn, &over.application.to_string()).await?;
    if found.as_ref().and_then(address).is_none() {
        return Ok(());
    }
    let id = FarewellId::fresh(now, &app.random);
    store::insert(conn, id, over, now).await?;
    app.jobs.enqueue(conn, &SEND, &id, now).await.map(drop)
}

/// Where an application hears of it, unless it is disabled.
fn address(application: &Application) -> Option<&str> {
    let notice = application.backchannel_logout.as_ref();
    let notice = notice.filter(|_| application.disabled_at.is_none());
    notice.map(|notice| notice.uri.as_str())
}

/// Sends one token, signed anew at every try, for it is good for two minutes only.
async fn send(app: App, id: FarewellId) -> Result<(), JobError> {
    let mut conn = app.db.read().await?;
    let Some(over) = store::waiting(&mut conn, id).await? else {
        return Ok(());
    };
    let found = Application::named(&mut conn, &over.application.to_string()).await?;
    drop(conn);
    let Some(application) = found else {
        return Ok(());
    };
    let Some(uri) = address(&application) else {
        return settle(
            &app,
            (id, &over),
            &application,
            (State::GivenUp, "no-address"),
        )
        .await;
    };
    let token = token(&app, &application, &over).await?;
    match post(&app, uri, &token).await {
        Ok(status) => {
            let answer = format!("http-{status}");
            settle(&app, (id, &over), &application, (State::Told, &answer)).await
        }
        Err(answer) => again(&app, (id, &over), &application, &answer).await,
    }
}

async fn token(app: &App, application: &Application, over: &Over) -> Result<String, JobError> {
    let key = signing_key(app, application.id_token_alg).await;
    let key = key.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    let (issuer, client_id) = (app.config.public_url.origin(), application.id.to_string());
    let name = protocol::jose::base64url_encode(app.random.bytes::<16>());
    let made = (name.as_str(), app.clock.now().as_seconds());
    let token = LogoutToken::new(issuer, &client_id, &over.passport.to_string(), made);
    let token = token.session(&over.session.to_string()).sign(&key);
    token.map_err(|cause| JobError::Again(cause.to_string()))
}

/// The status of an application that took the token; else in a short word what came instead.
async fn post(app: &App, uri: &str, token: &str) -> Result<u16, String> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token)
        .finish();
    let mut ask = Outgoing::post(uri, form.into_bytes());
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    ask.headers.insert(header::CONTENT_TYPE, kind);
    ask.limit = LONGEST;
    match app.net.send(ask).await {
        Ok(reply) if reply.status.is_success() => Ok(reply.status.as_u16()),
        Ok(reply) => Err(format!("http-{}", reply.status.as_u16())),
        Err(cause) => {
            tracing::info!(%cause, "an application could not be told of a sign-out");
            Err("no-answer".to_owned())
        }
    }
}

/// What became of it, in the row and in the trail.
async fn settle(
    app: &App,
    (id, over): (FarewellId, &Over),
    application: &Application,
    (state, answer): (State, &str),
) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    if store::settle(&mut conn, id, (state, answer), app.clock.now()).await? {
        let event = match state {
            State::Told => event(app, events::FAREWELL_TOLD, Outcome::Done),
            _ => event(app, events::FAREWELL_NOT_TOLD, Outcome::Refused).because(answer),
        };
        let event = client::of(application, event).detail("person", over.passport.to_string());
        app.record(&mut conn, event).await?;
    }
    Ok(conn.commit().await?)
}

fn event(app: &App, kind: EventKind, outcome: Outcome) -> Event {
    Event::new(kind, outcome, &Reference::fresh(&app.random))
}

/// Notes a try that brought nothing. After the last one it is given up, which its workspace sees; the
/// job has done what it could.
async fn again(
    app: &App,
    (id, over): (FarewellId, &Over),
    application: &Application,
    answer: &str,
) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    let tries = store::tried(&mut conn, id, answer).await?;
    conn.commit().await?;
    if tries < i64::from(TRIES) {
        return Err(JobError::Again(format!("{}: {answer}", application.name)));
    }
    settle(app, (id, over), application, (State::GivenUp, answer)).await
}
