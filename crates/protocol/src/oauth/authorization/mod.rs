//! The authorisation request: typed stages, and a list of named checks in order.
//!
//! [`NamedClient`] (who asks, and where the answer is wanted) → [`Addressed`] (the address is
//! registered: from here on errors may be sent to it) → [`AuthorizationRequest`] (everything is
//! checked that needs no person). Refusals of the first two stages are [`PageRefusal`]: they have
//! no address and can only become a page. Refusals of the last are [`Refused`], which holds one.
//!
//! Before them stands [`Carried`]: the parameters may come in the query, in a signed [`RequestObject`]
//! (RFC 9101), or were pushed before (RFC 9126). The stages see the parameters that count, and no others.
//!
//! Who the person is, whether the door opens and what was consented is left to the server. To
//! continue a request later, keep its query text and run the stages again: they cost little and
//! see the client as it is registered then.

mod carried;
mod checks;
mod object;
mod refusal;
#[cfg(test)]
mod tests;

pub use carried::{Came, Carried, PUSHED_PREFIX};
pub use checks::Prompt;
pub use object::{ObjectRefusal, RequestObject};
pub use refusal::{PageRefusal, Refused, RequestRefusal};

use super::answer::{ResponseMode, ReturnAddress};
use super::charset::is_vschars;
use super::client::ClientFacts;
use super::form::Params;
use super::pkce::Challenge;
use super::scope::Scopes;
use crate::oidc::{AcrWish, ClaimsRequest};

/// The longest client id, in bytes.
pub(super) const MAX_CLIENT_ID: usize = 256;

/// First stage: the request names one client and one address, both still unproven.
#[derive(Debug, Clone, Copy)]
pub struct NamedClient<'a> {
    params: &'a Params,
    came: Came,
    client_id: &'a str,
    redirect_uri: &'a str,
}

impl<'a> NamedClient<'a> {
    /// Reads `client_id` and `redirect_uri`, each of which must be there once.
    ///
    /// # Errors
    /// [`PageRefusal`].
    pub fn read(params: &'a Params) -> Result<Self, PageRefusal> {
        Ok(Self {
            params,
            came: Came::default(),
            client_id: checks::client_id(params)?,
            redirect_uri: checks::redirect_uri(params)?,
        })
    }

    /// Says how the parameters came, for clients that must send them in a certain way.
    #[must_use]
    pub fn came(self, came: Came) -> Self {
        Self { came, ..self }
    }

    /// The client to look up.
    pub fn client_id(&self) -> &'a str {
        self.client_id
    }

    /// Compares the address with what the client has registered. `None` stands for a client that
    /// does not exist or is not active.
    ///
    /// # Errors
    /// [`PageRefusal::ClientUnknown`], also when the facts are those of another client, and
    /// [`PageRefusal::RedirectUriNotRegistered`].
    pub fn addressed(self, client: Option<&'a ClientFacts>) -> Result<Addressed<'a>, PageRefusal> {
        let client = client
            .filter(|client| client.client_id == self.client_id)
            .ok_or(PageRefusal::ClientUnknown)?;
        if !client.may_return_to(self.redirect_uri) {
            return Err(PageRefusal::RedirectUriNotRegistered);
        }
        // A state that is malformed is refused later; it is never echoed.
        let state = checks::state(self.params).ok().flatten().map(str::to_owned);
        let mode = self.params.get("response_mode");
        let mode = mode.and_then(ResponseMode::from_name).unwrap_or_default();
        let return_to = ReturnAddress::new(self.redirect_uri.to_owned(), state).by(mode);
        Ok(Addressed {
            params: self.params,
            came: self.came,
            client,
            return_to,
        })
    }
}

/// Second stage: the client is known and the answer has an address.
#[derive(Debug, Clone)]
pub struct Addressed<'a> {
    params: &'a Params,
    came: Came,
    client: &'a ClientFacts,
    return_to: ReturnAddress,
}

