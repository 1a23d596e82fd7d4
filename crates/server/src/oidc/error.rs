//! What goes wrong at an endpoint that applications call, in the shape of OAuth.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::db::DbError;
use protocol::oauth::{BearerChallenge, ErrorAnswer, ErrorCode};

/// Why an application gets an error in place of an answer.
#[derive(Clone, Debug)]
pub(super) enum OAuthError {
    /// Refused, in the words of the specification.
    Refused(ErrorAnswer),
    /// A bearer token is absent or opens nothing.
    Bearer(u16, BearerChallenge),
    /// The body is larger than anything we take.
    TooLarge,
    /// The database is away.
    Unavailable(Arc<str>),
    /// Something broke on our side.
    Internal(Arc<str>),
}

impl OAuthError {
    /// Something that must not happen; `cause` is for the log only.
    pub(super) fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string().into())
    }
}

impl From<DbError> for OAuthError {
    fn from(cause: DbError) -> Self {
        match cause {
            DbError::Unavailable(words) => Self::Unavailable(words.into()),
            other => Self::internal(other),
        }
    }
}

impl From<ErrorAnswer> for OAuthError {
    fn from(answer: ErrorAnswer) -> Self {
        Self::Refused(answer)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::Refused(answer) => refused(&answer),
            Self::Bearer(status, challenge) => challenged(status, &challenge),
            Self::TooLarge => {
                let words = "The body is larger than anything this endpoint takes.";
                let mut response = refused(&ErrorAnswer::new(ErrorCode::InvalidRequest, words));
                *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
                response
            }
            Self::Unavailable(cause) => {
                tracing::error!(%cause, "a request of an application went wrong");
                let words = "The server is not available just now.";
                let answer = ErrorAnswer::new(ErrorCode::TemporarilyUnavailable, words);
                let mut response = refused(&answer);
                let wait = HeaderValue::from_static("5");
                response.headers_mut().insert(header::RETRY_AFTER, wait);
                response
            }
            Self::Internal(cause) => {
                tracing::error!(%cause, "a request of an application went wrong");
                let words = "Something broke on our side.";
                refused(&ErrorAnswer::new(ErrorCode::ServerError, words))
            }
        };
        let no_store = HeaderValue::from_static("no-store");
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, no_store);
        response
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST)
}

fn refused(answer: &ErrorAnswer) -> Response {
    let mut response = (status(answer.status()), Json(answer)).into_response();
    if let Some(challenge) = answer.www_authenticate() {
        let challenge = HeaderValue::from_static(challenge);
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn challenged(code: u16, challenge: &BearerChallenge) -> Response {
    let mut response = status(code).into_response();
    if let Ok(challenge) = HeaderValue::from_str(&challenge.header()) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
