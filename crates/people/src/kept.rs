//! What is kept about one person in workspaces: for the person who asks for it, and nobody else.
//!
//! Workspaces that were given up are among them: they know the person until they are deleted. What administrators
//! noted for themselves is not told.

use std::collections::BTreeMap;

use admission::{BlockReason, MemberState, WorkspaceState};
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::columns;
use crate::ids::{MemberId, PassportId, WorkspaceId};
use crate::members::Role;
use crate::pictures::PictureKey;
use crate::requests::RequestState;

/// The person as one workspace knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub workspace_name: String,
    /// The word in its URLs.
    pub address: String,
    /// Whether it is in use.
    pub workspace_state: WorkspaceState,
    /// What names the person there.
    pub member: MemberId,
    /// What it calls them.
    pub name: String,
    /// The e-mail address it knows.
    pub email: Option<String>,
    /// The phone number it knows.
    pub phone: Option<String>,
    /// The photo it shows.
    pub picture: Option<PictureKey>,
    /// What they may do there.
    pub role: Role,
    /// Whether they are invited, have joined, or have left.
    pub state: MemberState,
    /// Where they work.
    pub department: Option<String>,
    /// The groups they are in.
    pub groups: Vec<String>,
    /// Why they may not enter.
    pub blocks: Vec<Blocked>,
    /// Whether they made the workspace, or took it over.
    pub is_own: bool,
    /// When they were invited.
    pub invited_at: Option<Time>,
    /// When they joined.
    pub joined_at: Option<Time>,
    /// When they last opened it, to the hour.
    pub opened_at: Option<Time>,
}

/// A block, without what was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Why.
    pub reason: BlockReason,
    /// Since when.
    pub since: Time,
    /// When it ends by itself.
    pub until: Option<Time>,
}

/// A request of theirs to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The name of the workspace.
    pub workspace_name: String,
    /// The address they asked with.
    pub email: String,
    /// What has become of it.
    pub state: RequestState,
    /// When they asked.
    pub asked_at: Time,
}

/// The person as every workspace knows them, by its name.
///
/// # Errors
/// What the database says.
pub async fn in_workspaces(conn: &mut Conn, person: PassportId) -> Result<Vec<Known>, DbError> {
    let mut groups = groups(conn, person).await?;
    let mut blocks = blocks(conn, person).await?;
    let rows = conn
        .query(
            sql(
                "SELECT w.id AS workspace_id, w.name AS workspace_name, w.address AS address, \
                 w.state AS workspace_state, m.id AS member_id, m.name AS name, m.email AS email, \
                 m.phone AS phone, m.picture AS picture, m.role AS role, m.state AS state, \
                 d.name AS department, m.invited_at AS invited_at, m.joined_at AS joined_at, \
                 m.opened_at AS opened_at, \
                 CASE WHEN w.created_by = m.passport_id THEN 1 ELSE 0 END AS own \
                 FROM members m JOIN workspaces w ON w.id = m.workspace_id \
                 LEFT JOIN departments d ON d.workspace_id = m.workspace_id AND d.id = m.department_id \
                 WHERE m.passport_id = $1 ORDER BY w.name, w.id",
            ),
            params![person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let member: MemberId = row.get("member_id")?;
            let groups = groups.remove(&member).unwrap_or_default();
            known(row, groups, blocks.remove(&member).unwrap_or_default())
        })
        .collect()
}

fn known(row: &Row, groups: Vec<String>, blocks: Vec<Blocked>) -> Result<Known, DbError> {
    Ok(Known {
        workspace: row.get("workspace_id")?,
        workspace_name: row.text("workspace_name")?,
        address: row.text("address")?,
        workspace_state: columns::word(row, "workspace_state", WorkspaceState::from_word)?,
        member: row.get("member_id")?,
        name: row.text("name")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        picture: row.get("picture")?,
        role: row.get("role")?,
        state: columns::member_state(row, "state")?,
        department: row.get("department")?,
        groups,
        blocks,
        is_own: row.get("own")?,
        invited_at: row.get("invited_at")?,
        joined_at: row.get("joined_at")?,
        opened_at: row.get("opened_at")?,
    })
}

async fn groups(
    conn: &mut Conn,
    person: PassportId,
) -> Result<BTreeMap<MemberId, Vec<String>>, DbError> {
    let rows = conn
        .query(
            sql("SELECT m.id AS member_id, g.name AS name FROM members m \
                 JOIN group_members gm ON gm.workspace_id = m.workspace_id AND gm.member_id = m.id \
                 JOIN groups g ON g.workspace_id = gm.workspace_id AND g.id = gm.group_id \
                 WHERE m.passport_id = $1 ORDER BY g.name, g.id"),
            params![person],
        )
        .await?;
    let mut all: BTreeMap<MemberId, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let of = all.entry(row.get("member_id")?).or_default();
        of.push(row.text("name")?);
    }
    Ok(all)
}

async fn blocks(
    conn: &mut Conn,
    person: PassportId,
) -> Result<BTreeMap<MemberId, Vec<Blocked>>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT m.id AS member_id, b.reason AS reason, b.since AS since, b.until AS until \
                 FROM members m JOIN member_blocks b ON b.workspace_id = m.workspace_id \
                 AND b.member_id = m.id WHERE m.passport_id = $1 ORDER BY b.since, b.reason",
            ),
            params![person],
        )
        .await?;
    let mut all: BTreeMap<MemberId, Vec<Blocked>> = BTreeMap::new();
    for row in &rows {
        all.entry(row.get("member_id")?).or_default().push(Blocked {
            reason: columns::word(row, "reason", BlockReason::from_word)?,
            since: row.get("since")?,
            until: row.get("until")?,
        });
    }
    Ok(all)
}

/// What the person has asked to join and not been let into.
///
/// # Errors
/// What the database says.
pub async fn requests(conn: &mut Conn, person: PassportId) -> Result<Vec<Asked>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT w.name AS workspace_name, r.email AS email, r.state AS state, \
                 r.asked_at AS asked_at FROM join_requests r \
                 JOIN workspaces w ON w.id = r.workspace_id \
                 WHERE r.passport_id = $1 ORDER BY r.asked_at, r.id",
            ),
            params![person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Asked {
                workspace_name: row.text("workspace_name")?,
                email: row.text("email")?,
                state: row.get("state")?,
                asked_at: row.get("asked_at")?,
            })
        })
        .collect()
}
