//! Census: how many members a workspace has, how they stand, and who runs it.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

use crate::ids::{MemberId, WorkspaceId};
use crate::members::{self, Member};

/// How many members stand how. Each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Joined, and nothing blocks them.
    pub active: i64,
    /// Invited, and nothing blocks them.
    pub invited: i64,
    /// Joined or invited, and blocked.
    pub blocked: i64,
    /// No longer members.
    pub dismissed: i64,
}

impl Counts {
    /// Everybody but the dismissed.
    pub const fn present(&self) -> i64 {
        self.active + self.invited + self.blocked
    }
}

/// Counts the members of a workspace by how they stand at `now`.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn, workspace: WorkspaceId, now: Time) -> Result<Counts, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT m.state AS state, CASE WHEN EXISTS (SELECT 1 FROM member_blocks b \
                 WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
                 AND (b.until IS NULL OR b.until > $2)) THEN 1 ELSE 0 END AS blocked, \
                 COUNT(*) AS n FROM members m WHERE m.workspace_id = $1 GROUP BY 1, 2",
            ),
            params![workspace, now],
        )
        .await?;
    let mut counts = Counts::default();
    for row in rows {
        let place = match (row.text("state")?.as_str(), row.get("blocked")?) {
            ("dismissed", _) => &mut counts.dismissed,
            (_, true) => &mut counts.blocked,
            ("active", false) => &mut counts.active,
            _ => &mut counts.invited,
        };
        *place += row.int("n")?;
    }
    Ok(counts)
}

/// How many members a workspace has, the dismissed among them, counted up to `most`: however many there are, that takes
/// no longer.
///
/// # Errors
/// What the database says.
pub async fn up_to(conn: &mut Conn, workspace: WorkspaceId, most: i64) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM (SELECT id FROM members \
                 WHERE workspace_id = $1 LIMIT $2) found"),
            params![workspace, most],
        )
        .await?;
    row.int("n")
}

/// Everybody whose role is administrator, by name, whether or not they can enter.
///
/// # Errors
/// What the database says.
pub async fn administrators(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Member>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE workspace_id = $1 AND role = 'administrator' ORDER BY name_folded, id",
            ),
            params![workspace],
        )
        .await?;
    rows.iter().map(members::member).collect()
}

/// The administrators who have joined and whom nothing blocks at `now`.
///
/// # Errors
/// What the database says.
pub async fn able_administrators(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: Time,
) -> Result<Vec<MemberId>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT m.id AS id FROM members m WHERE m.workspace_id = $1 \
                 AND m.role = 'administrator' AND m.state = 'active' \
                 AND NOT EXISTS (SELECT 1 FROM member_blocks b \
                 WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
                 AND (b.until IS NULL OR b.until > $2)) ORDER BY m.id",
            ),
            params![workspace, now],
        )
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}
