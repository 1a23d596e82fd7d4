//! Verifying a token against a set of keys: the only way from a text to its claims.

use super::header::{Expect, Header};
use super::{Algorithm, Claims, JwkSet, KeyError, TokenError, VerifyingKey, base64url};

/// Longer tokens are refused before they are looked at, in bytes.
pub const MAX_TOKEN_LENGTH: usize = 16 * 1024;

/// Keys of one issuer. Replaced as a whole when the issuer publishes a new set.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
}

impl KeySet {
    /// A set of parsed keys.
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Self {
        Self {
            keys: keys.into_iter().collect(),
        }
    }

    /// Parses all keys of a published set.
    ///
    /// # Errors
    /// [`KeyError`] when one of them is no usable key.
    pub fn from_jwks(set: JwkSet) -> Result<Self, KeyError> {
        let keys: Result<Vec<_>, _> = set.keys.into_iter().map(VerifyingKey::new).collect();
        Ok(Self { keys: keys? })
    }

    /// The set as it is published.
    pub fn to_jwks(&self) -> JwkSet {
        JwkSet {
            keys: self.keys.iter().map(|key| key.jwk().clone()).collect(),
        }
    }

    /// The algorithms the keys are for, each once, in order of preference.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        let held = |algorithm: &Algorithm| self.keys.iter().any(|k| k.algorithm() == *algorithm);
        Algorithm::ALL.into_iter().filter(held).collect()
    }

    /// Verifies a compact token and hands on what was verified, and nothing else.
    ///
    /// The header names the key; a header without `kid` is accepted only when exactly one key of
    /// the set has the algorithm (OpenID Connect Core section 10.1). Time and content of the claims
    /// are the caller's to check, through [`Verified::claims`].
    ///
    /// # Errors
    /// [`TokenError`], one variant per reason.
    pub fn verify(&self, token: &str, expect: Expect) -> Result<Verified, TokenError> {
        if token.len() > MAX_TOKEN_LENGTH {
            return Err(TokenError::TooLong);
        }
        let (input, header, payload, signature) = split(token).ok_or(TokenError::Parts)?;
        let header = Header::read(header, expect)?;
        let payload = base64url::decode(payload).ok_or(TokenError::PayloadEncoding)?;
        let signature = base64url::decode(signature).ok_or(TokenError::SignatureEncoding)?;
        let key = self.choose(&header)?;
        key.verify_signature(header.algorithm, input.as_bytes(), &signature)?;
        Ok(Verified {
            algorithm: header.algorithm,
            key_id: key.key_id().map(str::to_owned),
            payload,
        })
    }

    fn choose(&self, header: &Header) -> Result<&VerifyingKey, TokenError> {
        let fits = |key: &&VerifyingKey| key.jwk().fits(header.algorithm);
        let Some(key_id) = header.key_id.as_deref() else {
            let mut fitting = self.keys.iter().filter(fits);
            return match (fitting.next(), fitting.next()) {
                (Some(key), None) => Ok(key),
                _ => Err(TokenError::KeyAbsent),
            };
        };
        let mut named = self
            .keys
            .iter()
            .filter(|key| key.key_id() == Some(key_id))
            .peekable();
        if named.peek().is_none() {
            return Err(TokenError::KeyUnknown);
        }
        named.find(fits).ok_or(TokenError::AlgorithmMismatch)
    }
}

/// The signing input and the three parts of a compact token.
pub(super) fn split(token: &str) -> Option<(&str, &str, &str, &str)> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    (!payload.contains('.')).then_some((input, header, payload, signature))
}

/// A payload whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    pub(super) payload: Vec<u8>,
}

impl Verified {
    /// The verified bytes.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The verified bytes as claims.
    ///
    /// # Errors
    /// [`TokenError::Claim`] when they are not one JSON object with unique members.
    pub fn claims(&self) -> Result<Claims, TokenError> {
        Ok(Claims::parse(&self.payload)?)
    }

    /// The algorithm it verified with: one of the key.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The name of the key that verified.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}
