//! Every reason why an authorisation request is refused.
//!
//! The variants are for the audit trail; the code and the sentence are for the client's developer.

use super::super::answer::{Delivery, ReturnAddress};
use super::super::error::ErrorCode;
use super::super::form::ParamsError;
use super::super::resource::ResourceError;
use super::super::scope::Scope;
use super::object::ObjectRefusal;
use crate::oidc::ClaimsError;

/// A refusal that is shown as a page and never redirected: nobody proved where it may go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageRefusal {
    /// The query cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// `client_id` or `redirect_uri` is given more than once.
    #[error("the parameter {0} is given more than once")]
    Repeated(&'static str),
    /// No client is named.
    #[error("client_id is absent")]
    ClientIdAbsent,
    /// The client id is too long or has other characters than RFC 6749 allows.
    #[error("client_id is malformed")]
    ClientIdMalformed,
    /// No active client has this id.
    #[error("the client is unknown")]
    ClientUnknown,
    /// No address is named.
    #[error("redirect_uri is absent")]
    RedirectUriAbsent,
    /// The client has not registered this address.
    #[error("redirect_uri is not registered for this client")]
    RedirectUriNotRegistered,
    /// What carried the parameters is refused, and nothing beside it says where to.
    #[error(transparent)]
    Carrier(RequestRefusal),
}

/// A refusal that is sent back to the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    /// Where it may be sent.
    pub return_to: ReturnAddress,
    /// Why.
    pub reason: RequestRefusal,
}

impl Refused {
    /// What carries this refusal to the client.
    pub fn delivery(&self, issuer: &str) -> Delivery {
        let (code, words) = (self.reason.code(), self.reason.description());
        self.return_to.with_error(code, words, issuer)
    }
}

/// Why a request with a proven address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefusal {
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// `state` is too long or has other characters than RFC 6749 allows.
    #[error("state is malformed")]
    StateMalformed,
    /// `request` beside or within what carries the parameters already.
    #[error("the parameters come in two ways at once")]
    TwoCarriers,
    /// `request_uri` names something that was not pushed here.
    #[error("request_uri was not given by the pushed request endpoint")]
    RequestUri,
    /// The request object is refused.
    #[error("the request object is refused: {0}")]
    Object(#[from] ObjectRefusal),
    /// Nothing was pushed under this `request_uri`, or it is long forgotten.
    #[error("request_uri is unknown")]
    PushedUnknown,
    /// The pushed request was used before.
    #[error("request_uri was used before")]
    PushedUsed,
    /// The pushed request came too late.
    #[error("request_uri has expired")]
    PushedExpired,
    /// Another client pushed it.
    #[error("request_uri belongs to another client")]
    PushedOtherClient,
    /// This client must push its requests and did not.
    #[error("the request was not pushed")]
    NotPushed,
    /// This client must sign its requests and did not.
    #[error("the request is not signed")]
    NotSigned,
    /// `registration` is given.
    #[error("registration in the request is not supported")]
    Registration,
    /// `response_type` is absent.
    #[error("response_type is absent")]
    ResponseTypeAbsent,
    /// `response_type` is not `code`.
    #[error("response_type is not code")]
    ResponseTypeUnsupported,
    /// This client is not registered to come with codes.
    #[error("the client is not registered for codes")]
    GrantNotAllowed,
    /// `response_mode` is neither `query` nor `form_post`.
    #[error("response_mode is neither query nor form_post")]
    ResponseModeUnsupported,
    /// `form_post` for an address that no browser can post to.
    #[error("response_mode is form_post, and the redirect URI is no web page")]
    FormPostNowhere,
    /// `scope` is absent.
    #[error("scope is absent")]
    ScopeAbsent,
    /// `scope` is not a list of scopes.
    #[error("scope is malformed")]
    ScopeMalformed,
    /// `scope` lacks `openid`.
    #[error("scope lacks openid")]
    OpenIdScopeAbsent,
    /// `scope` has one that this client may not ask for.
    #[error("the scope {} is not allowed to this client", .0.as_str())]
    ScopeNotAllowed(Scope),
    /// A resource is not one of this client's.
    #[error(transparent)]
    Resource(ResourceError),
    /// This client must use PKCE and did not.
    #[error("code_challenge is absent")]
    ChallengeAbsent,
    /// The method is `plain`, or absent, which means the same.
    #[error("code_challenge_method is plain")]
    ChallengePlain,
    /// The method is unknown.
    #[error("code_challenge_method is unknown")]
    ChallengeMethodUnknown,
    /// A method without a challenge.
    #[error("code_challenge_method is given without code_challenge")]
    ChallengeMethodStray,
    /// The challenge is not 32 bytes as base64url.
    #[error("code_challenge is malformed")]
    ChallengeMalformed,
    /// `nonce` is too long or has characters that cannot be echoed.
    #[error("nonce is malformed")]
    NonceMalformed,
    /// `prompt` has a word that we do not know.
    #[error("prompt is unknown")]
    PromptUnknown,
    /// `prompt` has `none` and another word.
    #[error("prompt contradicts itself")]
    PromptContradiction,
    /// `max_age` is not a number of seconds.
    #[error("max_age is malformed")]
    MaxAgeMalformed,
    /// `login_hint` is not one line of text.
    #[error("login_hint is malformed")]
    LoginHintMalformed,
    /// `id_token_hint` is not a token.
    #[error("id_token_hint is malformed")]
    IdTokenHintMalformed,
    /// `dpop_jkt` is not a thumbprint.
    #[error("dpop_jkt is malformed")]
    DpopKeyMalformed,
    /// `id_token_hint` was not signed by us.
    #[error("id_token_hint is not an ID token of ours")]
    IdTokenHintForeign,
    /// `claims` cannot be read.
    #[error("claims is refused: {0}")]
    Claims(ClaimsError),
}

