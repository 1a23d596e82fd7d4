//! The refresh token grant (RFC 6749 section 6).

use super::TokenRefusal;
use crate::Sensitive;
use crate::oauth::error::{ErrorAnswer, ErrorCode};
use crate::oauth::form::Params;
use crate::oauth::scope::{Scope, Scopes};

/// A refresh token and how much of it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshGrant {
    /// The refresh token.
    pub refresh_token: Sensitive,
    /// The scopes wanted; `None` stands for all that were granted.
    pub scopes: Option<Scopes>,
    /// The resources this token is for (RFC 8707); none stands for all that were granted.
    pub resources: Vec<String>,
}

/// More scopes were asked for than granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("scope is wider than what was granted")]
pub struct ScopeWidened;

impl ScopeWidened {
    /// The answer to the client.
    pub const fn answer(&self) -> ErrorAnswer {
        ErrorAnswer::new(
            ErrorCode::InvalidScope,
            "scope is wider than what was granted.",
        )
    }
}

impl RefreshGrant {
    pub(super) fn read(params: &Params) -> Result<Self, TokenRefusal> {
        let scopes = params.get("scope").map(Scopes::parse).transpose();
        Ok(Self {
            refresh_token: super::secret(params, "refresh_token")?,
            scopes: scopes.map_err(|_| TokenRefusal::ScopeMalformed)?,
            resources: super::resources(params)?,
        })
    }

    /// The scopes of the new access token, given those that were granted. `openid` stays, since
    /// without it the token would open nothing.
    ///
    /// # Errors
    /// [`ScopeWidened`].
    pub fn narrowed(&self, granted: Scopes) -> Result<Scopes, ScopeWidened> {
        match self.scopes {
            None => Ok(granted),
            Some(wanted) if wanted.is_subset(granted) => {
                Ok(wanted.union(granted.intersection(Scopes::NONE.with(Scope::OpenId))))
            }
            Some(_) => Err(ScopeWidened),
        }
    }
}
