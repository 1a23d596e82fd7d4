//! The `claims` parameter (OpenID Connect Core section 5.5): single claims, asked for by name.
//!
//! What is unknown is passed over, as the specification asks; what is malformed is refused. Nothing is
//! given that the scopes of the client would not give: a claim asked for by name counts as a part of its scope.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::claims::claim_names;
use crate::json;
use crate::oauth::{Scope, Scopes};

/// The most claims asked for in one place.
const MAX_CLAIMS: usize = 64;
/// The most values named for one claim.
const MAX_VALUES: usize = 32;

/// Why the parameter cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// Not one JSON object with unique members.
    #[error("claims is not a JSON object")]
    Json,
    /// A member that must be an object is something else.
    #[error("a member of claims has the wrong type")]
    Member,
    /// More claims or values than anybody asks for.
    #[error("claims asks for too much")]
    TooMany,
}

/// How a claim is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// The client cannot do without it.
    pub essential: bool,
    /// The values that will do; empty when any does.
    pub values: Vec<Value>,
}

/// The claims asked for in one place, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes(BTreeMap<String, Wish>);

/// The whole parameter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimsRequest {
    /// For the ID token.
    pub id_token: Wishes,
    /// For the userinfo endpoint.
    pub userinfo: Wishes,
}

/// What strength of a sign-in is asked for, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AcrWish {
    /// The values that will do.
    pub values: Vec<String>,
    /// Nothing else will.
    pub essential: bool,
}

impl AcrWish {
    /// Wishes that may go unmet (`acr_values`).
    pub fn voluntary(values: Vec<String>) -> Self {
        Self {
            values,
            essential: false,
        }
    }
}

/// The scope that gives a claim of this name.
fn scope_of(name: &str) -> Option<Scope> {
    let gives = |scope: &Scope| claim_names(*scope).contains(&name);
    Scope::ALL.into_iter().find(gives)
}

impl Wishes {
    fn parse(value: Option<&Value>) -> Result<Self, ClaimsError> {
        let members = match value {
            None | Some(Value::Null) => return Ok(Self::default()),
            Some(Value::Object(members)) => members,
            Some(_) => return Err(ClaimsError::Member),
        };
        if members.len() > MAX_CLAIMS {
            return Err(ClaimsError::TooMany);
        }
        let mut wishes = BTreeMap::new();
        for (name, value) in members {
            let wish = Wish::parse(value)?;
            if name == "acr" || scope_of(name).is_some() {
                wishes.insert(name.clone(), wish);
            }
        }
        Ok(Self(wishes))
    }

    /// How a claim is asked for, if it is.
    pub fn get(&self, name: &str) -> Option<&Wish> {
        self.0.get(name)
    }

    /// Whether a claim of this value is asked for. A claim asked for with another value is not.
    pub fn wants(&self, name: &str, value: &Value) -> bool {
        let will_do = |wish: &Wish| wish.values.is_empty() || wish.values.contains(value);
        self.get(name).is_some_and(will_do)
    }

    fn limited_to(self, allowed: Scopes) -> Self {
        let may = |name: &str| scope_of(name).is_none_or(|scope| allowed.contains(scope));
        Self(self.0.into_iter().filter(|(name, _)| may(name)).collect())
    }

    /// The scopes whose claims are asked for.
    pub fn scopes(&self) -> Scopes {
        self.0.keys().filter_map(|name| scope_of(name)).collect()
    }

    fn to_json(&self) -> Value {
        let wish = |(name, wish): (&String, &Wish)| {
            let written = json!({"essential": wish.essential, "values": wish.values});
            let bare = json!({"essential": wish.essential});
            let written = if wish.values.is_empty() {
                bare
            } else {
                written
            };
            (name.clone(), written)
        };
        Value::Object(self.0.iter().map(wish).collect::<Map<_, _>>())
    }
}

impl Wish {
    fn parse(value: &Value) -> Result<Self, ClaimsError> {
        let members = match value {
            Value::Null => return Ok(Self::default()),
            Value::Object(members) => members,
            _ => return Err(ClaimsError::Member),
        };
        let essential = match members.get("essential") {
            None => false,
            Some(Value::Bool(essential)) => *essential,
            Some(_) => return Err(ClaimsError::Member),
        };
        let mut values = match members.get("values") {
            None => Vec::new(),
            Some(Value::Array(values)) if !values.is_empty() => values.clone(),
            Some(_) => return Err(ClaimsError::Member),
        };
        values.extend(members.get("value").cloned());
        if values.len() > MAX_VALUES {
            return Err(ClaimsError::TooMany);
        }
        Ok(Self { essential, values })
    }
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// [`ClaimsError`].
    pub fn parse(text: &str) -> Result<Self, ClaimsError> {
        let members = json::object(text.as_bytes()).map_err(|_| ClaimsError::Json)?;
        Ok(Self {
            id_token: Wishes::parse(members.get("id_token"))?,
            userinfo: Wishes::parse(members.get("userinfo"))?,
        })
    }

    /// What is left of it for a client that may ask for these scopes.
    #[must_use]
    pub fn limited_to(self, allowed: Scopes) -> Self {
        Self {
            id_token: self.id_token.limited_to(allowed),
            userinfo: self.userinfo.limited_to(allowed),
        }
    }

