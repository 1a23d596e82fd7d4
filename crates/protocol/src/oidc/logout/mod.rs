//! Sign-out started by a client (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Three stages: [`LogoutRequest`] (read) → [`IdentifiedLogout`] (the hint is verified, the client is
//! named) → [`Logout`] (the way back is registered). A refusal of any stage is a page and never a
//! redirect. Ending the session, and asking the person where no valid hint came, is left to the
//! server.

#[cfg(test)]
mod tests;

use crate::jose::{Expect, KeySet, TokenError, TokenType};
use crate::oauth::{ClientFacts, Params, ParamsError, ReturnAddress};

/// Why a sign-out request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogoutRefusal {
    /// The query or body cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A parameter is given more than once.
    #[error("the parameter {0:?} is given more than once")]
    Repeated(String),
    /// `state` is too long or has characters that cannot be echoed.
    #[error("state is malformed")]
    StateMalformed,
    /// The hint is not an ID token of ours.
    #[error("id_token_hint is refused: {0}")]
    Hint(#[from] TokenError),
    /// The hint was issued to another client than the one named.
    #[error("id_token_hint was issued to another client")]
    OtherClient,
    /// The client named does not exist or is not active.
    #[error("the client is unknown")]
    ClientUnknown,
    /// A way back is named, but no client to which it could belong.
    #[error("post_logout_redirect_uri is given without a client")]
    ClientAbsent,
    /// The client has not registered this way back.
    #[error("post_logout_redirect_uri is not registered for this client")]
    ReturnNotRegistered,
}

/// First stage: what the request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutRequest {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    /// Preferred languages of the page, best first.
    pub ui_locales: Vec<String>,
}

impl LogoutRequest {
    /// The longest state, in bytes.
    const MAX_STATE: usize = 4096;

    /// Reads the parameters of a query or a form body; both must be accepted (section 2).
    ///
    /// # Errors
    /// [`LogoutRefusal::Repeated`] and [`LogoutRefusal::StateMalformed`].
    pub fn read(params: &Params) -> Result<Self, LogoutRefusal> {
        if let Some(name) = params.repeated() {
            return Err(LogoutRefusal::Repeated(name.to_owned()));
        }
        let own = |name: &str| params.get(name).map(str::to_owned);
        let state = own("state");
        let echoable = |text: &String| {
            text.len() <= Self::MAX_STATE && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
        };
        if !state.as_ref().is_none_or(echoable) {
            return Err(LogoutRefusal::StateMalformed);
        }
        let locales = params.get("ui_locales").unwrap_or_default().split(' ');
        Ok(Self {
            id_token_hint: own("id_token_hint"),
            client_id: own("client_id"),
            post_logout_redirect_uri: own("post_logout_redirect_uri"),
            state,
            ui_locales: locales
                .filter(|l| !l.is_empty())
                .take(10)
                .map(str::to_owned)
                .collect(),
        })
    }

    /// Verifies the hint, if there is one, and says which client this is about.
    ///
    /// # Errors
    /// [`LogoutRefusal::Hint`] and [`LogoutRefusal::OtherClient`].
    pub fn identified(
        self,
        keys: &KeySet,
        issuer: &str,
    ) -> Result<IdentifiedLogout, LogoutRefusal> {
        let token = self.id_token_hint.as_deref();
        let hint = token
            .map(|token| IdTokenHint::verify(token, keys, issuer))
            .transpose()?;
        if let (Some(hint), Some(named)) = (&hint, &self.client_id)
            && hint.client_id != *named
        {
            return Err(LogoutRefusal::OtherClient);
        }
        Ok(IdentifiedLogout {
            request: self,
            hint,
        })
    }
}

/// What an ID token of ours says about the one who shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTokenHint {
    /// The subject.
    pub subject: String,
    /// The client to which it was issued.
    pub client_id: String,
    /// The session in which it was issued.
    pub session_id: Option<String>,
}

impl IdTokenHint {
    /// Verifies an ID token of ours that serves as a hint. It may have expired (section 2; OpenID
    /// Connect Core section 3.1.2.1); all else must be right, and nothing may be absent.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify(token: &str, keys: &KeySet, issuer: &str) -> Result<Self, TokenError> {
        let claims = keys
            .verify(token, Expect::Exactly(TokenType::Jwt))?
            .claims()?;
        claims.require("iss", issuer)?;
        claims.seconds("exp")?;
        claims.seconds("iat")?;
        Ok(Self {
            subject: claims.text("sub")?.to_owned(),
            // Ours name one audience, as a text; `text` refuses a list.
            client_id: claims.text("aud")?.to_owned(),
            session_id: claims.optional_text("sid")?.map(str::to_owned),
        })
    }
}

/// Second stage: the hint is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifiedLogout {
    request: LogoutRequest,
    hint: Option<IdTokenHint>,
}

impl IdentifiedLogout {
    /// The client to look up, if one is named.
    pub fn client_id(&self) -> Option<&str> {
        let hinted = self.hint.as_ref().map(|hint| hint.client_id.as_str());
        hinted.or(self.request.client_id.as_deref())
    }

    /// Compares the way back with what the client has registered. `None` stands for no client, or
    /// one that does not exist or is not active.
    ///
    /// # Errors
    /// [`LogoutRefusal::ClientUnknown`], also when the facts are those of another client;
    /// [`LogoutRefusal::ClientAbsent`] and [`LogoutRefusal::ReturnNotRegistered`].
    pub fn resolved(self, client: Option<&ClientFacts>) -> Result<Logout, LogoutRefusal> {
        let named = self.client_id().map(str::to_owned);
        let client = match &named {
            None => None,
            Some(id) => Some(
                client
                    .filter(|c| c.client_id == *id)
                    .ok_or(LogoutRefusal::ClientUnknown)?,
            ),
        };
        let return_to = match (self.request.post_logout_redirect_uri, client) {
            (None, _) => None,
            (Some(_), None) => return Err(LogoutRefusal::ClientAbsent),
            (Some(uri), Some(client)) if client.may_return_after_logout(&uri) => {
                Some(ReturnAddress::new(uri, self.request.state))
            }
            (Some(_), Some(_)) => return Err(LogoutRefusal::ReturnNotRegistered),
        };
        Ok(Logout {
            client_id: named,
            hint: self.hint,
            return_to,
        })
    }
}

/// Last stage: what is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logout {
    /// The client that asks.
    pub client_id: Option<String>,
    /// Who is meant, proven by a token of ours. Without it, or when it names another person or
    /// session than the browser's, the person is asked first.
    pub hint: Option<IdTokenHint>,
    /// Where to send the browser afterwards: [`ReturnAddress::bare`].
    pub return_to: Option<ReturnAddress>,
}
