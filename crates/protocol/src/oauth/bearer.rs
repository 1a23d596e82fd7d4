//! Bearer tokens in the `Authorization` header, and the challenge that asks for them (RFC 6750).
//!
//! Tokens in the query or in a form body are not read: queries end in logs (RFC 9700 section
//! 4.3.2).

use super::charset::is_b64token;
use super::error::ErrorCode;
use super::scope::Scopes;
use crate::Sensitive;

/// The longest bearer token, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// Why there is no bearer token in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BearerError {
    /// No `Authorization` header, or one with another scheme. The challenge to it names no error.
    #[error("no bearer token")]
    Absent,
    /// The scheme is Bearer, but what follows is no token.
    #[error("the bearer token is malformed")]
    Malformed,
}

impl BearerError {
    /// The HTTP status of the answer.
    pub const fn status(self) -> u16 {
        match self {
            Self::Absent => 401,
            Self::Malformed => 400,
        }
    }

    /// The challenge of the answer.
    pub const fn challenge(self) -> BearerChallenge {
        match self {
            Self::Absent => BearerChallenge::new(),
            Self::Malformed => BearerChallenge::new()
                .error(ErrorCode::InvalidRequest, "The bearer token is malformed."),
        }
    }
}

/// Under which scheme an access token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenScheme {
    /// It opens to whoever holds it.
    Bearer,
    /// It opens with a proof of its key (RFC 9449 section 7.1).
    Dpop,
}

/// Reads an access token from the value of the `Authorization` header, under either scheme.
///
/// # Errors
/// [`BearerError`].
pub fn access_token(authorization: Option<&str>) -> Result<(TokenScheme, Sensitive), BearerError> {
    let is_dpop = authorization.is_some_and(|header| {
        let scheme = header.split(' ').next().unwrap_or_default();
        scheme.eq_ignore_ascii_case("dpop")
    });
    if !is_dpop {
        return bearer_token(authorization).map(|token| (TokenScheme::Bearer, token));
    }
    let header = authorization.unwrap_or_default();
    token(header.split_once(' ').map_or("", |(_, token)| token))
        .map(|token| (TokenScheme::Dpop, token))
}

fn token(text: &str) -> Result<Sensitive, BearerError> {
    let token = text.trim_start_matches(' ');
    if token.len() > MAX_TOKEN || !is_b64token(token) {
        return Err(BearerError::Malformed);
    }
    Ok(Sensitive::new(token))
}

/// Reads the token from the value of the `Authorization` header.
///
/// # Errors
/// [`BearerError`].
pub fn bearer_token(authorization: Option<&str>) -> Result<Sensitive, BearerError> {
    let header = authorization.ok_or(BearerError::Absent)?;
    let (scheme, text) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(BearerError::Absent);
    }
    token(text)
}

/// The value of a `WWW-Authenticate` header (RFC 6750 section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BearerChallenge {
    error: Option<(ErrorCode, &'static str)>,
    scope: Scopes,
}

impl BearerChallenge {
    /// A challenge without an error: the request had no token.
    pub const fn new() -> Self {
        Self {
            error: None,
            scope: Scopes::NONE,
        }
    }

    /// Says what is wrong with the token. The description is ours and never from the request.
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

    /// The HTTP status that goes with it.
    pub const fn status(&self) -> u16 {
        match self.error {
            None => 401,
            Some((code, _)) => code.status(),
        }
    }

    /// The value of the header.
    pub fn header(&self) -> String {
        let mut header = String::from(r#"Bearer realm="api""#);
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
    fn tokens() {
        let token = bearer_token(Some("Bearer mF_9.B5f-4.1JqM=")).unwrap();
        assert_eq!(token.expose(), "mF_9.B5f-4.1JqM=");
        assert!(bearer_token(Some("bearer  abc")).is_ok());
        for absent in [
            None,
            Some(""),
            Some("Basic YTpi"),
            Some("Bearerabc"),
            Some("DPoP abc"),
        ] {
            assert_eq!(bearer_token(absent), Err(BearerError::Absent), "{absent:?}");
        }
        let long = format!("Bearer {}", "a".repeat(MAX_TOKEN + 1));
        for bad in [
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer a,b",
            "Bearer ü",
            "Bearer =",
            &long,
        ] {
            assert_eq!(
                bearer_token(Some(bad)),
                Err(BearerError::Malformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn either_scheme() {
        let read = |header| access_token(Some(header)).map(|(scheme, _)| scheme);
        assert_eq!(read("DPoP abc"), Ok(TokenScheme::Dpop));
        assert_eq!(read("dpop  abc"), Ok(TokenScheme::Dpop));
        assert_eq!(read("Bearer abc"), Ok(TokenScheme::Bearer));
        assert_eq!(read("DPoP"), Err(BearerError::Malformed));
        assert_eq!(read("DPoP a b"), Err(BearerError::Malformed));
        assert_eq!(read("Basic YTpi"), Err(BearerError::Absent));
        assert_eq!(access_token(None).unwrap_err(), BearerError::Absent);
    }

    #[test]
    fn challenges() {
        assert_eq!(
            BearerError::Absent.challenge().header(),
            r#"Bearer realm="api""#
        );
        assert_eq!(
            (
                BearerError::Absent.status(),
                BearerError::Malformed.status()
            ),
            (401, 400)
        );
        let expired =
            BearerChallenge::new().error(ErrorCode::InvalidToken, "The token has expired.");
        assert_eq!(expired.status(), 401);
        assert_eq!(
            expired.header(),
            r#"Bearer realm="api", error="invalid_token", error_description="The token has expired.""#
        );
        let scope = BearerChallenge::new()
            .error(ErrorCode::InsufficientScope, "More is needed.")
            .scope(Scopes::NONE.with(Scope::OpenId));
        assert_eq!(scope.status(), 403);
        assert!(scope.header().ends_with(r#", scope="openid""#));
    }
}
