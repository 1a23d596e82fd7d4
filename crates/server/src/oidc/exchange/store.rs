//! The statements on who may act.

use base::db::{Conn, DbError, sql};
use base::params;
use people::WorkspaceId;

use super::Actor;
use crate::oidc::applications::ApplicationId;

/// Whether `actor` may act with the tokens of `application`.
pub(in crate::oidc) async fn may_act(
    conn: &mut Conn,
    application: ApplicationId,
    actor: ApplicationId,
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("SELECT actor_id FROM application_actors \
                 WHERE application_id = $1 AND actor_id = $2"),
            params![application, actor],
        )
        .await?;
    Ok(row.is_some())
}

/// The other applications of the workspace by name, each with whether it may act with the tokens of
/// this one; at most 500.
pub(in crate::oidc) async fn actors_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    application: ApplicationId,
) -> Result<Vec<Actor>, DbError> {
    let rows = conn
        .query(
            sql("SELECT a.id, a.name, t.actor_id FROM applications a \
                 LEFT JOIN application_actors t ON t.actor_id = a.id AND t.application_id = $2 \
                 WHERE a.workspace_id = $1 AND a.id <> $2 ORDER BY a.name, a.id LIMIT 500"),
            params![workspace, application],
        )
        .await?;
    let actor = |row: &base::db::Row| {
        Ok(Actor {
            id: row.get("id")?,
            name: row.text("name")?,
            allowed: row.get::<Option<String>>("actor_id")?.is_some(),
        })
    };
    rows.iter().map(actor).collect()
}

/// Lets these applications of the workspace act with the tokens of this one, and no others.
pub(in crate::oidc) async fn set_actors(
    conn: &mut Conn,
    (workspace, application): (WorkspaceId, ApplicationId),
    actors: &[ApplicationId],
) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM application_actors WHERE application_id = $1"),
        params![application],
    )
    .await?;
    for actor in actors {
        conn.execute(
            sql("INSERT INTO application_actors (application_id, actor_id) \
                 SELECT own.id, other.id FROM applications own, applications other \
                 WHERE own.id = $1 AND other.id = $2 AND own.id <> other.id \
                 AND own.workspace_id = $3 AND other.workspace_id = $3 \
                 ON CONFLICT (application_id, actor_id) DO NOTHING"),
            params![application, *actor, workspace],
        )
        .await?;
    }
    Ok(())
}
