//! Fetching the keys of an application, through the one guarded way out.

use std::time::Duration;

use axum::http::{HeaderValue, header};
use base::audit::{Event, Outcome, Reference};
use base::db::DbError;
use base::jobs::{JobError, Kind};
use base::net::{NetError, Outgoing};
use protocol::jose::{JwkSet, KeyError, KeySet, VerifyingKey};

use super::store::{self, Fetched};
use super::{At, PAUSE, read};
use crate::oidc::applications::{Application, ApplicationId};
use crate::oidc::{client, events};
use crate::web::App;

/// Fetches the keys of an application.
pub(super) const TASK: Kind<ApplicationId> = Kind::new("client-keys");
/// The server of an application has so long to answer.
const ANSWER: Duration = Duration::from_secs(5);
/// A try that took longer ended with its process.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Between the first looks at a try that is under way; then ever longer, so that many who wait ask little.
const LOOK: Duration = Duration::from_millis(50);
/// So many looks, for a little longer than an answer may take.
const LOOKS: u32 = 7;
/// No set of keys is larger, in bytes.
const LONGEST: usize = 64 * 1024;
/// An administrator who presses a button is held up no longer than this.
const BUTTON: Duration = Duration::from_secs(5);

/// Keys that are newer than what is known, if any can be had now: fetched here, or by whoever is asking at
/// this moment. `None` as well when it is too early to ask again.
pub(super) async fn anew(
    app: &App,
    at: At<'_>,
    known: Option<&Fetched>,
) -> Result<Option<KeySet>, DbError> {
    let now = app.clock.now();
    // The statement below would say so too; this spares the write to whoever is flooded with strange keys.
    let may_ask = known.is_none_or(|known| known.may_ask(now));
    if may_ask && begin(app, at, PAUSE).await? {
        return ask(app, at).await.map(|set| set.as_deref().and_then(read));
    }
    waited(app, at, known).await
}

/// What somebody else fetches at this moment.
async fn waited(app: &App, at: At<'_>, known: Option<&Fetched>) -> Result<Option<KeySet>, DbError> {
    let before = known.and_then(|known| known.fetched_at);
    for look in 0..LOOKS {
        let mut conn = app.db.read().await?;
        let found = store::load(&mut conn, at).await?;
        drop(conn);
        let Some(found) = found else {
            return Ok(None);
        };
        if found.fetched_at > before {
            return Ok(found.usable(app.clock.now()));
        }
        if !found.is_under_way(app.clock.now()) {
            return Ok(None);
        }
        tokio::time::sleep(LOOK * 2_u32.pow(look)).await;
    }
    Ok(None)
}

/// Has them fetched beside the requests, unless that was tried a moment ago.
pub(super) async fn later(app: &App, (application, uri): At<'_>) -> Result<(), DbError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    if store::begin(&mut conn, (application, uri), now, now.minus(PAUSE)).await? {
        app.jobs
            .enqueue(&mut conn, &TASK, &application, now)
            .await?;
    }
    conn.commit().await
}

/// The job behind [`later`]. One that does not work is tried again when somebody needs the keys.
pub(super) async fn refresh(app: App, id: ApplicationId) -> Result<(), JobError> {
    let mut conn = app.db.read().await?;
    let found = Application::named(&mut conn, &id.to_string()).await?;
    drop(conn);
    if let Some(uri) = found.as_ref().and_then(|found| found.jwks_uri.as_deref()) {
        ask(&app, (id, uri)).await?;
    }
    Ok(())
}

/// For an administrator who wants to see now what comes.
pub(in crate::oidc) async fn by_hand(app: &App, application: &Application) -> Result<(), DbError> {
    if let Some(uri) = &application.jwks_uri
        && begin(app, (application.id, uri), BUTTON).await?
    {
        ask(app, (application.id, uri)).await?;
    }
    Ok(())
}

async fn begin(app: &App, at: At<'_>, pause: Duration) -> Result<bool, DbError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let begun = store::begin(&mut conn, at, now, now.minus(pause)).await?;
    conn.commit().await?;
    Ok(begun)
}

