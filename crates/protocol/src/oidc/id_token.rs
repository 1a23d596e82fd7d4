//! ID tokens (OpenID Connect Core section 2).

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use serde::Serialize;

use super::claims::PersonClaims;
use crate::jose::{Algorithm, SignError, SigningKey, TokenType, base64url_encode};

/// The times of an ID token, in seconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdTokenTimes {
    /// When it is issued.
    pub issued_at: i64,
    /// When it expires.
    pub expires_at: i64,
    /// When the person last signed in.
    pub auth_time: i64,
}

/// The claims of an ID token. Begin with [`IdToken::new`], add what there is, and [`IdToken::sign`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdToken {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amr: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    azp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(flatten)]
    person: PersonClaims,
    #[serde(skip)]
    access_token: Option<crate::Sensitive>,
}

impl IdToken {
    /// An ID token from this issuer about this subject for this client, and for nobody else.
    pub fn new(issuer: &str, subject: &str, client_id: &str, times: IdTokenTimes) -> Self {
        Self {
            iss: issuer.to_owned(),
            sub: subject.to_owned(),
            aud: client_id.to_owned(),
            exp: times.expires_at,
            iat: times.issued_at,
            auth_time: times.auth_time,
            nonce: None,
            acr: None,
            amr: Vec::new(),
            azp: None,
            at_hash: None,
            sid: None,
            person: PersonClaims::default(),
            access_token: None,
        }
    }

    /// Echoes the nonce of the request.
    #[must_use]
    pub fn nonce(self, nonce: Option<&str>) -> Self {
        Self {
            nonce: nonce.map(str::to_owned),
            ..self
        }
    }

    /// Says how strong the sign-in was (`acr`) and by which methods (`amr`, RFC 8176).
    #[must_use]
    pub fn strength(self, acr: Option<&str>, amr: Vec<&'static str>) -> Self {
        Self {
            acr: acr.map(str::to_owned),
            amr,
            ..self
        }
    }

    /// Names the party to which the token is issued where that is not the audience.
    #[must_use]
    pub fn authorized_party(self, client_id: &str) -> Self {
        Self {
            azp: Some(client_id.to_owned()),
            ..self
        }
    }

    /// Binds the token to the access token issued beside it (`at_hash`).
    #[must_use]
    pub fn beside(self, access_token: &str) -> Self {
        Self {
            access_token: Some(crate::Sensitive::new(access_token)),
            ..self
        }
    }

    /// Names the session, for sign-out (`sid`). It must not be the session's secret.
    #[must_use]
    pub fn session(self, sid: &str) -> Self {
        Self {
            sid: Some(sid.to_owned()),
            ..self
        }
    }

    /// Adds what the scopes give. Call [`PersonClaims::released_by`] first.
    #[must_use]
    pub fn person(self, person: PersonClaims) -> Self {
        Self { person, ..self }
    }

    /// Signs the token. The hash of the access token follows the algorithm of the key.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(mut self, key: &SigningKey) -> Result<String, SignError> {
        let access_token = self.access_token.as_ref();
        self.at_hash = access_token.map(|token| token_hash(key.algorithm(), token.expose()));
        key.sign(TokenType::Jwt, &self)
    }
}

/// The left half of the hash of a token or code, base64url: `at_hash` and `c_hash` (OpenID Connect
/// Core section 3.1.3.6). For Ed25519 the hash is SHA-512, the one inside that algorithm.
pub fn token_hash(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::Es256 | Algorithm::Rs256 | Algorithm::Ps256 => digest(&SHA256, token.as_bytes()),
        Algorithm::EdDsa => digest(&SHA512, token.as_bytes()),
    };
    let bytes = hash.as_ref();
    base64url_encode(bytes.get(..bytes.len() / 2).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::jose::{Expect, KeySet};
    use crate::oauth::Scopes;
    use crate::oidc::Wishes;
    use crate::oidc::claims::tests::everything;

    const TIMES: IdTokenTimes = IdTokenTimes {
        issued_at: 1000,
        expires_at: 1300,
        auth_time: 900,
    };

    /// OpenID Connect Core appendices A.3 and A.4.
    #[test]
    fn published_hashes() {
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(
            token_hash(Algorithm::Rs256, access_token),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(token_hash(Algorithm::Es256, code), "LDktKdoQak3Pk0cnXxCltA");
        assert_eq!(token_hash(Algorithm::EdDsa, code).len(), 43);
    }

    fn signed(token: IdToken) -> Value {
        let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let token = token.sign(&key).unwrap();
        let set = KeySet::new([key.verifying_key().unwrap()]);
        let verified = set.verify(&token, Expect::Exactly(TokenType::Jwt)).unwrap();
        verified.claims().unwrap().check_times(1100).unwrap();
        serde_json::from_slice(verified.payload()).unwrap()
    }

    #[test]
    fn the_least() {
        assert_eq!(
            signed(IdToken::new("https://id.example", "p1", "app", TIMES)),
            json!({"iss": "https://id.example", "sub": "p1", "aud": "app", "exp": 1300,
                   "iat": 1000, "auth_time": 900})
        );
    }

    #[test]
    fn the_most() {
        let token = IdToken::new("https://id.example", "p1", "app", TIMES)
            .nonce(Some("n"))
            .strength(Some("strong"), vec!["pwd", "otp"])
            .authorized_party("app")
            .beside("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
            .session("s1")
            .person(everything().released_by(
                Scopes::parse("openid email role").unwrap(),
                &Wishes::default(),
            ));
        assert!(!format!("{token:?}").contains("jHkWEd"));
        assert_eq!(
            signed(token),
            json!({"iss": "https://id.example", "sub": "p1", "aud": "app", "exp": 1300,
                   "iat": 1000, "auth_time": 900, "nonce": "n", "acr": "strong",
                   "amr": ["pwd", "otp"], "azp": "app", "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
                   "sid": "s1", "email": "ada@example.com", "email_verified": true,
                   "role": "employee"})
        );
    }
}
