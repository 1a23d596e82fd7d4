//! Published vectors, properties, and the corpus of tokens that lie about themselves.

mod confusion;
mod properties;
mod vectors;

use super::{Algorithm, Expect, KeySet, SigningKey, TokenType};

pub(super) const JWT: Expect = Expect::Exactly(TokenType::Jwt);

/// A fresh key and the set that holds its public half.
pub(super) fn key_and_set(algorithm: Algorithm) -> (SigningKey, KeySet) {
    let (key, _) = SigningKey::generate(algorithm).unwrap();
    let set = KeySet::new([key.verifying_key().unwrap()]);
    (key, set)
}
