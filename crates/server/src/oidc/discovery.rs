//! What we say about ourselves: the discovery document and the public keys.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::i18n::Language;
use protocol::jose::Algorithm;
use protocol::oauth::Scopes;
use protocol::oidc::{Discovery, Endpoints, Offer};

use super::error::OAuthError;
use super::{cors, registration, strength};
use crate::web::{App, Document, secure};

/// An hour: far less than the time for which a key is published before it signs.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Where we say what we are.
pub(super) const DISCOVERY: &str = "/.well-known/openid-configuration";
/// Where our public keys are.
pub(super) const KEYS: &str = "/oidc/jwks";
/// Where applications get tokens.
pub(super) const TOKEN: &str = "/oidc/token";

/// Those that are always there.
const ENDPOINTS: Endpoints<'_> = Endpoints {
    authorization: "/oidc/authorize",
    token: TOKEN,
    userinfo: "/oidc/userinfo",
    jwks: KEYS,
    pushed_request: "/oidc/par",
    revocation: "/oidc/revoke",
    introspection: super::INTROSPECTION,
    end_session: "/oidc/logout",
    device_authorization: "/oidc/device",
    registration: None,
};

/// `GET /.well-known/openid-configuration`.
pub(super) async fn document(
    State(app): State<App>,
    sent: HeaderMap,
) -> Result<Response, OAuthError> {
    discovery(&app, &sent).await
}

async fn discovery(app: &App, sent: &HeaderMap) -> Result<Response, OAuthError> {
    let mut conn = app.db.read().await?;
    let is_open = registration::is_open(&mut conn).await?;
    drop(conn);
    let keys = app.signing.jwks();
    let state = format!("{is_open} {}", keys.etag);
    let kept = app.documents.discovery.get(&state, || made(app, is_open));
    let kept = kept.map_err(OAuthError::internal)?;
    Ok(answer(app, sent, &kept))
}

/// The document as it is now. What it says besides the keys, and whether applications register themselves, is the
/// same for the life of the process.
fn made(app: &App, is_open: bool) -> Result<Vec<u8>, serde_json::Error> {
    let offer = Offer {
        scopes: offered(),
        algorithms: &Algorithm::ALL,
        languages: &Language::ALL.map(Language::code),
        acr_values: &strength::acr_values(),
    };
    let endpoints = Endpoints {
        registration: is_open.then_some(registration::PATH),
        ..ENDPOINTS
    };
    let document = Discovery::new(app.config.public_url.origin(), &endpoints, &offer);
    serde_json::to_vec(&document)
}

/// What applications can be allowed: every scope that we have something to say for.
pub fn offered() -> Scopes {
    Scopes::all().without(protocol::oauth::Scope::Address)
}

/// `GET /oidc/jwks`.
pub(super) async fn keys(State(app): State<App>, sent: HeaderMap) -> Response {
    published(&app, &sent)
}

fn published(app: &App, sent: &HeaderMap) -> Response {
    let published = app.signing.jwks();
    let body = || Ok::<_, Infallible>(published.body.clone());
    match app.documents.keys.get(&published.etag, body) {
        Ok(kept) => answer(app, sent, &kept),
        Err(never) => match never {},
    }
}

/// The route of the document at this path.
pub fn document_at(path: &str) -> Option<&'static str> {
    [DISCOVERY, KEYS].into_iter().find(|route| *route == path)
}

/// The answer to a `GET` of a document, whole; `None` when it cannot be made.
pub async fn ready(app: &App, route: &'static str, sent: &HeaderMap) -> Option<Response> {
    match route {
        DISCOVERY => discovery(app, sent).await.ok(),
        _ => Some(published(app, sent)),
    }
}

/// The document with all its headers, or that the asker has it already.
fn answer(app: &App, sent: &HeaderMap, kept: &Document) -> Response {
    let is_known = knows(sent, kept.etag.to_str().unwrap_or_default());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(kept.body.clone().into())
    };
    *response.headers_mut() = kept.headers(|| headers(app, kept)).clone();
    if is_known {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response
}

/// What stands above a document, the headers of every answer among it.
fn headers(app: &App, kept: &Document) -> HeaderMap {
    let kind = HeaderValue::from_static("application/json");
    let mut response = [(header::CONTENT_TYPE, kind)].into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CACHED);
    headers.insert(header::ETAG, kept.etag.clone());
    cors::open(headers);
    secure(&mut response, app.config.public_url.is_https());
    std::mem::take(response.headers_mut())
}

/// Whether the asker has this very version already (RFC 9110 section 13.1.2).
fn knows(sent: &HeaderMap, etag: &str) -> bool {
    let lines = sent.get_all(header::IF_NONE_MATCH).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == etag || known == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_version_is_recognised() {
        let sent = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(line));
            headers
        };
        for line in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(knows(&sent(line), "\"a\""), "{line}");
        }
        for line in ["\"b\"", "a", ""] {
            assert!(!knows(&sent(line), "\"a\""), "{line}");
        }
        assert!(!knows(&HeaderMap::new(), "\"a\""));
    }
}
