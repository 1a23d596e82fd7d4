//! Tokens that carry the key they are signed with: they prove who holds that key, and nothing else.

use super::header::Header;
use super::key_set::split;
use super::{Jwk, MAX_TOKEN_LENGTH, TokenError, TokenType, Verified, VerifyingKey, base64url};

/// Verifies a token against the key in its own header (RFC 7515 section 4.1.3) and hands on both.
///
/// The type is never one of those that are verified against known keys, so that nobody passes a
/// token of their own for one of ours.
///
/// # Errors
/// [`TokenError`], one variant per reason: also when the header carries a private or symmetric key,
/// or names other places for keys.
pub fn verify_carried(token: &str, typ: TokenType) -> Result<(Verified, Jwk), TokenError> {
    if token.len() > MAX_TOKEN_LENGTH {
        return Err(TokenError::TooLong);
    }
    let (input, header, payload, signature) = split(token).ok_or(TokenError::Parts)?;
    let (header, jwk) = Header::read_carrying(header, typ)?;
    let payload = base64url::decode(payload).ok_or(TokenError::PayloadEncoding)?;
    let signature = base64url::decode(signature).ok_or(TokenError::SignatureEncoding)?;
    let key = VerifyingKey::new(jwk.clone()).map_err(TokenError::Carried)?;
    key.verify_signature(header.algorithm, input.as_bytes(), &signature)?;
    let verified = Verified {
        algorithm: header.algorithm,
        key_id: None,
        payload,
    };
    Ok((verified, jwk))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::jose::{Algorithm, Expect, KeyError, KeySet, SigningKey};

    fn token(key: &SigningKey, header: &Value) -> String {
        let header = base64url::encode(header.to_string());
        let input = format!("{header}.{}", base64url::encode("{}"));
        let signature = base64url::encode(key.sign_raw(input.as_bytes()));
        format!("{input}.{signature}")
    }

    fn read(key: &SigningKey, header: &Value) -> Result<Jwk, TokenError> {
        verify_carried(&token(key, header), TokenType::DpopProof).map(|(_, jwk)| jwk)
    }

    #[test]
    fn every_algorithm_proves_its_own_key() {
        for algorithm in Algorithm::ALL {
            let (key, _) = SigningKey::generate(algorithm).unwrap();
            let jwk = key.public_jwk().to_json();
            let header = json!({"typ": "dpop+jwt", "alg": algorithm.name(), "jwk": jwk});
            let proved = read(&key, &header).unwrap();
            assert_eq!(proved.thumbprint(), key.key_id());
            let known = KeySet::new([key.verifying_key().unwrap()]);
            let expect = Expect::Exactly(TokenType::DpopProof);
            assert_eq!(
                known.verify(&token(&key, &header), expect),
                Err(TokenError::HeaderForbidden("jwk")),
                "a carried key is never taken where a known one is due"
            );
        }
    }

    #[test]
    fn what_a_header_may_not_say() {
        let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let good = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.public_jwk().to_json()});
        let with = |name: &str, value: Value| {
            let mut header = good.clone();
            header[name] = value;
            read(&key, &header).unwrap_err()
        };
        let mut private = key.public_jwk().to_json();
        private["d"] = "AAAA".into();
        assert_eq!(
            with("jwk", private),
            TokenError::Carried(KeyError::PrivateMaterial)
        );
        let symmetric = json!({"kty": "oct", "k": "AAAA"});
        assert_eq!(
            with("jwk", symmetric),
            TokenError::Carried(KeyError::PrivateMaterial)
        );
        assert_eq!(with("jwk", "x".into()), TokenError::HeaderMember("jwk"));
        assert_eq!(with("alg", "none".into()), TokenError::AlgorithmNone);
        assert_eq!(with("alg", "HS256".into()), TokenError::AlgorithmSymmetric);
        let symmetric = TokenError::AlgorithmMismatch;
        assert_eq!(with("alg", "EdDSA".into()), symmetric);
        assert_eq!(with("typ", "JWT".into()), TokenError::TypeMismatch);
        for name in ["jku", "x5u", "x5c", "crit", "b64"] {
            assert_eq!(with(name, "x".into()), TokenError::HeaderForbidden(name));
        }
        let bare = json!({"typ": "dpop+jwt", "alg": "ES256"});
        assert_eq!(read(&key, &bare).unwrap_err(), TokenError::KeyAbsent);
        let untyped = json!({"alg": "ES256", "jwk": key.public_jwk().to_json()});
        assert_eq!(read(&key, &untyped).unwrap_err(), TokenError::TypeAbsent);
    }

    #[test]
    fn the_key_of_somebody_else_proves_nothing() {
        let (own, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let (other, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let jwk = other.public_jwk().to_json();
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        assert_eq!(read(&own, &header).unwrap_err(), TokenError::Signature);
    }
}
