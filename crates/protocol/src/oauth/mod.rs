//! What OAuth 2.0 requests say and how they are answered (RFC 6749, 6750, 7009, 7591, 7592, 7636, 8252, 8628, 8693, 9207, 9449,
//! with the rules of RFC 9700).
//!
//! Owns the parsing of forms and queries, the checks of the authorisation, token and revocation
//! endpoints as far as they need nothing but the request and the registered facts of the client,
//! and the building of answers. Whether a secret, code or token is the right one is left to the
//! server, which holds the hashes.

mod access_token;
mod answer;
pub mod authorization;
mod bearer;
mod charset;
mod client;
mod client_assertion;
mod client_auth;
pub mod device;
mod dpop;
mod error;
mod form;
mod introspection;
mod pkce;
mod pushed;
mod redirect_uri;
mod registration;
pub mod resource;
mod revocation;
mod scope;
pub mod token;
mod user_code;

pub use access_token::{AccessTokenClaims, Confirmation};
pub use answer::{Delivery, ResponseMode, ReturnAddress};
pub use authorization::{AuthorizationRequest, Prompt};
pub use bearer::{BearerChallenge, BearerError, TokenScheme, access_token, bearer_token};
pub use client::{AccessTokenFormat, ClientAuth, ClientFacts, GrantType, Requirement};
pub use client_assertion::{ASSERTION_TYPE, AssertionDue, AssertionRefusal, ClientAssertion};
pub use client_auth::{AuthMethod, ClientAuthError, ClientProof, PresentedClient};
pub use dpop::{
    DPOP_WINDOW_SECONDS, DpopChallenge, DpopDue, DpopError, DpopProof, dpop_thumbprint,
};
pub use error::{ErrorAnswer, ErrorCode};
pub use form::{Params, ParamsError, is_form};
pub use introspection::{IntrospectionAnswer, IntrospectionRequest};
pub use pkce::{Challenge, PkceError, Verifier};
pub use pushed::{PushedRefusal, PushedRequest};
pub use redirect_uri::{RedirectUri, RedirectUriError};
pub use registration::{MAX_METADATA, Metadata, MetadataChange, MetadataRefusal, SignOutNotice};
pub use resource::ResourceError;
pub use revocation::{RevocationRefusal, RevocationRequest, TokenHint};
pub use scope::{Scope, ScopeError, Scopes};
pub use token::{TokenAnswer, TokenRefusal, TokenRequest};
pub use user_code::UserCode;
