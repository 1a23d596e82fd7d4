//! How a client says who it is at the endpoints it calls (RFC 6749 section 2.3, RFC 7521 section 4.2).
//!
//! Owns the reading; whether the secret is the right one is left to the server, which holds its
//! hash. What an assertion must say is decided in `client_assertion`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authorization::is_client_id;
use super::charset::is_vschars;
use super::client::ClientAuth;
use super::client_assertion::{ASSERTION_TYPE, ClientAssertion};
use super::error::{ErrorAnswer, ErrorCode};
use super::form::{Params, decode};
use crate::Sensitive;

/// The longest `Authorization` header that is read, in bytes.
const MAX_HEADER: usize = 4096;
/// The longest client secret, in bytes.
const MAX_SECRET: usize = 512;

/// Why a client cannot be told from the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientAuthError {
    /// No client id anywhere.
    #[error("no client is named")]
    Absent,
    /// The `Authorization` header has another scheme than Basic.
    #[error("the Authorization header has another scheme than Basic")]
    Scheme,
    /// The Basic credentials cannot be read.
    #[error("the Basic credentials are malformed")]
    Malformed,
    /// The client id is too long or has other characters than RFC 6749 allows.
    #[error("the client id is malformed")]
    ClientIdMalformed,
    /// The secret is empty, too long, or has other characters than RFC 6749 allows.
    #[error("the client secret is malformed")]
    SecretMalformed,
    /// The client authenticates in two ways at once.
    #[error("the client authenticates in two ways at once")]
    TwoWays,
    /// Header and body name different clients.
    #[error("header and body name different clients")]
    TwoClients,
    /// Only one of `client_assertion` and `client_assertion_type` is there.
    #[error("half of a client assertion is absent")]
    AssertionHalf,
    /// `client_assertion_type` is not the one there is.
    #[error("the type of the client assertion is unknown")]
    AssertionType,
    /// The assertion names no client.
    #[error("the client assertion cannot be read")]
    AssertionMalformed,
    /// The assertion is for another client than the body says.
    #[error("client_id and the client assertion name different clients")]
    AssertionClient,
    /// An assertion from a client that has registered another way.
    #[error("a client that proves itself otherwise brings an assertion")]
    AssertionStray,
    /// A confidential client brings no secret.
    #[error("a confidential client brings no secret")]
    SecretAbsent,
    /// A public client brings a secret although it has none (doorkeeper-openid_connect
    /// CVE-2026-44476).
    #[error("a public client brings a secret")]
    SecretStray,
    /// A client that proves itself with a key brings no assertion.
    #[error("a client with keys brings no assertion")]
    AssertionAbsent,
}

impl ClientAuthError {
    /// The answer to the client.
    pub const fn answer(&self) -> ErrorAnswer {
        let (code, description) = match self {
            Self::TwoWays => (
                ErrorCode::InvalidRequest,
                "Use one way of client authentication only.",
            ),
            Self::TwoClients => (
                ErrorCode::InvalidRequest,
                "Header and body name two clients.",
            ),
            Self::Absent => (ErrorCode::InvalidClient, "Client authentication is absent."),
            _ => (
                ErrorCode::InvalidClient,
                "Client authentication was not accepted.",
            ),
        };
        ErrorAnswer::new(code, description)
    }
}

/// The way in which a client authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// HTTP Basic.
    SecretBasic,
    /// Id and secret in the body.
    SecretPost,
    /// A token signed with a key of the client.
    PrivateKeyJwt,
    /// A public client: the id alone.
    None,
}

impl AuthMethod {
    /// Every way, in the order in which discovery lists them.
    pub const ALL: [Self; 4] = [
        Self::SecretBasic,
        Self::SecretPost,
        Self::PrivateKeyJwt,
        Self::None,
    ];

    /// The name in discovery and registration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecretBasic => "client_secret_basic",
            Self::SecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }
}

/// What a client says about itself; not yet proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedClient {
    client_id: String,
    /// The secret, or the assertion.
    proof: Option<Sensitive>,
    method: AuthMethod,
}