impl Addressed<'_> {
    /// Where errors may be sent.
    pub fn return_to(&self) -> &ReturnAddress {
        &self.return_to
    }

    /// Refuses it for something that lies outside of these parameters.
    pub fn refused(self, reason: RequestRefusal) -> Refused {
        Refused {
            return_to: self.return_to,
            reason,
        }
    }

    /// Runs all remaining checks.
    ///
    /// # Errors
    /// [`Refused`], with the address to which it may be sent.
    pub fn check(self) -> Result<AuthorizationRequest, Refused> {
        match self.run_checks() {
            Ok(request) => Ok(request),
            Err(reason) => Err(self.refused(reason)),
        }
    }

    /// The whole list, in order; each line is one rule.
    fn run_checks(&self) -> Result<AuthorizationRequest, RequestRefusal> {
        let (params, client) = (self.params, self.client);
        checks::nothing_repeated(params)?;
        checks::state(params)?;
        checks::carrier(params)?;
        checks::came(self.came, client)?;
        checks::response_type(params)?;
        checks::grant(client)?;
        checks::response_mode(params, &self.return_to)?;
        let scopes = checks::scopes(params, client)?;
        let resources = checks::resources(params, client)?;
        let challenge = checks::pkce(params, client)?;
        let nonce = checks::nonce(params)?;
        let prompt = checks::prompt(params)?;
        let max_age = checks::max_age(params)?;
        let login_hint = checks::login_hint(params)?;
        let id_token_hint = checks::id_token_hint(params)?;
        let dpop_jkt = checks::dpop_jkt(params)?;
        let claims = checks::claims(params, client)?;
        Ok(AuthorizationRequest {
            client_id: client.client_id.clone(),
            came: self.came,
            return_to: self.return_to.clone(),
            scopes,
            resources,
            challenge,
            nonce,
            prompt,
            max_age,
            login_hint,
            id_token_hint,
            dpop_jkt,
            ui_locales: checks::list(params, "ui_locales"),
            acr: claims
                .acr()
                .unwrap_or_else(|| AcrWish::voluntary(checks::list(params, "acr_values"))),
            claims,
        })
    }
}

/// Last stage: a request that can be granted if the person and the door agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// The client that asks.
    pub client_id: String,
    /// How the request came.
    pub came: Came,
    /// Where the answer goes.
    pub return_to: ReturnAddress,
    /// What is asked for; known to us, allowed to this client, with `openid` among it.
    pub scopes: Scopes,
    /// The resources asked for (RFC 8707), all of them registered for this client; none stands for
    /// the client itself.
    pub resources: Vec<String>,
    /// The PKCE challenge; `None` only for a confidential client that may go without.
    pub challenge: Option<Challenge>,
    /// To be echoed in the ID token.
    pub nonce: Option<String>,
    /// How far the person may or must be asked.
    pub prompt: Prompt,
    /// How long ago, in seconds, the person may have signed in.
    pub max_age: Option<u32>,
    /// What to write into the first field of the sign-in page.
    pub login_hint: Option<String>,
    /// An ID token of ours that names the expected person; not yet verified.
    pub id_token_hint: Option<String>,
    /// The thumbprint of the key with which alone the code may be redeemed (RFC 9449 section 10).
    pub dpop_jkt: Option<String>,
    /// Preferred languages of the pages, best first; not yet matched against ours.
    pub ui_locales: Vec<String>,
    /// What strength of the sign-in is wished for or demanded.
    pub acr: AcrWish,
    /// Single claims that are asked for beside those of the scopes, no more than this client may
    /// hear.
    pub claims: ClaimsRequest,
}

impl AuthorizationRequest {
    /// Whether a sign-in at `auth_time` is too old at `now` (both in seconds since the epoch), or a
    /// new one was asked for in any case. A time in the future counts as too old.
    pub fn needs_fresh_sign_in(&self, auth_time: i64, now: i64) -> bool {
        let too_old = self.max_age.is_some_and(|max_age| {
            let age = now.saturating_sub(auth_time);
            age < 0 || age > i64::from(max_age) || max_age == 0
        });
        self.prompt.login || too_old
    }
}

/// Whether this may be a client id.
pub(super) fn is_client_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_CLIENT_ID && is_vschars(text)
}
