//! A key of an application, and the proofs it signs (RFC 9449). What it says can be bent.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use protocol::jose::base64url_encode;
use serde_json::{Value, json};

use super::TestApp;

/// One key on P-256.
pub struct Key {
    pair: EcdsaKeyPair,
}

impl Key {
    pub fn fresh() -> Self {
        Self {
            pair: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
        }
    }

    fn half(&self, from: usize) -> String {
        base64url_encode(&self.pair.public_key().as_ref()[from..from + 32])
    }

    fn jwk(&self) -> Value {
        json!({"kty": "EC", "crv": "P-256", "x": self.half(1), "y": self.half(33)})
    }

    /// Its thumbprint (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let (x, y) = (self.half(1), self.half(33));
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        base64url_encode(digest(&SHA256, canonical.as_bytes()))
    }

    /// What a proof for this request says, made now.
    pub fn claims(&self, server: &TestApp, method: &str, path: &str) -> Value {
        json!({
            "jti": base64url_encode(server.app.random.bytes::<16>()),
            "htm": method,
            "htu": format!("{}{path}", server.origin()),
            "iat": server.app.clock.now().as_seconds(),
        })
    }

    /// The same beside an access token.
    pub fn claims_beside(&self, server: &TestApp, path: &str, access: &str) -> Value {
        let mut claims = self.claims(server, "GET", path);
        claims["ath"] = base64url_encode(digest(&SHA256, access.as_bytes())).into();
        claims
    }

    /// Signs them as a proof.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk()});
        let input = format!(
            "{}.{}",
            base64url_encode(header.to_string()),
            base64url_encode(claims.to_string())
        );
        let digest = digest(&SHA256, input.as_bytes());
        let signature = self.pair.sign_digest(&digest).unwrap();
        format!("{input}.{}", base64url_encode(signature))
    }

    /// A proof for this request, made now.
    pub fn proof(&self, server: &TestApp, method: &str, path: &str) -> String {
        self.sign(&self.claims(server, method, path))
    }
}
