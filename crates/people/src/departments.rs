//! Departments: the tree of a workspace. Names are unique among those with the same parent.
//!
//! Every change holds the workspace's lock, so that two moves cannot make a circle together.

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::ids::{DepartmentId, Fresh, MemberId, WorkspaceId};
use crate::member_words;
use crate::members;
use crate::name::Name;
use crate::workspaces;

mod tree;

pub use tree::{Branch, Outline, Placed, outline, page, place_of, tree};

/// A department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Names it.
    pub id: DepartmentId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The department above it; `None` at the top.
    pub parent: Option<DepartmentId>,
    /// Its name.
    pub name: String,
    /// Who heads it.
    pub head: Option<MemberId>,
    /// When it was made.
    pub created_at: Time,
}

/// What came of a change to the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arranged<T> {
    /// It is done.
    Done(T),
    /// There is one of this name in that place already; nothing was changed.
    NameTaken {
        /// The name.
        name: String,
    },
    /// The department would stand below itself.
    Circle,
    /// The workspace has no such department.
    NoSuchDepartment,
    /// The workspace has no such department to put it under.
    NoSuchParent,
    /// The workspace has no such member to head it.
    NoSuchMember,
}

/// What was taken away with a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The department as it was.
    pub department: Department,
    /// How many members went to the department above, or to none.
    pub members_moved: u64,
    /// How many departments did.
    pub departments_moved: u64,
}

/// The department with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
) -> Result<Option<Department>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, workspace_id, parent_id, name, head_id, created_at FROM departments \
                 WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
            department,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// Makes a department under `parent`, or at the top.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    name: &Name,
    parent: Option<DepartmentId>,
) -> Result<Arranged<Department>, DbError> {
    workspaces::lock(conn, workspace).await?;
    if !is_there(conn, workspace, parent).await? {
        return Ok(Arranged::NoSuchParent);
    }
    let id = DepartmentId::fresh(fresh.now, fresh.random);
    let place = Place {
        workspace,
        parent,
        except: id,
    };
    if is_taken(conn, place, &name.folded()).await? {
        return Ok(Arranged::NameTaken {
            name: name.to_string(),
        });
    }
    let row = conn
        .one(
            sql("INSERT INTO departments \
                 (id, workspace_id, parent_id, name, folded, head_id, created_at) \
                 VALUES ($1, $2, $3, $4, $5, NULL, $6) \
                 RETURNING id, workspace_id, parent_id, name, head_id, created_at"),
            params![id, workspace, parent, name, name.folded(), fresh.now],
        )
        .await?;
    member_words::renew_department(conn, workspace, id, name).await?;
    department(&row).map(Arranged::Done)
}

/// Gives a department another name; the department as it was before.
///
/// # Errors
/// What the database says.
pub async fn rename(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
    name: &Name,
) -> Result<Arranged<Department>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Arranged::NoSuchDepartment);
    };
    let place = Place {
        workspace,
        parent: before.parent,
        except: id,
    };
    if is_taken(conn, place, &name.folded()).await? {
        return Ok(Arranged::NameTaken {
            name: name.to_string(),
        });
    }
    conn.execute(
        sql("UPDATE departments SET name = $3, folded = $4 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id, name, name.folded()],
    )
    .await?;
    member_words::renew_department(conn, workspace, id, name).await?;
    Ok(Arranged::Done(before))
}

/// Puts a department, with all below it, under another or at the top; the department as it
/// was before.
///
/// # Errors
/// What the database says.
pub async fn put_under(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
    parent: Option<DepartmentId>,
) -> Result<Arranged<Department>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Arranged::NoSuchDepartment);
    };
    if !is_there(conn, workspace, parent).await? {
        return Ok(Arranged::NoSuchParent);
    }
    if is_below(conn, workspace, parent, id).await? {
        return Ok(Arranged::Circle);
    }
    let folded = crate::fold::identity(&before.name);
    if is_taken(
        conn,
        Place {
            workspace,
            parent,
            except: id,
        },
        &folded,
    )
    .await?
    {
        return Ok(Arranged::NameTaken { name: before.name });
    }
    conn.execute(
        sql("UPDATE departments SET parent_id = $3 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id, parent],
    )
    .await?;
    Ok(Arranged::Done(before))
}

