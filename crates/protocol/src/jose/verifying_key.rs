//! A public key, parsed once and held with what it verifies.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
};

use super::jwk::{Jwk, Material, Padding};
use super::{Algorithm, KeyError, TokenError};

/// A key that verifies signatures of its algorithm; an RSA key that does not say which, of both paddings.
#[derive(Debug)]
pub struct VerifyingKey {
    jwk: Jwk,
    parsed: ParsedPublicKey,
    /// The same key for the other padding.
    pss: Option<ParsedPublicKey>,
}

impl VerifyingKey {
    /// Parses a public key for use.
    ///
    /// # Errors
    /// [`KeyError::RsaSize`] for an RSA key below 2048 bits or with an exponent outside 65537 to
    /// 2^32; [`KeyError::NotAKey`] when the numbers are no key (a point off the curve).
    pub fn new(jwk: Jwk) -> Result<Self, KeyError> {
        let mut pss = None;
        let parsed = match &jwk.material {
            Material::P256 { x, y } => {
                let mut point = Vec::with_capacity(65);
                point.push(4); // uncompressed form, SEC 1 section 2.3.3
                point.extend_from_slice(x);
                point.extend_from_slice(y);
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            }
            Material::Rsa { n, e, padding } => {
                check_rsa_size(n, e)?;
                let key = RsaPublicKeyComponents { n, e };
                let (pkcs1, with_pss) = (&RSA_PKCS1_2048_8192_SHA256, &RSA_PSS_2048_8192_SHA256);
                if *padding == Padding::Unsaid {
                    let other = key.to_parsed_public_key(with_pss);
                    pss = Some(other.map_err(|_| KeyError::NotAKey)?);
                }
                match padding {
                    Padding::Pss => key.to_parsed_public_key(with_pss),
                    Padding::Pkcs1 | Padding::Unsaid => key.to_parsed_public_key(pkcs1),
                }
            }
            Material::Ed25519 { x } => ParsedPublicKey::new(&ED25519, x),
        }
        .map_err(|_| KeyError::NotAKey)?;
        Ok(Self { jwk, parsed, pss })
    }

    /// The one algorithm of this key; of an RSA key that does not say, the usual one.
    pub fn algorithm(&self) -> Algorithm {
        self.jwk.algorithm()
    }

    /// The name of this key, when it has one.
    pub fn key_id(&self) -> Option<&str> {
        self.jwk.key_id()
    }

    /// The key as it is published.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Checks a raw signature over the signing input (`header.payload`, RFC 7515 section 5.2).
    ///
    /// # Errors
    /// [`TokenError::AlgorithmMismatch`] when the algorithm is not the key's, [`TokenError::Signature`]
    /// when it does not verify.
    pub fn verify_signature(
        &self,
        algorithm: Algorithm,
        input: &[u8],
        signature: &[u8],
    ) -> Result<(), TokenError> {
        let key = match (algorithm == self.algorithm(), &self.pss) {
            (true, _) => &self.parsed,
            (false, Some(pss)) if algorithm == Algorithm::Ps256 => pss,
            _ => return Err(TokenError::AlgorithmMismatch),
        };
        key.verify_sig(input, signature)
            .map_err(|_| TokenError::Signature)
    }
}

fn check_rsa_size(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let exponent = e.iter().try_fold(0u64, |value, byte| {
        (value < 1 << 32).then_some((value << 8) | u64::from(*byte))
    });
    let sound = |e: u64| (65_537..=u64::from(u32::MAX)).contains(&e) && e % 2 == 1;
    if !(2048..=8192).contains(&bits) || !exponent.is_some_and(sound) {
        return Err(KeyError::RsaSize);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::new(Jwk {
            material: Material::Rsa {
                n,
                e,
                padding: Padding::Pkcs1,
            },
            key_id: None,
        })
    }

    #[test]
    fn weak_or_odd_rsa_keys_are_refused() {
        let exponent = vec![1, 0, 1];
        assert_eq!(
            rsa(vec![0xff; 128], exponent.clone()).unwrap_err(),
            KeyError::RsaSize
        );
        let mut short = vec![0xff; 256];
        short[0] = 0x7f;
        assert_eq!(rsa(short, exponent.clone()).unwrap_err(), KeyError::RsaSize);
        assert_eq!(
            rsa(vec![0xff; 1025], exponent).unwrap_err(),
            KeyError::RsaSize
        );
        for e in [
            vec![1],
            vec![3],
            vec![1, 0, 0],
            vec![1, 0, 0, 0, 1],
            vec![0xff; 40],
        ] {
            assert_eq!(
                rsa(vec![0xff; 256], e.clone()).unwrap_err(),
                KeyError::RsaSize,
                "{e:?}"
            );
        }
    }

    #[test]
    fn a_point_off_the_curve_is_no_key() {
        let material = Material::P256 {
            x: [1; 32],
            y: [1; 32],
        };
        let key = VerifyingKey::new(Jwk {
            material,
            key_id: None,
        });
        assert_eq!(key.unwrap_err(), KeyError::NotAKey);
        let material = Material::P256 {
            x: [0; 32],
            y: [0; 32],
        };
        let key = VerifyingKey::new(Jwk {
            material,
            key_id: None,
        });
        assert_eq!(key.unwrap_err(), KeyError::NotAKey);
    }
}
