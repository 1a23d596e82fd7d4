//! The secrets of an application: told once, at most two at a time, ended one by one.

use std::time::Duration;

use base::token::{ClientSecret, Token};
use serde_json::{Value, json};

use super::super::answer;
use super::super::call::{Answer, Call, InWorkspace};
use super::super::fields;
use super::super::once::{Begun, Once};
use super::load;
use crate::oidc::{self, HeldSecret, SecretId, Secured};
use crate::web::ApiError;

const DAY: u64 = 24 * 3600;

/// The secret of the body.
pub(super) fn given(call: &Call) -> Result<Token<ClientSecret>, ApiError> {
    oidc::given_secret(fields::text(call, "secret")).ok_or_else(|| {
        let words = "A secret is 32 random bytes as 43 characters of base64url, not one thought up by a person.";
        ApiError::field("/secret", "form", words)
    })
}

fn held(one: &HeldSecret) -> Value {
    json!({
        "id": one.id, "hint": one.hint, "fingerprint": one.fingerprint,
        "created_at": one.created_at.rfc3339(),
        "expires_at": one.expires_at.map(|at| at.rfc3339()),
        "used_at": one.used_at.map(|at| at.rfc3339()),
    })
}

/// `GET …/secrets`.
pub(super) async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let application = load(&call, &mut conn, acting.workspace.id).await?;
    let all = application.secrets(&mut conn).await?;
    call.slice(
        all.iter()
            .map(|one| (one.id.to_string(), held(one)))
            .collect(),
    )
}

/// `POST …/secrets`.
pub(super) async fn add(within: InWorkspace) -> Answer {
    let sent = within.call.has("secret").then(|| given(&within.call));
    let sent = sent.transpose()?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let application = load(&call, &mut conn, acting.workspace.id).await?;
    let days = call.body.get("expires_in_days").and_then(Value::as_u64);
    let until = days.map(|days| call.app.clock.now().plus(Duration::from_secs(days * DAY)));
    let wish = (sent, until);
    let conflict = |word, words: &str| Err(ApiError::Conflict(word, words.to_owned()));
    let (kept, secret) = match oidc::add_secret(&acting, &mut conn, &application, wish).await? {
        Secured::Done(kept, drawn) => (kept, drawn.map(|secret| secret.reveal())),
        Secured::Known(_) => return conflict("known", "The application has this secret already."),
        Secured::Enough => {
            return conflict("enough", "The application has two secrets; end one first.");
        }
        Secured::ProvesOtherwise => {
            let words = "The application does not prove itself by a secret.";
            return conflict("proves-otherwise", words);
        }
    };
    let location = format!("{}/{}", call.path, kept.id);
    let value = json!({"kept": held(&kept), "secret": secret});
    once.finish(&call, conn, (location, value), &["secret"])
        .await
}

/// `DELETE …/secrets/{secret}`.
pub(super) async fn end(within: InWorkspace) -> Answer {
    let id = within.call.id("secret", SecretId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let application = load(&call, &mut conn, acting.workspace.id).await?;
    let all = application.secrets(&mut conn).await?;
    let known = answer::found(all.into_iter().find(|one| one.id == id))?;
    oidc::end_secret(&acting, &mut conn, (&application, &known)).await?;
    conn.commit().await?;
    Ok(answer::done())
}
