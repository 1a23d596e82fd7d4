//! The authorization code grant: a code becomes the first tokens of a grant.

use std::sync::Arc;

use base::clock::Time;
use base::one_use::{self, Consumed, Peeked};
use base::token::{AuthorizationCode, Token, TokenHash};
use protocol::oauth::token::authorization_code::{CodeGrant, CodeMisuse};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::authorize::Code;
use crate::oidc::client::Client;
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::standing;
use crate::web::App;

/// Why a code gives nothing, beside its misuse.
#[derive(Clone, Copy, Debug)]
enum CodeOver {
    CodeUnknown,
    CodeExpired,
    OtherKey,
}

/// Looks the code up and checks all it is bound to. A wrong try uses it up.
///
/// The code is only looked at here; it is used up by the statement in `issue`, so of any number
/// of callers one gets tokens and every other ends them.
pub(super) async fn redeem(
    app: &App,
    asking: Asking<'_>,
    brought: &CodeGrant,
) -> Result<Result<Granted, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let Some(token) = Token::<AuthorizationCode>::parse(brought.code.expose()) else {
        return Ok(Err(Refusal::invalid(&CodeOver::CodeUnknown)));
    };
    let hash = token.hash();
    let mut conn = app.db.read().await?;
    let code: Code = match one_use::peek(&mut conn, &hash, now).await? {
        Peeked::Good { payload, .. } => payload,
        Peeked::Used(payload) => return Ok(Err(used(client, &payload))),
        Peeked::Expired(_) => return Ok(Err(Refusal::invalid(&CodeOver::CodeExpired))),
        Peeked::Unknown => return Ok(Err(Refusal::invalid(&CodeOver::CodeUnknown))),
    };
    if let Err(misuse) = code.check(brought, client.application().id) {
        drop(conn);
        burn(app, &hash, now).await?;
        return Ok(Err(Refusal::Plain(
            misuse.answer(),
            crate::oidc::reason::reason(&misuse),
        )));
    }
    if code.jkt.is_some() && code.jkt.as_deref() != asking.jkt() {
        drop(conn);
        burn(app, &hash, now).await?;
        return Ok(Err(Refusal::invalid(&CodeOver::OtherKey)));
    }
    let grant = code.grant(now);
    let resources = match grant.resources_for(&brought.resources, client.application()) {
        Ok(resources) => resources,
        Err(why) => return Ok(Err(Refusal::target(&why))),
    };
    Ok(
        match standing(&mut conn, &grant, client.application(), now).await? {
            Err(fallen) => Err(fallen.into()),
            Ok(standing) => Ok(Granted {
                scopes: grant.scopes,
                resources,
                nonce: code.nonce,
                standing,
                grant: Arc::new(grant),
                spent: Spent::Code(hash),
            }),
        },
    )
}

/// A second use ends what the first gave; another application's code is not this one's to end.
fn used(client: &Client, code: &Code) -> Refusal {
    if code.application == client.application().id {
        Refusal::Reused(code.grant)
    } else {
        Refusal::invalid(&CodeMisuse::OtherClient)
    }
}

async fn burn(app: &App, hash: &TokenHash<AuthorizationCode>, now: Time) -> Result<(), OAuthError> {
    let mut conn = app.db.write().await?;
    let _: Consumed<Code> = one_use::consume(&mut conn, hash, now).await?;
    conn.commit().await?;
    Ok(())
}
