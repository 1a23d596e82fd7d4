//! Proofs of possession (DPoP, RFC 9449): a token that only its holder's key can use.
//!
//! [`DpopProof::parse`] checks all that needs nothing but the proof; [`DpopProof::check`] compares it
//! with the request it came with. That a proof was not seen before ([`DpopProof::id`]), that a token
//! belongs to its key ([`DpopProof::thumbprint`]) and what a nonce is worth is left to the server.

mod challenge;
#[cfg(test)]
mod tests;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use url::Url;

use super::charset::is_vschars;
use super::error::{ErrorAnswer, ErrorCode};
use crate::jose::{
    CLOCK_SKEW_SECONDS, ClaimError, TokenError, TokenType, base64url_decode, base64url_encode,
    verify_carried,
};

pub use challenge::DpopChallenge;

/// How old a proof may be, in seconds (section 11.1: seconds or minutes).
const MAX_AGE_SECONDS: i64 = 60;
/// For how long a proof could be shown again, in seconds: from a clock that is ahead to one that is
/// behind. So long its [`DpopProof::id`] has to be remembered.
pub const DPOP_WINDOW_SECONDS: i64 = MAX_AGE_SECONDS + 2 * CLOCK_SKEW_SECONDS;
/// The longest proof, in bytes. One with an RSA key of 8192 bits fits.
const MAX_LENGTH: usize = 6 * 1024;
/// The longest `jti` and `nonce`, in bytes.
const MAX_OPAQUE: usize = 256;

/// Why a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DpopError {
    /// Longer than any proof has to be.
    #[error("the proof is too long")]
    TooLong,
    /// No signed proof of the key it carries.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A claim is absent or has the wrong type.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// `jti` or `nonce` is too long, or has characters nobody needs.
    #[error("the claim {0} is malformed")]
    Malformed(&'static str),
    /// Made for another method.
    #[error("the proof is for another method")]
    OtherMethod,
    /// Made for another address.
    #[error("the proof is for another address")]
    OtherAddress,
    /// Made too long ago.
    #[error("the proof is too old")]
    TooOld,
    /// Made in the future.
    #[error("the proof is from the future")]
    TooNew,
    /// Not made for this access token, or for none where one is shown.
    #[error("the proof is not for this access token")]
    OtherAccessToken,
}

impl DpopError {
    /// The answer of the token endpoint and its like (section 5).
    pub const fn answer(&self) -> ErrorAnswer {
        let description = match self {
            Self::OtherMethod => "The DPoP proof is for another method.",
            Self::OtherAddress => "The DPoP proof is for another address.",
            Self::TooOld => "The DPoP proof is too old.",
            Self::TooNew => "The DPoP proof is from the future.",
            Self::OtherAccessToken => "The DPoP proof is not for this access token.",
            _ => "The DPoP proof is malformed or does not verify.",
        };
        ErrorAnswer::new(ErrorCode::InvalidDpopProof, description)
    }
}

/// What a proof has to fit.
#[derive(Debug, Clone, Copy)]
pub struct DpopDue<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The address of the endpoint, without query and fragment.
    pub url: &'a str,
    /// The access token shown beside the proof; `None` where none is shown.
    pub access_token: Option<&'a str>,
    /// Now, in seconds since the epoch.
    pub now: i64,
}

/// A proof whose signature was verified with the key it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DpopProof {
    thumbprint: String,
    id: String,
    method: String,
    url: String,
    issued_at: i64,
    access_token_hash: Option<String>,
    nonce: Option<String>,
}

impl DpopProof {
    /// Reads the value of a `DPoP` header (section 4.2, and items 2 to 7 of section 4.3).
    ///
    /// # Errors
    /// [`DpopError`].
    pub fn parse(header: &str) -> Result<Self, DpopError> {
        if header.len() > MAX_LENGTH {
            return Err(DpopError::TooLong);
        }
        let (verified, key) = verify_carried(header, TokenType::DpopProof)?;
        let claims = verified.claims()?;
        let own = |name| {
            claims
                .optional_text(name)
                .map(|text| text.map(str::to_owned))
        };
        let proof = Self {
            thumbprint: key.thumbprint(),
            id: claims.text("jti")?.to_owned(),
            method: claims.text("htm")?.to_owned(),
            url: claims.text("htu")?.to_owned(),
            issued_at: claims.seconds("iat")?,
            access_token_hash: own("ath")?,
            nonce: own("nonce")?,
        };
        let sound = |text: &str| text.len() <= MAX_OPAQUE && is_vschars(text);
        if !sound(&proof.id) {
            return Err(DpopError::Malformed("jti"));
        }
        if !proof.nonce.as_deref().is_none_or(sound) {
            return Err(DpopError::Malformed("nonce"));
        }
        Ok(proof)
    }

    /// Compares the proof with its request (items 8, 9, 11 and 12 of section 4.3).
    ///
    /// # Errors
    /// [`DpopError`].
    pub fn check(&self, due: &DpopDue<'_>) -> Result<(), DpopError> {
        if self.method != due.method {
            return Err(DpopError::OtherMethod);
        }
        if !is_same_address(&self.url, due.url) {
            return Err(DpopError::OtherAddress);
        }
        if due.now.saturating_sub(self.issued_at) > MAX_AGE_SECONDS + CLOCK_SKEW_SECONDS {
            return Err(DpopError::TooOld);
        }
        if self.issued_at.saturating_sub(due.now) > CLOCK_SKEW_SECONDS {
            return Err(DpopError::TooNew);
        }
        match (due.access_token, self.access_token_hash.as_deref()) {
            (None, _) => Ok(()),
            (Some(token), Some(hash)) if is_hash_of(hash, token) => Ok(()),
            (Some(_), _) => Err(DpopError::OtherAccessToken),
        }
    }

    /// The thumbprint of the key (`jkt`, section 6.1).
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Names this proof among those of its key (`jti`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The nonce of ours that it brings (section 8).
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }
}

/// A thumbprint as it stands in `dpop_jkt` (section 10); `None` when it is none.
pub fn dpop_thumbprint(text: &str) -> Option<&str> {
    let hash = base64url_decode(text)?;
    (hash.len() == 32).then_some(text)
}

/// Whether both are one address, in the form in which a browser writes it; query and fragment of the
/// claim do not count.
fn is_same_address(claimed: &str, due: &str) -> bool {
    let bare = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    match (bare(claimed), bare(due)) {
        (Some(claimed), Some(due)) => claimed == due,
        _ => false,
    }
}

fn is_hash_of(hash: &str, token: &str) -> bool {
    let made = base64url_encode(digest(&SHA256, token.as_bytes()));
    verify_slices_are_equal(made.as_bytes(), hash.as_bytes()).is_ok()
}
