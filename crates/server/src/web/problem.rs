//! What goes wrong with a call of the API, told as problem details (RFC 9457).
//!
//! A call answers with [`ApiError`]; the edge, which knows the reference, writes the body. Whatever goes
//! wrong below `/api/` before a call is reached is told in the same form.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::db::DbError;
use protocol::api::Violation;
use serde_json::{Map, Value, json};

use super::ctx::Ctx;
use super::edge::failure;
use super::error::{Denied, PageError};
use super::state::App;

/// The media type of the answers (RFC 9457 section 6.1).
const MEDIA_TYPE: &str = "application/problem+json";
/// The page that explains every kind of problem.
const EXPLAINED_AT: &str = "/api/v1/docs#problem-";

/// Why a call is not answered with what it asked for.
#[derive(Clone, Debug)]
pub enum ApiError {
    /// The body or a header cannot be read at all.
    Unreadable(String),
    /// There is no token.
    NoToken,
    /// The token opens nothing; why is nobody's business.
    WrongToken,
    /// The token has not this scope.
    Scope(&'static str),
    /// The caller may not do this; a word and a sentence.
    Forbidden(&'static str, String),
    /// There is nothing here, or nothing this caller may know of.
    NotFound,
    /// There is something here, but not for another method.
    MethodNotAllowed,
    /// The caller takes no JSON.
    NotAcceptable,
    /// It cannot be done as things stand; a word and a sentence.
    Conflict(&'static str, String),
    /// The thing was changed since the caller read it.
    Changed,
    /// The body is larger than anything we take.
    TooLarge,
    /// The body is of another kind.
    MediaType,
    /// The body or the query does not fit.
    Unfit(Vec<Mistake>),
    /// The idempotency key came with another request before.
    KeyReused,
    /// A change without `If-Match`.
    Unconditional,
    /// Too many wrong tokens from there, or one thing too often.
    TooMany(Duration),
    /// Too much work is waiting.
    Busy(Duration),
    /// The database is away.
    Unavailable(Arc<str>),
    /// Something broke on our side.
    Internal(Arc<str>),
}

/// Something wrong at one place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// `pointer` into the body, or the `parameter` of the query.
    pub of: &'static str,
    /// The place.
    pub place: String,
    /// A word for programs.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
}

/// Every kind of problem: its word, status, title, and what to do about it.
pub const PROBLEMS: &[(&str, u16, &str, &str)] = &[
    (
        "unreadable",
        400,
        "The request cannot be read",
        "The body is no JSON object, repeats a field, or a header has another form. Nothing was changed.",
    ),
    (
        "token-missing",
        401,
        "A token is needed",
        "Send it as `Authorization: Bearer vst_…`. It is not taken from the query or from a cookie.",
    ),
    (
        "token-wrong",
        401,
        "The token opens nothing",
        "It is unknown, mistyped, expired or revoked, its service account is disabled, or its person's access has ended. Make another.",
    ),
    (
        "scope-missing",
        403,
        "The token lacks a scope",
        "The scope is named in `scope`. Make a token that has it.",
    ),
    (
        "forbidden",
        403,
        "This caller may not do this",
        "`code` says why: the person is no administrator or operator, the door of the workspace is closed, or more rights would be given than the caller holds.",
    ),
    (
        "not-found",
        404,
        "There is nothing here",
        "The address is wrong, or the thing belongs to a workspace this token does not open.",
    ),
    (
        "method",
        405,
        "Not with this method",
        "`Allow` names the methods there are.",
    ),
    (
        "not-acceptable",
        406,
        "The answer is JSON",
        "Send `Accept: application/json`, or no `Accept` at all.",
    ),
    (
        "conflict",
        409,
        "It cannot be done as things stand",
        "`code` says what stands in the way. Nothing was changed.",
    ),
    (
        "changed",
        412,
        "It was changed meanwhile",
        "Read it again, look at what is different, and send the new `ETag` in `If-Match`.",
    ),
    (
        "too-large",
        413,
        "The body is too large",
        "At most 256 KiB are taken.",
    ),
    (
        "media-type",
        415,
        "The body must be JSON",
        "Send `Content-Type: application/json`; for a change `application/merge-patch+json` is taken, too.",
    ),
    (
        "unfit",
        422,
        "The request does not fit",
        "`errors` names every field or parameter with what is wrong. Nothing was changed.",
    ),
    (
        "key-reused",
        422,
        "The idempotency key is taken",
        "The same `Idempotency-Key` came with another request in the last 24 hours. Choose another.",
    ),
    (
        "unconditional",
        428,
        "A change needs `If-Match`",
        "Send the `ETag` of what you read, so that nobody's change is overwritten unseen; `*` changes whatever is there.",
    ),
    (
        "too-many",
        429,
        "Too often",
        "Too many wrong tokens came from there, or one thing was asked for too often. Wait as long as `Retry-After` says.",
    ),
    (
        "busy",
        503,
        "The server is busy",
        "Wait as long as `Retry-After` says.",
    ),
    (
        "internal",
        500,
        "Something broke on our side",
        "Tell the operator the `reference`; it leads to the cause in the log.",
    ),
];

impl Mistake {
    /// Something wrong in the body.
    pub fn at(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self {
            of: "pointer",
            place: pointer.to_owned(),
            code: code.to_owned(),
            detail: detail.into(),
        }
    }

    /// Something wrong in the query.
    pub fn parameter(name: &str, code: &str, detail: impl Into<String>) -> Self {
        Self {
            of: "parameter",
            ..Self::at(name, code, detail)
        }
    }
}

impl From<Violation> for Mistake {
    fn from(found: Violation) -> Self {
        Self::at(&found.pointer, found.code, found.detail)
    }
}

impl ApiError {
    /// Something that must not happen; `cause` is for the log only.
    pub fn internal(cause: impl Display) -> Self {
        Self::Internal(cause.to_string().into())
    }

    /// One field of the body that does not fit.
    pub fn field(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::Unfit(vec![Mistake::at(pointer, code, detail)])
    }

    /// The word of its kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NoToken => "token-missing",
            Self::WrongToken => "token-wrong",
            Self::Scope(_) => "scope-missing",
            Self::Forbidden(..) => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method",
            Self::NotAcceptable => "not-acceptable",
            Self::Conflict(..) => "conflict",
            Self::Changed => "changed",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::Unfit(_) => "unfit",
            Self::KeyReused => "key-reused",
            Self::Unconditional => "unconditional",
            Self::TooMany(_) => "too-many",
            Self::Busy(_) | Self::Unavailable(_) => "busy",
            Self::Internal(_) => "internal",
        }
    }

    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        let found = PROBLEMS.iter().find(|(word, ..)| *word == self.word());
        let (_, status, title, detail) = found.unwrap_or(&("", 500, "", ""));
        let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, title, detail)
    }

    fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooMany(wait) | Self::Busy(wait) => Some(*wait),
            Self::Unavailable(_) => Some(Duration::from_secs(5)),
            _ => None,
        }
    }

    /// What is said beside status and title.
    fn members(&self) -> Map<String, Value> {
        let told = match self {
            Self::Unreadable(detail) => json!({"detail": detail}),
            Self::Scope(scope) => json!({"scope": scope}),
            Self::Forbidden(code, detail) | Self::Conflict(code, detail) => {
                json!({"code": code, "detail": detail})
            }
            Self::Unfit(mistakes) => {
                let told = |one: &Mistake| json!({one.of: one.place, "code": one.code, "detail": one.detail});
                json!({"errors": mistakes.iter().map(told).collect::<Vec<_>>()})
            }
            _ => json!({}),
        };
        match told {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

impl From<DbError> for ApiError {
    fn from(cause: DbError) -> Self {
        PageError::from(cause).into()
    }
}

impl From<PageError> for ApiError {
    fn from(cause: PageError) -> Self {
        match cause {
            PageError::NotFound | PageError::SpentLink | PageError::Moved(_) => Self::NotFound,
            PageError::MethodNotAllowed => Self::MethodNotAllowed,
            PageError::Forbidden(
                Denied::AdministratorsOnly | Denied::HelpDeskOnly | Denied::NotByHelpDesk,
            ) => {
                let words = "Only administrators of the workspace may do this.";
                Self::Forbidden("administrators-only", words.to_owned())
            }
            PageError::Forbidden(Denied::OperatorsOnly) => {
                let words = "Only operators of the server may do this.";
                Self::Forbidden("operators-only", words.to_owned())
            }
            PageError::Forbidden(Denied::ProxiesOnly) => {
                let words = "Only a proxy of this server may ask here.";
                Self::Forbidden("proxies-only", words.to_owned())
            }
            PageError::Closed(closed) => {
                let words = "The door of the workspace is closed to this person.";
                Self::Forbidden(closed.why, words.to_owned())
            }
            PageError::TooLarge => Self::TooLarge,
            PageError::Busy(wait) => Self::Busy(wait),
            PageError::Unavailable(words) => Self::Unavailable(words),
            PageError::Internal(words) => Self::Internal(words),
            PageError::SignIn(_) | PageError::SignInAgain(_) => Self::NoToken,
            PageError::Elsewhere(_) => Self::NotFound,
            PageError::ForeignForm
            | PageError::OtherPassport(_)
            | PageError::WrongAddress
            | PageError::StaleForm
            | PageError::UnreadableForm => {
                Self::Unreadable("The request cannot be read.".to_owned())
            }
        }
    }
}

/// What the edge finds in the answer of a call that went wrong.
#[derive(Clone)]
struct FailedCall(ApiError);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.kind().0.into_response();
        response.extensions_mut().insert(FailedCall(self));
        response
    }
}

