//! Proof key for code exchange (RFC 7636): S256 and nothing else.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

use super::charset::is_unreserved;
use crate::Sensitive;
use crate::jose::{base64url_decode, base64url_encode};

/// Why a verifier does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PkceError {
    /// A challenge was given at the start, but no verifier comes with the code.
    #[error("the code verifier is absent")]
    VerifierAbsent,
    /// A verifier comes although no challenge was given: somebody removed the challenge on the way
    /// (RFC 9700 section 4.8.2).
    #[error("a code verifier was sent for a request without a challenge")]
    VerifierStray,
    /// The verifier does not belong to the challenge.
    #[error("the code verifier does not fit the challenge")]
    VerifierWrong,
}

/// An S256 code challenge: 32 bytes as base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// Reads a challenge; `None` when it is not 32 bytes as base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = base64url_decode(text)?;
        (hash.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The challenge of a verifier.
    pub fn of(verifier: &Verifier) -> Self {
        Self(base64url_encode(digest(
            &SHA256,
            verifier.0.expose().as_bytes(),
        )))
    }

    /// The text, for storing beside the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks what a client brings with its code against what it announced. Both absent is the only
    /// way to pass without proof; whether a client may leave PKCE out was decided at the start.
    ///
    /// # Errors
    /// [`PkceError`].
    pub fn check(announced: Option<&Self>, brought: Option<&Verifier>) -> Result<(), PkceError> {
        match (announced, brought) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(PkceError::VerifierStray),
            (Some(_), None) => Err(PkceError::VerifierAbsent),
            (Some(challenge), Some(verifier)) => {
                let made = Self::of(verifier);
                verify_slices_are_equal(made.0.as_bytes(), challenge.0.as_bytes())
                    .map_err(|_| PkceError::VerifierWrong)
            }
        }
    }
}

/// A code verifier: 43 to 128 unreserved characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier(Sensitive);

impl Verifier {
    /// Reads a verifier; `None` when it is too short, too long, or has other characters.
    pub fn parse(text: &str) -> Option<Self> {
        ((43..=128).contains(&text.len()) && is_unreserved(text))
            .then(|| Self(Sensitive::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn rfc7636_appendix_b() {
        let verifier = Verifier::parse(VERIFIER).unwrap();
        let challenge = Challenge::parse(CHALLENGE).unwrap();
        assert_eq!(Challenge::of(&verifier), challenge);
        assert_eq!(Challenge::check(Some(&challenge), Some(&verifier)), Ok(()));
    }

    #[test]
    fn every_mismatch_is_refused() {
        let verifier = Verifier::parse(VERIFIER).unwrap();
        let challenge = Challenge::parse(CHALLENGE).unwrap();
        let check = Challenge::check;
        assert_eq!(check(None, Some(&verifier)), Err(PkceError::VerifierStray));
        assert_eq!(
            check(Some(&challenge), None),
            Err(PkceError::VerifierAbsent)
        );
        assert_eq!(check(None, None), Ok(()));
        let other = Verifier::parse(&VERIFIER.replace('k', "l")).unwrap();
        assert_eq!(
            check(Some(&challenge), Some(&other)),
            Err(PkceError::VerifierWrong)
        );
        // The challenge itself is no verifier: that would be the plain method.
        let plain = Verifier::parse(CHALLENGE).unwrap();
        assert_eq!(
            check(Some(&challenge), Some(&plain)),
            Err(PkceError::VerifierWrong)
        );
    }

    #[test]
    fn forms() {
        assert_eq!(
            format!("{:?}", Verifier::parse(VERIFIER).unwrap()),
            "Verifier([secret])"
        );
        assert!(Verifier::parse(&"a".repeat(128)).is_some());
        for text in [
            &"a".repeat(42),
            &"a".repeat(129),
            &format!("{VERIFIER}="),
            &"ü".repeat(43),
        ] {
            assert_eq!(Verifier::parse(text), None, "{text}");
        }
        for text in [
            "",
            "E9Melhoa",
            &format!("{CHALLENGE}="),
            &CHALLENGE.replace('-', "+"),
        ] {
            assert_eq!(Challenge::parse(text), None, "{text}");
        }
    }
}
