//! What members may do: the highest of their own role and those their groups give them.
//!
//! It is kept in `members.role`, which everything reads; `members.own_role` and `groups.role` are what it comes of.
//! Whoever changes one of the three things it hangs on (own role, being in a group, what a group gives) calls
//! [`settle`] or [`settle_group`] in the same transaction, under the workspace's lock. Nothing else writes it.
//!
//! The dismissed have their own role only, and no group gives them another when they come back ([`take_from_groups`]).

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

use crate::census;
use crate::groups::{self, Group};
use crate::ids::{GroupId, MemberId, WorkspaceId};
use crate::members::Role;
use crate::workspaces;

/// The roles a group can give.
pub const GIVEN: [Role; 3] = [Role::Administrator, Role::HelpDesk, Role::Employee];

/// What came of a change to a group that could take rights away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Regrouped<T> {
    /// It is done.
    Done(T),
    /// It would leave the workspace without an administrator who can enter: the transaction must be dropped.
    LastAdministrator,
    /// The workspace has no such group.
    NoSuchGroup,
}

/// Gives a group's members a role, or takes it from them; the group as it was before. A group gives no guests.
///
/// # Errors
/// What the database says.
pub async fn give(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, GroupId),
    role: Option<Role>,
    now: Time,
) -> Result<Regrouped<Group>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(before) = groups::load(conn, workspace, id).await? else {
        return Ok(Regrouped::NoSuchGroup);
    };
    if before.role == role {
        return Ok(Regrouped::Done(before));
    }
    let able = census::able_administrators(conn, workspace, now).await?;
    conn.execute(
        sql("UPDATE groups SET role = $3 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id, role],
    )
    .await?;
    settle_group(conn, workspace, id).await?;
    Ok(if is_left_alone(conn, workspace, &able, now).await? {
        Regrouped::LastAdministrator
    } else {
        Regrouped::Done(before)
    })
}

/// Whether those who could enter as administrators before, and there were some, have no successor now.
///
/// # Errors
/// What the database says.
pub(crate) async fn is_left_alone(
    conn: &mut Conn,
    workspace: WorkspaceId,
    before: &[MemberId],
    now: Time,
) -> Result<bool, DbError> {
    Ok(!before.is_empty()
        && census::able_administrators(conn, workspace, now)
            .await?
            .is_empty())
}

/// How many it would raise if the group gave this role: those in it, not dismissed, who may less now.
///
/// # Errors
/// What the database says.
pub async fn raised_by(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, GroupId),
    role: Role,
) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM group_members i JOIN members m \
                 ON m.workspace_id = i.workspace_id AND m.id = i.member_id \
                 WHERE i.workspace_id = $1 AND i.group_id = $2 AND m.state <> 'dismissed' \
                 AND CASE m.role WHEN 'administrator' THEN 0 WHEN 'help-desk' THEN 1 \
                 WHEN 'employee' THEN 2 ELSE 3 END > $3"),
            params![workspace, id, rank(role)],
        )
        .await?;
    row.int("n")
}

/// How many would lose by it if the group gave this role, or none: those in it, not dismissed, who have no role of the kind
/// they have now, be it their own or by another group.
///
/// # Errors
/// What the database says.
pub async fn sunk_by(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, GroupId),
    role: Option<Role>,
) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM group_members i JOIN members m \
                 ON m.workspace_id = i.workspace_id AND m.id = i.member_id \
                 WHERE i.workspace_id = $1 AND i.group_id = $2 AND m.state <> 'dismissed' \
                 AND m.role <> m.own_role \
                 AND CASE m.role WHEN 'administrator' THEN 0 WHEN 'help-desk' THEN 1 \
                 WHEN 'employee' THEN 2 ELSE 3 END < $3 \
                 AND NOT EXISTS (SELECT 1 FROM group_members o JOIN groups g \
                 ON g.workspace_id = o.workspace_id AND g.id = o.group_id \
                 WHERE o.workspace_id = m.workspace_id AND o.member_id = m.id \
                 AND o.added_at IS NOT NULL AND o.group_id <> $2 AND g.role = m.role)"),
            params![workspace, id, role.map_or(4, rank)],
        )
        .await?;
    row.int("n")
}

/// Its place among the roles, as the statements count it.
fn rank(role: Role) -> i64 {
    match role {
        Role::Administrator => 0,
        Role::HelpDesk => 1,
        Role::Employee => 2,
        Role::Guest => 3,
    }
}

/// Writes what a member may do.
///
/// # Errors
/// What the database says.
pub(crate) async fn settle(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<(), DbError> {
    conn.execute(
        // `added_at` stands in no key: without it SQLite would rather walk the key of the whole workspace.
        sql("UPDATE members SET role = CASE (SELECT MIN(CASE of.role \
             WHEN 'administrator' THEN 0 WHEN 'help-desk' THEN 1 WHEN 'employee' THEN 2 ELSE 3 END) \
             FROM (SELECT members.own_role AS role UNION ALL SELECT g.role FROM group_members i \
             JOIN groups g ON g.workspace_id = i.workspace_id AND g.id = i.group_id \
             WHERE i.workspace_id = members.workspace_id AND i.member_id = members.id \
             AND i.added_at IS NOT NULL AND g.role IS NOT NULL AND members.state <> 'dismissed') of) \
             WHEN 0 THEN 'administrator' WHEN 1 THEN 'help-desk' WHEN 2 THEN 'employee' \
             ELSE 'guest' END WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id],
    )
    .await
    .map(drop)
}

/// Writes what everybody in a group may do.
///
/// # Errors
/// What the database says.
pub(crate) async fn settle_group(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE members SET role = CASE (SELECT MIN(CASE of.role \
             WHEN 'administrator' THEN 0 WHEN 'help-desk' THEN 1 WHEN 'employee' THEN 2 ELSE 3 END) \
             FROM (SELECT members.own_role AS role UNION ALL SELECT g.role FROM group_members i \
             JOIN groups g ON g.workspace_id = i.workspace_id AND g.id = i.group_id \
             WHERE i.workspace_id = members.workspace_id AND i.member_id = members.id \
             AND i.added_at IS NOT NULL AND g.role IS NOT NULL AND members.state <> 'dismissed') of) \
             WHEN 0 THEN 'administrator' WHEN 1 THEN 'help-desk' WHEN 2 THEN 'employee' \
             ELSE 'guest' END WHERE workspace_id = $1 AND id IN (SELECT member_id FROM group_members \
             WHERE workspace_id = $1 AND group_id = $2)"),
        params![workspace, id],
    )
    .await
    .map(drop)
}

/// The highest role a member's groups give, and by which of them: the first by name.
///
/// # Errors
/// What the database says.
pub async fn by_groups(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<Option<(Role, Group)>, DbError> {
    let all = groups::of_member(conn, workspace, id).await?;
    let giving = all
        .into_iter()
        .filter_map(|group| group.role.map(|role| (role, group)));
    Ok(giving.min_by_key(|(role, _)| *role))
}

/// Takes a member out of every group that lets its members act on others: such rights end with a dismissal, and do not
/// come back.
///
/// # Errors
/// What the database says.
pub(crate) async fn take_from_groups(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<(), DbError> {
    let all = groups::of_member(conn, workspace, id).await?;
    for group in all.iter().filter(|group| group.acts_on_others()) {
        conn.execute(
            sql("DELETE FROM group_members \
                 WHERE workspace_id = $1 AND group_id = $2 AND member_id = $3"),
            params![workspace, group.id, id],
        )
        .await?;
    }
    Ok(())
}
