//! Which applications may act with the tokens of another (RFC 8693): nobody, unless it is said here.

use serde_json::json;

use super::super::answer;
use super::super::call::{Answer, InWorkspace};
use super::load;
use crate::oidc::{self, ApplicationId};

/// `GET …/actors`.
pub(super) async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let application = load(&call, &mut conn, acting.workspace.id).await?;
    let all = oidc::actors(&mut conn, &application).await?;
    let told =
        |(id, name): &(ApplicationId, String)| (id.to_string(), json!({"id": id, "name": name}));
    call.slice(all.iter().map(told).collect())
}

/// `PUT …/actors/{actor}`.
pub(super) async fn add(within: InWorkspace) -> Answer {
    change(within, true).await
}

/// `DELETE …/actors/{actor}`.
pub(super) async fn take_out(within: InWorkspace) -> Answer {
    change(within, false).await
}

async fn change(within: InWorkspace, acts: bool) -> Answer {
    let actor = within.call.id("actor", ApplicationId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let application = load(&call, &mut conn, acting.workspace.id).await?;
    let known = oidc::set_actor(&acting, &mut conn, &application, (actor, acts)).await?;
    answer::found(known.then_some(()))?;
    conn.commit().await?;
    Ok(answer::done())
}
