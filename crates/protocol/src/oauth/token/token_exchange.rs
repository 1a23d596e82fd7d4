//! Token exchange (RFC 8693): an application that was called with the token of another asks for one
//! of its own, to call further on behalf of the same person.
//!
//! Delegation only: the new token always names who acts ([`Actors`]). It is an access token for an
//! access token; nothing else can be asked for. Whether the two applications may do this, and how far
//! the token is narrowed, is left to the server.

use serde::{Deserialize, Serialize};

use super::{MAX_TOKEN, TokenRefusal};
use crate::Sensitive;
use crate::jose::MAX_TOKEN_LENGTH;
use crate::oauth::charset::is_vschars;
use crate::oauth::form::Params;
use crate::oauth::scope::Scopes;

/// The one type of token that is taken and given (section 3).
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeGrant {
    /// The token the application was called with: opaque or signed.
    pub subject_token: Sensitive,
    /// The scopes wanted; `None` stands for all that can be had.
    pub scopes: Option<Scopes>,
    /// The logical name of the one the token is for (`audience`), beside what `resource` says.
    pub audience: Option<String>,
    /// The resources it is for (RFC 8707), out of those of the one that asks.
    pub resources: Vec<String>,
}

impl ExchangeGrant {
    pub(super) fn read(params: &Params) -> Result<Self, TokenRefusal> {
        type_is_ours(params, "subject_token_type", true)?;
        type_is_ours(params, "requested_token_type", false)?;
        // The one who acts is the client itself, which has proved who it is.
        for name in ["actor_token", "actor_token_type"] {
            if params.get(name).is_some() {
                return Err(TokenRefusal::Malformed(name));
            }
        }
        let scopes = params.get("scope").map(Scopes::parse).transpose();
        let audience = params.get("audience");
        if audience.is_some_and(|name| name.len() > MAX_TOKEN || !is_vschars(name)) {
            return Err(TokenRefusal::Malformed("audience"));
        }
        Ok(Self {
            subject_token: subject(params)?,
            scopes: scopes.map_err(|_| TokenRefusal::ScopeMalformed)?,
            audience: audience.map(str::to_owned),
            resources: super::resources(params)?,
        })
    }
}

fn subject(params: &Params) -> Result<Sensitive, TokenRefusal> {
    let name = "subject_token";
    let text = params.get(name).ok_or(TokenRefusal::Absent(name))?;
    if text.len() > MAX_TOKEN_LENGTH || !is_vschars(text) {
        return Err(TokenRefusal::Malformed(name));
    }
    Ok(Sensitive::new(text))
}

fn type_is_ours(params: &Params, name: &'static str, needed: bool) -> Result<(), TokenRefusal> {
    match params.get(name) {
        None if needed => Err(TokenRefusal::Absent(name)),
        None | Some(ACCESS_TOKEN) => Ok(()),
        Some(_) => Err(TokenRefusal::Malformed(name)),
    }
}

/// Who acts, and on whose behalf they were acting: the last one first (section 4.1). At least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actors(Vec<String>);

/// The chain has its greatest length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token was exchanged too often")]
pub struct TooManyActors;

impl Actors {
    /// The longest chain.
    pub const MOST: usize = 4;

    /// The chain with `client_id` acting now, on behalf of those who acted before.
    ///
    /// # Errors
    /// [`TooManyActors`].
    pub fn joined_by(before: Option<&Self>, client_id: &str) -> Result<Self, TooManyActors> {
        let before = before.map(|chain| chain.0.as_slice()).unwrap_or_default();
        if before.len() >= Self::MOST {
            return Err(TooManyActors);
        }
        let mut chain = vec![client_id.to_owned()];
        chain.extend_from_slice(before);
        Ok(Self(chain))
    }

    /// The one who acts now.
    pub fn current(&self) -> &str {
        self.0.first().map(String::as_str).unwrap_or_default()
    }

    /// The claim `act`: the last actor outside, those before within.
    pub fn claim(&self) -> serde_json::Value {
        let mut claim = serde_json::Value::Null;
        for actor in self.0.iter().rev() {
            let mut members = serde_json::Map::new();
            members.insert("sub".into(), actor.as_str().into());
            if !claim.is_null() {
                members.insert("act".into(), claim);
            }
            claim = serde_json::Value::Object(members);
        }
        claim
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oauth::ErrorCode;

    fn read(body: &str) -> Result<ExchangeGrant, TokenRefusal> {
        ExchangeGrant::read(&Params::from_body(body.as_bytes()).unwrap())
    }

    fn good() -> String {
        format!("subject_token=t-1&subject_token_type={ACCESS_TOKEN}")
    }

    #[test]
    fn requests() {
        let grant = read(&good()).unwrap();
        assert_eq!(grant.subject_token, Sensitive::new("t-1"));
        assert_eq!((grant.scopes, grant.audience), (None, None));
        let more = format!(
            "{}&requested_token_type={ACCESS_TOKEN}&scope=openid+email&audience=ledger",
            good()
        );
        let grant = read(&more).unwrap();
        assert_eq!(grant.scopes, Scopes::parse("openid email").ok());
        assert_eq!(grant.audience.as_deref(), Some("ledger"));
        assert!(!format!("{grant:?}").contains("t-1"));
        let long = format!("{}{}", good(), "x".repeat(0));
        assert!(read(&long.replace("t-1", &"x".repeat(4000))).is_ok());
    }

    #[test]
    fn nothing_but_an_access_token_for_an_access_token() {
        use TokenRefusal as R;
        let refused = |body: String| read(&body).unwrap_err();
        let absent = refused("subject_token=t".into());
        assert_eq!(absent, R::Absent("subject_token_type"));
        let typed = format!("subject_token_type={ACCESS_TOKEN}");
        assert_eq!(refused(typed), R::Absent("subject_token"));
        for other in ["id_token", "refresh_token", "jwt", "saml2"] {
            let other = good().replace("access_token", other);
            assert_eq!(refused(other), R::Malformed("subject_token_type"));
        }
        let wants = "requested_token_type=urn:ietf:params:oauth:token-type:id_token";
        let wants = refused(format!("{}&{wants}", good()));
        assert_eq!(wants, R::Malformed("requested_token_type"));
        assert_eq!(wants.answer().code, ErrorCode::InvalidRequest);
        for name in ["actor_token", "actor_token_type"] {
            let actor = refused(format!("{}&{name}=x", good()));
            assert_eq!(actor, R::Malformed(name));
        }
        let odd = refused(format!("{}&audience=a%0Ab", good()));
        assert_eq!(odd, R::Malformed("audience"));
        let scope = refused(format!("{}&scope=a++b", good()));
        assert_eq!(scope, R::ScopeMalformed);
    }

    #[test]
    fn chains_grow_outside_and_end() {
        let first = Actors::joined_by(None, "gateway").unwrap();
        assert_eq!(first.claim(), json!({"sub": "gateway"}));
        let second = Actors::joined_by(Some(&first), "billing").unwrap();
        assert_eq!(second.current(), "billing");
        assert_eq!(
            second.claim(),
            json!({"sub": "billing", "act": {"sub": "gateway"}})
        );
        let mut chain = second;
        for _ in 2..Actors::MOST {
            chain = Actors::joined_by(Some(&chain), "next").unwrap();
        }
        assert_eq!(Actors::joined_by(Some(&chain), "one"), Err(TooManyActors));
        let stored = serde_json::to_string(&chain).unwrap();
        assert_eq!(serde_json::from_str::<Actors>(&stored).unwrap(), chain);
    }
}
