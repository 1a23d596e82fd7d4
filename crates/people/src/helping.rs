//! Whom a member may help: administrators everybody, the help desk employees and guests.

use admission::MemberState;
use base::db::{Conn, DbError, sql};
use base::params;

use crate::columns;
use crate::ids::{MemberId, PassportId, WorkspaceId};
use crate::members::{self, Member, Role};
use crate::workspaces;

/// With which right somebody helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// As an administrator.
    Administrator,
    /// As one of the help desk.
    HelpDesk,
}

/// What came of asking whether somebody may help a member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
pub enum Help {
    /// They may; the member as they stand now.
    Granted(Right, Member),
    /// They may not: they have no such role any more, or the member is not one the help desk acts on.
    Refused,
    /// The workspace has no such member.
    NoSuchMember,
}

/// The right of a role to help somebody who has the other one.
pub fn right(helper: Role, helped: Role) -> Option<Right> {
    match (helper, helped) {
        (Role::Administrator, _) => Some(Right::Administrator),
        (Role::HelpDesk, Role::Employee | Role::Guest) => Some(Right::HelpDesk),
        (Role::HelpDesk, Role::Administrator | Role::HelpDesk)
        | (Role::Employee | Role::Guest, _) => None,
    }
}

/// Whether somebody may help a member. Both roles are read under the workspace's lock, which whoever
/// changes a role takes, too: the answer holds to the end of the transaction.
///
/// # Errors
/// What the database says.
pub async fn ask(
    conn: &mut Conn,
    workspace: WorkspaceId,
    helper: PassportId,
    id: MemberId,
) -> Result<Help, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(member) = members::load(conn, workspace, id).await? else {
        return Ok(Help::NoSuchMember);
    };
    let row = conn
        .optional(
            sql("SELECT role, state FROM members WHERE workspace_id = $1 AND passport_id = $2"),
            params![workspace, helper],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Help::Refused);
    };
    if columns::member_state(&row, "state")? != MemberState::Active {
        return Ok(Help::Refused);
    }
    let right = right(row.get("role")?, member.role);
    Ok(right.map_or(Help::Refused, |right| Help::Granted(right, member)))
}
