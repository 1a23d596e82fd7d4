//! The challenge of a resource that takes bound tokens (RFC 9449 section 7.1).

use crate::jose::Algorithm;
use crate::oauth::error::ErrorCode;
use crate::oauth::scope::Scopes;

/// The value of a `WWW-Authenticate` header with the scheme DPoP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DpopChallenge {
    error: Option<(ErrorCode, &'static str)>,
    scope: Scopes,
}

impl DpopChallenge {
    /// A challenge without an error: the request had no token.
    pub const fn new() -> Self {
        Self {
            error: None,
            scope: Scopes::NONE,
        }
    }

    /// Says what is wrong. The description is ours and never from the request.
    #[must_use]
    pub const fn error(self, code: ErrorCode, description: &'static str) -> Self {
        Self {
            error: Some((code, description)),
            ..self
        }
    }

    /// Says which scopes are needed.
    #[must_use]
    pub const fn scope(self, scope: Scopes) -> Self {
        Self { scope, ..self }
    }

    /// The HTTP status that goes with it: always one that asks for another try with a proof, except
    /// for scopes that no proof can widen.
    pub const fn status(&self) -> u16 {
        match self.error {
            Some((ErrorCode::InsufficientScope, _)) => 403,
            _ => 401,
        }
    }

    /// The value of the header, with the algorithms a proof may be signed with.
    pub fn header(&self) -> String {
        let algorithms = Algorithm::ALL.map(Algorithm::name).join(" ");
        let mut header = format!(r#"DPoP realm="api", algs="{algorithms}""#);
        if let Some((code, description)) = self.error {
            header.push_str(&format!(
                r#", error="{code}", error_description="{description}""#
            ));
        }
        if !self.scope.is_empty() {
            header.push_str(&format!(r#", scope="{}""#, self.scope));
        }
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Scope;

    #[test]
    fn challenges() {
        let bare = DpopChallenge::new();
        assert_eq!(
            bare.header(),
            r#"DPoP realm="api", algs="ES256 EdDSA PS256 RS256""#
        );
        assert_eq!(bare.status(), 401);
        let wrong = bare.error(ErrorCode::InvalidDpopProof, "It is too old.");
        assert_eq!(wrong.status(), 401);
        assert!(
            wrong
                .header()
                .ends_with(r#", error="invalid_dpop_proof", error_description="It is too old.""#)
        );
        let narrow = bare
            .error(ErrorCode::InsufficientScope, "More is needed.")
            .scope(Scopes::NONE.with(Scope::OpenId));
        assert_eq!(narrow.status(), 403);
        assert!(narrow.header().ends_with(r#", scope="openid""#));
    }
}
