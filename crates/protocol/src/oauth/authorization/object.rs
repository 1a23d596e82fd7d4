//! Request objects (RFC 9101): the parameters of a request, signed by its client.
//!
//! Only what the object holds counts. What stands beside it must agree where both speak, and decides
//! nothing. An object is no client assertion and the other way round: the one may have no subject, the
//! other must (RFC 9101 section 10.8).

use serde_json::Value;

use crate::jose::{CLOCK_SKEW_SECONDS, ClaimError, Claims, Expect, KeySet, TokenError, TokenType};
use crate::json;
use crate::oauth::form::{Params, ParamsError};

/// The longest an object may be good for, in seconds.
const LONGEST_LIFE: i64 = 60 * 60;
/// Members that belong to the token and are no parameters.
const OF_THE_TOKEN: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];
/// The longest `jti`, in bytes.
const MAX_JTI: usize = 255;

/// Why a request object is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectRefusal {
    /// The client has registered no keys, or they cannot be had.
    #[error("the client has no keys")]
    KeysAbsent,
    /// It is not a token that one of the client's keys signed.
    #[error(transparent)]
    Token(TokenError),
    /// `iss` is absent or not the client.
    #[error("iss is not the client")]
    Issuer,
    /// `aud` is absent or does not name us.
    #[error("aud does not name this server")]
    Audience,
    /// `exp` is absent or no time.
    #[error("exp is absent")]
    ExpiryAbsent,
    /// It is over.
    #[error("the object has expired")]
    Expired,
    /// It begins later.
    #[error("the object is not valid yet")]
    NotYet,
    /// It would be good for longer than an hour.
    #[error("the object is valid for too long")]
    TooLong,
    /// It has a subject, as a client assertion has.
    #[error("the object has a subject")]
    Subject,
    /// `client_id` is absent within or another than outside.
    #[error("client_id within differs from the one outside")]
    ClientId,
    /// `response_type` within is another than outside.
    #[error("response_type within differs from the one outside")]
    ResponseType,
    /// `request` or `request_uri` within.
    #[error("an object within the object")]
    Nested,
    /// `jti` is no short text.
    #[error("jti is malformed")]
    Jti,
    /// The members are no parameters.
    #[error("the object holds what is no parameter")]
    Member,
    /// The parameters cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// It was used before.
    #[error("the object was used before")]
    Replayed,
}

impl ObjectRefusal {
    /// Whether other keys of the same client might say otherwise: worth a look whether it has published
    /// new ones.
    pub const fn is_about_keys(&self) -> bool {
        match self {
            Self::KeysAbsent => true,
            Self::Token(error) => error.is_about_keys(),
            _ => false,
        }
    }

    /// One sentence for the developer of the client.
    pub const fn description(&self) -> &'static str {
        match self {
            Self::KeysAbsent => "This client has no keys that could verify a request object.",
            Self::Token(_) => "The request object is not signed with a key of this client.",
            Self::Issuer => "iss of the request object must be the client_id.",
            Self::Audience => "aud of the request object must be the issuer.",
            Self::ExpiryAbsent => "The request object needs exp.",
            Self::Expired => "The request object has expired.",
            Self::NotYet => "The request object is not valid yet.",
            Self::TooLong => "The request object is valid for more than an hour.",
            Self::Subject => "The request object must have no sub.",
            Self::ClientId => "client_id in the request object must be the one outside.",
            Self::ResponseType => "response_type differs inside and outside.",
            Self::Nested => "A request object holds no other.",
            Self::Jti | Self::Member | Self::Params(_) => "The request object cannot be read.",
            Self::Replayed => "The request object was used before.",
        }
    }
}

/// A request object whose signature and bounds were verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestObject {
    /// The parameters that count.
    pub params: Params,
    /// Its name, when it has one: works once, until `expires_at`.
    pub jti: Option<String>,
    /// When it ends, in seconds since the epoch.
    pub expires_at: i64,
}

impl RequestObject {
    /// Verifies an object against the keys of the client that `outer` names, at `now` in seconds
    /// since the epoch.
    ///
    /// # Errors
    /// [`ObjectRefusal`].
    pub fn verify(
        object: &str,
        outer: &Params,
        keys: &KeySet,
        (issuer, now): (&str, i64),
    ) -> Result<Self, ObjectRefusal> {
        let expect = Expect::Named(TokenType::RequestObject);
        let verified = keys.verify(object, expect).map_err(ObjectRefusal::Token)?;
        let claims = verified.claims().map_err(ObjectRefusal::Token)?;
        let client_id = outer.get("client_id").ok_or(ObjectRefusal::ClientId)?;
        let parties = claims.require("iss", client_id);
        parties.map_err(|_| ObjectRefusal::Issuer)?;
        let audience = claims.require_audience(issuer);
        audience.map_err(|_| ObjectRefusal::Audience)?;
        if claims.value("sub").is_some() {
            return Err(ObjectRefusal::Subject);
        }
        let expires_at = check_times(&claims, now)?;
        let jti = claims
            .optional_text("jti")
            .map_err(|_| ObjectRefusal::Jti)?;
        if jti.is_some_and(|jti| jti.len() > MAX_JTI) {
            return Err(ObjectRefusal::Jti);
        }
        let params = parameters(verified.payload())?;
        agree(&params, outer, client_id)?;
        Ok(Self {
            jti: jti.map(str::to_owned),
            params,
            expires_at,
        })
    }
}

