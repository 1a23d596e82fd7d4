//! Which endpoints scripts of other origins may call, and how.
//!
//! Any origin, and never with cookies: what is called so is public, or opened by a token or code
//! that the caller holds. The authorization endpoint is not among them; a browser is sent there.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::web::Routine;

const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "authorization, content-type, dpop",
    ),
    (header::ACCESS_CONTROL_MAX_AGE, "7200"),
];

/// Answers a browser that asks before it calls (`OPTIONS`).
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in PREFLIGHT {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

/// Lets every origin read the answer.
pub(super) async fn allow(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Routine);
    open(response.headers_mut());
    response
}

/// What lets every origin read an answer.
pub(super) fn open(headers: &mut HeaderMap) {
    let any = HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    let readable = HeaderValue::from_static("www-authenticate, dpop-nonce");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, readable);
}
