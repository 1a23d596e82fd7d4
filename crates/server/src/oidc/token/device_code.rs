//! The grant of a device that polls: nothing yet, a refusal, or the first tokens of a grant.

use std::sync::Arc;

use base::clock::Time;
use base::token::{DeviceCode, Token, TokenHash};
use protocol::oauth::Scopes;
use protocol::oauth::device::DeviceWait;
use protocol::oauth::token::DeviceGrant;

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::client::Client;
use crate::oidc::device::{self, Approval, Polled, State};
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::standing;
use crate::web::App;

/// Why the code of a device gives nothing.
#[derive(Clone, Copy, Debug)]
enum DeviceOver {
    DeviceCodeUnknown,
    DeviceCodeUsed,
    DeviceCodeExpired,
    PersonRefused,
}

/// Looks the code up and says how it stands. A device that waits is told so and nothing is written
/// into the trail; what was approved is used up by the statement in `issue`.
pub(super) async fn poll(
    app: &App,
    asking: Asking<'_>,
    brought: &DeviceGrant,
) -> Result<Result<Granted, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let Some(token) = Token::<DeviceCode>::parse(brought.device_code.expose()) else {
        return Ok(Err(Refusal::invalid(&DeviceOver::DeviceCodeUnknown)));
    };
    let hash = token.hash();
    let mut conn = app.db.write().await?;
    let polled = device::poll(&mut conn, &hash, client.application().id, now).await?;
    conn.commit().await?;
    let wait = |wait: DeviceWait| Ok(Err(Refusal::Quiet(wait.answer())));
    let over = |wait: DeviceWait, why: DeviceOver| {
        let why = crate::oidc::reason::reason(&why);
        Ok(Err(Refusal::Plain(wait.answer(), why)))
    };
    match polled {
        Polled::Unknown => Ok(Err(Refusal::invalid(&DeviceOver::DeviceCodeUnknown))),
        Polled::TooSoon => wait(DeviceWait::SlowDown),
        Polled::Stands {
            state: State::Fetched,
            ..
        } => Ok(Err(Refusal::invalid(&DeviceOver::DeviceCodeUsed))),
        Polled::Stands { expires, .. } if expires <= now => {
            over(DeviceWait::ExpiredToken, DeviceOver::DeviceCodeExpired)
        }
        Polled::Stands {
            state: State::Refused,
            ..
        } => over(DeviceWait::AccessDenied, DeviceOver::PersonRefused),
        Polled::Stands {
            state: State::Approved,
            approval: Some(approval),
            scopes,
            ..
        } => granted(app, client, (&approval, scopes, hash), now).await,
        Polled::Stands { .. } => wait(DeviceWait::AuthorizationPending),
    }
}

/// What was allowed, if it still stands.
async fn granted(
    app: &App,
    client: &Client,
    (approval, scopes, hash): (&Approval, Scopes, TokenHash<DeviceCode>),
    now: Time,
) -> Result<Result<Granted, Refusal>, OAuthError> {
    let application = client.application();
    let scopes = scopes.intersection(application.scopes);
    let grant = approval.grant(application.id, scopes, now);
    let mut conn = app.db.read().await?;
    Ok(match standing(&mut conn, &grant, application, now).await? {
        Err(fallen) => Err(fallen.into()),
        Ok(standing) => Ok(Granted {
            grant: Arc::new(grant),
            standing,
            scopes,
            resources: Vec::new(),
            nonce: None,
            spent: Spent::Device(hash),
        }),
    })
}
