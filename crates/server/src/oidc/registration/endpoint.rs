//! Registering: who may, into which workspace, and what is made.

use admission::WorkspaceState;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base::audit::Event;
use base::db::{Conn, DbError};
use base::settings;
use base::token::{InitialAccess, RegistrationAccess, Token};
use people::{Fresh, WorkspaceId, workspaces};
use protocol::oauth::{BearerChallenge, ErrorCode, MAX_METADATA, Metadata, bearer_token};

use super::Initial;
use super::answer::{self, Told};
use super::refusal::{Refusal, json_of};
use super::store;
use super::{FROM_ONE_NETWORK, MOST, OPENED, Opened, WITH_ONE_TOKEN, WITHOUT_TOKEN, take_turn};
use crate::oidc::error::OAuthError;
use crate::oidc::{Application, CheckedDraft, client, events, prepare, request};
use crate::signin::network;
use crate::web::{App, Ctx};

/// Into which workspace, and by whose leave.
struct Leave {
    workspace: WorkspaceId,
    token: Option<Initial>,
}

/// `POST /oidc/register`.
pub(super) async fn register(
    State(app): State<App>,
    ctx: Ctx,
    sent: HeaderMap,
    body: Body,
) -> Result<Response, OAuthError> {
    let refuse = |why: &Refusal| Ok(why.answer(&ctx.texts));
    let Some(body) = json_body(&sent, body).await? else {
        return refuse(&Refusal::NotJson);
    };
    let leave = match leave(&app, &sent).await? {
        Ok(leave) => leave,
        Err(why) => return refuse(&why),
    };
    if !takes_turn(&app, &ctx, &leave).await? {
        return refuse(&Refusal::TooMany);
    }
    let made = match read(&body) {
        Ok((said, draft)) => {
            prepare(&app, &draft).await.map_err(OAuthError::internal)?;
            make(&app, &ctx, &leave, (&said, &draft)).await?
        }
        Err(why) => Err(why),
    };
    match made {
        Ok(made) => Ok(made),
        Err(why) => {
            note(&app, &ctx, &leave, &why).await?;
            refuse(&why)
        }
    }
}

/// The body, if it is said to be JSON and not too large.
pub(super) async fn json_body(sent: &HeaderMap, body: Body) -> Result<Option<Bytes>, OAuthError> {
    let kind = sent.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Ok(None);
    }
    let read = axum::body::to_bytes(body, MAX_METADATA);
    read.await.map(Some).map_err(|_| OAuthError::TooLarge)
}

/// A token that opens nothing: one answer for all of them.
pub(super) fn no_such_token() -> OAuthError {
    let words = "The token opens nothing here.";
    let challenge = BearerChallenge::new().error(ErrorCode::InvalidToken, words);
    OAuthError::Bearer(challenge.status(), challenge)
}

/// Whether a workspace takes part at all.
pub(super) async fn is_in_use(conn: &mut Conn, id: WorkspaceId) -> Result<bool, DbError> {
    let workspace = workspaces::load(conn, id).await?;
    Ok(workspace.is_some_and(|found| found.state == WorkspaceState::Open))
}

/// A token that is brought decides, right or wrong; without one the operator's setting does.
async fn leave(app: &App, sent: &HeaderMap) -> Result<Result<Leave, Refusal>, OAuthError> {
    let mut conn = app.db.read().await?;
    let opened = settings::load(&mut conn, &OPENED).await?;
    if opened == Opened::Nobody {
        return Ok(Err(Refusal::Closed));
    }
    let line = request::authorization(sent)?;
    let leave = match (line, opened) {
        (None, Opened::Everybody(workspace)) => Leave {
            workspace,
            token: None,
        },
        (line, _) => {
            let token = bearer_token(line.as_deref());
            let token = token.map_err(|why| OAuthError::Bearer(why.status(), why.challenge()))?;
            let token = Token::<InitialAccess>::parse(token.expose()).ok_or_else(no_such_token)?;
            let found = store::peek(&mut conn, token.hash(), app.clock.now()).await?;
            let found = found.ok_or_else(no_such_token)?;
            Leave {
                workspace: found.workspace,
                token: Some(found),
            }
        }
    };
    let is_in_use = is_in_use(&mut conn, leave.workspace).await?;
    Ok(is_in_use.then_some(leave).ok_or(Refusal::Closed))
}

/// Counts a try before anything of it is read or written down.
async fn takes_turn(app: &App, ctx: &Ctx, leave: &Leave) -> Result<bool, DbError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let may = match &leave.token {
        Some(token) => {
            take_turn(
                &mut conn,
                &format!("token {}", token.id),
                WITH_ONE_TOKEN,
                now,
            )
            .await?
        }
        None => {
            let from = format!("from {}", network(ctx.address));
            take_turn(&mut conn, &from, FROM_ONE_NETWORK, now).await?
                && take_turn(&mut conn, "all without a token", WITHOUT_TOKEN, now).await?
        }
    };
    conn.commit().await?;
    Ok(may)
}

fn read(body: &[u8]) -> Result<(Metadata, CheckedDraft), Refusal> {
    let said = Metadata::of_new_client(body)?;
    let draft = answer::draft(&said).check()?;
    Ok((said, draft))
}

/// Makes the application with all that belongs to it; the use of the initial token is counted in the same
/// transaction, so that what is refused uses nothing up.
async fn make(
    app: &App,
    ctx: &Ctx,
    leave: &Leave,
    (said, draft): (&Metadata, &CheckedDraft),
) -> Result<Result<Response, Refusal>, OAuthError> {
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let token = Token::<RegistrationAccess>::fresh(&app.random);
    let mut conn = app.db.write().await?;
    workspaces::lock(&mut conn, leave.workspace).await?;
    if store::held(&mut conn, leave.workspace).await? >= MOST {
        return Ok(Err(Refusal::Full));
    }
    let by = leave.token.as_ref();
    if let Some(by) = by
        && !store::take(&mut conn, by.id, fresh.now).await?
    {
        return Err(no_such_token());
    }
    let (made, secret) = Application::create(&mut conn, fresh, leave.workspace, draft).await?;
    let name = by.map(|by| by.name.as_str());
    let said = (said.auth_method, name);
    store::insert(&mut conn, &made, token.hash(), said, fresh.now).await?;
    let event = client::of(&made, ctx.done(events::APPLICATION_REGISTERED));
    let event = match name {
        Some(name) => event.detail("token", name),
        None => event,
    };
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    let told = Told {
        application: &made,
        auth_method: said.0,
        token: &token.reveal(),
        secret: secret.map(|secret| secret.reveal()),
    };
    Ok(Ok(json_of(StatusCode::CREATED, told.json(app))))
}

/// The member of the document that was refused, if it was one.
pub(super) fn about(event: Event, member: &str) -> Event {
    match member {
        "" => event,
        member => event.detail("what", member),
    }
}

/// A refusal, for the trail of the workspace it was to go into.
async fn note(app: &App, ctx: &Ctx, leave: &Leave, why: &Refusal) -> Result<(), DbError> {
    let (reason, member) = why.reason();
    let event = ctx.refused(events::REGISTRATION_REFUSED, &reason);
    let event = about(event.in_workspace(leave.workspace), member);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await
}
