//! What must hold for every key, payload and damage.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{JWT, key_and_set};
use crate::jose::{
    Algorithm, Expect, KeyError, MAX_TOKEN_LENGTH, SignError, SigningKey, TokenError, TokenType,
};

/// Keys of RSA have the same document, whichever padding they are for.
fn is_rsa(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256)
}

#[test]
fn keys_survive_their_document() {
    for algorithm in Algorithm::ALL {
        let (key, document) = SigningKey::generate(algorithm).unwrap();
        let again = SigningKey::from_pkcs8(algorithm, document.as_bytes()).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
        assert_eq!(again.key_id(), again.public_jwk().thumbprint());
        assert_eq!(format!("{document:?}"), "[private key]");
        assert!(!format!("{key:?}").contains("pair"));
        for other in Algorithm::ALL
            .into_iter()
            .filter(|other| *other != algorithm && !(is_rsa(*other) && is_rsa(algorithm)))
        {
            let wrong = SigningKey::from_pkcs8(other, document.as_bytes());
            assert_eq!(wrong.unwrap_err(), KeyError::Pkcs8(other));
        }
        let cut = &document.as_bytes()[..document.as_bytes().len() - 1];
        assert!(SigningKey::from_pkcs8(algorithm, cut).is_err());
    }
    let (rsa, _) = SigningKey::generate(Algorithm::Rs256).unwrap();
    assert_eq!(
        rsa.public_jwk().to_json()["n"].as_str().unwrap().len(),
        3072 / 6
    );
}

#[test]
fn only_objects_are_signed() {
    let (key, _) = key_and_set(Algorithm::EdDsa);
    for claims in [json!([]), json!("x"), json!(null), json!(1)] {
        assert_eq!(key.sign(TokenType::Jwt, &claims), Err(SignError::Claims));
    }
}

/// Zitadel CVE-2026-27840: a cut token must not pass as something else.
#[test]
fn cutting_or_flipping_anywhere_is_refused() {
    for algorithm in Algorithm::ALL {
        let (key, set) = key_and_set(algorithm);
        let token = key
            .sign(TokenType::Jwt, &json!({"sub": "p", "exp": 1}))
            .unwrap();
        assert!(set.verify(&token, JWT).is_ok());
        for end in 0..token.len() {
            assert!(
                set.verify(&token[..end], JWT).is_err(),
                "{algorithm} cut at {end}"
            );
        }
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let flipped = String::from_utf8(bytes).unwrap();
            assert!(
                set.verify(&flipped, JWT).is_err(),
                "{algorithm} flipped at {at}"
            );
        }
    }
}

#[test]
fn anything_added_is_refused() {
    let (key, set) = key_and_set(Algorithm::Es256);
    let token = key.sign(TokenType::Jwt, &json!({"sub": "p"})).unwrap();
    for added in ["=", "A", "AAAA", ".", ".AAAA", "\n", " ", "\0", "%00"] {
        assert!(
            set.verify(&format!("{token}{added}"), JWT).is_err(),
            "after: {added:?}"
        );
        assert!(
            set.verify(&format!("{added}{token}"), JWT).is_err(),
            "before: {added:?}"
        );
    }
    let long = format!("{token}{}", "A".repeat(MAX_TOKEN_LENGTH));
    assert_eq!(set.verify(&long, JWT), Err(TokenError::TooLong));
    let dots = ".".repeat(MAX_TOKEN_LENGTH);
    assert_eq!(set.verify(&dots, JWT), Err(TokenError::Parts));
}

#[test]
fn a_removed_key_no_longer_verifies() {
    let (old, _) = key_and_set(Algorithm::Es256);
    let (_, set) = key_and_set(Algorithm::Es256);
    let token = old.sign(TokenType::Jwt, &json!({})).unwrap();
    assert_eq!(set.verify(&token, JWT), Err(TokenError::KeyUnknown));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_is_what_is_read(
        texts in proptest::collection::btree_map("\\PC{0,12}", "\\PC{0,40}", 0..6),
    ) {
        let (key, set) = key_and_set(Algorithm::EdDsa);
        let token = key.sign(TokenType::AccessToken, &texts).unwrap();
        let verified = set.verify(&token, Expect::Exactly(TokenType::AccessToken)).unwrap();
        let read: Value = serde_json::from_slice(verified.payload()).unwrap();
        prop_assert_eq!(read, json!(texts));
        prop_assert_eq!(verified.key_id(), Some(key.key_id()));
        prop_assert_eq!(verified.algorithm(), Algorithm::EdDsa);
        prop_assert_eq!(set.verify(&token, JWT), Err(TokenError::TypeMismatch));
    }

    #[test]
    fn no_text_is_a_token(text in "\\PC{0,200}", parts in "[A-Za-z0-9_-]{0,60}(\\.[A-Za-z0-9_-]{0,90}){0,4}") {
        let (_, set) = key_and_set(Algorithm::EdDsa);
        prop_assert!(set.verify(&text, Expect::JwtOrAbsent).is_err());
        prop_assert!(set.verify(&parts, Expect::JwtOrAbsent).is_err());
    }
}
