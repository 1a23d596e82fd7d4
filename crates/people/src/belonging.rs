//! Belonging: the workspaces of one passport, for its launcher and the switcher.

use std::time::Duration;

use admission::{MemberState, WorkspaceState};
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::columns;
use crate::ids::{MemberId, PassportId, WorkspaceId};
use crate::members::Role;
use crate::pictures::PictureKey;

/// A workspace seen from a passport that is or was a member of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The word in its URLs.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Whether it is in use.
    pub workspace_state: WorkspaceState,
    /// What the passport is there.
    pub member: MemberId,
    /// What it may do there.
    pub role: Role,
    /// Whether it is invited, has joined, or has left.
    pub state: MemberState,
    /// Whether something blocks it.
    pub is_blocked: bool,
    /// Whether the passport made the workspace, or took it over.
    pub is_own: bool,
    /// When the passport last opened it, to the hour.
    pub opened_at: Option<Time>,
    /// Its logo.
    pub logo: Option<PictureKey>,
}

impl Belonging {
    /// Whether the workspace can be entered, as far as membership decides.
    pub fn is_enterable(&self) -> bool {
        self.workspace_state == WorkspaceState::Open
            && self.state == MemberState::Active
            && !self.is_blocked
    }
}

/// Every workspace a passport is or was a member of, by name; given-up ones are left out.
///
/// # Errors
/// What the database says.
pub async fn of_passport(
    conn: &mut Conn,
    passport: PassportId,
    now: Time,
) -> Result<Vec<Belonging>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT w.id AS workspace_id, w.address AS address, w.name AS name, \
                 w.state AS workspace_state, m.id AS member_id, m.role AS role, m.state AS state, \
                 m.opened_at AS opened_at, br.logo AS logo, \
                 CASE WHEN w.created_by = m.passport_id THEN 1 ELSE 0 END AS own, \
                 CASE WHEN EXISTS (SELECT 1 FROM member_blocks b \
                 WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
                 AND (b.until IS NULL OR b.until > $2)) THEN 1 ELSE 0 END AS blocked \
                 FROM members m JOIN workspaces w ON w.id = m.workspace_id \
                 LEFT JOIN brands br ON br.workspace_id = w.id \
                 WHERE m.passport_id = $1 AND w.state <> 'deleted' ORDER BY w.name, w.id",
            ),
            params![passport, now],
        )
        .await?;
    rows.iter().map(belonging).collect()
}

/// How exactly the last opening is kept.
const TO_THE: Duration = Duration::from_secs(3600);

/// Whether the last opening is noted closely enough.
///
/// # Errors
/// What the database says.
pub async fn was_opened(
    conn: &mut Conn,
    workspace: WorkspaceId,
    member: MemberId,
    now: Time,
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("SELECT id FROM members \
                 WHERE workspace_id = $1 AND id = $2 AND opened_at > $3"),
            params![workspace, member, now.minus(TO_THE)],
        )
        .await?;
    Ok(row.is_some())
}

/// Notes that a passport opened a workspace.
///
/// # Errors
/// What the database says.
pub async fn note_opened(
    conn: &mut Conn,
    workspace: WorkspaceId,
    member: MemberId,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE members SET opened_at = $3 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, member, now],
    )
    .await
    .map(drop)
}

fn belonging(row: &Row) -> Result<Belonging, DbError> {
    Ok(Belonging {
        workspace: row.get("workspace_id")?,
        address: row.text("address")?,
        name: row.text("name")?,
        workspace_state: columns::word(row, "workspace_state", WorkspaceState::from_word)?,
        member: row.get("member_id")?,
        role: row.get("role")?,
        state: columns::member_state(row, "state")?,
        is_blocked: row.get("blocked")?,
        is_own: row.get("own")?,
        opened_at: row.get("opened_at")?,
        logo: row.get("logo")?,
    })
}
