//! The refresh token grant: a grant goes on with new tokens, and the old refresh token ends.

use base::token::{RefreshToken, Token};
use protocol::oauth::token::refresh_token::RefreshGrant;
use protocol::oauth::{Scope, Scopes};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::applications::Application;
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::{Fallen, standing};
use crate::oidc::grants::{Grant, store};
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
    let (scopes, resources) = match narrowed(&grant, application, brought) {
        Ok(narrowed) => narrowed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(match standing(&mut conn, &grant, application, now).await? {
        Err(fallen) => Err(fallen.into()),
        Ok(standing) => Ok(Granted {
            grant,
            standing,
            scopes,
            resources,
            nonce: None,
            spent: Spent::Refresh(hash),
        }),
    })
}

/// What the new token is for. What the application may no longer ask for is no longer renewed either.
fn narrowed(
    grant: &Grant,
    application: &Application,
    brought: &RefreshGrant,
) -> Result<(Scopes, Vec<String>), Refusal> {
    let granted = grant.scopes.intersection(application.scopes);
    let scopes = brought
        .narrowed(granted)
        .map_err(|why| Refusal::Plain(why.answer(), crate::oidc::reason::reason(&why)))?;
    let resources = grant
        .resources_for(&brought.resources, application)
        .map_err(|why| Refusal::target(&why))?;
    Ok((scopes, resources))
}
