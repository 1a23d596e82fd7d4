//! Public keys as JSON (RFC 7517, RFC 8037) and their thumbprints (RFC 7638).
//!
//! A [`Jwk`] is public by its type: it has no place for a private part, and a document that brings
//! one is refused.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Algorithm, KeyError, base64url};
use crate::json;

/// Private or symmetric members of all key types (RFC 7518 section 6, RFC 8037 section 2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public signature key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    pub(super) material: Material,
    pub(super) key_id: Option<String>,
}

/// The numbers of a public key; the variant fixes the algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// The affine coordinates, 32 bytes each.
    P256 { x: [u8; 32], y: [u8; 32] },
    /// Modulus and exponent, big-endian without leading zeros.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
        padding: Padding,
    },
    /// The 32 bytes of RFC 8032.
    Ed25519 { x: [u8; 32] },
}

/// How the signatures of an RSA key are padded, as its `alg` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Padding {
    /// PKCS#1 v1.5: RS256.
    Pkcs1,
    /// PSS: PS256.
    Pss,
    /// The key does not say, as most that clients make do not; both verify with it.
    Unsaid,
}

impl Jwk {
    /// A key named by its thumbprint.
    pub(super) fn named_by_thumbprint(material: Material) -> Self {
        let unnamed = Self {
            material,
            key_id: None,
        };
        Self {
            key_id: Some(unnamed.thumbprint()),
            ..unnamed
        }
    }

