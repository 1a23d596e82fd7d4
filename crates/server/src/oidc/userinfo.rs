//! The userinfo endpoint: who stands behind an access token, as of now.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use protocol::oauth::{BearerChallenge, ErrorCode, TokenScheme, access_token};
use protocol::oidc::Userinfo;

use super::access::{self, Opens};
use super::error::OAuthError;
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
    let mut conn = app.db.read().await?;
    let opens = access::opens(&app, &mut conn, shown.expose(), app.clock.now());
    // No person stands behind the token of a machine.
    let Some(Opens::Person(opened)) = opens.await? else {
        return Err(worthless());
    };
    let at = dpop::At {
        method: method.as_str(),
        path: "/oidc/userinfo",
        access_token: Some(shown.expose()),
    };
    let bound = (scheme == TokenScheme::Dpop, opened.found.jkt.as_deref());
    dpop::at_resource(&app, &sent, at, bound).await?;
    let scopes = opened.scopes;
    let allowed = opened.application.scopes;
    let wishes = opened.found.grant.claims.clone();
    let wishes = wishes.limited_to(allowed).userinfo;
    let person = claims::of(
        &mut conn,
        &opened.standing,
        (scopes, &wishes),
        &app.config.public_url,
    )
    .await?;
    let subject = opened.found.grant.passport.to_string();
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
