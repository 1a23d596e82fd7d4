//! A private key, parsed once and held: signing costs the raw signature and little more.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair,
};
use serde::Serialize;
use zeroize::Zeroizing;

use super::header::Header;
use super::jwk::{Jwk, Material, Padding};
use super::{Algorithm, KeyError, SignError, TokenType, VerifyingKey, base64url};

/// A private key as a PKCS#8 document, wiped when dropped. It prints nothing.
pub struct Pkcs8(Zeroizing<Vec<u8>>);

impl Pkcs8 {
    /// The DER bytes, for sealing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Pkcs8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private key]")
    }
}

/// A key that signs tokens with exactly one algorithm.
pub struct SigningKey {
    secret: Secret,
    public: Jwk,
    key_id: String,
}

pub(super) enum Secret {
    P256(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>, Padding),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes a new key and the document from which it can be read again. RSA keys have 3072 bits.
    ///
    /// # Errors
    /// [`KeyError::Generation`] when the library refuses.
    pub fn generate(algorithm: Algorithm) -> Result<(Self, Pkcs8), KeyError> {
        let secret = Secret::generate(algorithm)?;
        let document = secret.to_pkcs8()?;
        Ok((Self::hold(secret)?, document))
    }

    /// Reads a key from its PKCS#8 document.
    ///
    /// # Errors
    /// [`KeyError::Pkcs8`] when the document holds no key of this algorithm, [`KeyError::RsaSize`]
    /// for an RSA key that is too weak to publish.
    pub fn from_pkcs8(algorithm: Algorithm, document: &[u8]) -> Result<Self, KeyError> {
        Self::hold(Secret::from_pkcs8(algorithm, document)?)
    }

    pub(super) fn hold(secret: Secret) -> Result<Self, KeyError> {
        let public = Jwk::named_by_thumbprint(secret.public()?);
        // Refuses at once what others would refuse to verify with.
        VerifyingKey::new(public.clone())?;
        let key_id = public.thumbprint();
        Ok(Self {
            secret,
            public,
            key_id,
        })
    }

    /// The one algorithm of this key.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The name of this key: its RFC 7638 thumbprint.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The public half, as it is published.
    pub fn public_jwk(&self) -> &Jwk {
        &self.public
    }

    /// The public half, ready to verify.
    ///
    /// # Errors
    /// [`KeyError`] when the library does not take its own key back.
    pub fn verifying_key(&self) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::new(self.public.clone())
    }

    /// Signs claims as a compact token (RFC 7515 section 7.1) with `alg`, `typ` and `kid`.
    ///
    /// # Errors
    /// [`SignError::Claims`] when the claims are not a JSON object, [`SignError::Signature`] when
    /// the library does not sign.
    pub fn sign<C: Serialize + ?Sized>(
        &self,
        typ: TokenType,
        claims: &C,
    ) -> Result<String, SignError> {
        let claims = serde_json::to_vec(claims).map_err(|_| SignError::Claims)?;
        if claims.first() != Some(&b'{') {
            return Err(SignError::Claims);
        }
        let mut token = Header::write(self.algorithm(), typ, &self.key_id);
        token.push('.');
        token.push_str(&base64url::encode(claims));
        let signature = self.secret.sign(token.as_bytes())?;
        token.push('.');
        token.push_str(&base64url::encode(signature));
        Ok(token)
    }
}

#[cfg(test)]
impl SigningKey {
    /// A signature over any bytes, for tests that forge headers.
    pub(crate) fn sign_raw(&self, input: &[u8]) -> Vec<u8> {
        self.secret.sign(input).unwrap()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.algorithm(), self.key_id)
    }
}

impl Secret {
    fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Es256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Self::P256)
            }
            Algorithm::Rs256 | Algorithm::Ps256 => {
                RsaKeyPair::generate(KeySize::Rsa3072).map(|key| Self::rsa(key, algorithm))
            }
            Algorithm::EdDsa => Ed25519KeyPair::generate().map(Self::Ed25519),
        }
        .map_err(|_| KeyError::Generation)
    }

    fn from_pkcs8(algorithm: Algorithm, document: &[u8]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document).map(Self::P256)
            }
            Algorithm::Rs256 | Algorithm::Ps256 => {
                RsaKeyPair::from_pkcs8(document).map(|key| Self::rsa(key, algorithm))
            }
            // Tools such as openssl write version 1, which leaves the public half away.
            Algorithm::EdDsa => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).map(Self::Ed25519)
            }
        }
        .map_err(|_| KeyError::Pkcs8(algorithm))
    }

    fn rsa(key: RsaKeyPair, algorithm: Algorithm) -> Self {
        let padding = match algorithm {
            Algorithm::Ps256 => Padding::Pss,
            _ => Padding::Pkcs1,
        };
        Self::Rsa(Box::new(key), padding)
    }

    fn to_pkcs8(&self) -> Result<Pkcs8, KeyError> {
        let bytes = match self {
            Self::P256(key) => key.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
            Self::Rsa(key, _) => {
                let document: Result<Pkcs8V1Der<'_>, _> = key.as_der();
                document.map(|document| document.as_ref().to_vec())
            }
            Self::Ed25519(key) => key.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
        };
        bytes
            .map(|bytes| Pkcs8(Zeroizing::new(bytes)))
            .map_err(|_| KeyError::Generation)
    }

    fn public(&self) -> Result<Material, KeyError> {
        match self {
            Self::P256(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = point
                    .split_first()
                    .and_then(|(_, coordinates)| coordinates.split_at_checked(32))
                    .ok_or(KeyError::NotAKey)?;
                Ok(Material::P256 {
                    x: half(x)?,
                    y: half(y)?,
                })
            }
            Self::Rsa(key, padding) => {
                let public = key.public_key();
                Ok(Material::Rsa {
                    n: public.modulus().big_endian_without_leading_zero().to_vec(),
                    e: public.exponent().big_endian_without_leading_zero().to_vec(),
                    padding: *padding,
                })
            }
            Self::Ed25519(key) => Ok(Material::Ed25519 {
                x: half(key.public_key().as_ref())?,
            }),
        }
    }

    pub(super) fn sign(&self, input: &[u8]) -> Result<Vec<u8>, SignError> {
        match self {
            Self::P256(key) => key
                .sign_digest(&digest(&SHA256, input))
                .map(|signature| signature.as_ref().to_vec()),
            Self::Rsa(key, padding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let hash = digest(&SHA256, input);
                let signed = match padding {
                    Padding::Pss => key.sign_digest(&RSA_PSS_SHA256, &hash, &mut signature),
                    _ => key.sign_digest(&RSA_PKCS1_SHA256, &hash, &mut signature),
                };
                signed.map(|()| signature)
            }
            Self::Ed25519(key) => key
                .try_sign(input)
                .map(|signature| signature.as_ref().to_vec()),
        }
        .map_err(|_| SignError::Signature)
    }
}

fn half(bytes: &[u8]) -> Result<[u8; 32], KeyError> {
    bytes.try_into().map_err(|_| KeyError::NotAKey)
}
