//! The whole tree of a workspace in the order in which it is shown.

use std::collections::BTreeMap;

use base::db::{Conn, DbError, Row, sql};
use base::params;

use super::{Department, department};
use crate::ids::{DepartmentId, WorkspaceId};

/// A department in its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The department.
    pub department: Department,
    /// How many stand above it; 0 at the top.
    pub depth: usize,
    /// Members in it, the dismissed not counted.
    pub members: i64,
    /// Members in it and in all below it.
    pub members_below: i64,
}

/// Every department of the workspace: each one followed by those below it, neighbours by name.
///
/// # Errors
/// What the database says.
pub async fn tree(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Branch>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT d.id AS id, d.workspace_id AS workspace_id, d.parent_id AS parent_id, \
                 d.name AS name, d.head_id AS head_id, d.created_at AS created_at, \
                 (SELECT COUNT(*) FROM members m WHERE m.workspace_id = d.workspace_id \
                 AND m.department_id = d.id AND m.state <> 'dismissed') AS members \
                 FROM departments d WHERE d.workspace_id = $1 ORDER BY d.folded, d.id",
            ),
            params![workspace],
        )
        .await?;
    let mut below: Children = BTreeMap::new();
    for row in &rows {
        let department = department(row)?;
        below
            .entry(department.parent)
            .or_default()
            .push((department, row.int("members")?));
    }
    Ok(sum_up(in_order(below)))
}

/// A department in its place, for whoever chooses one: nobody is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The department.
    pub department: Department,
    /// How many stand above it; 0 at the top.
    pub depth: usize,
}

/// As [`tree`], without counting: that would take longer the more people there are.
///
/// # Errors
/// What the database says.
pub async fn outline(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Outline>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, parent_id, name, head_id, created_at FROM departments \
                 WHERE workspace_id = $1 ORDER BY folded, id",
            ),
            params![workspace],
        )
        .await?;
    let mut below: Children = BTreeMap::new();
    for row in &rows {
        let department = department(row)?;
        let beside = below.entry(department.parent).or_default();
        beside.push((department, 0));
    }
    let outline = |branch: Branch| Outline {
        department: branch.department,
        depth: branch.depth,
    };
    Ok(in_order(below).into_iter().map(outline).collect())
}

/// A department with its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The department.
    pub department: Department,
    /// How many stand above it.
    pub depth: i64,
    /// How many people are in it.
    pub members: i64,
}

fn placed(row: &Row) -> Result<Placed, DbError> {
    Ok(Placed {
        department: department(row)?,
        depth: row.int("depth")?,
        members: row.int("members")?,
    })
}

/// The departments of a workspace in the order in which they were made, behind `after`, at most `most`. Only what
/// stands above these is looked at.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<DepartmentId>,
    most: u32,
) -> Result<Vec<Placed>, DbError> {
    let rows = conn
        .list(
            sql(
                "WITH RECURSIVE chosen AS (SELECT id, workspace_id, parent_id, name, head_id, \
                 created_at FROM departments WHERE workspace_id = $1 AND id > $2 \
                 ORDER BY id LIMIT $3), \
                 above (id, parent_id) AS (SELECT id, parent_id FROM chosen \
                 UNION ALL SELECT a.id, d.parent_id FROM departments d \
                 JOIN above a ON d.id = a.parent_id WHERE d.workspace_id = $1) \
                 SELECT c.id AS id, c.workspace_id AS workspace_id, c.parent_id AS parent_id, \
                 c.name AS name, c.head_id AS head_id, c.created_at AS created_at, \
                 (SELECT COUNT(*) FROM above a WHERE a.id = c.id) - 1 AS depth, \
                 (SELECT COUNT(*) FROM members m WHERE m.workspace_id = c.workspace_id \
                 AND m.department_id = c.id AND m.state <> 'dismissed') AS members \
                 FROM chosen c ORDER BY c.id",
            ),
            params![
                workspace,
                after.map(|id| id.to_string()).unwrap_or_default(),
                i64::from(most),
            ],
        )
        .await?;
    rows.iter().map(placed).collect()
}

/// One department with its place.
///
/// # Errors
/// What the database says.
pub async fn place_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
) -> Result<Option<Placed>, DbError> {
    let row = conn
        .optional(
            sql(
                "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM departments \
                 WHERE workspace_id = $1 AND id = $2 \
                 UNION ALL SELECT d.id, d.parent_id FROM departments d \
                 JOIN above a ON d.id = a.parent_id WHERE d.workspace_id = $1) \
                 SELECT c.id AS id, c.workspace_id AS workspace_id, c.parent_id AS parent_id, \
                 c.name AS name, c.head_id AS head_id, c.created_at AS created_at, \
                 (SELECT COUNT(*) FROM above) - 1 AS depth, \
                 (SELECT COUNT(*) FROM members m WHERE m.workspace_id = c.workspace_id \
                 AND m.department_id = c.id AND m.state <> 'dismissed') AS members \
                 FROM departments c WHERE c.workspace_id = $1 AND c.id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(placed).transpose()
}

type Children = BTreeMap<Option<DepartmentId>, Vec<(Department, i64)>>;

/// Walks the tree from the top, without recursion: nobody limits how deep it is.
fn in_order(mut below: Children) -> Vec<Branch> {
    let mut waiting: Vec<(usize, (Department, i64))> = Vec::new();
    let mut branches = Vec::new();
    let mut next = (0, None);
    loop {
        let children = below.remove(&next.1).unwrap_or_default();
        waiting.extend(children.into_iter().rev().map(|child| (next.0, child)));
        let Some((depth, (department, members))) = waiting.pop() else {
            return branches;
        };
        next = (depth + 1, Some(department.id));
        branches.push(Branch {
            department,
            depth,
            members,
            members_below: members,
        });
    }
}

/// Adds the members of each department to those above it.
fn sum_up(mut branches: Vec<Branch>) -> Vec<Branch> {
    let mut sums: BTreeMap<DepartmentId, i64> = BTreeMap::new();
    for branch in branches.iter_mut().rev() {
        branch.members_below += sums.remove(&branch.department.id).unwrap_or(0);
        if let Some(parent) = branch.department.parent {
            *sums.entry(parent).or_insert(0) += branch.members_below;
        }
    }
    branches
}
