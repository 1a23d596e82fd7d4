//! The authorisation code grant (RFC 6749 section 4.1.3 with RFC 7636).

use super::TokenRefusal;
use crate::Sensitive;
use crate::oauth::error::{ErrorAnswer, ErrorCode};
use crate::oauth::form::Params;
use crate::oauth::pkce::{Challenge, PkceError, Verifier};

/// A code and what must come with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeGrant {
    /// The code.
    pub code: Sensitive,
    /// The redirect URI, as it stood in the authorisation request.
    pub redirect_uri: String,
    /// The PKCE verifier.
    pub verifier: Option<Verifier>,
    /// The resources this token is for (RFC 8707); none stands for all that were granted.
    pub resources: Vec<String>,
}

/// What a code was bound to when it was issued; the server stores it beside the hash of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeBinding<'a> {
    /// The client to which it was issued.
    pub client_id: &'a str,
    /// The redirect URI to which it was sent.
    pub redirect_uri: &'a str,
    /// The PKCE challenge of the request.
    pub challenge: Option<&'a Challenge>,
}

/// How a code is used by somebody or in some way for which it was not issued. Any of these burns
/// the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeMisuse {
    /// Another client brings it.
    #[error("the code was issued to another client")]
    OtherClient,
    /// Another redirect URI comes with it.
    #[error("the code was sent to another redirect URI")]
    OtherRedirectUri,
    /// The PKCE verifier does not fit.
    #[error(transparent)]
    Pkce(#[from] PkceError),
}

impl CodeMisuse {
    /// The answer to the client, the same for all of them and for a code that does not exist.
    pub const fn answer(&self) -> ErrorAnswer {
        ErrorAnswer::new(ErrorCode::InvalidGrant, "The grant is not valid.")
    }
}

impl CodeGrant {
    pub(super) fn read(params: &Params) -> Result<Self, TokenRefusal> {
        let redirect_uri = params
            .get("redirect_uri")
            .ok_or(TokenRefusal::Absent("redirect_uri"))?;
        let verifier = match params.get("code_verifier") {
            None => None,
            Some(text) => {
                Some(Verifier::parse(text).ok_or(TokenRefusal::Malformed("code_verifier"))?)
            }
        };
        Ok(Self {
            code: super::secret(params, "code")?,
            redirect_uri: redirect_uri.to_owned(),
            verifier,
            resources: super::resources(params)?,
        })
    }

    /// Compares everything the code was bound to: client, redirect URI and challenge, each of them
    /// by itself (Zitadel CVE-2026-55672 compared with OR).
    ///
    /// # Errors
    /// [`CodeMisuse`].
    pub fn check(&self, client_id: &str, bound: CodeBinding<'_>) -> Result<(), CodeMisuse> {
        if client_id != bound.client_id {
            return Err(CodeMisuse::OtherClient);
        }
        if self.redirect_uri != bound.redirect_uri {
            return Err(CodeMisuse::OtherRedirectUri);
        }
        Ok(Challenge::check(bound.challenge, self.verifier.as_ref())?)
    }
}
