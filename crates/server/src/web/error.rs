//! What goes wrong with a page, and what the person is told.
//!
//! A handler returns [`PageError`]; the edge (which knows language, reference and who asks) turns
//! it into a page. An internal cause is logged once with the reference and shown as the reference
//! only.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::db::DbError;
use base::hash::HashError;

use super::local_path::LocalPath;
use super::ui::Passports;

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum PageError {
    /// There is nothing here, or nothing this person may know of.
    NotFound,
    /// There is something here, but not for another method.
    MethodNotAllowed,
    /// The person may not do this. The text says why and who can help.
    Forbidden(Denied),
    /// One must sign in first, and then goes on to this path.
    SignIn(LocalPath),
    /// One is signed in, but has to prove it once more.
    SignInAgain(LocalPath),
    /// The page is at another address now.
    Moved(LocalPath),
    /// The door of a workspace or application is closed.
    Closed(Closed),
    /// The person does not belong here, another passport signed in in this browser does.
    Elsewhere(Box<Elsewhere>),
    /// A form is of a page shown to another passport than the one that acts, whose name this is.
    OtherPassport(String),
    /// A form came from another site.
    ForeignForm,
    /// A form came from our page under another address than the public URL.
    WrongAddress,
    /// A form is from a page shown to another browser, or cookies are blocked.
    StaleForm,
    /// A form could not be read.
    UnreadableForm,
    /// A mailed or printed link was used or is too old.
    SpentLink,
    /// The request is larger than anything we take.
    TooLarge,
    /// Too much work is waiting.
    Busy(Duration),
    /// The database is away.
    Unavailable(Arc<str>),
    /// Something broke on our side.
    Internal(Arc<str>),
}

/// Why a person may not do something; each has its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Only administrators of the workspace.
    AdministratorsOnly,
    /// Only administrators and the help desk of the workspace.
    HelpDeskOnly,
    /// Only administrators of the workspace help this person.
    NotByHelpDesk,
    /// Only operators of the server.
    OperatorsOnly,
    /// Only a proxy in `trusted_proxies` may ask about sites.
    ProxiesOnly,
}

/// A door that stays closed, in words for the person.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The name of the workspace.
    pub workspace: String,
    /// Who is signed in.
    pub person: String,
    /// The Fluent key of the sentence that says why.
    pub why: &'static str,
}

/// A workspace that knows another passport of this browser.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The name of the workspace.
    pub workspace: String,
    /// Who acts.
    pub person: String,
    /// The passports that belong there.
    pub offered: Passports,
}

impl PageError {
    /// Something that must not happen; `cause` is for the log only.
    pub fn internal(cause: impl Display) -> Self {
        Self::Internal(cause.to_string().into())
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignIn(_) | Self::SignInAgain(_) | Self::Moved(_) => StatusCode::SEE_OTHER,
            Self::Forbidden(_)
            | Self::Closed(_)
            | Self::Elsewhere(_)
            | Self::ForeignForm
            | Self::WrongAddress => StatusCode::FORBIDDEN,
            Self::StaleForm | Self::OtherPassport(_) => StatusCode::CONFLICT,
            Self::UnreadableForm => StatusCode::BAD_REQUEST,
            Self::SpentLink => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The Fluent keys of title and explanation.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("error-not-found-title", "error-not-found"),
            Self::MethodNotAllowed => ("error-method-title", "error-method"),
            Self::Forbidden(Denied::AdministratorsOnly) => {
                ("error-forbidden-title", "error-administrators-only")
            }
            Self::Forbidden(Denied::HelpDeskOnly) => {
                ("error-forbidden-title", "error-help-desk-only")
            }
            Self::Forbidden(Denied::NotByHelpDesk) => {
                ("error-forbidden-title", "error-not-by-help-desk")
            }
            Self::Forbidden(Denied::OperatorsOnly) => {
                ("error-forbidden-title", "error-operators-only")
            }
            Self::Forbidden(Denied::ProxiesOnly) => ("error-forbidden-title", "error-proxies-only"),
            Self::Closed(closed) => ("error-closed-title", closed.why),
            Self::Elsewhere(_) => ("error-elsewhere-title", "error-elsewhere"),
            Self::OtherPassport(_) => ("error-other-passport-title", "error-other-passport"),
            Self::ForeignForm => ("error-foreign-form-title", "error-foreign-form"),
            Self::WrongAddress => ("error-wrong-address-title", "error-wrong-address"),
            Self::StaleForm => ("error-stale-form-title", "error-stale-form"),
            Self::UnreadableForm => ("error-unreadable-title", "error-unreadable"),
            Self::SpentLink => ("error-spent-link-title", "error-spent-link"),
            Self::TooLarge => ("error-too-large-title", "error-too-large"),
            Self::Busy(_) => ("error-busy-title", "error-busy"),
            Self::Unavailable(_) => ("error-unavailable-title", "error-unavailable"),
            Self::Internal(_) | Self::SignIn(_) | Self::SignInAgain(_) | Self::Moved(_) => {
                ("error-internal-title", "error-internal")
            }
        }
    }

    /// The cause for the log, when it is ours to mend.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::Internal(cause) | Self::Unavailable(cause) => Some(cause),
            _ => None,
        }
    }
}

impl From<DbError> for PageError {
    fn from(cause: DbError) -> Self {
        match cause {
            DbError::Unavailable(words) => Self::Unavailable(words.into()),
            other => Self::internal(other),
        }
    }
}

impl From<HashError> for PageError {
    fn from(cause: HashError) -> Self {
        match cause {
            HashError::Busy { retry_after } => Self::Busy(retry_after),
            HashError::Gone => Self::internal(cause),
        }
    }
}

/// What the edge finds in the answer of a handler that had no page.
#[derive(Clone)]
pub(super) struct Failed(pub(super) PageError);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let to_sign_in = |next: &LocalPath, more: &str| {
            let next: String =
                url::form_urlencoded::byte_serialize(next.as_str().as_bytes()).collect();
            Redirect::to(&format!("/sign-in?next={next}{more}")).into_response()
        };
        match &self {
            Self::SignIn(next) => return to_sign_in(next, ""),
            Self::SignInAgain(next) => return to_sign_in(next, "&again=1"),
            Self::Moved(to) => return Redirect::to(to.as_str()).into_response(),
            _ => {}
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(self));
        response
    }
}
