//! The userinfo endpoint: who stands behind an access token, as of now.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use base::token::{AccessToken, Token};
use protocol::oauth::{BearerChallenge, ErrorCode, TokenScheme, access_token};
use protocol::oidc::Userinfo;

use super::applications::Application;
use super::error::OAuthError;
use super::exchange::still_acts;
use super::grants::standing::standing;
use super::grants::store;
use super::{claims, dpop, request};
use crate::web::App;

/// `GET` and `POST /oidc/userinfo`. The token stands in the header; a body is not looked at.
pub(super) async fn userinfo(
    State(app): State<App>,
    method: Method,
    sent: HeaderMap,
) -> Result<Response, OAuthError> {
    let authorization = request::authorization(&sent)?;
    let (scheme, shown) = access_token(authorization.as_deref())
        .map_err(|error| OAuthError::Bearer(error.status(), error.challenge()))?;
    let token = Token::<AccessToken>::parse(shown.expose()).ok_or_else(worthless)?;
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let found = store::by_access(&mut conn, &token.hash(), now).await?;
    let found = found.ok_or_else(worthless)?;
    let client_id = found.grant.application.to_string();
    let application = Application::named(&mut conn, &client_id).await?;
    let application = application.ok_or_else(worthless)?;
    if !still_acts(&mut conn, &found, &application).await? {
        return Err(worthless());
    }
    let stands = standing(&mut conn, &found.grant, &application, now).await?;
    let standing = stands.map_err(|fallen| {
        tracing::info!(why = ?fallen, grant = %found.grant.id, "an access token opens nothing");
        worthless()
    })?;
    let at = dpop::At {
        method: method.as_str(),
        path: "/oidc/userinfo",
        access_token: Some(shown.expose()),
    };
    let bound = (scheme == TokenScheme::Dpop, found.jkt.as_deref());
    dpop::at_resource(&app, &sent, at, bound).await?;
    let scopes = found.scopes.intersection(application.scopes);
    let person = claims::of(&mut conn, &standing, scopes).await?;
    let subject = found.grant.passport.to_string();
    let answer = Userinfo::new(subject, person, scopes).ok_or_else(too_narrow)?;
    let mut response = Json(answer).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

/// One answer for every token that opens nothing.
fn worthless() -> OAuthError {
    let challenge =
        BearerChallenge::new().error(ErrorCode::InvalidToken, "The access token is not valid.");
    OAuthError::Bearer(challenge.status(), challenge)
}

fn too_narrow() -> OAuthError {
    let openid = [protocol::oauth::Scope::OpenId].into_iter().collect();
    let challenge = BearerChallenge::new()
        .error(ErrorCode::InsufficientScope, "The scope openid is needed.")
        .scope(openid);
    OAuthError::Bearer(challenge.status(), challenge)
}
