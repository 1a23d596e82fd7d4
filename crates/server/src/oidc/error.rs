//! What goes wrong at an endpoint that applications call, in the shape of OAuth.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::db::DbError;
use protocol::oauth::{BearerChallenge, DpopChallenge, ErrorAnswer, ErrorCode};

/// Why an application gets an error in place of an answer.
#[derive(Clone, Debug)]
pub(super) enum OAuthError {
    /// Refused, in the words of the specification.
    Refused(ErrorAnswer),
    /// A bearer token is absent or opens nothing.
    Bearer(u16, BearerChallenge),
    /// Refused until the asker brings this nonce (RFC 9449 section 8).
    Nonce(ErrorAnswer, String),
    /// A bound token, or its proof, opens nothing; with a nonce where one is wanted.
    Dpop(DpopChallenge, Option<String>),
    /// The body is larger than anything we take.
    TooLarge,
    /// More is asked for than one may ask at a time.
    TooMany,
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
            Self::Bearer(status, challenge) => challenged(status, &challenge.header()),
            Self::TooLarge => {
                let words = "The body is larger than anything this endpoint takes.";
                let mut response = refused(&ErrorAnswer::new(ErrorCode::InvalidRequest, words));
                *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
                response
            }
            Self::Nonce(answer, nonce) => with_nonce(refused(&answer), Some(nonce)),
            Self::Dpop(challenge, nonce) => {
                let response = challenged(challenge.status(), &challenge.header());
                with_nonce(response, nonce)
            }
            Self::TooMany => {
                let words = "Too many of these are waiting already.";
                let mut response = refused(&ErrorAnswer::new(ErrorCode::SlowDown, words));
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
                let wait = HeaderValue::from_static("60");
                response.headers_mut().insert(header::RETRY_AFTER, wait);
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

fn with_nonce(mut response: Response, nonce: Option<String>) -> Response {
    let nonce = nonce.and_then(|nonce| HeaderValue::from_str(&nonce).ok());
    if let Some(nonce) = nonce {
        response.headers_mut().insert("dpop-nonce", nonce);
    }
    response
}

fn challenged(code: u16, challenge: &str) -> Response {
    let mut response = status(code).into_response();
    if let Ok(challenge) = HeaderValue::from_str(challenge) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
