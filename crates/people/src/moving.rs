//! Moving: a workspace at another address. The old one leads to the new one for a year, and nobody
//! else gets it meanwhile.
//!
//! A workspace moves once by itself; further moves are granted by the operator ([`grant`]).

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

use crate::address::Address;
use crate::ids::WorkspaceId;
use crate::workspaces::{self, Workspace};

/// How long an old address leads to the new one.
pub const LEADS: Duration = Duration::from_secs(365 * 24 * 3600);

/// What came of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Done; the address before.
    From(String),
    /// It is at this address already.
    Unchanged,
    /// Another workspace has the address, or had it less than a year ago.
    AddressTaken,
    /// Every move that was granted is used up.
    NoMoveLeft,
    /// There is no such workspace.
    NoSuchWorkspace,
}

/// Whether `workspace`, or a new one, may take this address.
///
/// # Errors
/// What the database says.
pub async fn is_free(
    conn: &mut Conn,
    address: &Address,
    workspace: Option<WorkspaceId>,
    now: Time,
) -> Result<bool, DbError> {
    let taken = conn
        .optional(
            sql("SELECT id FROM workspaces WHERE address = $1 \
                 UNION ALL SELECT workspace_id FROM old_addresses \
                 WHERE address = $1 AND until > $2"),
            params![address.as_str(), now],
        )
        .await?;
    let by = taken.map(|row| row.get::<WorkspaceId>("id")).transpose()?;
    Ok(by.is_none_or(|by| Some(by) == workspace))
}

/// Moves a workspace to another address.
///
/// # Errors
/// What the database says; [`DbError::Unique`] when another workspace took the address in the same instant.
pub async fn relocate(
    conn: &mut Conn,
    id: WorkspaceId,
    address: &Address,
    now: Time,
) -> Result<Moved, DbError> {
    workspaces::lock(conn, id).await?;
    let Some(before) = workspaces::load(conn, id).await? else {
        return Ok(Moved::NoSuchWorkspace);
    };
    if before.address == address.as_str() {
        return Ok(Moved::Unchanged);
    }
    if !is_free(conn, address, Some(id), now).await? {
        return Ok(Moved::AddressTaken);
    }
    let moved = conn
        .execute(
            sql(
                "UPDATE workspaces SET address = $2, moves_left = moves_left - 1 \
                 WHERE id = $1 AND moves_left > 0",
            ),
            params![id, address.as_str()],
        )
        .await?;
    if moved == 0 {
        return Ok(Moved::NoMoveLeft);
    }
    conn.execute(
        sql("DELETE FROM old_addresses WHERE address = $1"),
        params![address.as_str()],
    )
    .await?;
    conn.execute(
        sql(
            "INSERT INTO old_addresses (address, workspace_id, until) VALUES ($1, $2, $3) \
             ON CONFLICT (address) DO UPDATE SET workspace_id = excluded.workspace_id, \
             until = excluded.until",
        ),
        params![before.address.as_str(), id, now.plus(LEADS)],
    )
    .await?;
    Ok(Moved::From(before.address))
}

/// The workspace that was at this address within the last year.
///
/// # Errors
/// What the database says.
pub async fn formerly_at(
    conn: &mut Conn,
    address: &str,
    now: Time,
) -> Result<Option<Workspace>, DbError> {
    let row = conn
        .optional(
            sql("SELECT workspace_id FROM old_addresses WHERE address = $1 AND until > $2"),
            params![address, now],
        )
        .await?;
    match row {
        Some(row) => workspaces::load(conn, row.get("workspace_id")?).await,
        None => Ok(None),
    }
}

/// How often a workspace may still move.
///
/// # Errors
/// What the database says.
pub async fn left(conn: &mut Conn, id: WorkspaceId) -> Result<i64, DbError> {
    let row = conn
        .optional(
            sql("SELECT moves_left FROM workspaces WHERE id = $1"),
            params![id],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("moves_left"))
}

/// Lets a workspace that has used up its moves move once more; whether it had none left.
///
/// # Errors
/// What the database says.
pub async fn grant(conn: &mut Conn, id: WorkspaceId) -> Result<bool, DbError> {
    let granted = conn
        .execute(
            sql("UPDATE workspaces SET moves_left = 1 WHERE id = $1 AND moves_left < 1"),
            params![id],
        )
        .await?;
    Ok(granted > 0)
}
