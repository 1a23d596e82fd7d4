//! Answers: a representation with its tag, something made with its address, or nothing.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::call::{Answer, Call, tag};
use crate::web::ApiError;

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// One thing, or that the caller has it already.
///
/// # Errors
/// When `If-None-Match` cannot be read.
pub(super) fn one(call: &Call, value: &Value) -> Answer {
    let tag = tag(value);
    let known = call.condition(&header::IF_NONE_MATCH)?;
    let mut response = match known {
        Some(tags) if tags.holds(&tag) => StatusCode::NOT_MODIFIED.into_response(),
        _ => json(StatusCode::OK, value),
    };
    set(response.headers_mut(), header::ETAG, &tag.header());
    Ok(response)
}

/// What a change left. A condition about what is held is no matter any more.
pub(super) fn changed(value: &Value) -> Response {
    let mut response = json(StatusCode::OK, value);
    set(response.headers_mut(), header::ETAG, &tag(value).header());
    response
}

/// What was made, and where it lies.
pub(super) fn created(location: &str, value: &Value, again: bool) -> Response {
    let mut response = json(StatusCode::CREATED, value);
    let headers = response.headers_mut();
    set(headers, header::LOCATION, location);
    if again {
        set(headers, REPLAYED, "true");
    }
    response
}

/// Nothing more to say.
pub(super) fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

fn json(status: StatusCode, value: &Value) -> Response {
    let mut response = (status, value.to_string()).into_response();
    set(
        response.headers_mut(),
        header::CONTENT_TYPE,
        "application/json",
    );
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// What is answered where a thing is looked for and not found.
pub(super) fn found<T>(one: Option<T>) -> Result<T, ApiError> {
    one.ok_or(ApiError::NotFound)
}
