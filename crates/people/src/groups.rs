//! Groups: named sets of members, told to applications. Names are unique in a workspace.

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::census;
use crate::ids::{Fresh, GroupId, MemberId, WorkspaceId};
use crate::members::Role;
use crate::name::Name;
use crate::roles::{self, Regrouped};
use crate::workspaces;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Names it.
    pub id: GroupId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The role it gives its members, if any.
    pub role: Option<Role>,
    /// When it was made.
    pub created_at: Time,
}

impl Group {
    /// Whether it lets its members act on others: such a group is changed by administrators only, and nobody comes into it by a
    /// link.
    pub fn acts_on_others(&self) -> bool {
        self.role.is_some_and(Role::acts_on_others)
    }
}

/// What came of making or naming a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouped {
    /// Done; the new group, or the group as it was before.
    Done(Group),
    /// The workspace has a group of this name already; nothing was changed.
    NameTaken,
    /// The workspace has no such group.
    NoSuchGroup,
}

/// The group with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
) -> Result<Option<Group>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, description, role, created_at FROM groups \
                 WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(group).transpose()
}

/// Every group of the workspace by name, each with the number of its members, the dismissed not
/// counted.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<(Group, i64)>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT g.id AS id, g.workspace_id AS workspace_id, g.name AS name, \
                 g.description AS description, g.role AS role, g.created_at AS created_at, \
                 (SELECT COUNT(*) FROM group_members i JOIN members m \
                 ON m.workspace_id = i.workspace_id AND m.id = i.member_id \
                 WHERE i.workspace_id = g.workspace_id AND i.group_id = g.id \
                 AND m.state <> 'dismissed') AS members \
                 FROM groups g WHERE g.workspace_id = $1 ORDER BY g.folded, g.id",
            ),
            params![workspace],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((group(row)?, row.int("members")?)))
        .collect()
}

/// Every group of the workspace by name, for whoever chooses one: nobody is counted.
///
/// # Errors
/// What the database says.
pub async fn named(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Group>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, description, role, created_at FROM groups \
                 WHERE workspace_id = $1 ORDER BY folded, id",
            ),
            params![workspace],
        )
        .await?;
    rows.iter().map(group).collect()
}

/// The groups of a workspace in the order in which they were made, behind `after`, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<GroupId>,
    most: u32,
) -> Result<Vec<Group>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, description, role, created_at FROM groups \
                 WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            ),
            params![
                workspace,
                after.map(|id| id.to_string()).unwrap_or_default(),
                i64::from(most),
            ],
        )
        .await?;
    rows.iter().map(group).collect()
}

/// The groups of a member, by name.
///
/// # Errors
/// What the database says.
pub async fn of_member(
    conn: &mut Conn,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<Vec<Group>, DbError> {
    let ids = conn
        .warm_all(
            // With `added_at`, which the key does not hold: else SQLite would rather walk the key of
            // the whole workspace.
            sql("SELECT group_id, added_at FROM group_members \
                 WHERE workspace_id = $1 AND member_id = $2"),
            params![workspace, member],
            |row| row.get::<GroupId>("group_id"),
        )
        .await?;
    let mut found = Vec::new();
    for id in ids.iter() {
        found.extend(filed(conn, workspace, *id).await?);
    }
    found.sort_by(|one, two| (&one.folded, one.group.id).cmp(&(&two.folded, two.group.id)));
    Ok(found.iter().map(|one| one.group.clone()).collect())
}

/// A group under the form of its name by which groups are ordered.
struct Filed {
    folded: String,
    group: Group,
}

async fn filed(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
) -> Result<Option<Arc<Filed>>, DbError> {
    conn.warm_one(
        sql(
            "SELECT id, workspace_id, name, folded, description, role, created_at FROM groups \
             WHERE workspace_id = $1 AND id = $2",
        ),
        params![workspace, id],
        |row| {
            Ok(Filed {
                folded: row.text("folded")?,
                group: group(row)?,
            })
        },
    )
    .await
}

/// Makes a group without members.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    name: &Name,
    description: Option<&str>,
) -> Result<Grouped, DbError> {
    let row = conn
        .optional(
            sql(
                "INSERT INTO groups (id, workspace_id, name, folded, description, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, folded) DO NOTHING \
                 RETURNING id, workspace_id, name, description, role, created_at",
            ),
            params![
                GroupId::fresh(fresh.now, fresh.random),
                workspace,
                name,
                name.folded(),
                description,
                fresh.now,
            ],
        )
        .await?;
    row.map_or(Ok(Grouped::NameTaken), |row| group(&row).map(Grouped::Done))
}