/// What is left to prove about a client whose way of authenticating is the registered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientProof<'a> {
    /// Compare this secret with the stored hash.
    Secret(&'a Sensitive),
    /// Verify this assertion with the keys of the client.
    Assertion(&'a Sensitive),
    /// Nothing: a public client is held by its redirect URI and PKCE.
    Public,
}

impl PresentedClient {
    /// Reads the client from the `Authorization` header and the body.
    ///
    /// A body that repeats the id of the header is accepted, and so are empty `client_id` and
    /// `client_secret` beside the header, which Dovecot sends.
    ///
    /// # Errors
    /// [`ClientAuthError`].
    pub fn read(authorization: Option<&str>, body: &Params) -> Result<Self, ClientAuthError> {
        let (id, secret) = (body.get("client_id"), body.get("client_secret"));
        if let Some(assertion) = assertion(body)? {
            if authorization.is_some() || secret.is_some() {
                return Err(ClientAuthError::TwoWays);
            }
            return Self::read_assertion(assertion, id);
        }
        let Some(header) = authorization else {
            let id = id.ok_or(ClientAuthError::Absent)?.to_owned();
            return match secret {
                Some(secret) => Self::new(id, Some(Sensitive::new(secret)), AuthMethod::SecretPost),
                None => Self::new(id, None, AuthMethod::None),
            };
        };
        let basic = Self::read_basic(header)?;
        if secret.is_some() {
            return Err(ClientAuthError::TwoWays);
        }
        if id.is_some_and(|id| id != basic.client_id) {
            return Err(ClientAuthError::TwoClients);
        }
        Ok(basic)
    }

    /// The client is the subject of its assertion; an id beside it must say the same (RFC 7521
    /// section 4.2).
    fn read_assertion(assertion: &str, id: Option<&str>) -> Result<Self, ClientAuthError> {
        let subject = ClientAssertion::said_subject(assertion);
        let subject = subject.ok_or(ClientAuthError::AssertionMalformed)?;
        if id.is_some_and(|id| id != subject) {
            return Err(ClientAuthError::AssertionClient);
        }
        Ok(Self {
            client_id: subject,
            proof: Some(Sensitive::new(assertion)),
            method: AuthMethod::PrivateKeyJwt,
        })
    }

    fn read_basic(header: &str) -> Result<Self, ClientAuthError> {
        if header.len() > MAX_HEADER {
            return Err(ClientAuthError::Malformed);
        }
        let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(ClientAuthError::Scheme);
        }
        let bytes = STANDARD.decode(credentials.trim_matches(' '));
        let bytes = zeroize::Zeroizing::new(bytes.map_err(|_| ClientAuthError::Malformed)?);
        let text = std::str::from_utf8(&bytes).map_err(|_| ClientAuthError::Malformed)?;
        let (id, secret) = text.split_once(':').ok_or(ClientAuthError::Malformed)?;
        // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
        let id = decode(id).map_err(|_| ClientAuthError::Malformed)?;
        let secret = Sensitive::new(decode(secret).map_err(|_| ClientAuthError::Malformed)?);
        Self::new(id, Some(secret), AuthMethod::SecretBasic)
    }

    fn new(
        client_id: String,
        secret: Option<Sensitive>,
        method: AuthMethod,
    ) -> Result<Self, ClientAuthError> {
        if !is_client_id(&client_id) {
            return Err(ClientAuthError::ClientIdMalformed);
        }
        let sound = |secret: &Sensitive| {
            let text = secret.expose();
            !text.is_empty() && text.len() <= MAX_SECRET && is_vschars(text)
        };
        if !secret.as_ref().is_none_or(sound) {
            return Err(ClientAuthError::SecretMalformed);
        }
        Ok(Self {
            client_id,
            proof: secret,
            method,
        })
    }

    /// Which client a request says it is from, however unreadable it is else; for telling its developer.
    pub fn said(authorization: Option<&str>, body: &[u8]) -> Option<String> {
        let basic = authorization.and_then(|header| Self::read_basic(header).ok());
        let named = || {
            let body = Params::from_body(body).ok()?;
            let id = body.get("client_id").map(str::to_owned);
            id.or_else(|| ClientAssertion::said_subject(body.get("client_assertion")?))
        };
        let said = basic.map(|basic| basic.client_id).or_else(named);
        said.filter(|id| is_client_id(id))
    }

    /// The client to look up.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The way it used.
    pub fn method(&self) -> AuthMethod {
        self.method
    }

    /// Says what is left to prove, given how it is registered.
    ///
    /// # Errors
    /// [`ClientAuthError::SecretAbsent`], [`ClientAuthError::SecretStray`],
    /// [`ClientAuthError::AssertionAbsent`] and [`ClientAuthError::AssertionStray`].
    pub fn proof(&self, registered: ClientAuth) -> Result<ClientProof<'_>, ClientAuthError> {
        if self.method == AuthMethod::PrivateKeyJwt {
            return match (&self.proof, registered) {
                (Some(assertion), ClientAuth::PrivateKeyJwt) => {
                    Ok(ClientProof::Assertion(assertion))
                }
                _ => Err(ClientAuthError::AssertionStray),
            };
        }
        match (&self.proof, registered) {
            (Some(secret), ClientAuth::Secret) => Ok(ClientProof::Secret(secret)),
            (None, ClientAuth::None) => Ok(ClientProof::Public),
            (None, ClientAuth::Secret) => Err(ClientAuthError::SecretAbsent),
            (Some(_), ClientAuth::None) => Err(ClientAuthError::SecretStray),
            (_, ClientAuth::PrivateKeyJwt) => Err(ClientAuthError::AssertionAbsent),
        }
    }
}

