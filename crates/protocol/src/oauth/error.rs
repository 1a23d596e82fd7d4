//! The error codes of the protocol, their HTTP statuses, and the JSON body that carries them.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::charset::is_nqschars;

/// An error code as clients see it (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1,
/// RFC 7009 section 2.2.1, RFC 7591 section 3.2.2, RFC 8707 section 2, OpenID Connect Core section
/// 3.1.2.6 and its error `unmet_authentication_requirements`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "each variant is the code of the same name in the specification"
)]
pub enum ErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    UnsupportedTokenType,
    InvalidScope,
    AccessDenied,
    ServerError,
    TemporarilyUnavailable,
    InvalidToken,
    InsufficientScope,
    LoginRequired,
    ConsentRequired,
    InteractionRequired,
    AccountSelectionRequired,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    InvalidTarget,
    InvalidDpopProof,
    UseDpopNonce,
    InvalidRequestUri,
    InvalidRequestObject,
    UnmetAuthenticationRequirements,
    InvalidRedirectUri,
    InvalidClientMetadata,
    UnapprovedSoftwareStatement,
}

impl ErrorCode {
    /// The code on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::InvalidTarget => "invalid_target",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::UnapprovedSoftwareStatement => "unapproved_software_statement",
        }
    }

    /// The HTTP status when the code is the body of an answer (and not part of a redirect).
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error answer of the token, revocation or introspection endpoint (RFC 6749 section 5.2).
/// Serialises to its JSON body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorAnswer {
    /// The code.
    pub code: ErrorCode,
    /// One English sentence for the developer of the client; never secret, never from the request.
    pub description: &'static str,
}

impl ErrorAnswer {
    /// An answer with a code and a sentence for the developer.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.code.status()
    }

    /// The `WWW-Authenticate` header that goes with a refused client (RFC 6749 section 5.2).
    pub fn www_authenticate(&self) -> Option<&'static str> {
        (self.code == ErrorCode::InvalidClient).then_some(r#"Basic realm="token""#)
    }
}

impl Serialize for ErrorAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("ErrorAnswer", 2)?;
        body.serialize_field("error", self.code.as_str())?;
        if is_nqschars(self.description) && !self.description.is_empty() {
            body.serialize_field("error_description", self.description)?;
        }
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_statuses() {
        let answer = ErrorAnswer::new(ErrorCode::InvalidClient, "Unknown client.");
        let body = serde_json::to_string(&answer).unwrap();
        assert_eq!(
            body,
            r#"{"error":"invalid_client","error_description":"Unknown client."}"#
        );
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.www_authenticate(), Some("Basic realm=\"token\""));
        let answer = ErrorAnswer::new(ErrorCode::InvalidGrant, "");
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"error":"invalid_grant"}"#
        );
        assert_eq!((answer.status(), answer.www_authenticate()), (400, None));
        assert_eq!(ErrorCode::TemporarilyUnavailable.status(), 503);
        assert_eq!(ErrorCode::InsufficientScope.status(), 403);
    }
}
