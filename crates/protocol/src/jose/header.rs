//! The protected header: what a token may say about itself, and what it may never say.

use serde_json::{Map, Value};

use super::{Algorithm, Jwk, TokenError, base64url};
use crate::json;

/// Members that would hand the choice of key, rules or encoding to whoever wrote the token.
const FORBIDDEN: [&str; 8] = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/// What a token is, as its `typ` says (RFC 8725 section 3.11). A token of one type never passes
/// where another is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenType {
    /// `JWT`: ID tokens.
    Jwt,
    /// `at+jwt`: access tokens (RFC 9068).
    AccessToken,
    /// `logout+jwt`: back-channel logout tokens.
    LogoutToken,
    /// `dpop+jwt`: proofs of a key (RFC 9449).
    DpopProof,
    /// `site+jwt`: what a site behind a proxy is told about a person.
    SiteAssertion,
    /// `oauth-authz-req+jwt`: request objects (RFC 9101 section 10.8).
    RequestObject,
    /// `client-authentication+jwt`: what a client proves itself with (the update of RFC 7523).
    ClientAssertion,
}

impl TokenType {
    /// The value of `typ`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "JWT",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
            Self::DpopProof => "dpop+jwt",
            Self::SiteAssertion => "site+jwt",
            Self::RequestObject => "oauth-authz-req+jwt",
            Self::ClientAssertion => "client-authentication+jwt",
        }
    }

    /// `typ` is a media type: case does not matter and `application/` may stand before it.
    fn matches(self, typ: &str) -> bool {
        let bare = match typ.split_at_checked("application/".len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
            _ => typ,
        };
        bare.eq_ignore_ascii_case(self.name())
    }
}

/// Which `typ` a caller accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The header says exactly this type.
    Exactly(TokenType),
    /// `JWT` or no `typ` at all: ID tokens of outside providers, many of which leave it away.
    JwtOrAbsent,
    /// This type, `JWT`, or no `typ` at all: what clients sign with libraries older than the type.
    Named(TokenType),
}

/// The header of a compact token, after all checks that need no key.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
}

impl Header {
    /// Reads the first part of a token.
    pub(super) fn read(part: &str, expect: Expect) -> Result<Self, TokenError> {
        Self::check(&members(part)?, expect)
    }

    /// Reads the first part of a token that proves its own key, and that key.
    pub(super) fn read_carrying(part: &str, typ: TokenType) -> Result<(Self, Jwk), TokenError> {
        let mut members = members(part)?;
        let key = match members.remove("jwk") {
            Some(Value::Object(key)) => Jwk::from_members(&key).map_err(TokenError::Carried)?,
            Some(_) => return Err(TokenError::HeaderMember("jwk")),
            None => return Err(TokenError::KeyAbsent),
        };
        let header = Self::check(&members, Expect::Exactly(typ))?;
        if !key.fits(header.algorithm) {
            return Err(TokenError::AlgorithmMismatch);
        }
        Ok((header, key))
    }

    fn check(members: &Map<String, Value>, expect: Expect) -> Result<Self, TokenError> {
        if let Some(name) = FORBIDDEN
            .into_iter()
            .find(|name| members.contains_key(*name))
        {
            return Err(TokenError::HeaderForbidden(name));
        }
        check_type(text(members, "typ")?, expect)?;
        Ok(Self {
            algorithm: algorithm(text(members, "alg")?)?,
            key_id: text(members, "kid")?.map(str::to_owned),
        })
    }

    /// Writes a header; the one text we ever sign.
    pub(super) fn write(algorithm: Algorithm, typ: TokenType, key_id: &str) -> String {
        let mut members = Map::new();
        members.insert("alg".into(), algorithm.name().into());
        members.insert("typ".into(), typ.name().into());
        members.insert("kid".into(), key_id.into());
        base64url::encode(Value::Object(members).to_string())
    }
}

fn members(part: &str) -> Result<Map<String, Value>, TokenError> {
    let bytes = base64url::decode(part).ok_or(TokenError::HeaderEncoding)?;
    json::object(&bytes).map_err(TokenError::HeaderJson)
}

fn text<'a>(
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, TokenError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(TokenError::HeaderMember(name)),
    }
}

fn algorithm(name: Option<&str>) -> Result<Algorithm, TokenError> {
    let name = name.ok_or(TokenError::AlgorithmAbsent)?;
    if let Ok(algorithm) = name.parse() {
        return Ok(algorithm);
    }
    // Only the reason differs here: none of these is ever verified.
    if name.eq_ignore_ascii_case("none") {
        Err(TokenError::AlgorithmNone)
    } else if name
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("HS"))
    {
        Err(TokenError::AlgorithmSymmetric)
    } else {
        Err(TokenError::AlgorithmUnknown)
    }
}

fn check_type(typ: Option<&str>, expect: Expect) -> Result<(), TokenError> {
    match (expect, typ) {
        (Expect::Exactly(_), None) => Err(TokenError::TypeAbsent),
        (Expect::JwtOrAbsent | Expect::Named(_), None) => Ok(()),
        (Expect::Exactly(due), Some(typ)) if due.matches(typ) => Ok(()),
        (Expect::JwtOrAbsent, Some(typ)) if TokenType::Jwt.matches(typ) => Ok(()),
        (Expect::Named(due), Some(typ)) if due.matches(typ) || TokenType::Jwt.matches(typ) => {
            Ok(())
        }
        (_, Some(_)) => Err(TokenError::TypeMismatch),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, expect: Expect) -> Result<Header, TokenError> {
        Header::read(&base64url::encode(json), expect)
    }

    #[test]
    fn writes_what_it_reads() {
        let text = Header::write(Algorithm::EdDsa, TokenType::AccessToken, "k\"1");
        let header = Header::read(&text, Expect::Exactly(TokenType::AccessToken)).unwrap();
        assert_eq!(header.algorithm, Algorithm::EdDsa);
        assert_eq!(header.key_id.as_deref(), Some("k\"1"));
    }

    #[test]
    fn types_do_not_swap() {
        let of = |typ: &str| format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#);
        let jwt = Expect::Exactly(TokenType::Jwt);
        for same in ["JWT", "jwt", "application/jwt", "Application/JWT"] {
            assert!(read(&of(same), jwt).is_ok(), "{same}");
            assert!(read(&of(same), Expect::JwtOrAbsent).is_ok(), "{same}");
        }
        for other in [
            "at+jwt",
            "logout+jwt",
            "dpop+jwt",
            "",
            "JWT ",
            "applicationjwt",
            "text/jwt",
        ] {
            assert_eq!(
                read(&of(other), jwt).unwrap_err(),
                TokenError::TypeMismatch,
                "{other}"
            );
            let lax = read(&of(other), Expect::JwtOrAbsent);
            assert_eq!(lax.unwrap_err(), TokenError::TypeMismatch, "{other}");
        }
        let bare = r#"{"alg":"ES256"}"#;
        assert_eq!(read(bare, jwt).unwrap_err(), TokenError::TypeAbsent);
        assert!(read(bare, Expect::JwtOrAbsent).is_ok());
    }
}
