//! The token that tells an application that a session is over (OpenID Connect Back-Channel Logout
//! 1.0 section 2.4).

use serde::Serialize;
use serde_json::{Map, Value};

use crate::jose::{SignError, SigningKey, TokenType};

/// The member of `events` that makes it a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token. It names the person, and the session unless all of theirs are over;
/// a `nonce` it cannot have, so that it never passes for an ID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogoutToken {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    jti: String,
    events: Value,
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
}

impl LogoutToken {
    /// How long one is good, in seconds (section 2.4 advises two minutes at most).
    pub const LIFE: i64 = 120;

    /// A token from this issuer for this client about this person, issued at `now` (in seconds since
    /// the epoch) under the name `id`, which is used once.
    pub fn new(issuer: &str, client_id: &str, subject: &str, (id, now): (&str, i64)) -> Self {
        let mut events = Map::new();
        events.insert(EVENT.into(), Value::Object(Map::new()));
        Self {
            iss: issuer.to_owned(),
            aud: client_id.to_owned(),
            iat: now,
            exp: now.saturating_add(Self::LIFE),
            jti: id.to_owned(),
            events: Value::Object(events),
            sub: subject.to_owned(),
            sid: None,
        }
    }

    /// Names the session as the ID tokens named it.
    #[must_use]
    pub fn session(self, sid: &str) -> Self {
        Self {
            sid: Some(sid.to_owned()),
            ..self
        }
    }

    /// Signs the token.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignError> {
        key.sign(TokenType::LogoutToken, self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{Algorithm, Expect, KeySet, TokenError};

    #[test]
    fn the_whole_token_of_each_algorithm() {
        for algorithm in Algorithm::ALL {
            let (key, _) = SigningKey::generate(algorithm).unwrap();
            let token = LogoutToken::new("https://id.example", "app", "p1", ("t1", 1000));
            let token = token.session("s1").sign(&key).unwrap();
            let keys = KeySet::new([key.verifying_key().unwrap()]);
            let verified = keys
                .verify(&token, Expect::Exactly(TokenType::LogoutToken))
                .unwrap();
            let claims: Value = serde_json::from_slice(verified.payload()).unwrap();
            assert_eq!(
                claims,
                json!({"iss": "https://id.example", "aud": "app", "iat": 1000, "exp": 1120,
                    "jti": "t1", "sub": "p1", "sid": "s1",
                    "events": {"http://schemas.openid.net/event/backchannel-logout": {}}})
            );
            let as_id_token = keys.verify(&token, Expect::JwtOrAbsent);
            assert_eq!(as_id_token, Err(TokenError::TypeMismatch));
        }
    }

    #[test]
    fn without_a_session_all_of_the_person_are_over() {
        let token = LogoutToken::new("https://id.example", "app", "p1", ("t1", i64::MAX));
        let claims = serde_json::to_value(&token).unwrap();
        assert_eq!(claims.get("sid"), None);
        assert_eq!(claims.get("nonce"), None);
        assert_eq!(claims["exp"], i64::MAX);
    }
}
