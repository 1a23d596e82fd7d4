//! Every reason why a key or a token is refused.

use super::{Algorithm, ClaimError};
use crate::json::JsonError;

/// Why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The algorithm is not one of ours.
    #[error("the algorithm is not supported")]
    UnsupportedAlgorithm,
    /// The key type or curve is not one of ours.
    #[error("the key type or curve is not supported")]
    UnsupportedKeyType,
    /// The PKCS#8 document does not hold a key of the expected algorithm.
    #[error("the PKCS#8 document does not hold a usable {0} key")]
    Pkcs8(Algorithm),
    /// The document is not JSON of the expected shape.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is absent or not of the right type.
    #[error("the member {0} is absent or has the wrong type")]
    Member(&'static str),
    /// A member is not base64url or not of the right length.
    #[error("the member {0} is not a value of the right form")]
    Encoding(&'static str),
    /// The document carries private or symmetric key material where only a public key belongs.
    #[error("private key material in a public key")]
    PrivateMaterial,
    /// An RSA modulus below 2048 or above 8192 bits, or an unusable exponent.
    #[error("the RSA key is too weak or too large")]
    RsaSize,
    /// The numbers are well formed but are no valid public key.
    #[error("not a valid public key")]
    NotAKey,
    /// More keys than anybody publishes.
    #[error("too many keys in the set")]
    TooManyKeys,
    /// The operating system or the library could not make a key.
    #[error("the key could not be generated")]
    Generation,
}

/// Why claims could not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The claims cannot be written as a JSON object.
    #[error("the claims are not a JSON object")]
    Claims,
    /// The library did not sign.
    #[error("the signature could not be made")]
    Signature,
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN_LENGTH`](super::MAX_TOKEN_LENGTH).
    #[error("the token is too long")]
    TooLong,
    /// Not three parts between two dots (an encrypted token has five).
    #[error("the token does not have three parts")]
    Parts,
    /// The header is not canonical base64url.
    #[error("the header is not base64url")]
    HeaderEncoding,
    /// The header is not a JSON object with unique members.
    #[error("the header is refused: {0}")]
    HeaderJson(JsonError),
    /// A header member has the wrong type.
    #[error("the header member {0} has the wrong type")]
    HeaderMember(&'static str),
    /// The header carries a member that would let the token choose its own key or rules.
    #[error("the header member {0} is not accepted")]
    HeaderForbidden(&'static str),
    /// The header names no algorithm.
    #[error("the header names no algorithm")]
    AlgorithmAbsent,
    /// The header says that the token is not signed.
    #[error("the token says it is not signed")]
    AlgorithmNone,
    /// The header names a symmetric algorithm.
    #[error("the token names a symmetric algorithm")]
    AlgorithmSymmetric,
    /// The header names an algorithm that we do not know.
    #[error("the token names an unknown algorithm")]
    AlgorithmUnknown,
    /// The header names another algorithm than the key has.
    #[error("the token names another algorithm than its key has")]
    AlgorithmMismatch,
    /// The header names no type although one is due.
    #[error("the token names no type")]
    TypeAbsent,
    /// The header names another type than is due here.
    #[error("the token is of another type than is due here")]
    TypeMismatch,
    /// The header names no key and the set does not hold exactly one that fits.
    #[error("the token names no key")]
    KeyAbsent,
    /// The header names a key that the set does not hold.
    #[error("the token names an unknown key")]
    KeyUnknown,
    /// The key a token proves is no usable public key.
    #[error("the key in the header is refused: {0}")]
    Carried(KeyError),
    /// The payload is not canonical base64url.
    #[error("the payload is not base64url")]
    PayloadEncoding,
    /// The signature is not canonical base64url.
    #[error("the signature is not base64url")]
    SignatureEncoding,
    /// The signature does not belong to this header, payload and key.
    #[error("the signature does not verify")]
    Signature,
    /// The signature is good, but a claim is absent or wrong.
    #[error(transparent)]
    Claim(#[from] ClaimError),
}

impl TokenError {
    /// Whether the token might verify with other keys of the same party.
    pub const fn is_about_keys(&self) -> bool {
        matches!(
            self,
            Self::KeyAbsent | Self::KeyUnknown | Self::AlgorithmMismatch | Self::Signature
        )
    }
}
