//! The client credentials grant: a machine asks for itself.
//!
//! Nothing is stored for a token, so that a machine may ask as often as it likes; that it did is
//! noted once an hour.

use std::time::Duration;

use axum::response::Response;
use base::clock::Time;
use protocol::oauth::token::client_credentials::MachineGrant;
use protocol::oauth::{ClientAuth, TokenAnswer, resource};

use super::{Asking, Refusal, issue};
use crate::oidc::access::machine;
use crate::oidc::applications::Application;
use crate::oidc::client::Client;
use crate::oidc::error::OAuthError;
use crate::oidc::reason::reason;
use crate::oidc::{dpop, events};
use crate::web::{App, Ctx};

/// How exactly the last use is known.
const USE_IS_NOTED: Duration = Duration::from_secs(3600);

/// Why a machine gets nothing.
#[derive(Clone, Copy, Debug)]
enum NoMachine {
    /// It cannot prove to be itself.
    PublicApplication,
    /// Its workspace is suspended.
    WorkspaceClosed,
}

/// Checks what is asked for, and signs a token for it.
pub(super) async fn grant(
    app: &App,
    ctx: &Ctx,
    asking: Asking<'_>,
    asked: &MachineGrant,
) -> Result<Result<Response, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let application = client.application();
    if application.auth == ClientAuth::None {
        return Ok(Err(Refusal::not_registered_because(
            &NoMachine::PublicApplication,
        )));
    }
    let scopes = match asked.granted(application.scopes) {
        Ok(scopes) => scopes,
        Err(why) => return Ok(Err(Refusal::Plain(why.answer(), reason(&why)))),
    };
    let resources = match resource::narrowed(&asked.resources, &application.resources) {
        Ok(resources) => resources,
        Err(why) => return Ok(Err(Refusal::Plain(why.answer(), reason(&why)))),
    };
    let mut conn = app.db.read().await?;
    if !machine::is_open(&mut conn, application).await? {
        return Ok(Err(Refusal::invalid(&NoMachine::WorkspaceClosed)));
    }
    drop(conn);
    if let Some(proof) = asking.proof {
        let mut conn = app.db.write().await?;
        let first = proof.use_up(app, &mut conn).await?;
        conn.commit().await?;
        if !first {
            let why = "proof-replayed".to_owned();
            return Ok(Err(Refusal::Plain(dpop::replayed(), why)));
        }
    }
    let given = (scopes, resources.as_slice(), asking.jkt());
    let (text, until) = machine::make(app, application, given, now).await?;
    note_use(app, ctx, client, now).await?;
    Ok(Ok(issue::answer(&TokenAnswer {
        access_token: &text,
        token_type: issue::token_type(asking),
        issued_token_type: None,
        expires_in: issue::seconds(until, now),
        refresh_token: None,
        id_token: None,
        scope: &scopes.to_string(),
    })))
}

/// Once an hour: when the application last asked, and a line in the trail.
async fn note_use(app: &App, ctx: &Ctx, client: &Client, now: Time) -> Result<(), OAuthError> {
    let application = client.application();
    let before = now.minus(USE_IS_NOTED);
    if application.machine_used_at.is_some_and(|at| at > before) {
        return Ok(());
    }
    let mut conn = app.db.write().await?;
    if Application::note_machine(&mut conn, application.id, now, before).await? {
        let event = client.event(ctx.done(events::MACHINE_CAME));
        app.record(&mut conn, event).await?;
    }
    conn.commit().await?;
    Ok(())
}