/// `exp`, which must be there and within the hour; `nbf` and `iat` when they are there.
fn check_times(claims: &Claims, now: i64) -> Result<i64, ObjectRefusal> {
    let expires_at = claims.seconds("exp");
    let expires_at = expires_at.map_err(|_| ObjectRefusal::ExpiryAbsent)?;
    if expires_at.saturating_add(CLOCK_SKEW_SECONDS) <= now {
        return Err(ObjectRefusal::Expired);
    }
    let latest = now.saturating_add(CLOCK_SKEW_SECONDS);
    for name in ["nbf", "iat"] {
        match claims.optional_seconds(name) {
            Ok(Some(start)) if start > latest => return Err(ObjectRefusal::NotYet),
            Ok(_) => {}
            Err(ClaimError::Type(_) | _) => return Err(ObjectRefusal::Member),
        }
    }
    if expires_at.saturating_sub(latest) > LONGEST_LIFE {
        return Err(ObjectRefusal::TooLong);
    }
    Ok(expires_at)
}

/// The members as parameters: text as it is, numbers and flags as they are written, objects as JSON, and a
/// list as the same parameter several times.
fn parameters(payload: &[u8]) -> Result<Params, ObjectRefusal> {
    let members = json::object(payload).map_err(|_| ObjectRefusal::Member)?;
    let mut pairs = Vec::new();
    for (name, value) in members {
        if OF_THE_TOKEN.contains(&name.as_str()) {
            continue;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    pairs.push((name.clone(), written(item)?));
                }
            }
            value => pairs.push((name, written(value)?)),
        }
    }
    Ok(Params::from_pairs(pairs)?)
}

fn written(value: Value) -> Result<String, ObjectRefusal> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) | Value::Object(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) => Err(ObjectRefusal::Member),
    }
}