/// The assertion of a body, when it has one of the type there is.
fn assertion(body: &Params) -> Result<Option<&str>, ClientAuthError> {
    let halves = (
        body.get("client_assertion"),
        body.get("client_assertion_type"),
    );
    match halves {
        (None, None) => Ok(None),
        (Some(assertion), Some(ASSERTION_TYPE)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(ClientAuthError::AssertionType),
        (Some(_), None) | (None, Some(_)) => Err(ClientAuthError::AssertionHalf),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    fn read(header: Option<&str>, body: &str) -> Result<PresentedClient, ClientAuthError> {
        PresentedClient::read(header, &Params::from_query(body).unwrap())
    }

    fn secret(client: &PresentedClient) -> Option<&str> {
        client.proof.as_ref().map(Sensitive::expose)
    }

    #[test]
    fn the_three_ways() {
        let client = read(None, "client_id=app").unwrap();
        assert_eq!((client.client_id(), secret(&client)), ("app", None));
        assert_eq!(client.method().as_str(), "none");
        let client = read(None, "client_id=app&client_secret=s%3A%2B").unwrap();
        assert_eq!(
            (client.method(), secret(&client)),
            (AuthMethod::SecretPost, Some("s:+"))
        );
        let client = read(Some(&basic("app:s")), "").unwrap();
        assert_eq!(
            (client.method(), secret(&client)),
            (AuthMethod::SecretBasic, Some("s"))
        );
        let lower = basic("app:s").replace("Basic ", "bAsIc  ");
        assert_eq!(read(Some(&lower), "").unwrap(), client);
        assert!(!format!("{client:?}").contains("\"s\""));
    }

    /// RFC 6749 section 2.3.1 with appendix B.
    #[test]
    fn basic_credentials_are_form_decoded() {
        let client = read(Some(&basic("a%3Ab:p%26+%25%C3%A9")), "");
        assert_eq!(
            client,
            Err(ClientAuthError::SecretMalformed),
            "é is outside VSCHAR"
        );
        let client = read(Some(&basic("a%3Ab:p%26+%25%3D=&:x")), "").unwrap();
        assert_eq!(
            (client.client_id(), secret(&client)),
            ("a:b", Some("p& %==&:x"))
        );
    }

    #[test]
    fn bad_headers() {
        use ClientAuthError as E;
        for (header, error) in [
            ("Bearer abc", E::Scheme),
            ("", E::Scheme),
            ("Basicx YTpi", E::Scheme),
            ("Basic", E::Malformed),
            ("Basic ", E::Malformed),
            ("Basic !!!!", E::Malformed),
            ("Basic YTpi=", E::Malformed),
            ("Basic YTp", E::Malformed),
            ("Basic YT pi", E::Malformed),
            (&basic("app"), E::Malformed),
            (&basic(":s"), E::ClientIdMalformed),
            (&basic("a\nb:s"), E::ClientIdMalformed),
            (&basic("app:"), E::SecretMalformed),
            (&basic("app:a%0Ab"), E::SecretMalformed),
            (&basic("app:%zz"), E::Malformed),
            (&basic("app:%ff"), E::Malformed),
            (
                &basic(&format!("app:{}", "x".repeat(513))),
                E::SecretMalformed,
            ),
            (&basic(&"x".repeat(5000)), E::Malformed),
        ] {
            assert_eq!(read(Some(header), ""), Err(error), "{header}");
        }
        assert_eq!(
            read(Some(&format!("Basic {}", STANDARD.encode(b"a:\xff"))), ""),
            Err(E::Malformed)
        );
    }

    #[test]
    fn two_ways_at_once() {
        use ClientAuthError as E;
        let header = basic("app:s");
        assert_eq!(
            read(Some(&header), "client_id=app&client_secret=s"),
            Err(E::TwoWays)
        );
        assert_eq!(read(Some(&header), "client_secret=other"), Err(E::TwoWays));
        assert_eq!(read(Some(&header), "client_id=other"), Err(E::TwoClients));
        assert!(read(Some(&header), "client_id=app").is_ok());
        assert!(
            read(Some(&header), "client_id=&client_secret=").is_ok(),
            "Dovecot"
        );
        assert_eq!(E::TwoWays.answer().code, ErrorCode::InvalidRequest);
        assert_eq!(E::Malformed.answer().status(), 401);
    }

    #[test]
    fn nothing_is_not_a_client() {
        assert_eq!(read(None, ""), Err(ClientAuthError::Absent));
        assert_eq!(
            read(None, "client_id=&client_secret=s"),
            Err(ClientAuthError::Absent)
        );
    }

    #[test]
    fn whom_an_unreadable_request_is_from() {
        let said =
            |header: Option<&str>, body: &str| PresentedClient::said(header, body.as_bytes());
        assert_eq!(
            said(Some(&basic("app:s")), "a=1&a=2").as_deref(),
            Some("app")
        );
        assert_eq!(
            said(None, "client_id=app&scope=x&scope=y").as_deref(),
            Some("app")
        );
        assert_eq!(
            said(Some("Basic !"), "client_id=app").as_deref(),
            Some("app")
        );
        for (header, body) in [
            (None, ""),
            (None, "client_id=a&client_id=b"),
            (None, "x=%zz"),
        ] {
            assert_eq!(said(header, body), None, "{body}");
        }
    }

    /// An assertion of this subject that nobody signed; reading verifies nothing.
    fn asserted(subject: &str) -> String {
        let claims = crate::jose::base64url_encode(format!(r#"{{"sub":"{subject}"}}"#));
        format!("client_assertion_type={ASSERTION_TYPE}&client_assertion=e30.{claims}.AAAA")
    }

    #[test]
    fn an_assertion_names_its_client() {
        let client = read(None, &asserted("app")).unwrap();
        assert_eq!(
            (client.client_id(), client.method().as_str()),
            ("app", "private_key_jwt")
        );
        assert!(!format!("{client:?}").contains("e30"), "it is not printed");
        let same = read(None, &format!("client_id=app&{}", asserted("app"))).unwrap();
        assert_eq!(same, client);
        let said = PresentedClient::said(None, asserted("app").as_bytes());
        assert_eq!(said.as_deref(), Some("app"));
    }

    #[test]
    fn assertions_that_are_half_doubled_or_of_nobody() {
        use ClientAuthError as E;
        let own = asserted("app");
        let saml = own.replace("jwt-bearer", "saml2-bearer");
        let refused = |body: &str| read(None, body).unwrap_err();
        assert_eq!(refused(&format!("client_id=b&{own}")), E::AssertionClient);
        assert_eq!(refused(&format!("client_secret=s&{own}")), E::TwoWays);
        assert_eq!(read(Some(&basic("app:s")), &own), Err(E::TwoWays));
        assert_eq!(refused(&saml), E::AssertionType);
        assert_eq!(
            refused("client_id=app&client_assertion=x"),
            E::AssertionHalf
        );
        let half = format!("client_id=app&client_assertion_type={ASSERTION_TYPE}");
        assert_eq!(refused(&half), E::AssertionHalf);
        for odd in [
            "x",
            "a.b",
            "e30.e30.x",
            "e30.bnVsbA.x",
            "e30.eyJzdWIiOjF9.x",
        ] {
            let body = format!("client_assertion_type={ASSERTION_TYPE}&client_assertion={odd}");
            assert_eq!(
                refused(&format!("client_id=app&{body}")),
                E::AssertionMalformed
            );
        }
        assert_eq!(refused(&asserted("a\\u0000b")), E::AssertionMalformed);
        let words = E::AssertionClient.answer().description;
        for error in [
            E::AssertionType,
            E::AssertionHalf,
            E::AssertionMalformed,
            E::SecretStray,
        ] {
            let answer = error.answer();
            assert_eq!(
                (answer.status(), answer.description),
                (401, words),
                "{error}"
            );
        }
    }

    /// doorkeeper-openid_connect CVE-2026-44476: only the registered way passes.
    #[test]
    fn only_the_registered_kind_passes() {
        let (public, secret) = (ClientAuth::None, ClientAuth::Secret);
        let bare = read(None, "client_id=app").unwrap();
        let post = read(None, "client_id=app&client_secret=s").unwrap();
        let blank = read(None, "client_id=app&client_secret=").unwrap();
        assert_eq!(bare.proof(public), Ok(ClientProof::Public));
        assert_eq!(bare.proof(secret), Err(ClientAuthError::SecretAbsent));
        assert_eq!(blank.proof(secret), Err(ClientAuthError::SecretAbsent));
        assert_eq!(post.proof(public), Err(ClientAuthError::SecretStray));
        assert!(matches!(post.proof(secret), Ok(ClientProof::Secret(_))));
        let keys = ClientAuth::PrivateKeyJwt;
        for other in [&bare, &post] {
            assert_eq!(other.proof(keys), Err(ClientAuthError::AssertionAbsent));
        }
        let signed = read(None, &asserted("app")).unwrap();
        assert!(matches!(signed.proof(keys), Ok(ClientProof::Assertion(_))));
        for other in [public, secret] {
            assert_eq!(signed.proof(other), Err(ClientAuthError::AssertionStray));
        }
    }
}
