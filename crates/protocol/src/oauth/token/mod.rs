//! The token request: what all grants share, and one file a grant.
//!
//! A further grant is a file beside [`authorization_code`] and [`refresh_token`], a variant of
//! [`Grant`], and a line in `read_grant`.

pub mod authorization_code;
pub mod client_credentials;
pub mod device_code;
pub mod refresh_token;
#[cfg(test)]
mod tests;
pub mod token_exchange;

use serde::Serialize;

use super::client::GrantType;
use super::client_auth::{ClientAuthError, PresentedClient};
use super::error::{ErrorAnswer, ErrorCode};
use super::form::{Params, ParamsError};
use super::resource::{self, ResourceError};
use crate::Sensitive;

pub use authorization_code::{CodeBinding, CodeGrant, CodeMisuse};
pub use client_credentials::{MachineGrant, NotForMachines};
pub use device_code::DeviceGrant;
pub use refresh_token::{RefreshGrant, ScopeWidened};
pub use token_exchange::{Actors, ExchangeGrant, TooManyActors};

/// The longest code or token that is looked up, in bytes.
const MAX_TOKEN: usize = 512;

/// Why a token request is refused before anything is looked up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// The body cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// The client cannot be told.
    #[error(transparent)]
    Client(#[from] ClientAuthError),
    /// `grant_type` is absent.
    #[error("grant_type is absent")]
    GrantTypeAbsent,
    /// `grant_type` is none of ours.
    #[error("grant_type is not supported")]
    GrantTypeUnsupported,
    /// A parameter that the grant needs is absent.
    #[error("{0} is absent")]
    Absent(&'static str),
    /// A parameter of the grant is not of the right form.
    #[error("{0} is malformed")]
    Malformed(&'static str),
    /// `scope` is not a list of scopes.
    #[error("scope is malformed")]
    ScopeMalformed,
    /// The resources cannot be taken.
    #[error(transparent)]
    Resource(ResourceError),
}

impl TokenRefusal {
    /// The answer to the client.
    pub fn answer(&self) -> ErrorAnswer {
        let (code, description) = match self {
            Self::Client(error) => return error.answer(),
            Self::Params(_) => (ErrorCode::InvalidRequest, "The body is not a sound form."),
            Self::Repeated(_) => (
                ErrorCode::InvalidRequest,
                "A parameter is given more than once.",
            ),
            Self::GrantTypeAbsent => (ErrorCode::InvalidRequest, "grant_type is absent."),
            Self::GrantTypeUnsupported => (
                ErrorCode::UnsupportedGrantType,
                "grant_type is not supported.",
            ),
            Self::Absent(_) => (ErrorCode::InvalidRequest, "A required parameter is absent."),
            // A code or token of the wrong form is one that does not exist.
            Self::Malformed("code" | "refresh_token" | "device_code") => {
                (ErrorCode::InvalidGrant, "The grant is not valid.")
            }
            Self::Malformed(_) => (ErrorCode::InvalidRequest, "A parameter is malformed."),
            Self::Resource(error) => return error.answer(),
            Self::ScopeMalformed => (ErrorCode::InvalidScope, "scope is malformed."),
        };
        ErrorAnswer::new(code, description)
    }
}

/// What a client wants tokens for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A code from the authorisation endpoint.
    AuthorizationCode(CodeGrant),
    /// A refresh token.
    RefreshToken(RefreshGrant),
    /// The code of a device that polls.
    DeviceCode(DeviceGrant),
    /// A token that was given to another application.
    TokenExchange(ExchangeGrant),
    /// Nothing but the client itself.
    ClientCredentials(MachineGrant),
}

impl Grant {
    /// Which grant it is.
    pub const fn kind(&self) -> GrantType {
        match self {
            Self::AuthorizationCode(_) => GrantType::AuthorizationCode,
            Self::RefreshToken(_) => GrantType::RefreshToken,
            Self::DeviceCode(_) => GrantType::DeviceCode,
            Self::TokenExchange(_) => GrantType::TokenExchange,
            Self::ClientCredentials(_) => GrantType::ClientCredentials,
        }
    }
}

/// A request to the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// Who asks; not yet proven.
    pub client: PresentedClient,
    /// What for.
    pub grant: Grant,
}

impl TokenRequest {
    /// Reads the request from the `Authorization` header and the form body. Refusals of the client
    /// come before refusals of the grant.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    pub fn parse(authorization: Option<&str>, body: &[u8]) -> Result<Self, TokenRefusal> {
        let params = Params::from_body(body)?;
        if let Some(name) = params.repeated() {
            return Err(TokenRefusal::Repeated(name.to_owned()));
        }
        let client = PresentedClient::read(authorization, &params)?;
        Ok(Self {
            client,
            grant: read_grant(&params)?,
        })
    }
}

fn read_grant(params: &Params) -> Result<Grant, TokenRefusal> {
    let name = params
        .get("grant_type")
        .ok_or(TokenRefusal::GrantTypeAbsent)?;
    match GrantType::from_wire(name) {
        Some(GrantType::AuthorizationCode) => CodeGrant::read(params).map(Grant::AuthorizationCode),
        Some(GrantType::RefreshToken) => RefreshGrant::read(params).map(Grant::RefreshToken),
        Some(GrantType::DeviceCode) => DeviceGrant::read(params).map(Grant::DeviceCode),
        Some(GrantType::TokenExchange) => ExchangeGrant::read(params).map(Grant::TokenExchange),
        Some(GrantType::ClientCredentials) => {
            MachineGrant::read(params).map(Grant::ClientCredentials)
        }
        _ => Err(TokenRefusal::GrantTypeUnsupported),
    }
}

/// A secret parameter that must be there, for the grants to use.
fn secret(params: &Params, name: &'static str) -> Result<Sensitive, TokenRefusal> {
    let text = params.get(name).ok_or(TokenRefusal::Absent(name))?;
    if text.len() > MAX_TOKEN || !super::charset::is_vschars(text) {
        return Err(TokenRefusal::Malformed(name));
    }
    Ok(Sensitive::new(text))
}

/// The resources a request names.
fn resources(params: &Params) -> Result<Vec<String>, TokenRefusal> {
    resource::read(params).map_err(TokenRefusal::Resource)
}

/// The body of a successful answer (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).
/// It goes out with `Cache-Control: no-store`.
#[derive(Clone, Copy, Serialize)]
pub struct TokenAnswer<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// [`TokenAnswer::BEARER`], or [`TokenAnswer::DPOP`] for one that is bound to a key.
    pub token_type: &'static str,
    /// What was given in exchange (RFC 8693 section 2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
    /// How long the access token lives, in seconds.
    pub expires_in: u32,
    /// The next refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a str>,
    /// The ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<&'a str>,
    /// What was granted, as text; absent where that is nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub scope: &'a str,
}

impl TokenAnswer<'_> {
    /// A token that opens to whoever holds it.
    pub const BEARER: &'static str = "Bearer";
    /// A token that opens with a proof of its key (RFC 9449 section 5).
    pub const DPOP: &'static str = "DPoP";
}