/// Gives a group another name and description; the group as it was before.
///
/// # Errors
/// What the database says. When a group of this name is made in the same instant, the transaction
/// may end in [`DbError::Unique`] instead of [`Grouped::NameTaken`].
pub async fn describe(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
    name: &Name,
    description: Option<&str>,
) -> Result<Grouped, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Grouped::NoSuchGroup);
    };
    let changed = conn
        .execute(
            sql(
                "UPDATE groups SET name = $3, folded = $4, description = $5 \
                 WHERE workspace_id = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM groups g \
                 WHERE g.workspace_id = $1 AND g.folded = $4 AND g.id <> $2)",
            ),
            params![workspace, id, name, name.folded(), description],
        )
        .await?;
    Ok(if changed == 0 {
        Grouped::NameTaken
    } else {
        Grouped::Done(before)
    })
}

/// Takes a group away, not its members, but what it gave them; the group as it was.
///
/// # Errors
/// What the database says.
pub async fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
    now: Time,
) -> Result<Regrouped<Group>, DbError> {
    let before = match roles::give(conn, (workspace, id), None, now).await? {
        Regrouped::Done(before) => before,
        refused => return Ok(refused),
    };
    conn.execute(
        sql("DELETE FROM groups WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id],
    )
    .await?;
    Ok(Regrouped::Done(before))
}

/// Adds members to a group, with the role it gives; those who were not in it before. Whoever is no member of the
/// workspace is passed over. `None` when there is no such group.
///
/// # Errors
/// What the database says.
pub async fn add_members(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: GroupId,
    members: &[MemberId],
    now: Time,
) -> Result<Option<Vec<MemberId>>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(group) = load(conn, workspace, id).await? else {
        return Ok(None);
    };
    let mut added = Vec::new();
    for member in members {
        let written = conn
            .execute(
                sql(
                    "INSERT INTO group_members (workspace_id, group_id, member_id, added_at) \
                     SELECT m.workspace_id, g.id, m.id, CAST($4 AS BIGINT) \
                     FROM members m JOIN groups g ON g.workspace_id = m.workspace_id \
                     WHERE m.workspace_id = $1 AND g.id = $2 AND m.id = $3 \
                     ON CONFLICT (workspace_id, group_id, member_id) DO NOTHING",
                ),
                params![workspace, id, *member, now],
            )
            .await?;
        if written > 0 && group.role.is_some() {
            roles::settle(conn, workspace, *member).await?;
        }
        added.extend((written > 0).then_some(*member));
    }
    Ok(Some(added))
}

/// Takes members out of a group, and what it gave them; those who were in it.
///
/// # Errors
/// What the database says.
pub async fn remove_members(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, GroupId),
    members: &[MemberId],
    now: Time,
) -> Result<Regrouped<Vec<MemberId>>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(group) = load(conn, workspace, id).await? else {
        return Ok(Regrouped::NoSuchGroup);
    };
    let able = match group.role {
        Some(_) => census::able_administrators(conn, workspace, now).await?,
        None => Vec::new(),
    };
    let mut removed = Vec::new();
    for member in members {
        let gone = conn
            .execute(
                sql("DELETE FROM group_members \
                     WHERE workspace_id = $1 AND group_id = $2 AND member_id = $3"),
                params![workspace, id, *member],
            )
            .await?;
        if gone > 0 && group.role.is_some() {
            roles::settle(conn, workspace, *member).await?;
        }
        removed.extend((gone > 0).then_some(*member));
    }
    Ok(
        if roles::is_left_alone(conn, workspace, &able, now).await? {
            Regrouped::LastAdministrator
        } else {
            Regrouped::Done(removed)
        },
    )
}

fn group(row: &Row) -> Result<Group, DbError> {
    Ok(Group {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        description: row.get("description")?,
        role: row.get("role")?,
        created_at: row.get("created_at")?,
    })
}
