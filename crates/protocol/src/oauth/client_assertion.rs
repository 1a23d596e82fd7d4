//! Client assertions (RFC 7521 section 4.2, RFC 7523 section 2.2, OpenID Connect Core section 9): a client
//! proves itself by a token it signs with a key of its own.
//!
//! Owns what such a token must say. That it was not shown before ([`ClientAssertion::jti`]) and where the
//! keys of the client come from is left to the server. An assertion is no request object and the other way
//! round: the one must have the client as its subject, the other must have none.

use super::authorization::is_client_id;
use super::charset::is_vschars;
use crate::jose::{
    CLOCK_SKEW_SECONDS, Claims, Expect, KeySet, TokenError, TokenType, base64url_decode,
};
use crate::json;

/// The only `client_assertion_type` there is (RFC 7523 section 2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest an assertion may be good for, in seconds.
const LONGEST_LIFE: i64 = 60 * 60;
/// The longest assertion, in bytes.
const MAX_LENGTH: usize = 8 * 1024;
/// The longest `jti`, in bytes.
const MAX_JTI: usize = 255;

/// Why an assertion does not prove a client; the names are the reasons in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssertionRefusal {
    /// The client has no keys, or they cannot be had.
    #[error("the client has no keys")]
    KeysAbsent,
    /// It is not a token that one of the client's keys signed.
    #[error(transparent)]
    Token(TokenError),
    /// `iss` is absent or not the client.
    #[error("iss is not the client")]
    Issuer,
    /// `sub` is absent or not the client.
    #[error("sub is not the client")]
    Subject,
    /// `aud` is absent, or names anybody but us.
    #[error("aud does not name this server alone")]
    Audience,
    /// `exp` is absent or no time.
    #[error("exp is absent")]
    ExpiryAbsent,
    /// It is over.
    #[error("the assertion has expired")]
    Expired,
    /// It begins later.
    #[error("the assertion is not valid yet")]
    NotYet,
    /// It would be good for longer than an hour.
    #[error("the assertion is valid for too long")]
    TooLong,
    /// `nbf` or `iat` is no time.
    #[error("a time is malformed")]
    Time,
    /// `jti` is absent or no short text.
    #[error("jti is absent or malformed")]
    Jti,
    /// It was shown before.
    #[error("the assertion was shown before")]
    Replayed,
}

impl AssertionRefusal {
    /// Whether other keys of the same client might say otherwise: worth a look whether it has published
    /// new ones.
    pub const fn is_about_keys(&self) -> bool {
        match self {
            Self::KeysAbsent => true,
            Self::Token(error) => error.is_about_keys(),
            _ => false,
        }
    }
}

/// What an assertion has to fit.
#[derive(Debug, Clone, Copy)]
pub struct AssertionDue<'a> {
    /// The client that is named.
    pub client_id: &'a str,
    /// Who we are. What this names is always us and nobody else.
    pub issuer: &'a str,
    /// The addresses of ours that an assertion may be made for instead: the token endpoint, and the one
    /// it came to.
    pub endpoints: &'a [&'a str],
    /// Now, in seconds since the epoch.
    pub now: i64,
}

/// An assertion that a key of the client signed, for us, and for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAssertion {
    /// Its name among those of the client; it works once.
    pub jti: String,
    /// Until when its name has to be remembered, in seconds since the epoch.
    pub remember_until: i64,
}

impl ClientAssertion {
    /// Verifies an assertion against the keys of the client it is for.
    ///
    /// Audiences (after CVE-2025-27370 and CVE-2025-27371, by which a hostile server had an assertion made out
    /// for an honest one): every audience named must be ours, so nothing made for two servers is taken.
    /// An assertion that says by its type that it is one names the issuer alone.
    ///
    /// # Errors
    /// [`AssertionRefusal`].
    pub fn verify(
        assertion: &str,
        keys: &KeySet,
        due: &AssertionDue<'_>,
    ) -> Result<Self, AssertionRefusal> {
        use AssertionRefusal as R;
        if assertion.len() > MAX_LENGTH {
            return Err(R::Token(TokenError::TooLong));
        }
        let typed = Expect::Exactly(TokenType::ClientAssertion);
        let (verified, is_typed) = match keys.verify(assertion, typed) {
            Err(TokenError::TypeAbsent | TokenError::TypeMismatch) => {
                (keys.verify(assertion, Expect::JwtOrAbsent), false)
            }
            verified => (verified, true),
        };
        let claims = verified.map_err(R::Token)?.claims().map_err(R::Token)?;
        let parties = claims.require("iss", due.client_id);
        parties.map_err(|_| R::Issuer)?;
        let parties = claims.require("sub", due.client_id);
        parties.map_err(|_| R::Subject)?;
        check_audience(&claims, due, is_typed)?;
        let expires_at = check_times(&claims, due.now)?;
        let jti = claims.text("jti").map_err(|_| R::Jti)?;
        if jti.len() > MAX_JTI || !is_vschars(jti) {
            return Err(R::Jti);
        }
        Ok(Self {
            jti: jti.to_owned(),
            remember_until: expires_at.saturating_add(CLOCK_SKEW_SECONDS),
        })
    }

    /// The client an assertion says it is from, before anything is verified: good for looking up its keys
    /// and for nothing else.
    pub fn said_subject(assertion: &str) -> Option<String> {
        if assertion.len() > MAX_LENGTH {
            return None;
        }
        let mut parts = assertion.split('.');
        let payload = base64url_decode(parts.nth(1)?)?;
        let claims = json::object(&payload).ok()?;
        let subject = claims.get("sub")?.as_str()?;
        is_client_id(subject).then(|| subject.to_owned())
    }
}

/// Every audience is ours.
fn check_audience(
    claims: &Claims,
    due: &AssertionDue<'_>,
    is_typed: bool,
) -> Result<(), AssertionRefusal> {
    let audiences = claims.audiences();
    let audiences = audiences.map_err(|_| AssertionRefusal::Audience)?;
    let ours = |audience: &&str| {
        *audience == due.issuer || (!is_typed && due.endpoints.contains(audience))
    };
    let sole = !is_typed || audiences.len() == 1;
    if sole && audiences.iter().all(ours) {
        Ok(())
    } else {
        Err(AssertionRefusal::Audience)
    }
}

/// `exp`, which must be there and within the hour; `nbf` and `iat` when they are there.
fn check_times(claims: &Claims, now: i64) -> Result<i64, AssertionRefusal> {
    use AssertionRefusal as R;
    let expires_at = claims.seconds("exp").map_err(|_| R::ExpiryAbsent)?;
    if expires_at.saturating_add(CLOCK_SKEW_SECONDS) <= now {
        return Err(R::Expired);
    }
    let latest = now.saturating_add(CLOCK_SKEW_SECONDS);
    for name in ["nbf", "iat"] {
        let start = claims.optional_seconds(name).map_err(|_| R::Time)?;
        if start.is_some_and(|start| start > latest) {
            return Err(R::NotYet);
        }
    }
    if expires_at.saturating_sub(latest) > LONGEST_LIFE {
        return Err(R::TooLong);
    }
    Ok(expires_at)
}

#[cfg(test)]
mod tests;
