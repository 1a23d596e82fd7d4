//! Tokens of machines (client credentials): signed, not stored, and worth nothing once the
//! application or its workspace is closed, or the token was given back.

use std::sync::Arc;

use admission::WorkspaceState;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::TokenHash;
use people::workspaces;
use protocol::jose::{ClaimError, Claims, Expect, TokenType};
use protocol::oauth::{AccessTokenClaims, GrantType, Scopes};

use super::{audience, bound_to, key, of_issuer, store};
use crate::oidc::applications::Application;
use crate::oidc::error::OAuthError;
use crate::oidc::grants::ACCESS;
use crate::web::App;

/// A machine's token, as it stands now.
pub(in crate::oidc) struct OfMachine {
    pub(in crate::oidc) application: Arc<Application>,
    pub(in crate::oidc) scopes: Scopes,
    pub(in crate::oidc) audience: Vec<String>,
    pub(in crate::oidc) issued_at: i64,
    pub(in crate::oidc) expires_at: i64,
    pub(in crate::oidc) name: String,
    /// The key it is bound to.
    pub(in crate::oidc) jkt: Option<String>,
}

/// Signs a token for an application that asks for itself; and when it expires.
pub(in crate::oidc) async fn make(
    app: &App,
    application: &Application,
    (scopes, resources, jkt): (Scopes, &[String], Option<&str>),
    now: Time,
) -> Result<(String, Time), OAuthError> {
    let until = now.plus(ACCESS);
    let workspace = scopes.contains(protocol::oauth::Scope::Workspace);
    let claims = AccessTokenClaims {
        sub: application.id.to_string(),
        scope: scopes,
        aud: audience(application, resources),
        cnf: jkt.map(bound_to),
        workspace: workspace.then(|| application.workspace.to_string()),
        ..of_issuer(app, application, (now, until))
    };
    let key = key(app, application.id_token_alg).await?;
    let text = claims.sign(&key).map_err(OAuthError::internal)?;
    Ok((text, until))
}

/// Whether the workspace of an application is in use.
pub(in crate::oidc) async fn is_open(
    conn: &mut Conn,
    application: &Application,
) -> Result<bool, DbError> {
    let workspace = workspaces::load(conn, application.workspace).await?;
    Ok(workspace.is_some_and(|found| found.state == WorkspaceState::Open))
}

/// What a signed token that is stored nowhere opens now.
pub(super) async fn opens(
    app: &App,
    conn: &mut Conn,
    text: &str,
    now: Time,
) -> Result<Option<OfMachine>, DbError> {
    let due = Expect::Exactly(TokenType::AccessToken);
    let Ok(verified) = app.signing.verify(text, due).await else {
        return Ok(None);
    };
    let claims = verified.claims().map_err(|why| why.to_string());
    let read = claims.and_then(|claims| {
        let issuer = app.config.public_url.origin();
        Said::read(&claims, issuer, now).map_err(|why| why.to_string())
    });
    let said = match read {
        Ok(said) => said,
        Err(why) => {
            tracing::info!(why, "a signed access token opens nothing");
            return Ok(None);
        }
    };
    let Some(application) = Application::shared(conn, &said.client_id).await? else {
        return Ok(None);
    };
    let stands = application.disabled_at.is_none()
        && application.grants.contains(&GrantType::ClientCredentials)
        && said.issued_at > application.machine_tokens_from.as_seconds()
        && is_open(conn, &application).await?
        && !store::is_ended(conn, &TokenHash::of_signed(text)).await?;
    Ok(stands.then(|| OfMachine {
        scopes: said.scopes.intersection(application.scopes),
        application,
        audience: said.audience,
        issued_at: said.issued_at,
        expires_at: said.expires_at,
        name: said.name,
        jkt: said.jkt,
    }))
}

/// Gives a machine's token back before it runs out.
pub(in crate::oidc) async fn end(
    conn: &mut Conn,
    text: &str,
    machine: &OfMachine,
) -> Result<(), DbError> {
    let until = Time::from_seconds(machine.expires_at.saturating_add(60));
    store::end(conn, TokenHash::of_signed(text), until).await
}

/// What the claims of a machine's token say.
struct Said {
    client_id: String,
    scopes: Scopes,
    audience: Vec<String>,
    issued_at: i64,
    expires_at: i64,
    name: String,
    jkt: Option<String>,
}

impl Said {
    fn read(claims: &Claims, issuer: &str, now: Time) -> Result<Self, ClaimError> {
        claims.require("iss", issuer)?;
        claims.check_times(now.as_seconds())?;
        let expires_at = claims.seconds("exp")?;
        // Our own clock wrote it, so it is not given the skew of two clocks.
        if expires_at <= now.as_seconds() {
            return Err(ClaimError::Expired);
        }
        let client_id = claims.text("client_id")?;
        // A person's token names the person; it is stored, or it is none.
        claims.require("sub", client_id)?;
        let key = claims.value("cnf").and_then(|cnf| cnf.get("jkt")?.as_str());
        let scopes = claims.optional_text("scope")?.map(Scopes::parse);
        Ok(Self {
            client_id: client_id.to_owned(),
            scopes: scopes
                .transpose()
                .map_err(|_| ClaimError::Type("scope"))?
                .unwrap_or(Scopes::NONE),
            audience: claims.audiences()?.into_iter().map(str::to_owned).collect(),
            issued_at: claims.seconds("iat")?,
            expires_at,
            name: claims.text("jti")?.to_owned(),
            jkt: key.map(str::to_owned),
        })
    }
}