/// Asks the server of the application and writes down what came of it; the set, when there is one.
async fn ask(app: &App, at: At<'_>) -> Result<Option<String>, DbError> {
    let came = get(app, at.1).await;
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let kept = match &came {
        Ok(jwks) => {
            let before = store::load(&mut conn, at)
                .await?
                .and_then(|known| known.jwks);
            let kept = store::keep(&mut conn, at, jwks, now).await?;
            if kept && before.as_ref() != Some(jwks) {
                tell(app, &mut conn, at.0).await?;
            }
            kept
        }
        Err(trouble) => {
            store::note_trouble(&mut conn, at, trouble, now).await?;
            false
        }
    };
    conn.commit().await?;
    Ok(came.ok().filter(|_| kept))
}

/// Says in the trail that other keys count from now on.
async fn tell(app: &App, conn: &mut base::db::Conn, id: ApplicationId) -> Result<(), DbError> {
    let Some(application) = Application::named(conn, &id.to_string()).await? else {
        return Ok(());
    };
    let reference = Reference::fresh(&app.random);
    let event = Event::new(events::KEYS_FETCHED, Outcome::Done, &reference);
    app.record(conn, client::of(&application, event)).await
}

/// The set at an address, as we read it; else in a short word what came instead.
async fn get(app: &App, uri: &str) -> Result<String, String> {
    let mut ask = Outgoing::get(uri);
    let kinds = HeaderValue::from_static("application/jwk-set+json, application/json");
    ask.headers.insert(header::ACCEPT, kinds);
    (ask.limit, ask.timeout) = (LONGEST, ANSWER);
    let word = match app.net.send(ask).await {
        Ok(reply) if reply.status.as_u16() == 200 => return usable(&reply.body),
        Ok(reply) => return Err(format!("http-{}", reply.status.as_u16())),
        Err(NetError::Address(_)) => "not-allowed",
        Err(NetError::TooLarge(_)) => "too-large",
        Err(cause @ (NetError::Off(_) | NetError::Unreachable(_) | NetError::Unanswered(_))) => {
            tracing::info!(%cause, "the keys of an application could not be fetched");
            "no-answer"
        }
    };
    Err(word.to_owned())
}

/// The keys of a published set that we can verify with, written as we write sets. What else it holds is
/// nobody's business here, but a private key among them is everybody's.
fn usable(body: &[u8]) -> Result<String, String> {
    let set = JwkSet::parse(body).map_err(|why| match why {
        KeyError::PrivateMaterial => "private-key".to_owned(),
        KeyError::TooManyKeys => "too-large".to_owned(),
        _ => "odd".to_owned(),
    })?;
    let keys = set.keys.into_iter();
    let keys = keys.filter(|key| VerifyingKey::new(key.clone()).is_ok());
    let set = JwkSet {
        keys: keys.collect(),
    };
    if set.keys.is_empty() {
        return Err("no-keys".to_owned());
    }
    serde_json::to_string(&set).map_err(|_| "odd".to_owned())
}

#[cfg(test)]
mod tests {
    use protocol::jose::{Algorithm, SigningKey};
    use serde_json::json;

    use super::*;

    #[test]
    fn what_of_a_published_set_counts() {
        let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let good = key.public_jwk().to_json();
        let weak = json!({"kty": "RSA", "n": "zzzz", "e": "AQAB"});
        let other = json!({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"});
        let read = |keys: serde_json::Value| usable(json!({"keys": keys}).to_string().as_bytes());
        let kept = read(json!([weak.clone(), good.clone(), other])).unwrap();
        assert_eq!(kept, json!({"keys": [good.clone()]}).to_string());
        let secret = json!({"kty": "oct", "k": "AAAA"});
        let many = vec![good.clone(); JwkSet::MAX_KEYS + 1];
        for (keys, word) in [
            (json!([]), "no-keys"),
            (json!([weak]), "no-keys"),
            (json!([good, secret]), "private-key"),
            (json!(many), "too-large"),
            (json!("x"), "odd"),
        ] {
            assert_eq!(read(keys), Err(word.to_owned()));
        }
        for body in [&b"<html>"[..], b"", b"[]", b"\xff"] {
            assert_eq!(usable(body), Err("odd".to_owned()));
        }
    }
}
