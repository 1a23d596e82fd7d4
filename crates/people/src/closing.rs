//! Closing: a workspace is given up, may be taken back for two weeks, and is then deleted with
//! everything in it. The audit trail stays.

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::ids::{MemberId, PassportId, WorkspaceId};
use crate::workspaces;

/// How long a workspace that was given up can be taken back.
pub const GRACE: Duration = Duration::from_secs(14 * 24 * 3600);

/// Members deleted in one transaction: so many keep nobody waiting.
const BATCH: u32 = 500;

/// A workspace that was given up and is not deleted yet, as one of its administrators sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// When it is deleted.
    pub gone_at: Time,
}

/// Gives an open workspace up: nobody enters any more, what was issued in it is void, and it is deleted after
/// [`GRACE`]. When that is, or nothing when it was not open.
///
/// # Errors
/// What the database says.
pub async fn give_up(conn: &mut Conn, id: WorkspaceId, now: Time) -> Result<Option<Time>, DbError> {
    workspaces::lock(conn, id).await?;
    let gone_at = now.plus(GRACE);
    let given_up = conn
        .execute(
            sql("UPDATE workspaces SET state = 'deleted', gone_at = $2 \
                 WHERE id = $1 AND state = 'open'"),
            params![id, gone_at],
        )
        .await?;
    if given_up == 0 {
        return Ok(None);
    }
    conn.execute(
        sql("UPDATE members SET epoch = epoch + 1 WHERE workspace_id = $1"),
        params![id],
    )
    .await?;
    conn.execute(
        sql("INSERT INTO endings (kind, subject) \
             SELECT 'member', id FROM members WHERE workspace_id = $1 \
             ON CONFLICT (kind, subject) DO UPDATE SET subject = excluded.subject"),
        params![id],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM handovers WHERE workspace_id = $1"),
        params![id],
    )
    .await?;
    Ok(Some(gone_at))
}

/// Takes a workspace back that was given up and is not due yet; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn take_back(conn: &mut Conn, id: WorkspaceId, now: Time) -> Result<bool, DbError> {
    let taken = conn
        .execute(
            sql("UPDATE workspaces SET state = 'open', gone_at = NULL \
                 WHERE id = $1 AND state = 'deleted' AND gone_at > $2"),
            params![id, now],
        )
        .await?;
    Ok(taken > 0)
}

/// What this person, as an administrator, can take back, soonest gone first.
///
/// # Errors
/// What the database says.
pub async fn of_administrator(
    conn: &mut Conn,
    passport: PassportId,
    now: Time,
) -> Result<Vec<GivenUp>, DbError> {
    let rows = conn
        .query(
            sql("SELECT w.id AS id, w.name AS name, w.gone_at AS gone_at \
                 FROM members m JOIN workspaces w ON w.id = m.workspace_id \
                 WHERE m.passport_id = $1 AND m.role = 'administrator' AND m.state = 'active' \
                 AND w.state = 'deleted' AND w.gone_at > $2 \
                 AND NOT EXISTS (SELECT 1 FROM member_blocks b \
                 WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
                 AND (b.until IS NULL OR b.until > $2)) ORDER BY w.gone_at, w.id"),
            params![passport, now],
        )
        .await?;
    rows.iter().map(given_up).collect()
}

/// The next active members of a workspace after `after`, at most `limit`, to be told something.
///
/// # Errors
/// What the database says.
pub async fn audience(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<MemberId>,
    limit: u32,
) -> Result<Vec<(MemberId, PassportId)>, DbError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = conn
        .list(
            sql("SELECT id, passport_id FROM members \
                 WHERE workspace_id = $1 AND state = 'active' AND id > $2 ORDER BY id LIMIT $3"),
            params![workspace, after, limit],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("id")?, row.get("passport_id")?)))
        .collect()
}

/// A workspace that is due.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Time) -> Result<Option<GivenUp>, DbError> {
    let row = conn
        .optional(
            sql("SELECT id, name, gone_at FROM workspaces \
                 WHERE state = 'deleted' AND gone_at <= $1 ORDER BY gone_at, id LIMIT 1"),
            params![now],
        )
        .await?;
    row.as_ref().map(given_up).transpose()
}

/// Deletes a part of a workspace that is due, the workspace itself last; whether it is gone now.
///
/// # Errors
/// What the database says.
pub async fn delete_part(conn: &mut Conn, id: WorkspaceId, now: Time) -> Result<bool, DbError> {
    let deleted = conn
        .execute(
            sql("DELETE FROM members WHERE workspace_id = $1 AND id IN \
                 (SELECT m.id FROM members m JOIN workspaces w ON w.id = m.workspace_id \
                 WHERE m.workspace_id = $1 AND w.state = 'deleted' AND w.gone_at <= $2 \
                 ORDER BY m.id LIMIT $3)"),
            params![id, now, BATCH],
        )
        .await?;
    if deleted >= u64::from(BATCH) {
        return Ok(false);
    }
    let gone = conn
        .execute(
            sql("DELETE FROM workspaces WHERE id = $1 AND state = 'deleted' AND gone_at <= $2"),
            params![id, now],
        )
        .await?;
    Ok(gone > 0)
}

fn given_up(row: &Row) -> Result<GivenUp, DbError> {
    Ok(GivenUp {
        workspace: row.get("id")?,
        name: row.text("name")?,
        gone_at: row.get("gone_at")?,
    })
}
