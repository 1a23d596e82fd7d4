//! Access tokens in both forms: making one, and finding out what one opens.
//!
//! A person's token is stored by its hash, whether it is a random text or a signed one; what we do
//! not find there opens nothing here, whatever its signature says. A machine's token is signed and not
//! stored; it stands as long as its application does.

pub(super) mod machine;
mod store;

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::token::{AccessToken, Token, TokenHash};
use protocol::jose::{Algorithm, MAX_TOKEN_LENGTH, SigningKey};
use protocol::oauth::{AccessTokenClaims, AccessTokenFormat, Confirmation, Scopes};
use protocol::oidc::PersonClaims;

pub(super) use self::store::clean;

use super::applications::Application;
use super::error::OAuthError;
use super::exchange::still_acts;
use super::grants::Grant;
use super::grants::standing::{Standing, standing};
use super::grants::store::{self as grants, Acting, Found};
use super::strength;
use crate::web::App;

id_type!(TokenId, "a signed access token (`jti`)");

/// A token that was made: its text for the application, its hash for us.
pub(super) struct Made {
    pub(super) text: String,
    pub(super) hash: TokenHash<AccessToken>,
}

/// What a live access token opens.
pub(super) enum Opens {
    /// Something of a person.
    Person(Box<OfPerson>),
    /// Whatever the application may itself.
    Machine(Box<machine::OfMachine>),
}

/// A person's token, as it stands now.
pub(super) struct OfPerson {
    pub(super) found: Found,
    pub(super) application: Arc<Application>,
    pub(super) standing: Standing,
    /// What it opens: never more than the application may ask for now.
    pub(super) scopes: Scopes,
}

/// What a token is issued for.
pub(super) struct Wanted<'a> {
    pub(super) application: &'a Application,
    pub(super) grant: &'a Grant,
    pub(super) scopes: Scopes,
    pub(super) resources: &'a [String],
    pub(super) person: &'a PersonClaims,
    /// The key it is bound to.
    pub(super) jkt: Option<&'a str>,
    /// Who acts with it, in the place of the application the grant was given to.
    pub(super) acting: Option<&'a Acting>,
}

/// Whom a token is meant for: the resources, or the application itself.
pub(super) fn audience(application: &Application, resources: &[String]) -> Vec<String> {
    if resources.is_empty() {
        vec![application.id.to_string()]
    } else {
        resources.to_vec()
    }
}

/// Makes a person's token in the form the application is registered with.
pub(super) async fn make(
    app: &App,
    wanted: &Wanted<'_>,
    (now, until): (Time, Time),
) -> Result<Made, OAuthError> {
    if wanted.application.access_token_format == AccessTokenFormat::Opaque {
        let token = Token::<AccessToken>::fresh_at(now, &app.random);
        let hash = token.hash();
        let text = token.reveal();
        return Ok(Made { text, hash });
    }
    let (grant, person) = (wanted.grant, wanted.person);
    let workspace = person.workspace.as_ref();
    let claims = AccessTokenClaims {
        sub: grant.passport.to_string(),
        scope: wanted.scopes,
        aud: audience(wanted.application, wanted.resources),
        auth_time: Some(grant.signed_in_at.as_seconds()),
        acr: strength::acr_for(grant.claims.acr().as_ref(), &grant.proofs).map(str::to_owned),
        amr: strength::amr(&grant.proofs),
        sid: Some(grant.session.to_string()),
        groups: person.groups.clone(),
        roles: person.role.clone().map(|role| vec![role]),
        workspace: workspace.map(|one| one.workspace.clone()),
        cnf: wanted.jkt.map(bound_to),
        act: wanted.acting.map(|acting| acting.chain.claim()),
        ..of_issuer(app, wanted.application, (now, until))
    };
    let key = key(app, wanted.application.id_token_alg).await?;
    let text = claims.sign(&key).map_err(OAuthError::internal)?;
    let hash = TokenHash::of_signed(&text);
    Ok(Made { text, hash })
}

pub(super) fn bound_to(jkt: &str) -> Confirmation {
    Confirmation {
        jkt: jkt.to_owned(),
    }
}

/// What every signed token of ours says.
fn of_issuer(
    app: &App,
    application: &Application,
    (now, until): (Time, Time),
) -> AccessTokenClaims {
    AccessTokenClaims {
        iss: app.config.public_url.origin().to_owned(),
        client_id: application.id.to_string(),
        iat: now.as_seconds(),
        exp: until.as_seconds(),
        jti: TokenId::fresh(now, &app.random).to_string(),
        ..AccessTokenClaims::default()
    }
}

/// The key of this algorithm that is active now. It was made when the algorithm was chosen.
pub(super) async fn key(app: &App, algorithm: Algorithm) -> Result<Arc<SigningKey>, OAuthError> {
    match app.signing.current(algorithm) {
        Some(key) => Ok(key),
        None => {
            let made = app.signing.ensure(algorithm).await;
            made.map_err(OAuthError::internal)
        }
    }
}

/// The hash under which a token would be stored.
pub(super) fn hash_of(text: &str) -> Option<TokenHash<AccessToken>> {
    match Token::parse(text) {
        Some(token) => Some(token.hash()),
        None => is_signed(text).then(|| TokenHash::of_signed(text)),
    }
}

fn is_signed(text: &str) -> bool {
    text.len() <= MAX_TOKEN_LENGTH && text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// What a token opens now; everything that may have changed since it was issued is asked anew.
pub(super) async fn opens(
    app: &App,
    conn: &mut Conn,
    text: &str,
    now: Time,
) -> Result<Option<Opens>, DbError> {
    let Some(hash) = hash_of(text) else {
        return Ok(None);
    };
    let Some(found) = grants::by_access(conn, &hash, now).await? else {
        if !is_signed(text) {
            return Ok(None);
        }
        let machine = machine::opens(app, conn, text, now).await?;
        return Ok(machine.map(|found| Opens::Machine(Box::new(found))));
    };
    let id = found.grant.application.to_string();
    let Some(application) = Application::shared(conn, &id).await? else {
        return Ok(None);
    };
    if !still_acts(conn, &found, &application).await? {
        return Ok(None);
    }
    match standing(conn, &found.grant, &application, now).await? {
        Ok(standing) => Ok(Some(Opens::Person(Box::new(OfPerson {
            scopes: found.scopes.intersection(application.scopes),
            found,
            application,
            standing,
        })))),
        Err(fallen) => {
            tracing::info!(why = ?fallen, grant = %found.grant.id, "an access token opens nothing");
            Ok(None)
        }
    }
}
