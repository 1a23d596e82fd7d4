//! Blocks: the set of reasons for which a member may not enter. A source sets and lifts only its
//! own reason.

use admission::{BlockReason, Moment};
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::columns;
use crate::ids::{MemberId, PassportId, WorkspaceId};
use crate::members::{self, Act, Guarded, Member};
use crate::revocation::{self, Whose};

/// A reason for which a member is blocked, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberBlock {
    /// Why.
    pub reason: BlockReason,
    /// Since when.
    pub since: Time,
    /// When it ends by itself; `None` when its source has to lift it.
    pub until: Option<Time>,
    /// Who set it; `None` when a machine did.
    pub set_by: Option<PassportId>,
    /// What they noted.
    pub note: Option<String>,
}

impl MemberBlock {
    /// The block as admission weighs it.
    pub fn for_admission(&self) -> admission::Block {
        let until: Option<Moment> = self.until.map(columns::moment);
        admission::Block {
            reason: self.reason,
            until,
        }
    }
}

/// Every block of a member, those that have ended by themselves among them.
///
/// # Errors
/// What the database says.
pub async fn of_member(
    conn: &mut Conn,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<Vec<MemberBlock>, DbError> {
    let found = conn
        .warm_all(
            sql(
                "SELECT reason, since, until, set_by, note FROM member_blocks \
                 WHERE workspace_id = $1 AND member_id = $2 ORDER BY since, reason",
            ),
            params![workspace, member],
            block,
        )
        .await?;
    Ok(found.to_vec())
}

/// What is to be blocked, and until when if it ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewBlock {
    /// Why.
    pub reason: BlockReason,
    /// When it ends by itself.
    pub until: Option<Time>,
}

/// Blocks a member for one more reason; the member as it was before. Everything issued to them ends
/// (the epoch rises), except when wrong attempts lock them: a stranger who guesses
/// passwords must not sign people out. Dismissal by an administrator is [`members::dismiss`].
///
/// # Errors
/// What the database says.
pub async fn add(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    new: NewBlock,
    act: Act<'_>,
) -> Result<Guarded<Member>, DbError> {
    if new.reason == BlockReason::DismissedByAdministrator {
        return members::dismiss(conn, workspace, id, act).await;
    }
    let before = match members::lock(conn, workspace, id, act.at).await? {
        None => return Ok(Guarded::NoSuchMember),
        Some(target) if target.is_last_administrator => return Ok(Guarded::LastAdministrator),
        Some(target) => target.member,
    };
    if !set(conn, &before, new.reason, new.until, act).await? {
        return Ok(Guarded::Unchanged);
    }
    if new.reason != BlockReason::LockedByAttempts {
        revocation::raise(conn, Whose::Member(workspace, id)).await?;
    }
    Ok(Guarded::Done(before))
}

/// Takes one reason away; the member, whom others may still block. A dismissal is taken back
/// by [`members::rehire`].
///
/// # Errors
/// What the database says.
pub async fn lift(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    reason: BlockReason,
    now: Time,
) -> Result<Guarded<Member>, DbError> {
    if reason == BlockReason::DismissedByAdministrator {
        return members::rehire(conn, workspace, id, now).await;
    }
    let Some(member) = members::load(conn, workspace, id).await? else {
        return Ok(Guarded::NoSuchMember);
    };
    if clear(conn, &member, reason).await? {
        Ok(Guarded::Done(member))
    } else {
        Ok(Guarded::Unchanged)
    }
}

/// Writes the block; whether that changed anything.
pub(crate) async fn set(
    conn: &mut Conn,
    member: &Member,
    reason: BlockReason,
    until: Option<Time>,
    act: Act<'_>,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("INSERT INTO member_blocks \
                 (workspace_id, member_id, reason, since, until, set_by, note) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (workspace_id, member_id, reason) DO UPDATE SET since = $4, \
                 until = $5, set_by = $6, note = $7 \
                 WHERE member_blocks.until IS DISTINCT FROM excluded.until"),
            params![
                member.workspace,
                member.id,
                reason.word(),
                act.at,
                until,
                act.by,
                act.note
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Removes the block; whether there was one.
pub(crate) async fn clear(
    conn: &mut Conn,
    member: &Member,
    reason: BlockReason,
) -> Result<bool, DbError> {
    let removed = conn
        .execute(
            sql("DELETE FROM member_blocks \
                 WHERE workspace_id = $1 AND member_id = $2 AND reason = $3"),
            params![member.workspace, member.id, reason.word()],
        )
        .await?;
    Ok(removed > 0)
}

fn block(row: &Row) -> Result<MemberBlock, DbError> {
    Ok(MemberBlock {
        reason: columns::word(row, "reason", BlockReason::from_word)?,
        since: row.get("since")?,
        until: row.get("until")?,
        set_by: row.get("set_by")?,
        note: row.get("note")?,
    })
}