impl RequestRefusal {
    /// The code for the client.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Object(_) => ErrorCode::InvalidRequestObject,
            Self::PushedUnknown
            | Self::PushedUsed
            | Self::PushedExpired
            | Self::PushedOtherClient => ErrorCode::InvalidRequestUri,
            Self::RequestUri => ErrorCode::RequestUriNotSupported,
            Self::Registration => ErrorCode::RegistrationNotSupported,
            Self::ResponseTypeUnsupported => ErrorCode::UnsupportedResponseType,
            Self::Resource(_) => ErrorCode::InvalidTarget,
            Self::GrantNotAllowed => ErrorCode::UnauthorizedClient,
            Self::ScopeAbsent
            | Self::ScopeMalformed
            | Self::OpenIdScopeAbsent
            | Self::ScopeNotAllowed(_) => ErrorCode::InvalidScope,
            _ => ErrorCode::InvalidRequest,
        }
    }

    /// One sentence for the developer of the client. It contains nothing from the request.
    pub const fn description(&self) -> &'static str {
        match self {
            Self::Repeated(_) => "A parameter is given more than once.",
            Self::StateMalformed => "state is too long or has characters outside RFC 6749.",
            Self::TwoCarriers => "request stands beside or within another request.",
            Self::RequestUri => "request_uri must come from the pushed request endpoint.",
            Self::Object(why) => why.description(),
            Self::PushedUnknown | Self::PushedOtherClient => "request_uri is unknown.",
            Self::PushedUsed => "request_uri was used before.",
            Self::PushedExpired => "request_uri has expired.",
            Self::NotPushed => "This client must push its requests.",
            Self::NotSigned => "This client must sign its requests.",
            Self::Registration => "Registration in the request is not supported.",
            Self::ResponseTypeAbsent => "response_type is absent.",
            Self::ResponseTypeUnsupported => "response_type must be code.",
            Self::GrantNotAllowed => "This client is not registered for codes.",
            Self::ResponseModeUnsupported => "response_mode must be query or form_post.",
            Self::FormPostNowhere => "form_post needs a redirect URI of http or https.",
            Self::ScopeAbsent => "scope is absent.",
            Self::ScopeMalformed => "scope must be a list of scopes with single spaces.",
            Self::OpenIdScopeAbsent => "scope must contain openid.",
            Self::ScopeNotAllowed(_) => "A scope is not allowed to this client.",
            Self::Resource(_) => "A resource is unknown or not allowed.",
            Self::ChallengeAbsent => "This client must use PKCE: code_challenge is absent.",
            Self::ChallengePlain => "code_challenge_method must be S256.",
            Self::ChallengeMethodUnknown => "code_challenge_method must be S256.",
            Self::ChallengeMethodStray => "code_challenge is absent.",
            Self::ChallengeMalformed => "code_challenge must be 32 bytes as base64url.",
            Self::NonceMalformed => "nonce is too long or has characters that cannot be echoed.",
            Self::PromptUnknown => "prompt has an unknown value.",
            Self::PromptContradiction => "prompt has none together with another value.",
            Self::MaxAgeMalformed => "max_age must be a number of seconds.",
            Self::LoginHintMalformed => "login_hint must be one line of text.",
            Self::IdTokenHintMalformed => "id_token_hint is not a token.",
            Self::DpopKeyMalformed => "dpop_jkt must be the SHA-256 thumbprint of a key.",
            Self::IdTokenHintForeign => "id_token_hint is not an ID token of ours.",
            Self::Claims(_) => "claims must be a JSON object as in OpenID Connect Core 5.5.",
        }
    }
}
