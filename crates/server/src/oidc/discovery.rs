//! What we say about ourselves: the discovery document and the public keys.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::i18n::Language;
use protocol::jose::Algorithm;
use protocol::oauth::Scopes;
use protocol::oidc::{Discovery, Endpoints, Offer};

use super::error::OAuthError;
use super::strength;
use crate::web::App;

/// An hour: far less than the time for which a key is published before it signs.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=3600");

const ENDPOINTS: Endpoints<'_> = Endpoints {
    authorization: "/oidc/authorize",
    token: "/oidc/token",
    userinfo: "/oidc/userinfo",
    jwks: "/oidc/jwks",
    revocation: "/oidc/revoke",
    introspection: "/oidc/introspect",
    end_session: "/oidc/logout",
    device_authorization: "/oidc/device",
};

/// `GET /.well-known/openid-configuration`.
pub(super) async fn document(State(app): State<App>) -> Result<Response, OAuthError> {
    let offer = Offer {
        scopes: offered(),
        algorithms: &Algorithm::ALL,
        languages: &Language::ALL.map(Language::code),
        acr_values: &strength::acr_values(),
    };
    let document = Discovery::new(app.config.public_url.origin(), &ENDPOINTS, &offer);
    let body = serde_json::to_vec(&document).map_err(OAuthError::internal)?;
    Ok(json(body))
}

/// What applications can be allowed: every scope that we have something to say for.
pub fn offered() -> Scopes {
    use protocol::oauth::Scope::{Address, Phone};
    Scopes::all().without(Phone).without(Address)
}

/// `GET /oidc/jwks`.
pub(super) async fn keys(State(app): State<App>, sent: HeaderMap) -> Response {
    let published = app.signing.jwks();
    let mut response = if knows(&sent, &published.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        json(published.body.clone())
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CACHED);
    if let Ok(etag) = HeaderValue::from_str(&published.etag) {
        headers.insert(header::ETAG, etag);
    }
    response
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

fn json(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, CACHED);
    response
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
