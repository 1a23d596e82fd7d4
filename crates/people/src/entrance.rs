//! Entrance: all that admission wants to know about a passport before a workspace, in one piece.

use admission::Place;
use base::db::{Conn, DbError};

use crate::blocks::{self, MemberBlock};
use crate::ids::{PassportId, WorkspaceId};
use crate::members::{self, Member};
use crate::workspaces::{self, Workspace};

/// A passport before a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// The workspace, with its door.
    pub workspace: Workspace,
    /// The passport as a member; `None` for a stranger.
    pub member: Option<Member>,
    /// Every reason for which the member is blocked.
    pub blocks: Vec<MemberBlock>,
}

impl Entrance {
    /// What admission is asked about.
    pub fn place(&self) -> Place {
        let member = self.member.as_ref().map(|member| admission::Member {
            state: member.state,
            blocks: self.blocks.iter().map(MemberBlock::for_admission).collect(),
        });
        Place::Workspace {
            state: self.workspace.state,
            member,
        }
    }
}

/// How `passport` stands before `workspace`; `None` when there is no such workspace.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    passport: PassportId,
) -> Result<Option<Entrance>, DbError> {
    let Some(found) = workspaces::load(conn, workspace).await? else {
        return Ok(None);
    };
    let member = members::of_passport(conn, workspace, passport).await?;
    let blocks = match &member {
        Some(member) => blocks::of_member(conn, workspace, member.id).await?,
        None => Vec::new(),
    };
    Ok(Some(Entrance {
        workspace: found,
        member,
        blocks,
    }))
}
