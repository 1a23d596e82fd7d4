//! The token endpoint: parse, authenticate the application, ask the grant, issue.
//!
//! A grant type is a file here and a line in [`token`]: it receives an application that has proved who
//! it is and says what to issue, or why not. Nothing is written before [`issue`], which does
//! everything in one transaction.

mod authorization_code;
mod client_credentials;
mod device_code;
mod issue;
mod refresh_token;
mod token_exchange;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use base::audit::Kind;
use base::clock::Time;
use base::token::{AuthorizationCode, DeviceCode, RefreshToken, TokenHash};
use protocol::oauth::token::Grant as Asked;
use protocol::oauth::{ErrorAnswer, ErrorCode, Requirement, ResourceError, Scopes, TokenRequest};
use protocol::oidc::Wishes;

use super::client::{self, Client};
use super::dpop::{self, Doubt, Proved};
use super::error::OAuthError;
use super::events;
use super::grants::standing::{Fallen, Standing};
use super::grants::store::Acting;
use super::grants::{Grant, GrantId};
use super::request::ClientForm;
use crate::web::{App, Ctx};

/// What a grant type says is to be issued.
struct Granted {
    /// Under which grant.
    grant: Arc<Grant>,
    /// Who stands behind it, as asked a moment ago.
    standing: Standing,
    /// What the access token opens.
    scopes: Scopes,
    /// The resources it is meant for; none stands for the application itself.
    resources: Vec<String>,
    /// To be echoed in the ID token.
    nonce: Option<String>,
    /// What is used up for it.
    spent: Spent,
}

impl Granted {
    /// What the ID token tells: by scopes, and by name.
    fn asked(&self) -> (Scopes, &Wishes) {
        (self.scopes, &self.grant.claims.id_token)
    }
}

/// A request to give tokens, as every grant type gets it.
#[derive(Clone, Copy)]
struct Asking<'a> {
    client: &'a Client,
    /// The proof of a key it brings.
    proof: Option<&'a Proved>,
    now: Time,
}

impl Asking<'_> {
    /// The thumbprint of the key it proves.
    fn jkt(&self) -> Option<&str> {
        self.proof.map(Proved::thumbprint)
    }
}

/// What is used up when tokens are issued; the statement that does it decides who gets them.
enum Spent {
    /// A code; the grant begins.
    Code(TokenHash<AuthorizationCode>),
    /// A refresh token; the grant goes on.
    Refresh(TokenHash<RefreshToken>),
    /// The code of a device; the grant begins.
    Device(TokenHash<DeviceCode>),
    /// Nothing: another application's access token serves as long as it lives. Whoever acts with it
    /// gets one for no longer.
    Exchange(Acting, Time),
}

/// What stands against issuing.
enum Refusal {
    /// Nothing is issued, for this reason.
    Plain(ErrorAnswer, String),
    /// Nothing is issued yet, which is nothing to write down.
    Quiet(ErrorAnswer),
    /// It was used before: all the grant gave ends.
    Reused(GrantId),
}

impl Refusal {
    /// A grant the application is not registered to come with.
    fn not_registered() -> Self {
        Self::Plain(not_registered(), "grant-not-registered".to_owned())
    }

    /// The same, for a reason that lies elsewhere.
    fn not_registered_because(why: &impl std::fmt::Debug) -> Self {
        Self::Plain(not_registered(), super::reason::reason(why))
    }

    /// Resources that are not to be had.
    fn target(why: &ResourceError) -> Self {
        Self::Plain(why.answer(), super::reason::reason(why))
    }

    /// Something bound to a key comes without a proof of it.
    fn proof_absent() -> Self {
        let why = super::reason::reason(&Doubt::ProofAbsent);
        Self::Plain(dpop::needed(), why)
    }

    /// A grant that is not valid; the application is told no more, the trail is.
    fn invalid(why: &impl std::fmt::Debug) -> Self {
        let answer = ErrorAnswer::new(ErrorCode::InvalidGrant, "The grant is not valid.");
        Self::Plain(answer, super::reason::reason(why))
    }
}

