//! Resource indicators (RFC 8707): which of the resources a client may use a token is meant for.

use super::error::{ErrorAnswer, ErrorCode};
use super::form::Params;

/// The most resources named in one request.
const MOST: usize = 20;

/// Why resources are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResourceError {
    /// More than anybody needs.
    #[error("too many resources are named")]
    TooMany,
    /// One that this client, or this grant, may not ask a token for.
    #[error("a resource is not allowed here")]
    NotAllowed,
}

impl ResourceError {
    /// The answer to the client (section 2).
    pub const fn answer(&self) -> ErrorAnswer {
        ErrorAnswer::new(
            ErrorCode::InvalidTarget,
            "A resource is unknown or not allowed.",
        )
    }
}

/// The resources of a request, each once.
///
/// # Errors
/// [`ResourceError::TooMany`].
pub fn read(params: &Params) -> Result<Vec<String>, ResourceError> {
    let mut named: Vec<String> = Vec::new();
    for one in params.all("resource") {
        if !named.iter().any(|known| known == one) {
            named.push(one.to_owned());
        }
    }
    if named.len() > MOST {
        return Err(ResourceError::TooMany);
    }
    Ok(named)
}

/// Those wanted out of those allowed, compared letter by letter; no wish stands for all of them.
///
/// # Errors
/// [`ResourceError::NotAllowed`].
pub fn narrowed(wanted: &[String], allowed: &[String]) -> Result<Vec<String>, ResourceError> {
    if wanted.is_empty() {
        return Ok(allowed.to_vec());
    }
    if wanted.iter().all(|one| allowed.contains(one)) {
        Ok(wanted.to_vec())
    } else {
        Err(ResourceError::NotAllowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Result<Vec<String>, ResourceError> {
        read(&Params::from_query(query).unwrap())
    }

    #[test]
    fn several_may_be_named_and_each_counts_once() {
        let named = of("resource=urn:a&x=1&resource=urn:b&resource=urn:a&resource=").unwrap();
        assert_eq!(named, ["urn:a", "urn:b"]);
        assert_eq!(of("x=1"), Ok(Vec::new()));
        let many: Vec<String> = (0..=MOST).map(|n| format!("resource=urn:{n}")).collect();
        assert_eq!(of(&many.join("&")), Err(ResourceError::TooMany));
    }

    #[test]
    fn a_wish_narrows_and_never_widens() {
        let allowed = ["urn:a".to_owned(), "urn:b".to_owned()];
        assert_eq!(narrowed(&[], &allowed).unwrap(), allowed);
        assert_eq!(narrowed(&allowed[1..], &allowed).unwrap(), ["urn:b"]);
        for odd in ["urn:c", "urn:A", "urn:a/", "urn:"] {
            let wanted = ["urn:a".to_owned(), odd.to_owned()];
            assert_eq!(narrowed(&wanted, &allowed), Err(ResourceError::NotAllowed));
        }
        assert_eq!(narrowed(&allowed, &[]), Err(ResourceError::NotAllowed));
        assert_eq!(
            ResourceError::NotAllowed.answer().code.as_str(),
            "invalid_target"
        );
    }
}