/// Whether problems at this path are told as JSON.
pub(super) fn speaks_json(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// The answer with its problem written out, if it has one.
pub(super) fn told(app: &App, ctx: &Ctx, mut response: Response) -> Response {
    let failed = response.extensions_mut().remove::<FailedCall>();
    let failed = failed.map(|FailedCall(error)| error);
    let Some(error) = failed.or_else(|| failure(&mut response).map(ApiError::from)) else {
        return response;
    };
    match &error {
        ApiError::Internal(cause) | ApiError::Unavailable(cause) => {
            tracing::error!(%cause, "a call went wrong");
        }
        other => tracing::info!(problem = other.word(), "a call was refused"),
    }
    let (status, title, detail) = error.kind();
    let mut body = json!({
        "type": format!("{}{EXPLAINED_AT}{}", app.config.public_url.origin(), error.word()),
        "title": title, "status": status.as_u16(), "detail": detail,
        "reference": ctx.reference_shown(),
    });
    if let Value::Object(members) = &mut body {
        members.extend(error.members());
    }
    let allow = response.headers_mut().remove(header::ALLOW);
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(allow) = allow {
        headers.insert(header::ALLOW, allow);
    }
    if let Some(wait) = error.wait() {
        headers.insert(
            header::RETRY_AFTER,
            HeaderValue::from(wait.as_secs().max(1)),
        );
    }
    if let Some(challenge) = challenge(&error) {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    response
}

/// The challenge of RFC 6750 section 3.
const fn challenge(error: &ApiError) -> Option<&'static str> {
    match error {
        ApiError::NoToken => Some("Bearer realm=\"api\""),
        ApiError::WrongToken => Some("Bearer realm=\"api\", error=\"invalid_token\""),
        ApiError::Scope(_) => Some("Bearer realm=\"api\", error=\"insufficient_scope\""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_kind_and_every_kind_an_explanation() {
        let wait = Duration::from_secs(3);
        let all = [
            ApiError::Unreadable(String::new()),
            ApiError::NoToken,
            ApiError::WrongToken,
            ApiError::Scope("x"),
            ApiError::Forbidden("x", String::new()),
            ApiError::NotFound,
            ApiError::MethodNotAllowed,
            ApiError::NotAcceptable,
            ApiError::Conflict("x", String::new()),
            ApiError::Changed,
            ApiError::TooLarge,
            ApiError::MediaType,
            ApiError::Unfit(Vec::new()),
            ApiError::KeyReused,
            ApiError::Unconditional,
            ApiError::TooMany(wait),
            ApiError::Busy(wait),
            ApiError::internal("x"),
        ];
        let mut words: Vec<&str> = all.iter().map(ApiError::word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), PROBLEMS.len());
        for error in &all {
            let (status, title, detail) = error.kind();
            assert!(
                status.as_u16() >= 400 && !title.is_empty() && !detail.is_empty(),
                "{error:?}"
            );
        }
    }

    #[test]
    fn only_addresses_of_the_api_speak_json() {
        assert!(speaks_json("/api") && speaks_json("/api/v1/nothing"));
        assert!(!speaks_json("/apis") && !speaks_json("/w/api") && !speaks_json("/"));
    }
}
