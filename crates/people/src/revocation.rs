//! Revocation: one number per passport and per member. Sessions, tokens and grants remember the
//! numbers they were issued under; raising one voids all of them together.

use base::db::{Conn, DbError, sql};
use base::params;

use crate::ids::{MemberId, PassportId, WorkspaceId};

/// Whose issued things are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everything of a passport, in every workspace.
    Passport(PassportId),
    /// What a member has in one workspace.
    Member(WorkspaceId, MemberId),
}

/// The epochs something is issued under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epochs {
    /// Of the passport.
    pub passport: i64,
    /// Of the member; `None` when no workspace is concerned or the passport is no member of it.
    pub member: Option<i64>,
}

/// Voids everything issued so far; the new epoch, or `None` when there is no such passport or member.
///
/// # Errors
/// What the database says.
pub async fn raise(conn: &mut Conn, whose: Whose) -> Result<Option<i64>, DbError> {
    let row = match whose {
        Whose::Passport(id) => {
            let statement =
                sql("UPDATE passports SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch");
            conn.optional(statement, params![id]).await?
        }
        Whose::Member(workspace, id) => {
            let statement = sql("UPDATE members SET epoch = epoch + 1 \
                 WHERE workspace_id = $1 AND id = $2 RETURNING epoch");
            conn.optional(statement, params![workspace, id]).await?
        }
    };
    row.map(|row| row.int("epoch")).transpose()
}

/// The present epochs of a passport and, where a workspace is named, of its member there; `None`
/// when there is no such passport.
///
/// # Errors
/// What the database says.
pub async fn epochs(
    conn: &mut Conn,
    passport: PassportId,
    workspace: Option<WorkspaceId>,
) -> Result<Option<Epochs>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT p.epoch AS passport, m.epoch AS member FROM passports p \
                 LEFT JOIN members m ON m.passport_id = p.id AND m.workspace_id = $2 \
                 WHERE p.id = $1",
            ),
            params![passport, workspace],
        )
        .await?;
    row.map(|row| {
        Ok(Epochs {
            passport: row.int("passport")?,
            member: row.get("member")?,
        })
    })
    .transpose()
}
