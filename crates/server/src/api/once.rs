//! Creations that are done once, however often they are asked for: `Idempotency-Key`.
//!
//! The key is taken in the transaction of the creation. Of two requests at once the second waits for
//! the first and then tells its answer; a creation that came to nothing leaves no key behind. An answer told
//! again leaves secrets out: they are shown once.

use std::time::Duration;

use aws_lc_rs::digest;
use axum::http::HeaderName;
use axum::response::Response;
use base::db::Conn;
use protocol::api::IdempotencyKey;
use serde_json::Value;

use super::answer;
use super::call::Call;
use super::store::{self, Taken};
use crate::web::ApiError;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// How long an answer is kept.
pub(super) const KEPT: Duration = Duration::from_secs(24 * 3600);

/// A creation about to be done, with the key it was asked under.
pub(super) struct Once {
    key: Option<IdempotencyKey>,
}

/// Whether it was done before.
pub(super) enum Begun {
    /// It was not.
    First(Once),
    /// It was; the same answer once more.
    Again(Response),
}

impl Once {
    /// Takes the key of the request, if it has one.
    ///
    /// # Errors
    /// [`ApiError::KeyReused`] when it came with another request; [`ApiError::Unreadable`] when it is none.
    pub(super) async fn begin(call: &Call, conn: &mut Conn) -> Result<Begun, ApiError> {
        let Some(key) = key(call)? else {
            return Ok(Begun::First(Self { key: None }));
        };
        let now = call.app.clock.now();
        let who = (call.caller.id(), key.as_str());
        let hash = hash(call);
        let taken = store::take(conn, (&who.0, who.1), &hash, (now, now.minus(KEPT))).await?;
        match taken {
            Taken::Now => Ok(Begun::First(Self { key: Some(key) })),
            Taken::Before { hash: other, .. } if other != hash => Err(ApiError::KeyReused),
            Taken::Before { location, body, .. } => {
                let body = serde_json::from_str(&body).map_err(ApiError::internal)?;
                Ok(Begun::Again(answer::created(&location, &body, true)))
            }
        }
    }

    /// Keeps the answer, ends the transaction, and tells what was made. `secrets` names the fields that
    /// are shown only now.
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn finish(
        self,
        call: &Call,
        mut conn: Conn,
        (location, value): (String, Value),
        secrets: &[&str],
    ) -> Result<Response, ApiError> {
        if let Some(key) = &self.key {
            let mut kept = value.clone();
            for name in secrets {
                if let Some(secret) = kept.get_mut(*name) {
                    *secret = Value::Null;
                }
            }
            let who = (call.caller.id(), key.as_str());
            store::keep(&mut conn, (&who.0, who.1), &location, &kept.to_string()).await?;
        }
        conn.commit().await?;
        Ok(answer::created(&location, &value, false))
    }
}

fn key(call: &Call) -> Result<Option<IdempotencyKey>, ApiError> {
    let mut lines = call.headers.get_all(&HEADER).iter();
    let odd = || {
        let words = "`Idempotency-Key` is 1 to 255 visible ASCII characters, once.";
        ApiError::Unreadable(words.to_owned())
    };
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => {
            let line = line.to_str().map_err(|_| odd())?;
            IdempotencyKey::parse(line).map(Some).map_err(|_| odd())
        }
        (Some(_), Some(_)) => Err(odd()),
    }
}

/// What makes two requests the same: operation, address and body.
fn hash(call: &Call) -> Vec<u8> {
    let text = format!("{}\n{}\n{}", call.operation.id, call.path, call.body);
    digest::digest(&digest::SHA256, text.as_bytes())
        .as_ref()
        .to_vec()
}