/// Lets a member head the department, or nobody; the department as it was before.
///
/// # Errors
/// What the database says.
pub async fn set_head(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
    head: Option<MemberId>,
) -> Result<Arranged<Department>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Arranged::NoSuchDepartment);
    };
    if let Some(head) = head {
        let member = members::load(conn, workspace, head).await?;
        if member.is_none_or(|member| member.state == admission::MemberState::Dismissed) {
            return Ok(Arranged::NoSuchMember);
        }
    }
    conn.execute(
        sql("UPDATE departments SET head_id = $3 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id, head],
    )
    .await?;
    Ok(Arranged::Done(before))
}

/// Takes a department away. Its members and the departments below go to the one above, or to
/// the top.
///
/// # Errors
/// What the database says.
pub async fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
) -> Result<Arranged<Deleted>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(department) = load(conn, workspace, id).await? else {
        return Ok(Arranged::NoSuchDepartment);
    };
    let place = Place {
        workspace,
        parent: department.parent,
        except: id,
    };
    if let Some(name) = clash(conn, place).await? {
        return Ok(Arranged::NameTaken { name });
    }
    let members_moved = conn
        .execute(
            sql("UPDATE members SET department_id = $3 \
                 WHERE workspace_id = $1 AND department_id = $2"),
            params![workspace, id, department.parent],
        )
        .await?;
    let departments_moved = conn
        .execute(
            sql("UPDATE departments SET parent_id = $3 WHERE workspace_id = $1 AND parent_id = $2"),
            params![workspace, id, department.parent],
        )
        .await?;
    conn.execute(
        sql("DELETE FROM departments WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id],
    )
    .await?;
    Ok(Arranged::Done(Deleted {
        department,
        members_moved,
        departments_moved,
    }))
}

/// A place in the tree, looked at for a department that is not counted there.
#[derive(Clone, Copy)]
struct Place {
    workspace: WorkspaceId,
    parent: Option<DepartmentId>,
    except: DepartmentId,
}

async fn is_taken(conn: &mut Conn, place: Place, folded: &str) -> Result<bool, DbError> {
    let parent = place.parent.map(|id| id.to_string()).unwrap_or_default();
    let row = conn
        .optional(
            sql("SELECT id FROM departments WHERE workspace_id = $1 \
                 AND COALESCE(parent_id, '') = $2 AND folded = $3 AND id <> $4"),
            params![place.workspace, parent, folded, place.except],
        )
        .await?;
    Ok(row.is_some())
}

/// A name below the department to be deleted that stands in the place above it already.
async fn clash(conn: &mut Conn, place: Place) -> Result<Option<String>, DbError> {
    let parent = place.parent.map(|id| id.to_string()).unwrap_or_default();
    let row = conn
        .optional(
            sql(
                "SELECT c.name AS name FROM departments c JOIN departments s \
                 ON s.workspace_id = c.workspace_id AND s.folded = c.folded \
                 WHERE c.workspace_id = $1 AND c.parent_id = $2 \
                 AND COALESCE(s.parent_id, '') = $3 AND s.id <> $2",
            ),
            params![place.workspace, place.except, parent],
        )
        .await?;
    row.map(|row| row.text("name")).transpose()
}

async fn is_there(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Option<DepartmentId>,
) -> Result<bool, DbError> {
    match id {
        None => Ok(true),
        Some(id) => Ok(load(conn, workspace, id).await?.is_some()),
    }
}

/// Whether `id` is `top` or stands below it.
async fn is_below(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Option<DepartmentId>,
    top: DepartmentId,
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("WITH RECURSIVE above (id, parent_id) AS (\
                 SELECT id, parent_id FROM departments WHERE workspace_id = $1 AND id = $2 \
                 UNION SELECT d.id, d.parent_id FROM departments d \
                 JOIN above a ON d.id = a.parent_id WHERE d.workspace_id = $1) \
                 SELECT id FROM above WHERE id = $3"),
            params![workspace, id, top],
        )
        .await?;
    Ok(row.is_some())
}

fn department(row: &Row) -> Result<Department, DbError> {
    Ok(Department {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        parent: row.get("parent_id")?,
        name: row.text("name")?,
        head: row.get("head_id")?,
        created_at: row.get("created_at")?,
    })
}
