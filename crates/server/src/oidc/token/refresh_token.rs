//! The refresh token grant: a grant goes on with new tokens, and the old refresh token ends.

use base::token::{RefreshToken, Token};
use protocol::oauth::Scope;
use protocol::oauth::token::refresh_token::RefreshGrant;

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::{Fallen, standing};
use crate::oidc::grants::store;
use crate::web::App;

/// Why a refresh token gives nothing.
#[derive(Clone, Copy, Debug)]
enum RefreshOver {
    RefreshTokenUnknown,
    OfflineNotAllowed,
    OtherKey,
}

/// Looks the token up and asks whether its grant still stands.
///
/// A used token ends the family whoever brings it; another application's unused one is left
/// alone, so that nobody ends what is not theirs by guessing whose it is.
pub(super) async fn renew(
    app: &App,
    asking: Asking<'_>,
    brought: &RefreshGrant,
) -> Result<Result<Granted, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let Some(token) = Token::<RefreshToken>::parse(brought.refresh_token.expose()) else {
        return Ok(Err(Refusal::invalid(&RefreshOver::RefreshTokenUnknown)));
    };
    let hash = token.hash();
    let mut conn = app.db.read().await?;
    let Some((grant, used)) = store::by_refresh(&mut conn, &hash, now).await? else {
        return Ok(Err(Refusal::invalid(&RefreshOver::RefreshTokenUnknown)));
    };
    let application = client.application();
    if grant.application != application.id {
        return Ok(Err(Fallen::OtherApplication.into()));
    }
    if used && !grant.ended {
        return Ok(Err(Refusal::Reused(grant.id)));
    }
    if let Some(jkt) = &grant.jkt {
        match asking.jkt() {
            Some(proved) if proved == jkt => {}
            Some(_) => return Ok(Err(Refusal::invalid(&RefreshOver::OtherKey))),
            None => return Ok(Err(Refusal::proof_absent())),
        }
    }
    if !application.scopes.contains(Scope::OfflineAccess) {
        return Ok(Err(Refusal::invalid(&RefreshOver::OfflineNotAllowed)));
    }
    // What the application may no longer ask for is no longer renewed either.
    let granted = grant.scopes.intersection(application.scopes);
    let scopes = match brought.narrowed(granted) {
        Ok(scopes) => scopes,
        Err(widened) => {
            let why = crate::oidc::reason::reason(&widened);
            return Ok(Err(Refusal::Plain(widened.answer(), why)));
        }
    };
    Ok(match standing(&mut conn, &grant, application, now).await? {
        Err(fallen) => Err(fallen.into()),
        Ok(standing) => Ok(Granted {
            grant,
            standing,
            scopes,
            nonce: None,
            spent: Spent::Refresh(hash),
        }),
    })
}