impl From<Fallen> for Refusal {
    fn from(why: Fallen) -> Self {
        Self::invalid(&why)
    }
}

/// `POST /oidc/token`.
pub(super) async fn token(
    State(app): State<App>,
    ctx: Ctx,
    form: ClientForm,
) -> Result<Response, OAuthError> {
    let parsed = TokenRequest::parse(form.authorization.as_deref(), &form.body);
    let request = match parsed {
        Ok(request) => request,
        Err(refusal) => {
            client::note_unread(&app, &ctx, &form, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    let client = client::authenticate(&app, &ctx, &request.client).await?;
    let now = app.clock.now();
    let proof = match prove(&app, &client, &form) {
        Ok(proof) => proof,
        Err(doubt) => {
            let application = client.application();
            client::note(&app, &ctx, application, events::TOKENS_REFUSED, &doubt).await?;
            return Err(doubt.answer(&app));
        }
    };
    let asking = Asking {
        client: &client,
        proof: proof.as_ref(),
        now,
    };
    match answer(&app, &ctx, asking, &request.grant).await? {
        Ok(answer) => {
            app.metrics.tokens(request.grant.kind().as_str());
            Ok(answer)
        }
        Err(refusal) => Err(refuse(&app, &ctx, &client, refusal, now).await?),
    }
}

/// The proof the request brings; one that must bring it and does not is doubted.
fn prove(app: &App, client: &Client, form: &ClientForm) -> Result<Option<Proved>, Doubt> {
    let at = dpop::At {
        method: "POST",
        path: "/oidc/token",
        access_token: None,
    };
    let proof = dpop::read(app, &form.headers, at)?;
    if proof.is_none() && client.must(Requirement::Dpop) {
        return Err(Doubt::ProofAbsent);
    }
    Ok(proof)
}

/// Asks the grant, and issues what it says.
async fn answer(
    app: &App,
    ctx: &Ctx,
    asking: Asking<'_>,
    asked: &Asked,
) -> Result<Result<Response, Refusal>, OAuthError> {
    if !asking.client.may_use(asked.kind()) {
        return Ok(Err(Refusal::not_registered()));
    }
    let granted = match asked {
        Asked::AuthorizationCode(code) => authorization_code::redeem(app, asking, code).await?,
        Asked::RefreshToken(refresh) => refresh_token::renew(app, asking, refresh).await?,
        Asked::ClientCredentials(machine) => {
            return client_credentials::grant(app, ctx, asking, machine).await;
        }
        Asked::DeviceCode(device) => device_code::poll(app, asking, device).await?,
        Asked::TokenExchange(subject) => token_exchange::exchange(app, asking, subject).await?,
    };
    match granted {
        Ok(granted) => issue::issue(app, ctx, asking, granted).await,
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// What an application hears that comes with a grant it is not registered for.
pub(super) const fn not_registered() -> ErrorAnswer {
    let words = "The application is not registered for this grant.";
    ErrorAnswer::new(ErrorCode::UnauthorizedClient, words)
}

/// Ends what has to end, writes it down, and says what the application is told.
async fn refuse(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    refusal: Refusal,
    now: Time,
) -> Result<OAuthError, OAuthError> {
    let (answer, kind, why, reused): (_, Kind, _, _) = match refusal {
        Refusal::Quiet(answer) => return Ok(answer.into()),
        Refusal::Plain(answer, why) => (answer, events::TOKENS_REFUSED, why, None),
        Refusal::Reused(grant) => {
            let answer = ErrorAnswer::new(ErrorCode::InvalidGrant, "The grant is not valid.");
            (
                answer,
                events::TOKEN_REUSED,
                "reused".to_owned(),
                Some(grant),
            )
        }
    };
    let mut conn = app.db.write().await?;
    let mut event = client.event(ctx.refused(kind, &why));
    if let Some(grant) = reused {
        super::grants::store::end(&mut conn, grant, now, "reused").await?;
        event = event.detail("grant", grant.to_string());
    }
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(answer.into())
}
