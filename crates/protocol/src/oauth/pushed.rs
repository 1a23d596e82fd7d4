//! Pushed authorisation requests (RFC 9126): the parameters of a request, sent by the client itself.

use super::authorization::{PUSHED_PREFIX, PageRefusal, RequestRefusal};
use super::client_auth::{ClientAuthError, PresentedClient};
use super::error::{ErrorAnswer, ErrorCode};
use super::form::{Params, ParamsError};

/// Parameters that prove the client and are no part of its request.
const OF_THE_PROOF: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// Why a pushed request is refused before its parameters are checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushedRefusal {
    /// The body cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// The client cannot be told.
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    /// `request_uri` is given, which only the authorisation endpoint takes (section 2.1).
    #[error("request_uri cannot be pushed")]
    RequestUri,
}

impl PushedRefusal {
    /// The answer to the client.
    pub fn answer(&self) -> ErrorAnswer {
        let description = match self {
            Self::Client(error) => return error.answer(),
            Self::Params(_) => "The body is not a sound form.",
            Self::Repeated(_) => "A parameter is given more than once.",
            Self::RequestUri => "request_uri cannot be pushed.",
        };
        ErrorAnswer::new(ErrorCode::InvalidRequest, description)
    }
}

/// A request as it was pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedRequest {
    /// Who pushes it; not yet proven.
    pub client: PresentedClient,
    /// The parameters, without those that prove the client; `client_id` is always among them.
    pub params: Params,
}

impl PushedRequest {
    /// Reads the request from the `Authorization` header and the form body.
    ///
    /// # Errors
    /// [`PushedRefusal`].
    pub fn parse(authorization: Option<&str>, body: &[u8]) -> Result<Self, PushedRefusal> {
        let params = Params::from_body(body)?;
        if let Some(name) = params.repeated() {
            return Err(PushedRefusal::Repeated(name.to_owned()));
        }
        let client = PresentedClient::read(authorization, &params)?;
        if params.get("request_uri").is_some() {
            return Err(PushedRefusal::RequestUri);
        }
        let own = params
            .iter()
            .filter(|(name, _)| !OF_THE_PROOF.contains(name));
        let own = own.filter(|(name, _)| *name != "client_id");
        let named = [("client_id", client.client_id())];
        let pairs = named.into_iter().chain(own);
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Self {
            params: Params::from_pairs(pairs)?,
            client,
        })
    }

    /// The `request_uri` of a stored request.
    pub fn uri(reference: &str) -> String {
        format!("{PUSHED_PREFIX}{reference}")
    }
}

impl PageRefusal {
    /// The answer at the pushed request endpoint, where there is no page.
    pub fn answer(&self) -> ErrorAnswer {
        let description = match self {
            Self::Carrier(refusal) => return refusal.answer(),
            Self::Params(_) => "The request cannot be read.",
            Self::Repeated(_) => "A parameter is given more than once.",
            Self::ClientIdAbsent => "client_id is absent.",
            Self::ClientIdMalformed | Self::ClientUnknown => "client_id is unknown.",
            Self::RedirectUriAbsent => "redirect_uri is absent.",
            Self::RedirectUriNotRegistered => "redirect_uri is not registered for this client.",
        };
        ErrorAnswer::new(ErrorCode::InvalidRequest, description)
    }
}

impl RequestRefusal {
    /// The answer at the pushed request endpoint, where nothing is redirected.
    pub fn answer(&self) -> ErrorAnswer {
        ErrorAnswer::new(self.code(), self.description())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<PushedRequest, PushedRefusal> {
        PushedRequest::parse(None, body.as_bytes())
    }

    #[test]
    fn what_proves_the_client_is_no_part_of_the_request() {
        let body = "scope=openid&client_id=app&client_secret=s&state=x";
        let pushed = parse(body).unwrap();
        assert_eq!(pushed.client.client_id(), "app");
        let read: Vec<_> = pushed.params.iter().collect();
        assert_eq!(
            read,
            [("client_id", "app"), ("scope", "openid"), ("state", "x")]
        );
        let basic = PushedRequest::parse(Some("Basic YXBwOnM="), b"scope=openid").unwrap();
        assert_eq!(basic.params.get("client_id"), Some("app"));
    }

    #[test]
    fn a_reference_and_a_doubled_parameter_are_refused() {
        use PushedRefusal as P;
        assert_eq!(parse("client_id=app&request_uri=urn:x"), Err(P::RequestUri));
        let twice = parse("client_id=app&scope=a&scope=b").unwrap_err();
        assert_eq!(twice, P::Repeated("scope".to_owned()));
        assert_eq!(twice.answer().code, ErrorCode::InvalidRequest);
        let nobody = parse("scope=openid").unwrap_err();
        assert_eq!(nobody.answer().status(), 401);
        assert_eq!(parse("a=%zz"), Err(P::Params(ParamsError::Encoding)));
        assert!(PushedRequest::uri("x").starts_with("urn:ietf:params:oauth:request_uri:"));
    }

    #[test]
    fn refusals_have_an_answer_without_a_page() {
        let unknown = PageRefusal::RedirectUriNotRegistered.answer();
        assert_eq!(
            (unknown.code, unknown.status()),
            (ErrorCode::InvalidRequest, 400)
        );
        let scope = RequestRefusal::ScopeAbsent.answer();
        assert_eq!(scope.code, ErrorCode::InvalidScope);
    }
}
