//! What is registered about a client, as far as the protocol asks.

mod words;

pub use words::{AccessTokenFormat, ClientAuth, GrantType, Requirement};

use super::redirect_uri::RedirectUri;
use super::scope::Scopes;

/// The registered facts of one active client. The server fills them from its rows at each request,
/// so that a stored redirect URI is validated at use as well as when it was written.
/// By default they allow nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientFacts {
    /// The public name of the client.
    pub client_id: String,
    /// How the client proves itself. A public client (a native or browser application) does not,
    /// and must use PKCE.
    pub auth: ClientAuth,
    /// Whether a confidential client must use PKCE too.
    pub pkce_required: bool,
    /// Where answers may go. Never empty for a client that uses the authorisation endpoint; an
    /// empty list allows nothing.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a person may be sent after signing out.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// What the client may ask for.
    pub allowed_scopes: Scopes,
    /// What it may come to the token endpoint with.
    pub grants: Vec<GrantType>,
    /// What it must do beyond what everybody must.
    pub requires: Vec<Requirement>,
    /// The resources it may ask tokens for (RFC 8707), exactly.
    pub resources: Vec<String>,
}

impl ClientFacts {
    /// Whether the client can prove to be itself.
    pub fn is_confidential(&self) -> bool {
        self.auth != ClientAuth::None
    }

    /// Whether it may come with this grant.
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// Whether it must do this.
    pub fn must(&self, requirement: Requirement) -> bool {
        self.requires.contains(&requirement)
    }

    /// Whether answers may go to this address: exactly one of the registered ones. Only a public
    /// client may name another port on a loopback address (RFC 8252 section 7.3).
    pub fn may_return_to(&self, asked: &str) -> bool {
        let native = !self.is_confidential();
        self.redirect_uris
            .iter()
            .any(|uri| uri.is(asked) || (native && uri.is_on_another_port(asked)))
    }

    /// Whether a person may be sent here after signing out: exactly one of the registered ones.
    pub fn may_return_after_logout(&self, asked: &str) -> bool {
        self.post_logout_redirect_uris
            .iter()
            .any(|uri| uri.is(asked))
    }

    /// Whether a code without PKCE is refused.
    pub fn must_use_pkce(&self) -> bool {
        self.pkce_required || !self.is_confidential()
    }
}
