//! Request objects (RFC 9101): opened with the keys of the application, each once when it has a name.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base::clock::Time;
use base::db::DbError;
use base::one_use::{self, Issue};
use base::token::{RequestObject as Used, TokenHash};
use protocol::jose::KeySet;
use protocol::oauth::Params;
use protocol::oauth::authorization::{Came, ObjectRefusal, RequestObject, RequestRefusal};

use super::arrival::{Asked, active};
use crate::oidc::applications::{Application, ApplicationId};
use crate::oidc::client_keys;
use crate::web::App;

/// Opens the object of the client that `outer` names.
pub(super) async fn open(
    app: &App,
    object: &str,
    outer: &Params,
    now: Time,
) -> Result<Result<Asked, RequestRefusal>, DbError> {
    let client_id = outer.get("client_id").unwrap_or_default();
    let mut conn = app.db.read().await?;
    let application = Application::named(&mut conn, client_id).await?;
    drop(conn);
    let Some(application) = active(application.as_ref()) else {
        return Ok(Err(ObjectRefusal::KeysAbsent.into()));
    };
    let at = (app.config.public_url.origin(), now.as_seconds());
    let verify = |keys: &KeySet| RequestObject::verify(object, outer, keys, at);
    let opened = match client_keys::check(app, application, verify).await? {
        Ok(opened) => opened,
        Err(why) => return Ok(Err(why.into())),
    };
    if let Some(jti) = &opened.jti
        && !is_first(app, (application.id, jti), opened.expires_at, now).await?
    {
        return Ok(Err(ObjectRefusal::Replayed.into()));
    }
    Ok(Ok(Asked {
        params: opened.params,
        came: Came {
            pushed: false,
            signed: true,
        },
    }))
}

/// Remembers the name of an object until it has run out; whether it was not used before. One statement
/// decides, so of any number of uses at once one is the first.
async fn is_first(
    app: &App,
    (application, jti): (ApplicationId, &str),
    expires_at: i64,
    now: Time,
) -> Result<bool, DbError> {
    let named = digest(&SHA256, format!("{application} {jti}").as_bytes());
    let Some(hash) = TokenHash::<Used>::from_bytes(named.as_ref()) else {
        return Ok(false);
    };
    let left = expires_at.saturating_sub(now.as_seconds());
    let life = Duration::from_secs(u64::try_from(left).unwrap_or_default());
    let mut conn = app.db.write().await?;
    match one_use::create(&mut conn, Issue::new(hash, now, life), &()).await {
        Ok(()) => conn.commit().await.map(|()| true),
        Err(DbError::Unique { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
