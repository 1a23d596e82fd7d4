//! Departments.

use axum::routing::{delete, get, patch, post};
use base::db::Conn;
use people::departments::{self, Arranged, Placed};
use people::{DepartmentId, MemberId, WorkspaceId};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, InWorkspace};
use super::fields::{self, nullable_id};
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::structure::{self, DepartmentChange, Part};
use crate::tokens::Scope;
use crate::web::ApiError;

const ID: Shape = Shape::Maybe(&Shape::Id);

const DEPARTMENT: Shape = Shape::Record(
    "Department",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("name", fields::NAME, "Its name, unique under its parent."),
        Field::needed(
            "parent",
            ID,
            "The department it belongs to; `null` at the top.",
        ),
        Field::needed("head", ID, "The person who heads it."),
        Field::needed(
            "depth",
            Shape::Whole(0, 1000, 0),
            "How many departments stand above it.",
        ),
        Field::needed("members", fields::COUNT, "How many people are in it."),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewDepartment",
    &[
        Field::needed("name", fields::NAME, "Its name, unique under its parent."),
        Field::free("parent", ID, "The department it belongs to."),
        Field::free("head", ID, "The person who heads it."),
    ],
);

const CHANGE: Shape = Shape::Record(
    "DepartmentChange",
    &[
        Field::free("name", fields::NAME, "Its name."),
        Field::free(
            "parent",
            ID,
            "The department it belongs to; `null` for the top.",
        ),
        Field::free("head", ID, "The person who heads it; `null` for nobody."),
    ],
);

const LIST: &str = "/workspaces/{workspace}/departments";
const ONE: &str = "/workspaces/{workspace}/departments/{department}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("listDepartments", LIST, "The departments of a workspace"),
        || get(list),
    )
    .scope(Scope::DepartmentsRead)
    .page(DEPARTMENT),
    Operation::post(("createDepartment", LIST, "Makes a department"), || {
        post(create)
    })
    .scope(Scope::DepartmentsWrite)
    .body(NEW)
    .created(DEPARTMENT),
    Operation::get(("getDepartment", ONE, "One department"), || get(show))
        .scope(Scope::DepartmentsRead)
        .one(DEPARTMENT),
    Operation::patch(
        (
            "changeDepartment",
            ONE,
            "Changes name, place or head of a department",
        ),
        || patch(change),
    )
    .scope(Scope::DepartmentsWrite)
    .body(CHANGE)
    .one(DEPARTMENT),
    Operation::delete(
        (
            "deleteDepartment",
            ONE,
            "Deletes a department; its people and departments move up",
        ),
        || delete(remove),
    )
    .scope(Scope::DepartmentsWrite)
    .conflicts(),
];

fn department(placed: &Placed) -> Value {
    let own = &placed.department;
    json!({
        "id": own.id, "name": own.name, "parent": own.parent, "head": own.head,
        "depth": placed.depth, "members": placed.members, "created_at": own.created_at.rfc3339(),
    })
}

async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
) -> Result<Value, ApiError> {
    let found = departments::place_of(conn, workspace, id).await?;
    Ok(department(&answer::found(found)?))
}

/// `GET …/departments`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let after = call.behind(DepartmentId::parse)?;
    let (workspace, most) = (acting.workspace.id, call.limit() + 1);
    let mut conn = call.app.db.read().await?;
    let mut found = departments::page(&mut conn, workspace, after, most).await?;
    let next = call.cut(&mut found, |one| one.department.id.to_string());
    call.page(found.iter().map(department).collect(), next)
}

/// `GET …/departments/{department}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let id = call.id("department", DepartmentId::parse)?;
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &load(&mut conn, acting.workspace.id, id).await?)
}

/// `POST …/departments`.
async fn create(within: InWorkspace) -> Answer {
    let (name, mut conn) = (fields::name(&within.call, "name")?, within.write().await?);
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let parent = nullable_id(&call, "parent", DepartmentId::parse).flatten();
    let made = structure::create_department(&acting, &mut conn, &name, parent).await?;
    let Arranged::Done(made) = made else {
        return Err(problem(Part::Parent, &made));
    };
    let head = nullable_id(&call, "head", MemberId::parse).flatten();
    let change = DepartmentChange {
        head: head.map(Some),
        ..DepartmentChange::default()
    };
    let changed = structure::change_department(&acting, &mut conn, made.id, &change).await?;
    changed.map_err(|(part, why)| problem(part, &why))?;
    let value = load(&mut conn, acting.workspace.id, made.id).await?;
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, value), &[]).await
}

/// `PATCH …/departments/{department}`.
async fn change(within: InWorkspace) -> Answer {
    let id = within.call.id("department", DepartmentId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    call.meant(&load(&mut conn, acting.workspace.id, id).await?)?;
    let name = call.has("name").then(|| fields::name(&call, "name"));
    let change = DepartmentChange {
        name: name.transpose()?,
        parent: nullable_id(&call, "parent", DepartmentId::parse),
        head: nullable_id(&call, "head", MemberId::parse),
    };
    let changed = structure::change_department(&acting, &mut conn, id, &change).await?;
    changed.map_err(|(part, why)| problem(part, &why))?;
    let value = load(&mut conn, acting.workspace.id, id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `DELETE …/departments/{department}`.
async fn remove(within: InWorkspace) -> Answer {
    let id = within.call.id("department", DepartmentId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    call.meant(&load(&mut conn, acting.workspace.id, id).await?)?;
    match structure::delete_department(&acting, &mut conn, id).await? {
        Arranged::Done(_) => {}
        Arranged::NameTaken { name } => {
            let words = format!("A department {name:?} already stands where this one's would go.");
            return Err(ApiError::Conflict("name-taken", words));
        }
        _ => return Err(ApiError::NotFound),
    }
    conn.commit().await?;
    Ok(answer::done())
}

/// What stands in the way, at its field.
fn problem<T>(part: Part, why: &Arranged<T>) -> ApiError {
    let pointer = match part {
        Part::Name => "/name",
        Part::Parent => "/parent",
        Part::Head => "/head",
    };
    match why {
        Arranged::NameTaken { .. } => {
            ApiError::field("/name", "taken", "A department there has this name.")
        }
        Arranged::Circle => {
            ApiError::field(pointer, "circle", "A department cannot stand below itself.")
        }
        Arranged::NoSuchParent => {
            ApiError::field("/parent", "unknown-id", "There is no such department.")
        }
        Arranged::NoSuchMember => {
            ApiError::field("/head", "unknown-id", "There is no such person.")
        }
        Arranged::NoSuchDepartment | Arranged::Done(_) => ApiError::NotFound,
    }
}
