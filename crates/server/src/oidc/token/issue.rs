//! Issuing: what is used up, what is stored, what is signed and answered.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::clock::Time;
use base::db::Conn;
use base::one_use::{self, Consumed};
use base::token::{AccessToken, RefreshToken, Token};
use protocol::jose::{Algorithm, SigningKey};
use protocol::oauth::{GrantType, TokenAnswer};
use protocol::oidc::{IdToken, IdTokenTimes, PersonClaims};

use super::{Granted, Refusal, Spent};
use crate::oidc::authorize::Code;
use crate::oidc::client::Client;
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::Fallen;
use crate::oidc::grants::{ACCESS, REFRESH, store};
use crate::oidc::{claims, strength};
use crate::web::App;

/// Uses up what is spent and stores the new tokens in one transaction; then signs and answers.
pub(super) async fn issue(
    app: &App,
    client: &Client,
    granted: Granted,
    now: Time,
) -> Result<Result<Response, Refusal>, OAuthError> {
    let mut conn = app.db.read().await?;
    let person = claims::of(&mut conn, &granted.standing, granted.scopes).await?;
    drop(conn);
    let grant = &granted.grant;
    let access = Token::<AccessToken>::fresh(&app.random);
    let renews = grant.is_offline() && client.may_use(GrantType::RefreshToken);
    let refresh = renews.then(|| Token::<RefreshToken>::fresh(&app.random));
    let mut conn = app.db.write().await?;
    if let Err(refusal) = spend(&mut conn, &granted, now).await? {
        return Ok(Err(refusal));
    }
    let until = now.plus(ACCESS).min(grant.ends_at);
    let opens = (grant.id, granted.scopes);
    store::insert_access(&mut conn, access.hash(), opens, now, until).await?;
    if let Some(refresh) = &refresh {
        let until = now.plus(REFRESH).min(grant.ends_at);
        store::insert_refresh(&mut conn, refresh.hash(), grant.id, now, until).await?;
    }
    conn.commit().await?;
    let access = access.reveal();
    let refresh = refresh.map(|token| token.reveal());
    let id_token = id_token(app, client, &granted, person, (&access, now)).await?;
    Ok(Ok(answer(&TokenAnswer {
        access_token: &access,
        token_type: TokenAnswer::BEARER,
        expires_in: seconds(until, now),
        refresh_token: refresh.as_deref(),
        id_token: Some(&id_token),
        scope: &granted.scopes.to_string(),
    })))
}

/// Uses up the code or refresh token. Whoever comes second ends what the first got.
async fn spend(
    conn: &mut Conn,
    granted: &Granted,
    now: Time,
) -> Result<Result<(), Refusal>, OAuthError> {
    let grant = &granted.grant;
    match &granted.spent {
        Spent::Code(hash) => {
            let taken: Consumed<Code> = one_use::consume(conn, hash, now).await?;
            if !matches!(taken, Consumed::Taken(_)) {
                return Ok(Err(Refusal::Reused(grant.id)));
            }
            store::insert(conn, grant).await?;
        }
        Spent::Refresh(hash) => {
            if !store::touch(conn, grant.id, now).await? {
                return Ok(Err(Fallen::Ended.into()));
            }
            if !store::use_refresh(conn, hash, now).await? {
                return Ok(Err(Refusal::Reused(grant.id)));
            }
        }
    }
    Ok(Ok(()))
}

fn seconds(until: Time, now: Time) -> u32 {
    u32::try_from(until.since(now).as_secs()).unwrap_or(0)
}

async fn id_token(
    app: &App,
    client: &Client,
    granted: &Granted,
    person: PersonClaims,
    (access, now): (&str, Time),
) -> Result<String, OAuthError> {
    let grant = &granted.grant;
    let client_id = client.application().id.to_string();
    let times = IdTokenTimes {
        issued_at: now.as_seconds(),
        expires_at: now.plus(ACCESS).as_seconds(),
        auth_time: grant.signed_in_at.as_seconds(),
    };
    let subject = grant.passport.to_string();
    let issuer = app.config.public_url.origin();
    let token = IdToken::new(issuer, &subject, &client_id, times)
        .nonce(granted.nonce.as_deref())
        .strength(strength::acr(&grant.proofs), strength::amr(&grant.proofs))
        .authorized_party(&client_id)
        .session(&grant.session.to_string())
        .beside(access)
        .person(person);
    let key = key(app, client.application().id_token_alg).await?;
    token.sign(&key).map_err(OAuthError::internal)
}

/// The key of this algorithm that is active now. It was made when the algorithm was chosen.
async fn key(app: &App, algorithm: Algorithm) -> Result<Arc<SigningKey>, OAuthError> {
    match app.signing.current(algorithm) {
        Some(key) => Ok(key),
        None => {
            let made = app.signing.ensure(algorithm).await;
            made.map_err(OAuthError::internal)
        }
    }
}

fn answer(body: &TokenAnswer<'_>) -> Response {
    let mut response = Json(body).into_response();
    let no_store = HeaderValue::from_static("no-store");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, no_store);
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