    /// Reads one public key.
    ///
    /// # Errors
    /// [`KeyError`] for anything that is not a public signature key of a supported kind: also when
    /// `alg`, `use` or `key_ops` say that the key is for something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::from_members(&json::object(bytes)?)
    }

    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, KeyError> {
        let kind = (
            text(members, "kty")?.unwrap_or_default(),
            text(members, "crv")?,
        );
        if kind.0 == "oct" || PRIVATE.iter().any(|name| members.contains_key(*name)) {
            return Err(KeyError::PrivateMaterial);
        }
        let material = match kind {
            ("EC", Some("P-256")) => Material::P256 {
                x: fixed(members, "x")?,
                y: fixed(members, "y")?,
            },
            ("RSA", _) => Material::Rsa {
                n: number(members, "n")?,
                e: number(members, "e")?,
                padding: match text(members, "alg")? {
                    Some("PS256") => Padding::Pss,
                    Some(_) => Padding::Pkcs1,
                    None => Padding::Unsaid,
                },
            },
            ("OKP", Some("Ed25519")) => Material::Ed25519 {
                x: fixed(members, "x")?,
            },
            _ => return Err(KeyError::UnsupportedKeyType),
        };
        let key = Self {
            material,
            key_id: text(members, "kid")?.map(str::to_owned),
        };
        key.check_purpose(members)?;
        Ok(key)
    }

    fn check_purpose(&self, members: &Map<String, Value>) -> Result<(), KeyError> {
        if text(members, "alg")?.is_some_and(|name| name != self.algorithm().name()) {
            return Err(KeyError::UnsupportedAlgorithm);
        }
        if text(members, "use")?.is_some_and(|purpose| purpose != "sig") {
            return Err(KeyError::UnsupportedKeyType);
        }
        match members.get("key_ops") {
            None => Ok(()),
            Some(Value::Array(names)) if names.iter().any(|name| name == "verify") => Ok(()),
            Some(Value::Array(_)) => Err(KeyError::UnsupportedKeyType),
            Some(_) => Err(KeyError::Member("key_ops")),
        }
    }

    /// The one algorithm of this key; of an RSA key that does not say, the usual one.
    pub fn algorithm(&self) -> Algorithm {
        match self.material {
            Material::P256 { .. } => Algorithm::Es256,
            Material::Rsa {
                padding: Padding::Pss,
                ..
            } => Algorithm::Ps256,
            Material::Rsa { .. } => Algorithm::Rs256,
            Material::Ed25519 { .. } => Algorithm::EdDsa,
        }
    }

    /// Whether signatures of this algorithm verify with it: its own, and of an RSA key that does not say,
    /// both paddings.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        algorithm == self.algorithm() || (algorithm == Algorithm::Ps256 && self.is_unsaid())
    }

    fn is_unsaid(&self) -> bool {
        let unsaid = Padding::Unsaid;
        matches!(self.material, Material::Rsa { padding, .. } if padding == unsaid)
    }

    /// The name of this key (`kid`), when it has one. Our own keys always have.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The SHA-256 thumbprint (RFC 7638, RFC 8037 section 2), base64url.
    pub fn thumbprint(&self) -> String {
        // The required members in lexicographic order and without white space; none of the values
        // needs escaping.
        let canonical = match &self.material {
            Material::P256 { x, y } => format!(
                r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
                base64url::encode(x),
                base64url::encode(y)
            ),
            Material::Rsa { n, e, .. } => format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                base64url::encode(e),
                base64url::encode(n)
            ),
            Material::Ed25519 { x } => {
                format!(
                    r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
                    base64url::encode(x)
                )
            }
        };
        base64url::encode(digest(&SHA256, canonical.as_bytes()))
    }

    /// The key as JSON, ready for a JWK set: with `alg` where it has one only, `use` and `kid`.
    pub fn to_json(&self) -> Value {
        let mut json = match &self.material {
            Material::P256 { x, y } => json!({
                "kty": "EC", "crv": "P-256", "x": base64url::encode(x), "y": base64url::encode(y)
            }),
            Material::Rsa { n, e, .. } => {
                json!({"kty": "RSA", "n": base64url::encode(n), "e": base64url::encode(e)})
            }
            Material::Ed25519 { x } => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(x)})
            }
        };
        if let Value::Object(members) = &mut json {
            if !self.is_unsaid() {
                members.insert("alg".into(), self.algorithm().name().into());
            }
            members.insert("use".into(), "sig".into());
            if let Some(key_id) = &self.key_id {
                members.insert("kid".into(), key_id.as_str().into());
            }
        }
        json
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// A set of public keys as it is published (RFC 7517 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct JwkSet {
    /// The keys, in the order of publication.
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// More keys than this are refused.
    pub const MAX_KEYS: usize = 64;

    /// Reads a published set. Keys of a kind or for a purpose that we do not use are left out, as
    /// RFC 7517 section 5 asks.
    ///
    /// # Errors
    /// [`KeyError`] when the document is malformed, when a key of a kind that we use is, or when
    /// private material is published: an outside party whose secrets are public proves nothing.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        let members = json::object(bytes)?;
        let Some(Value::Array(entries)) = members.get("keys") else {
            return Err(KeyError::Member("keys"));
        };
        if entries.len() > Self::MAX_KEYS {
            return Err(KeyError::TooManyKeys);
        }
        let mut keys = Vec::with_capacity(entries.len());
        for entry in entries {
            let members = entry.as_object().ok_or(KeyError::Member("keys"))?;
            match Jwk::from_members(members) {
                Ok(key) => keys.push(key),
                Err(KeyError::UnsupportedKeyType | KeyError::UnsupportedAlgorithm) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { keys })
    }
}

fn text<'a>(
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, KeyError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(KeyError::Member(name)),
    }
}

fn bytes(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, KeyError> {
    let text = text(members, name)?.ok_or(KeyError::Member(name))?;
    base64url::decode(text).ok_or(KeyError::Encoding(name))
}

fn fixed(members: &Map<String, Value>, name: &'static str) -> Result<[u8; 32], KeyError> {
    bytes(members, name)?
        .try_into()
        .map_err(|_| KeyError::Encoding(name))
}

/// A positive number in as few bytes as possible (RFC 7518 section 2, Base64urlUInt).
fn number(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, KeyError> {
    let bytes = bytes(members, name)?;
    match bytes.first() {
        None | Some(0) => Err(KeyError::Encoding(name)),
        Some(_) => Ok(bytes),
    }
}
