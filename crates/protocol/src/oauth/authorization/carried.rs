//! How the parameters of a request come: in the query itself, in a signed object, or pushed before.

use super::checks;
use super::refusal::PageRefusal;
use crate::oauth::form::Params;

/// What stands before the reference of a pushed request (RFC 9126 section 2.2).
pub const PUSHED_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// How the parameters that count reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Came {
    /// They were pushed by the authenticated client (RFC 9126).
    pub pushed: bool,
    /// They stood in an object that the client signed (RFC 9101).
    pub signed: bool,
}

/// Where the parameters of a query are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried<'a> {
    /// In the query itself; also when it names two places or a foreign one, which the stages refuse.
    Plain,
    /// In a request object of this client.
    Object {
        /// The client whose keys verify it.
        client_id: &'a str,
        /// The compact token.
        object: &'a str,
    },
    /// They were pushed before.
    Pushed {
        /// The client that has to be the one that pushed them.
        client_id: &'a str,
        /// What follows [`PUSHED_PREFIX`].
        reference: &'a str,
    },
}

impl<'a> Carried<'a> {
    /// Looks at a query. The client is always named outside (RFC 9101 section 5).
    ///
    /// # Errors
    /// [`PageRefusal`] when there is a carrier, but no one client beside it.
    pub fn read(outer: &'a Params) -> Result<Self, PageRefusal> {
        match (outer.get("request"), outer.get("request_uri")) {
            (Some(object), None) => Ok(Self::Object {
                client_id: checks::client_id(outer)?,
                object,
            }),
            (None, Some(uri)) => match uri.strip_prefix(PUSHED_PREFIX) {
                Some(reference) => Ok(Self::Pushed {
                    client_id: checks::client_id(outer)?,
                    reference,
                }),
                None => Ok(Self::Plain),
            },
            (Some(_), Some(_)) | (None, None) => Ok(Self::Plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<String, PageRefusal> {
        let params = Params::from_query(query).unwrap();
        Carried::read(&params).map(|carried| format!("{carried:?}"))
    }

    #[test]
    fn the_place_is_said_once_and_with_the_client() {
        let plain = Ok("Plain".to_owned());
        assert_eq!(read("client_id=app&scope=openid"), plain);
        assert_eq!(read("client_id=app&request=&request_uri="), plain);
        assert!(
            read("client_id=app&request=a.b.c")
                .unwrap()
                .contains("Object")
        );
        let pushed = read("client_id=app&request_uri=urn:ietf:params:oauth:request_uri:x");
        assert!(pushed.unwrap().contains("reference: \"x\""));
        // Foreign places and two at once are left to the stages, which know where to say it.
        assert_eq!(
            read("client_id=app&request_uri=https://app.example/r"),
            plain
        );
        assert_eq!(read("client_id=app&request=a.b.c&request_uri=urn:x"), plain);
        assert_eq!(read("request=a.b.c"), Err(PageRefusal::ClientIdAbsent));
        assert_eq!(
            read("request_uri=urn:ietf:params:oauth:request_uri:x&client_id=a&client_id=b"),
            Err(PageRefusal::Repeated("client_id"))
        );
    }
}
