//! Workspaces: a company's or team's place, its address, its state and its door.

use std::sync::Arc;

use admission::{Door, WorkspaceState};
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::address::Address;
use crate::columns;
use crate::ids::{Fresh, PassportId, WorkspaceId};
use crate::moving;
use crate::name::Name;

/// A workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Names it.
    pub id: WorkspaceId,
    /// The word in its URLs.
    pub address: String,
    /// Its name.
    pub name: String,
    /// The code of the language of mail to people whose own is unknown.
    pub language: String,
    /// Whether it is in use.
    pub state: WorkspaceState,
    /// Its entry policy.
    pub door: Door,
    /// Who made it, if that passport is still there.
    pub created_by: Option<PassportId>,
    /// When it was made.
    pub created_at: Time,
}

/// A workspace to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewWorkspace<'a> {
    /// The word in its URLs.
    pub address: &'a Address,
    /// Its name.
    pub name: &'a Name,
    /// The code of its language.
    pub language: &'a str,
    /// Who makes it.
    pub created_by: Option<PassportId>,
}

/// What came of an address that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressed<T> {
    /// It was free and is taken now.
    Done(T),
    /// Another workspace has it, or had it less than a year ago; nothing was changed.
    AddressTaken,
}

/// Makes a workspace with the default door and no members.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    new: NewWorkspace<'_>,
) -> Result<Addressed<Workspace>, DbError> {
    if !moving::is_free(conn, new.address, None, fresh.now).await? {
        return Ok(Addressed::AddressTaken);
    }
    let door = door_text(&Door::default())?;
    let row = conn
        .optional(
            sql(
                "INSERT INTO workspaces (id, address, name, language, state, door, created_by, \
                 created_at, version) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, 0) \
                 ON CONFLICT (address) DO NOTHING \
                 RETURNING id, address, name, language, state, door, created_by, created_at",
            ),
            params![
                WorkspaceId::fresh(fresh.now, fresh.random),
                new.address.as_str(),
                new.name,
                new.language,
                door,
                new.created_by,
                fresh.now,
            ],
        )
        .await?;
    row.map_or(Ok(Addressed::AddressTaken), |row| {
        workspace(&row).map(Addressed::Done)
    })
}

/// The workspace with this id.
///
/// # Errors
/// What the database says.
pub async fn load(conn: &mut Conn, id: WorkspaceId) -> Result<Option<Workspace>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, address, name, language, state, door, created_by, created_at \
                 FROM workspaces WHERE id = $1",
            ),
            params![id],
            workspace,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// The workspace at this address.
///
/// # Errors
/// What the database says.
pub async fn at(conn: &mut Conn, address: &str) -> Result<Option<Workspace>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, address, name, language, state, door, created_by, created_at \
                 FROM workspaces WHERE address = $1",
            ),
            params![address],
            workspace,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// Workspaces of this server in the order of their making, at most `limit` of those made after
/// `after`.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    after: Option<WorkspaceId>,
    limit: u32,
) -> Result<Vec<Workspace>, DbError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = conn
        .list(
            sql(
                "SELECT id, address, name, language, state, door, created_by, created_at \
                 FROM workspaces WHERE id > $1 ORDER BY id LIMIT $2",
            ),
            params![after, limit],
        )
        .await?;
    rows.iter().map(workspace).collect()
}

/// Changes name and language; the workspace as it is now, or `None` when there is none.
///
/// # Errors
/// What the database says.
pub async fn describe(
    conn: &mut Conn,
    id: WorkspaceId,
    name: &Name,
    language: &str,
) -> Result<Option<Workspace>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE workspaces SET name = $2, language = $3 WHERE id = $1 \
                 RETURNING id, address, name, language, state, door, created_by, created_at",
            ),
            params![id, name, language],
        )
        .await?;
    row.as_ref().map(workspace).transpose()
}

/// Opens or suspends the workspace; whether that changed anything. To give it up is the business of `closing`.
///
/// # Errors
/// What the database says.
pub async fn set_state(
    conn: &mut Conn,
    id: WorkspaceId,
    state: WorkspaceState,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE workspaces SET state = $2 WHERE id = $1 AND state <> $2"),
            params![id, state.word()],
        )
        .await?;
    Ok(changed > 0)
}

/// Gives the workspace another entry policy; the policy before, or `None` when there is no
/// such workspace.
///
/// # Errors
/// What the database says.
pub async fn set_door(
    conn: &mut Conn,
    id: WorkspaceId,
    door: &Door,
) -> Result<Option<Door>, DbError> {
    lock(conn, id).await?;
    let before = load(conn, id).await?.map(|workspace| workspace.door);
    conn.execute(
        sql("UPDATE workspaces SET door = $2 WHERE id = $1"),
        params![id, door_text(door)?],
    )
    .await?;
    Ok(before)
}

/// Holds back, until the transaction ends, every other change that must not overlap with this one:
/// of its administrators, its departments, its groups, and of what features keep for it.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut Conn, id: WorkspaceId) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE workspaces SET version = version + 1 WHERE id = $1"),
        params![id],
    )
    .await
    .map(drop)
}

fn door_text(door: &Door) -> Result<String, DbError> {
    serde_json::to_string(door).map_err(|cause| DbError::Refused(cause.to_string()))
}

fn workspace(row: &Row) -> Result<Workspace, DbError> {
    // A door that cannot be read is no door: without it nothing of the workspace opens.
    let door = serde_json::from_str(&row.text("door")?)
        .map_err(|cause| DbError::Shape(format!("door: {cause}")))?;
    Ok(Workspace {
        id: row.get("id")?,
        address: row.text("address")?,
        name: row.text("name")?,
        language: row.text("language")?,
        state: columns::word(row, "state", WorkspaceState::from_word)?,
        door,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
    })
}
