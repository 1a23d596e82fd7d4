//! What a resource hears about a token it was called with (RFC 7662).
//!
//! The request has the same form as one for revocation (section 2.1, RFC 7009 section 2.1).

use serde::Serialize;

use super::access_token::{Confirmation, as_text, is_empty, one_or_many};
use super::revocation::RevocationRequest;
use super::scope::Scopes;

/// A request to look into one token.
pub type IntrospectionRequest = RevocationRequest;

/// The answer (section 2.2). By default the token is not active, and nothing else is said: neither
/// why, nor whether there ever was such a token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IntrospectionAnswer {
    /// Whether the token opens anything now.
    pub active: bool,
    /// What it opens.
    #[serde(serialize_with = "as_text", skip_serializing_if = "is_empty")]
    pub scope: Scopes,
    /// The client it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The person in a form for eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// How it is presented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// When it expires, in seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// From when it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The person, or the client itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Whom it is meant for.
    #[serde(serialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub aud: Vec<String>,
    /// The issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The name of the token, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The key it is bound to (RFC 9449 section 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// Who acts with it (RFC 8693 section 4.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<serde_json::Value>,
    /// The person's proved e-mail address, where the scopes give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 7662 section 2.2: nothing beside `active` is said of a token that is not.
    #[test]
    fn what_is_not_active_says_nothing() {
        let answer = IntrospectionAnswer::default();
        assert_eq!(
            serde_json::to_value(&answer).unwrap(),
            json!({"active": false})
        );
    }

    #[test]
    fn what_is_active_says_what_it_is() {
        let answer = IntrospectionAnswer {
            active: true,
            scope: Scopes::parse("openid email").unwrap(),
            client_id: Some("app".into()),
            aud: vec!["app".into()],
            exp: Some(1600),
            ..IntrospectionAnswer::default()
        };
        assert_eq!(
            serde_json::to_value(&answer).unwrap(),
            json!({"active": true, "scope": "openid email", "client_id": "app", "aud": "app",
                "exp": 1600})
        );
    }
}
