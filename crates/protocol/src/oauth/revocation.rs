//! Revocation requests (RFC 7009).

use super::charset::is_vschars;
use super::client_auth::{ClientAuthError, PresentedClient};
use super::error::{ErrorAnswer, ErrorCode};
use super::form::{Params, ParamsError};
use crate::Sensitive;

/// Why a revocation request is refused. A token that is unknown is not among the reasons: it is
/// answered as done (section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevocationRefusal {
    /// The body cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// The client cannot be told.
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    /// No token is named.
    #[error("token is absent")]
    TokenAbsent,
    /// The token has characters that no token has.
    #[error("token is malformed")]
    TokenMalformed,
}

impl RevocationRefusal {
    /// The answer to the client.
    pub const fn answer(&self) -> ErrorAnswer {
        let description = match self {
            Self::Client(error) => return error.answer(),
            Self::Params(_) => "The body is not a sound form.",
            Self::Repeated(_) => "A parameter is given more than once.",
            Self::TokenAbsent => "token is absent.",
            Self::TokenMalformed => "token is malformed.",
        };
        ErrorAnswer::new(ErrorCode::InvalidRequest, description)
    }
}

/// What kind of token the client thinks it sends; only a hint about where to look first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenHint {
    /// `access_token`
    AccessToken,
    /// `refresh_token`
    RefreshToken,
}

/// A request to revoke one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationRequest {
    /// Who asks; not yet proven.
    pub client: PresentedClient,
    /// The token.
    pub token: Sensitive,
    /// Where to look first. Unknown hints are left out.
    pub hint: Option<TokenHint>,
}

impl RevocationRequest {
    /// Reads the request from the `Authorization` header and the form body.
    ///
    /// # Errors
    /// [`RevocationRefusal`].
    pub fn parse(authorization: Option<&str>, body: &[u8]) -> Result<Self, RevocationRefusal> {
        let params = Params::from_body(body)?;
        if let Some(name) = params.repeated() {
            return Err(RevocationRefusal::Repeated(name.to_owned()));
        }
        let client = PresentedClient::read(authorization, &params)?;
        let token = params.get("token").ok_or(RevocationRefusal::TokenAbsent)?;
        if !is_vschars(token) {
            return Err(RevocationRefusal::TokenMalformed);
        }
        let hint = match params.get("token_type_hint") {
            Some("access_token") => Some(TokenHint::AccessToken),
            Some("refresh_token") => Some(TokenHint::RefreshToken),
            _ => None,
        };
        Ok(Self {
            client,
            token: Sensitive::new(token),
            hint,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let read = |body: &str| RevocationRequest::parse(None, body.as_bytes());
        let request = read("client_id=app&token=t-1&token_type_hint=refresh_token").unwrap();
        assert_eq!(request.client.client_id(), "app");
        assert_eq!(request.token, Sensitive::new("t-1"));
        assert_eq!(request.hint, Some(TokenHint::RefreshToken));
        assert_eq!(
            read("client_id=app&token=t&token_type_hint=other")
                .unwrap()
                .hint,
            None
        );
        assert_eq!(
            read("client_id=app&token="),
            Err(RevocationRefusal::TokenAbsent)
        );
        assert_eq!(
            read("client_id=app&token=a%0A"),
            Err(RevocationRefusal::TokenMalformed)
        );
        let twice = read("client_id=app&token=a&token=b").unwrap_err();
        assert_eq!(twice, RevocationRefusal::Repeated("token".into()));
        assert_eq!(twice.answer().code, ErrorCode::InvalidRequest);
        let nobody = read("token=t").unwrap_err();
        assert_eq!(nobody, RevocationRefusal::Client(ClientAuthError::Absent));
        assert_eq!(nobody.answer().status(), 401);
        assert!(RevocationRequest::parse(None, b"\xff").is_err());
    }
}
