//! Sign-ins in the audit trail of everybody they concern.
//!
//! A passport signs in to no workspace in particular, yet the administrators of each workspace it
//! can enter must see it. So the event is written once into each; into that of the server alone
//! when there is none.

use base::audit::Event;
use base::db::{Conn, DbError};
use people::belonging::{self, Belonging};
use people::{PassportId, WorkspaceId};

use crate::web::App;

/// Records an event by or about `passport`.
///
/// # Errors
/// What the database says.
pub async fn record(
    app: &App,
    conn: &mut Conn,
    passport: PassportId,
    event: Event,
) -> Result<(), DbError> {
    let all = belonging::of_passport(conn, passport, app.clock.now()).await?;
    let concerned: Vec<WorkspaceId> = all
        .into_iter()
        .filter(Belonging::is_enterable)
        .map(|one| one.workspace)
        .collect();
    if concerned.is_empty() {
        return app.record(conn, event).await;
    }
    for workspace in concerned {
        app.record(conn, event.clone().in_workspace(workspace))
            .await?;
    }
    Ok(())
}