/// What stands in both places is the same, where that decides who is answered and how.
fn agree(inner: &Params, outer: &Params, client_id: &str) -> Result<(), ObjectRefusal> {
    if ["request", "request_uri"]
        .iter()
        .any(|name| inner.get(name).is_some())
    {
        return Err(ObjectRefusal::Nested);
    }
    if inner.get("client_id") != Some(client_id) {
        return Err(ObjectRefusal::ClientId);
    }
    let outside = outer.get("response_type");
    if outside.is_some_and(|outside| inner.get("response_type") != Some(outside)) {
        return Err(ObjectRefusal::ResponseType);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{Algorithm, SigningKey};

    const ISSUER: &str = "https://id.example";
    const NOW: i64 = 10_000;

    struct Stage {
        key: SigningKey,
        keys: KeySet,
    }

    fn stage() -> Stage {
        let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let keys = KeySet::new([key.verifying_key().unwrap()]);
        Stage { key, keys }
    }

    fn good() -> Value {
        json!({"iss": "app", "aud": ISSUER, "exp": NOW + 300, "iat": NOW, "nbf": NOW, "jti": "j",
               "client_id": "app", "response_type": "code", "scope": "openid", "max_age": 60,
               "claims": {"id_token": {"email": null}}, "redirect_uri": "https://app.example/cb"})
    }

    impl Stage {
        fn verify(&self, claims: &Value, outer: &str) -> Result<RequestObject, ObjectRefusal> {
            let object = self.key.sign(TokenType::RequestObject, claims).unwrap();
            self.read(&object, outer)
        }

        fn read(&self, object: &str, outer: &str) -> Result<RequestObject, ObjectRefusal> {
            let outer = Params::from_query(outer).unwrap();
            RequestObject::verify(object, &outer, &self.keys, (ISSUER, NOW))
        }

        fn refused(&self, name: &str, value: Value) -> ObjectRefusal {
            let mut claims = good();
            claims[name] = value;
            let why = self.verify(&claims, "client_id=app").unwrap_err();
            assert!(!why.description().is_empty());
            why
        }
    }

    #[test]
    fn only_what_stands_within_counts() {
        let outer =
            "client_id=app&response_type=code&scope=openid+groups&state=evil&redirect_uri=x";
        let object = stage().verify(&good(), outer).unwrap();
        let read = |name| object.params.get(name);
        assert_eq!(read("scope"), Some("openid"));
        assert_eq!(read("max_age"), Some("60"));
        assert_eq!(read("claims"), Some(r#"{"id_token":{"email":null}}"#));
        assert_eq!(
            (read("state"), read("exp"), read("iss")),
            (None, None, None)
        );
        assert_eq!(
            (object.jti.as_deref(), object.expires_at),
            (Some("j"), NOW + 300)
        );
    }

    #[test]
    fn parties_are_exact() {
        use ObjectRefusal as R;
        let stage = stage();
        assert_eq!(stage.refused("iss", json!("other")), R::Issuer);
        assert_eq!(stage.refused("iss", Value::Null), R::Issuer);
        assert_eq!(
            stage.refused("aud", json!("https://id.example/oidc/token")),
            R::Audience
        );
        assert_eq!(stage.refused("aud", json!([])), R::Audience);
        assert_eq!(stage.refused("sub", json!("app")), R::Subject);
        assert_eq!(stage.refused("client_id", json!("other")), R::ClientId);
        assert_eq!(stage.refused("client_id", json!("")), R::ClientId);
        assert_eq!(stage.refused("request", json!("a.b.c")), R::Nested);
        assert_eq!(stage.refused("request_uri", json!("urn:x")), R::Nested);
        assert_eq!(
            stage.verify(&good(), "client_id=other").unwrap_err(),
            R::Issuer
        );
        let other = stage.verify(&good(), "client_id=app&response_type=token");
        assert_eq!(other.unwrap_err(), R::ResponseType);
        let mut two = good();
        two["aud"] = json!(["https://other.example", ISSUER]);
        assert!(stage.verify(&two, "client_id=app").is_ok());
    }

    #[test]
    fn times_have_bounds() {
        use ObjectRefusal as R;
        let stage = stage();
        assert_eq!(stage.refused("exp", Value::Null), R::ExpiryAbsent);
        assert_eq!(
            stage.refused("exp", json!(NOW - CLOCK_SKEW_SECONDS)),
            R::Expired
        );
        assert_eq!(stage.refused("exp", json!(NOW + 3 * 3600)), R::TooLong);
        assert_eq!(
            stage.refused("nbf", json!(NOW + CLOCK_SKEW_SECONDS + 1)),
            R::NotYet
        );
        assert_eq!(stage.refused("iat", json!(NOW + 120)), R::NotYet);
        assert_eq!(stage.refused("iat", json!("yesterday")), R::Member);
        let mut bare = good();
        for name in ["iat", "nbf", "jti"] {
            bare.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(stage.verify(&bare, "client_id=app").unwrap().jti, None);
    }

    #[test]
    fn members_that_are_no_parameters() {
        use ObjectRefusal as R;
        let stage = stage();
        assert_eq!(stage.refused("scope", Value::Null), R::Member);
        assert_eq!(stage.refused("scope", json!([["openid"]])), R::Member);
        assert_eq!(stage.refused("jti", json!("j".repeat(256))), R::Jti);
        assert_eq!(stage.refused("jti", json!(1)), R::Jti);
        let long = "s".repeat(Params::MAX_VALUE + 1);
        let refused = stage.refused("state", json!(long));
        assert!(
            matches!(refused, R::Params(_) | R::Token(TokenError::TooLong)),
            "{refused:?}"
        );
        let mut twice = good();
        twice["scope"] = json!(["openid", "groups"]);
        let read = stage.verify(&twice, "client_id=app").unwrap();
        assert_eq!(
            read.params.repeated(),
            Some("scope"),
            "the stages refuse it"
        );
    }

    /// RFC 9101 sections 10.2 and 10.8: signed by the client, and nothing that was signed for another end.
    #[test]
    fn another_key_no_key_and_another_type() {
        let (own, other) = (stage(), stage());
        let object = other.key.sign(TokenType::RequestObject, &good()).unwrap();
        let why = own.read(&object, "client_id=app").unwrap_err();
        assert!(
            matches!(why, ObjectRefusal::Token(TokenError::KeyUnknown)),
            "{why:?}"
        );
        for typ in [TokenType::AccessToken, TokenType::LogoutToken] {
            let object = own.key.sign(typ, &good()).unwrap();
            let why = own.read(&object, "client_id=app").unwrap_err();
            assert_eq!(why, ObjectRefusal::Token(TokenError::TypeMismatch));
        }
        let plain = own.key.sign(TokenType::Jwt, &good()).unwrap();
        assert!(own.read(&plain, "client_id=app").is_ok());
        // RFC 9101 section 4: `none` is the unsigned request object; nothing here takes one.
        let none = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJhcHAifQ.";
        let why = own.read(none, "client_id=app").unwrap_err();
        assert_eq!(why, ObjectRefusal::Token(TokenError::AlgorithmNone));
        assert!(own.read("a.b.c.d.e", "client_id=app").is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_an_object(text in "[A-Za-z0-9_.-]{0,120}") {
            proptest::prop_assert!(stage_once().read(&text, "client_id=app").is_err());
        }
    }

    fn stage_once() -> Stage {
        stage()
    }
}
