//! Signed tokens and the keys that sign them: JWS compact form (RFC 7515), JWK and JWK sets
//! (RFC 7517), thumbprints (RFC 7638), Ed25519 (RFC 8037).
//!
//! Three rules hold everywhere. The algorithm belongs to the key and is never taken from a token;
//! the header may only agree with it. A reader gets only the bytes that were verified. What is
//! absent is refused. Encrypted tokens (JWE), `none` and HMAC are not supported at all; a key in the
//! token itself proves nothing but the possession of that key ([`verify_carried`]).
//!
//! Where keys are stored, sealed and rotated is left to `base::keys`.

mod algorithm;
mod base64url;
mod carried;
mod claims;
mod error;
mod header;
mod jwk;
mod key_set;
mod signing_key;
#[cfg(test)]
mod tests;
mod verifying_key;

pub use algorithm::Algorithm;
pub use base64url::{decode as base64url_decode, encode as base64url_encode};
pub use carried::verify_carried;
pub use claims::{CLOCK_SKEW_SECONDS, ClaimError, Claims};
pub use error::{KeyError, SignError, TokenError};
pub use header::{Expect, TokenType};
pub use jwk::{Jwk, JwkSet};
pub use key_set::{KeySet, MAX_TOKEN_LENGTH, Verified};
pub use signing_key::{Pkcs8, SigningKey};
pub use verifying_key::VerifyingKey;