    /// The scopes whose claims are asked for: what a person has to allow for it.
    pub fn scopes(&self) -> Scopes {
        self.id_token.scopes().union(self.userinfo.scopes())
    }

    /// What strength of the sign-in is asked for by name (section 5.5.1.1).
    pub fn acr(&self) -> Option<AcrWish> {
        let wish = self.id_token.get("acr")?;
        let values = wish.values.iter().filter_map(Value::as_str);
        let values: Vec<String> = values.map(str::to_owned).collect();
        (!values.is_empty()).then_some(AcrWish {
            essential: wish.essential,
            values,
        })
    }

    /// Whether somebody with this subject may answer (section 5.5.1: another must not).
    pub fn may_be(&self, subject: &str) -> bool {
        let subject = Value::from(subject);
        [&self.id_token, &self.userinfo]
            .into_iter()
            .filter(|wishes| wishes.get("sub").is_some())
            .all(|wishes| wishes.wants("sub", &subject))
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.id_token.0.is_empty() && self.userinfo.0.is_empty()
    }
}

impl std::fmt::Display for ClaimsRequest {
    /// As it is stored; reads back as the same.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = json!({
            "id_token": self.id_token.to_json(),
            "userinfo": self.userinfo.to_json(),
        });
        write!(f, "{whole}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of OpenID Connect Core section 5.5.
    const EXAMPLE: &str = r#"{"userinfo": {"given_name": {"essential": true}, "nickname": null,
        "email": {"essential": true}, "email_verified": {"essential": true}, "picture": null,
        "http://example.info/claims/groups": null},
        "id_token": {"auth_time": {"essential": true},
        "acr": {"values": ["urn:mace:incommon:iap:silver"]}}}"#;

    #[test]
    fn the_published_example() {
        let claims = ClaimsRequest::parse(EXAMPLE).unwrap();
        assert!(claims.userinfo.get("given_name").unwrap().essential);
        assert!(!claims.userinfo.get("picture").unwrap().essential);
        assert_eq!(claims.userinfo.get("nickname"), None, "nobody knows it");
        assert_eq!(claims.scopes().to_string(), "profile email");
        let acr = claims.acr().unwrap();
        assert_eq!(acr.values, ["urn:mace:incommon:iap:silver"]);
        assert!(!acr.essential);
        let only = claims.limited_to(Scopes::parse("openid email").unwrap());
        assert_eq!(only.userinfo.get("given_name"), None);
        assert!(only.userinfo.get("email").is_some() && only.acr().is_some());
    }

    #[test]
    fn values_and_subjects() {
        let one = r#"{"id_token":{"sub":{"value":"p1"},"email":{"values":["a@b.c","d@e.f"]}}}"#;
        let claims = ClaimsRequest::parse(one).unwrap();
        assert!(claims.may_be("p1") && !claims.may_be("p2"));
        assert!(claims.id_token.wants("email", &json!("d@e.f")));
        assert!(!claims.id_token.wants("email", &json!("x@y.z")));
        assert!(!claims.id_token.wants("name", &json!("Ada")));
        assert!(ClaimsRequest::default().may_be("anybody"));
        let nobody = r#"{"userinfo":{"sub":{"value":7}}}"#;
        assert!(!ClaimsRequest::parse(nobody).unwrap().may_be("p1"));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        use ClaimsError as E;
        let read = |text: &str| ClaimsRequest::parse(text).unwrap_err();
        for text in ["", "x", "[]", r#"{"id_token":{},"id_token":{}}"#] {
            assert_eq!(read(text), E::Json, "{text}");
        }
        for text in [
            r#"{"id_token":[]}"#,
            r#"{"userinfo":"email"}"#,
            r#"{"id_token":{"email":true}}"#,
            r#"{"id_token":{"email":{"essential":"yes"}}}"#,
            r#"{"id_token":{"email":{"values":[]}}}"#,
            r#"{"id_token":{"email":{"values":"x"}}}"#,
        ] {
            assert_eq!(read(text), E::Member, "{text}");
        }
        let many: Map<_, _> = (0..=MAX_CLAIMS)
            .map(|n| (format!("c{n}"), Value::Null))
            .collect();
        assert_eq!(read(&json!({"id_token": many}).to_string()), E::TooMany);
        let values: Vec<usize> = (0..=MAX_VALUES).collect();
        let many = json!({"id_token": {"email": {"values": values}}});
        assert_eq!(read(&many.to_string()), E::TooMany);
        assert!(ClaimsRequest::parse("{}").unwrap().is_empty());
        assert!(
            ClaimsRequest::parse(r#"{"id_token":null,"x":1}"#)
                .unwrap()
                .is_empty()
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_stored_reads_back(
            names in proptest::collection::vec("(email|name|groups|acr|sub|odd)", 0..5),
            value in "\\PC{0,12}",
            essential in proptest::bool::ANY,
        ) {
            let wish = json!({"essential": essential, "value": value});
            let wishes: Map<_, _> = names.into_iter().map(|name| (name, wish.clone())).collect();
            let text = json!({"id_token": wishes, "userinfo": wishes}).to_string();
            let claims = ClaimsRequest::parse(&text).unwrap();
            proptest::prop_assert_eq!(ClaimsRequest::parse(&claims.to_string()), Ok(claims));
        }
    }
}
