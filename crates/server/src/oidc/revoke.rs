//! Giving tokens back (RFC 7009): an access token alone, or a refresh token with all its grant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::db::{Conn, DbError};
use base::token::{RefreshToken, Token};
use protocol::oauth::RevocationRequest;

use super::access::{self, Opens};
use super::client::{self, Client};
use super::error::OAuthError;
use super::events;
use super::grants::store;
use super::request::ClientForm;
use crate::web::{App, Ctx};

/// What was given back.
#[derive(Clone, Copy)]
enum GivenBack {
    Nothing,
    AccessToken,
    Grant,
}

/// `POST /oidc/revoke`. A token that is unknown, or somebody else's, is answered as done and left
/// alone.
pub(super) async fn revoke(
    State(app): State<App>,
    ctx: Ctx,
    form: ClientForm,
) -> Result<Response, OAuthError> {
    let parsed = RevocationRequest::parse(form.authorization.as_deref(), &form.body);
    let request = match parsed {
        Ok(request) => request,
        Err(refusal) => {
            client::note_unread(&app, &ctx, &form, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    let client = client::authenticate(&app, &ctx, &request.client).await?;
    let mut conn = app.db.write().await?;
    // The hint only says where to look first; both places are cheap.
    let given = take(&mut conn, &app, &client, request.token.expose()).await?;
    let what = match given {
        GivenBack::Nothing => return Ok(StatusCode::OK.into_response()),
        GivenBack::AccessToken => "access-token",
        GivenBack::Grant => "refresh-token",
    };
    let event = client.event(ctx.done(events::TOKENS_REVOKED));
    app.record(&mut conn, event.detail("what", what)).await?;
    conn.commit().await?;
    Ok(StatusCode::OK.into_response())
}

async fn take(
    conn: &mut Conn,
    app: &App,
    client: &Client,
    token: &str,
) -> Result<GivenBack, DbError> {
    let (now, own) = (app.clock.now(), client.application().id);
    if let Some(token) = Token::<RefreshToken>::parse(token) {
        let found = store::by_refresh(conn, &token.hash(), now).await?;
        if let Some((grant, _)) = found.filter(|(grant, _)| grant.application == own) {
            store::end(conn, grant.id, now, "revoked").await?;
            return Ok(GivenBack::Grant);
        }
    }
    let Some(hash) = access::hash_of(token) else {
        return Ok(GivenBack::Nothing);
    };
    if let Some(found) = store::by_access(conn, &hash, now).await? {
        if found.holder() != own {
            return Ok(GivenBack::Nothing);
        }
        store::delete_access(conn, &hash).await?;
        return Ok(GivenBack::AccessToken);
    }
    match access::opens(app, conn, token, now).await? {
        Some(Opens::Machine(machine)) if machine.application.id == own => {
            access::machine::end(conn, token, &machine).await?;
            Ok(GivenBack::AccessToken)
        }
        _ => Ok(GivenBack::Nothing),
    }
}
