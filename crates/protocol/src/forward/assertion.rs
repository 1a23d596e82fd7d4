//! The signed statement a site can ask for beside the headers: who somebody is, for this site only.

use serde::Serialize;

use crate::jose::{SignError, SigningKey, TokenType};

/// The times of an assertion, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssertionTimes {
    /// When it is made.
    pub issued_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When the person last signed in.
    pub auth_time: i64,
}

/// A statement about a person for a site (a JWT of type `site+jwt`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assertion<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    groups: Vec<&'a str>,
    role: &'a str,
}

impl<'a> Assertion<'a> {
    /// A statement of `issuer` about `subject` for the site `audience`, and for nobody else.
    pub fn new(
        issuer: &'a str,
        audience: &'a str,
        subject: &'a str,
        times: AssertionTimes,
    ) -> Self {
        Self {
            iss: issuer,
            aud: audience,
            sub: subject,
            iat: times.issued_at,
            exp: times.expires_at,
            auth_time: times.auth_time,
            name: "",
            email: None,
            groups: Vec::new(),
            role: "",
        }
    }

    /// Says what the person is called.
    #[must_use]
    pub fn named(self, name: &'a str, email: Option<&'a str>) -> Self {
        Self {
            name,
            email,
            ..self
        }
    }

    /// Says where the person belongs.
    #[must_use]
    pub fn belonging(self, role: &'a str, groups: Vec<&'a str>) -> Self {
        Self {
            role,
            groups,
            ..self
        }
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignError> {
        key.sign(TokenType::SiteAssertion, self)
    }
}
