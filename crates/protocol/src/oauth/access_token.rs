//! Access tokens that resources read for themselves (RFC 9068).

use serde::Serialize;

use super::scope::Scopes;
use crate::jose::{SignError, SigningKey, TokenType};

/// What a signed access token says. Whoever holds it can read it, so it names nobody: what stands
/// behind the subject is asked at userinfo.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AccessTokenClaims {
    /// The issuer.
    pub iss: String,
    /// The person, or the client itself where no person stands behind the token.
    pub sub: String,
    /// Whom it is meant for; one is written as a text.
    #[serde(serialize_with = "one_or_many")]
    pub aud: Vec<String>,
    /// The client it was issued to.
    pub client_id: String,
    /// When it was issued, in seconds since the epoch.
    pub iat: i64,
    /// When it expires.
    pub exp: i64,
    /// Its own name, never used twice.
    pub jti: String,
    /// What it opens.
    #[serde(serialize_with = "as_text", skip_serializing_if = "is_empty")]
    pub scope: Scopes,
    /// When the person signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// How strong the sign-in was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// By which methods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<&'static str>,
    /// The session, as in the ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The person's groups (RFC 9068 section 2.2.3.1), where the scopes give them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// The person's role, where the scopes give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// The workspace, where the scopes give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// The key it is bound to (RFC 9449 section 6.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// Who acts with it (RFC 8693 section 4.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<serde_json::Value>,
}

/// The key without which a token opens nothing (RFC 7800).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// The thumbprint of the key.
    pub jkt: String,
}

impl AccessTokenClaims {
    /// Signs the token as `at+jwt`, so that it passes for no other.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignError> {
        key.sign(TokenType::AccessToken, self)
    }
}

/// An audience or several (RFC 7519 section 4.1.3).
pub(super) fn one_or_many<S: serde::Serializer>(
    list: &[String],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match list {
        [one] => serializer.serialize_str(one),
        many => serializer.collect_seq(many),
    }
}

pub(super) fn as_text<S: serde::Serializer>(
    scopes: &Scopes,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(scopes)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(super) fn is_empty(scopes: &Scopes) -> bool {
    scopes.is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::jose::{Algorithm, Expect, KeySet, TokenError};

    /// RFC 9068 section 2: the type, and the members that must be there.
    #[test]
    fn it_is_an_access_token_and_nothing_else() {
        let claims = AccessTokenClaims {
            iss: "https://id.example".into(),
            sub: "app".into(),
            aud: vec!["https://api.example".into()],
            client_id: "app".into(),
            iat: 1000,
            exp: 1600,
            jti: "j1".into(),
            scope: Scopes::parse("openid groups").unwrap(),
            ..AccessTokenClaims::default()
        };
        for algorithm in Algorithm::ALL {
            let (key, _) = SigningKey::generate(algorithm).unwrap();
            let token = claims.sign(&key).unwrap();
            let keys = KeySet::new([key.verifying_key().unwrap()]);
            let read = keys.verify(&token, Expect::Exactly(TokenType::AccessToken));
            let payload: Value = serde_json::from_slice(read.unwrap().payload()).unwrap();
            assert_eq!(
                payload,
                json!({"iss": "https://id.example", "sub": "app", "aud": "https://api.example",
                    "client_id": "app", "iat": 1000, "exp": 1600, "jti": "j1",
                    "scope": "openid groups"})
            );
            let as_id_token = keys.verify(&token, Expect::Exactly(TokenType::Jwt));
            assert_eq!(as_id_token, Err(TokenError::TypeMismatch));
        }
    }

    #[test]
    fn several_audiences_are_a_list_and_no_scope_is_no_member() {
        let claims = AccessTokenClaims {
            aud: vec!["urn:a".into(), "urn:b".into()],
            ..AccessTokenClaims::default()
        };
        let json = serde_json::to_value(&claims).unwrap();
        assert_eq!(json["aud"], json!(["urn:a", "urn:b"]));
        assert_eq!(json.get("scope"), None);
    }
}
