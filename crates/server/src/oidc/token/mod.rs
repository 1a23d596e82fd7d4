//! The token endpoint: parse, authenticate the application, ask the grant, issue.
//!
//! A grant type is a file here and a line in [`token`]: it receives an application that has proved who
//! it is and says what to issue, or why not. Nothing is written before [`issue`], which does
//! everything in one transaction.

mod authorization_code;
mod issue;
mod refresh_token;

use axum::extract::State;
use axum::response::Response;
use base::audit::Kind;
use base::clock::Time;
use base::token::{AuthorizationCode, RefreshToken, TokenHash};
use protocol::oauth::token::Grant as Asked;
use protocol::oauth::{ErrorAnswer, ErrorCode, Scopes, TokenRequest};

use super::client::{self, Client};
use super::error::OAuthError;
use super::events;
use super::grants::standing::{Fallen, Standing};
use super::grants::{Grant, GrantId};
use super::request::ClientForm;
use crate::web::{App, Ctx};

/// What a grant type says is to be issued.
struct Granted {
    /// Under which grant.
    grant: Grant,
    /// Who stands behind it, as asked a moment ago.
    standing: Standing,
    /// What the access token opens.
    scopes: Scopes,
    /// To be echoed in the ID token.
    nonce: Option<String>,
    /// What is used up for it.
    spent: Spent,
}

/// What is used up when tokens are issued; the statement that does it decides who gets them.
enum Spent {
    /// A code; the grant begins.
    Code(TokenHash<AuthorizationCode>),
    /// A refresh token; the grant goes on.
    Refresh(TokenHash<RefreshToken>),
}

/// What stands against issuing.
enum Refusal {
    /// Nothing is issued, for this reason.
    Plain(ErrorAnswer, String),
    /// It was used before: all the grant gave ends.
    Reused(GrantId),
}

impl Refusal {
    /// A grant the application is not registered to come with.
    fn not_registered() -> Self {
        let words = "The application is not registered for this grant.";
        let answer = ErrorAnswer::new(ErrorCode::UnauthorizedClient, words);
        Self::Plain(answer, "grant-not-registered".to_owned())
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
    let request = parsed.map_err(|refusal| refusal.answer())?;
    let client = client::authenticate(&app, &ctx, &request.client).await?;
    let now = app.clock.now();
    if !client.may_use(request.grant.kind()) {
        return Err(refuse(&app, &ctx, &client, Refusal::not_registered(), now).await?);
    }
    let granted = match &request.grant {
        Asked::AuthorizationCode(code) => {
            authorization_code::redeem(&app, &client, code, now).await?
        }
        Asked::RefreshToken(refresh) => refresh_token::renew(&app, &client, refresh, now).await?,
    };
    let issued = match granted {
        Ok(granted) => issue::issue(&app, &client, granted, now).await?,
        Err(refusal) => Err(refusal),
    };
    match issued {
        Ok(answer) => Ok(answer),
        Err(refusal) => Err(refuse(&app, &ctx, &client, refusal, now).await?),
    }
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
