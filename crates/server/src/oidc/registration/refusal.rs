//! Why an application does not register or change itself, as the answer and as the reason in the trail.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::i18n::{Language, Texts};
use protocol::oauth::MetadataRefusal;
use serde_json::json;

use crate::oidc::reason::reason;
use crate::oidc::{Mistake, Mistakes};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Registration is not open, or not to this one.
    Closed,
    /// The body is not said to be JSON.
    NotJson,
    /// Too many tries within an hour.
    TooMany,
    /// The workspace has as many as it takes.
    Full,
    /// The application is disabled, or its workspace is.
    Disabled,
    /// Somebody else changed it at the same moment.
    Meanwhile,
    /// The document says what cannot be.
    Metadata(MetadataRefusal),
    /// Addresses, keys or the name are not sound.
    Draft(Mistakes),
}

impl From<MetadataRefusal> for Refusal {
    fn from(refusal: MetadataRefusal) -> Self {
        Self::Metadata(refusal)
    }
}

impl From<Mistakes> for Refusal {
    fn from(wrong: Mistakes) -> Self {
        Self::Draft(wrong)
    }
}

impl Refusal {
    /// The short code for the trail, and the member it is about.
    pub(super) fn reason(&self) -> (String, &'static str) {
        match self {
            Self::Metadata(refusal) => (reason(self), refusal.member().unwrap_or_default()),
            Self::Draft(wrong) => {
                let field = wrong.iter().next().map_or("", |one| member(one.field));
                ("draft".to_owned(), field)
            }
            _ => (reason(self), ""),
        }
    }

    /// The answer; `texts` in any language.
    pub(super) fn answer(&self, texts: &Texts) -> Response {
        let (status, code) = self.code();
        let words = self.words(texts);
        let body = json!({"error": code, "error_description": words});
        let mut response = json_of(status, body);
        if *self == Self::TooMany {
            let wait = HeaderValue::from_static("3600");
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }

    fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Closed | Self::Full | Self::Disabled => (StatusCode::FORBIDDEN, "access_denied"),
            Self::NotJson => (StatusCode::BAD_REQUEST, "invalid_client_metadata"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"),
            Self::Meanwhile => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
            Self::Metadata(refusal) => (StatusCode::BAD_REQUEST, refusal.code().as_str()),
            Self::Draft(wrong) => {
                let about_return = wrong.of("redirect_uris").next().is_some();
                let code = match about_return {
                    true => "invalid_redirect_uri",
                    false => "invalid_client_metadata",
                };
                (StatusCode::BAD_REQUEST, code)
            }
        }
    }

    fn words(&self, texts: &Texts) -> String {
        let fixed = match self {
            Self::Closed => "Applications do not register themselves here.",
            Self::NotJson => "The body must be application/json.",
            Self::TooMany => "Too many registrations or changes within an hour.",
            Self::Full => "This workspace takes no more applications that register themselves.",
            Self::Disabled => "The application or its workspace is disabled.",
            Self::Meanwhile => "The application was changed at the same moment. Try again.",
            Self::Metadata(refusal) => return format!("{refusal}."),
            Self::Draft(wrong) => {
                let texts = texts.in_language(Language::En);
                let about = wrong.of("redirect_uris").next();
                let first = about.or_else(|| wrong.iter().next());
                return first.map_or_else(String::new, |one| sentence(one, &texts));
            }
        };
        fixed.to_owned()
    }
}

/// What is wrong with a member, in the letters of RFC 6749 section 5.2.
fn sentence(one: &Mistake, texts: &Texts) -> String {
    let words = format!("{}: {}", member(one.field), one.sentence(texts));
    let plain = words.chars().filter_map(|letter| match letter {
        '"' | '\\' | '“' | '”' | '‘' | '’' => Some('\''),
        ' '..='~' => Some(letter),
        _ => None,
    });
    plain.take(300).collect()
}

/// The member of the document that a field of the draft comes from.
fn member(field: &'static str) -> &'static str {
    match field {
        "name" => "client_name",
        "auth" => "token_endpoint_auth_method",
        "post_logout_uris" => "post_logout_redirect_uris",
        "grants" => "grant_types",
        "requires" => "require_signed_request_object",
        other => other,
    }
}

/// An answer that nobody keeps.
pub(super) fn json_of(status: StatusCode, body: serde_json::Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
