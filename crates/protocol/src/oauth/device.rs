//! Device authorisation (RFC 8628): the request of a device without a browser, and its answers.
//!
//! The code a person types is [`UserCode`](super::UserCode); what a device polls with is the grant
//! [`DeviceGrant`](super::token::DeviceGrant).

use serde::Serialize;

use super::client_auth::{ClientAuthError, PresentedClient};
use super::error::{ErrorAnswer, ErrorCode};
use super::form::{Params, ParamsError};
use super::scope::{Scope, Scopes};

/// Why a device authorisation request is refused before anything is looked up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceRefusal {
    /// The body cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// The client cannot be told.
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    /// `scope` is not a list of scopes.
    #[error("scope is malformed")]
    ScopeMalformed,
    /// `scope` is given without `openid`.
    #[error("scope does not contain openid")]
    OpenIdScopeAbsent,
    /// A scope that this client may not ask for.
    #[error("the client may not ask for the scope {0:?}")]
    ScopeNotAllowed(Scope),
}

impl DeviceRefusal {
    /// The answer to the client.
    pub const fn answer(&self) -> ErrorAnswer {
        let (code, description) = match self {
            Self::Client(error) => return error.answer(),
            Self::Params(_) => (ErrorCode::InvalidRequest, "The body is not a sound form."),
            Self::Repeated(_) => (
                ErrorCode::InvalidRequest,
                "A parameter is given more than once.",
            ),
            Self::ScopeMalformed => (ErrorCode::InvalidScope, "scope is malformed."),
            Self::OpenIdScopeAbsent => (ErrorCode::InvalidScope, "scope must contain openid."),
            Self::ScopeNotAllowed(_) => (
                ErrorCode::InvalidScope,
                "scope contains one that is not allowed to this client.",
            ),
        };
        ErrorAnswer::new(code, description)
    }
}

/// A request for a pair of codes (section 3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequest {
    /// Who asks; not yet proven.
    pub client: PresentedClient,
    /// What is asked for; `None` stands for the least, `openid`.
    scopes: Option<Scopes>,
}

impl DeviceRequest {
    /// Reads the request from the `Authorization` header and the form body.
    ///
    /// # Errors
    /// [`DeviceRefusal`].
    pub fn parse(authorization: Option<&str>, body: &[u8]) -> Result<Self, DeviceRefusal> {
        let params = Params::from_body(body)?;
        if let Some(name) = params.repeated() {
            return Err(DeviceRefusal::Repeated(name.to_owned()));
        }
        let client = PresentedClient::read(authorization, &params)?;
        let scopes = params.get("scope").map(Scopes::parse).transpose();
        let scopes = scopes.map_err(|_| DeviceRefusal::ScopeMalformed)?;
        if scopes.is_some_and(|scopes| !scopes.contains(Scope::OpenId)) {
            return Err(DeviceRefusal::OpenIdScopeAbsent);
        }
        Ok(Self { client, scopes })
    }

    /// The scopes wanted, when the client may have them.
    ///
    /// # Errors
    /// [`DeviceRefusal::ScopeNotAllowed`].
    pub fn scopes(&self, allowed: Scopes) -> Result<Scopes, DeviceRefusal> {
        let wanted = self.scopes.unwrap_or(Scopes::NONE.with(Scope::OpenId));
        match wanted.minus(allowed).iter().next() {
            None => Ok(wanted),
            Some(scope) => Err(DeviceRefusal::ScopeNotAllowed(scope)),
        }
    }
}

/// The body of a successful answer (section 3.2). It goes out with `Cache-Control: no-store`.
#[derive(Clone, Copy, Serialize)]
pub struct DeviceAnswer<'a> {
    /// What the device polls with.
    pub device_code: &'a str,
    /// What the person types.
    pub user_code: &'a str,
    /// Where they type it.
    pub verification_uri: &'a str,
    /// The same with the code in it, for a picture that a phone reads.
    pub verification_uri_complete: &'a str,
    /// How long the codes live, in seconds.
    pub expires_in: u32,
    /// How long to wait between two polls, in seconds.
    pub interval: u32,
}

/// Why a device that polls gets no tokens (section 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceWait {
    /// Nobody has answered yet.
    AuthorizationPending,
    /// The device asks too often; from now on it has to wait five seconds longer.
    SlowDown,
    /// The person refused.
    AccessDenied,
    /// Nobody answered in time.
    ExpiredToken,
}

impl DeviceWait {
    /// The answer to the device.
    pub const fn answer(self) -> ErrorAnswer {
        let (code, description) = match self {
            Self::AuthorizationPending => {
                (ErrorCode::AuthorizationPending, "Nobody has answered yet.")
            }
            Self::SlowDown => (
                ErrorCode::SlowDown,
                "Wait five seconds longer between two polls.",
            ),
            Self::AccessDenied => (ErrorCode::AccessDenied, "The person refused."),
            Self::ExpiredToken => (ErrorCode::ExpiredToken, "Nobody answered in time."),
        };
        ErrorAnswer::new(code, description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<DeviceRequest, DeviceRefusal> {
        DeviceRequest::parse(None, body.as_bytes())
    }

    #[test]
    fn requests() {
        let allowed = Scopes::parse("openid email").unwrap();
        let bare = read("client_id=tv").unwrap();
        assert_eq!(bare.client.client_id(), "tv");
        assert_eq!(bare.scopes(allowed).unwrap().to_string(), "openid");
        let some = read("client_id=tv&scope=openid+email+unknown").unwrap();
        assert_eq!(some.scopes(allowed), Ok(allowed));
        let more = read("client_id=tv&scope=openid+groups").unwrap();
        let refused = more.scopes(allowed).unwrap_err();
        assert_eq!(refused, DeviceRefusal::ScopeNotAllowed(Scope::Groups));
        assert_eq!(refused.answer().code, ErrorCode::InvalidScope);
        assert!(bare.scopes(Scopes::NONE).is_err());
    }

    #[test]
    fn refusals() {
        let code = |body: &str| read(body).unwrap_err().answer().code;
        assert_eq!(code("scope=openid"), ErrorCode::InvalidClient);
        assert_eq!(code("client_id=tv&scope=email"), ErrorCode::InvalidScope);
        assert_eq!(code("client_id=tv&scope=a++b"), ErrorCode::InvalidScope);
        assert_eq!(code("client_id=tv&client_id=tv"), ErrorCode::InvalidRequest);
        assert_eq!(code("client_id=%zz"), ErrorCode::InvalidRequest);
        assert!(DeviceRequest::parse(None, b"\xff").is_err());
    }

    #[test]
    fn waiting_is_an_error_of_the_client() {
        use DeviceWait as W;
        for (wait, code, status) in [
            (W::AuthorizationPending, "authorization_pending", 400),
            (W::SlowDown, "slow_down", 400),
            (W::AccessDenied, "access_denied", 400),
            (W::ExpiredToken, "expired_token", 400),
        ] {
            let answer = wait.answer();
            assert_eq!((answer.code.as_str(), answer.status()), (code, status));
        }
    }
}
