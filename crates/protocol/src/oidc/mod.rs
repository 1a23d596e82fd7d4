//! What OpenID Connect adds to OAuth 2.0: claims and the scopes that give them, ID tokens, userinfo,
//! discovery, and sign-out started by a client.
//!
//! Owns the shapes and the rules that need no database. Which values a person has, and whether they
//! consented, is left to the server.

mod claims;
mod claims_request;
mod discovery;
mod id_token;
mod logout;
mod logout_token;

pub use claims::{
    AddressClaim, EmailClaims, PersonClaims, PhoneClaims, ProfileClaims, Userinfo, WorkspaceClaims,
    claim_names,
};
pub use claims_request::{AcrWish, ClaimsError, ClaimsRequest, Wish, Wishes};
pub use discovery::{Discovery, Endpoints, Offer};
pub use id_token::{IdToken, IdTokenTimes, token_hash};
pub use logout::{IdTokenHint, IdentifiedLogout, Logout, LogoutRefusal, LogoutRequest};
pub use logout_token::LogoutToken;
