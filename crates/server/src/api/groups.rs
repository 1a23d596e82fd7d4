//! Groups and who is in them.

use axum::routing::{delete, get, patch, post, put};
use base::db::Conn;
use people::groups::{self, Group, Grouped};
use people::roles::Regrouped;
use people::search::{self, Cursor, MemberSearch};
use people::{GroupId, MemberId, Role, WorkspaceId, workspaces};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use super::paging::odd_place;
use super::people::{PERSON, may, person};
use crate::signin::acting::Acting;
use crate::structure::{self, Deed, Joined};
use crate::tokens::Scope;
use crate::web::ApiError;

const DESCRIPTION: Shape = Shape::Maybe(&Shape::Text(0, 500, "Whoever is on call at night"));

const ROLE: Shape = Shape::Word(&["none", "employee", "help-desk", "administrator"]);

const GROUP: Shape = Shape::Record(
    "Group",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed(
            "name",
            fields::NAME,
            "Its name, unique in the workspace; applications learn it.",
        ),
        Field::needed("description", DESCRIPTION, "What it is for."),
        Field::needed(
            "role",
            ROLE,
            "The role it gives its people, on top of their own.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewGroup",
    &[
        Field::needed("name", fields::NAME, "Its name, unique in the workspace."),
        Field::free("description", DESCRIPTION, "What it is for."),
        Field::free(
            "role",
            ROLE,
            "The role it gives its people; `none` when nothing is said.",
        ),
    ],
);

const CHANGE: Shape = Shape::Record(
    "GroupChange",
    &[
        Field::free("name", fields::NAME, "Its name."),
        Field::free("description", DESCRIPTION, "What it is for."),
        Field::free("role", ROLE, "The role it gives its people."),
    ],
);

const LIST: &str = "/workspaces/{workspace}/groups";
const ONE: &str = "/workspaces/{workspace}/groups/{group}";
const MEMBERS: &str = "/workspaces/{workspace}/groups/{group}/members";
const MEMBER: &str = "/workspaces/{workspace}/groups/{group}/members/{member}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(("listGroups", LIST, "The groups of a workspace"), || {
        get(list)
    })
    .scope(Scope::GroupsRead)
    .page(GROUP),
    Operation::post(("createGroup", LIST, "Makes a group"), || post(create))
        .scope(Scope::GroupsWrite)
        .body(NEW)
        .created(GROUP),
    Operation::get(("getGroup", ONE, "One group"), || get(show))
        .scope(Scope::GroupsRead)
        .one(GROUP),
    Operation::patch(
        (
            "changeGroup",
            ONE,
            "Changes name, description or role of a group",
        ),
        || patch(change),
    )
    .scope(Scope::GroupsWrite)
    .body(CHANGE)
    .one(GROUP)
    .conflicts(),
    Operation::delete(
        ("deleteGroup", ONE, "Deletes a group; its people stay"),
        || delete(remove),
    )
    .scope(Scope::GroupsWrite)
    .conflicts(),
    Operation::get(
        ("listGroupMembers", MEMBERS, "The people in a group"),
        || get(members),
    )
    .scope(Scope::GroupsRead)
    .page(PERSON),
    Operation::put(
        ("addGroupMember", MEMBER, "Puts a person into a group"),
        || put(add),
    )
    .scope(Scope::GroupsWrite),
    Operation::delete(
        ("removeGroupMember", MEMBER, "Takes a person out of a group"),
        || delete(take_out),
    )
    .scope(Scope::GroupsWrite)
    .conflicts(),
];

fn group(one: &Group) -> Value {
    json!({
        "id": one.id, "name": one.name, "description": one.description,
        "role": structure::word(one.role), "created_at": one.created_at.rfc3339(),
    })
}

async fn load(conn: &mut Conn, workspace: WorkspaceId, id: GroupId) -> Result<Value, ApiError> {
    let found = groups::load(conn, workspace, id).await?;
    Ok(group(&answer::found(found)?))
}

/// `GET …/groups`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let after = call.behind(GroupId::parse)?;
    let (workspace, most) = (acting.workspace.id, call.limit() + 1);
    let mut conn = call.app.db.read().await?;
    let mut found = groups::page(&mut conn, workspace, after, most).await?;
    let next = call.cut(&mut found, |one| one.id.to_string());
    call.page(found.iter().map(group).collect(), next)
}

/// `GET …/groups/{group}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let id = call.id("group", GroupId::parse)?;
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &load(&mut conn, acting.workspace.id, id).await?)
}

/// The group, held for the rest of the transaction, with what it gives. Whoever touches one that lets its people act on
/// others, or makes it one, needs the scope that makes administrators.
async fn held(
    call: &Call,
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, GroupId),
) -> Result<Group, ApiError> {
    workspaces::lock(conn, workspace).await?;
    let group = answer::found(groups::load(conn, workspace, id).await?)?;
    may(call, &group.role.map_or_else(Vec::new, |role| vec![role]))?;
    Ok(group)
}

/// The role the body names, or the one there was.
fn role(call: &Call, before: Option<Role>) -> Option<Role> {
    match fields::text(call, "role") {
        "" => before,
        word => Role::from_word(word),
    }
}

/// Gives the role, when it is another one.
async fn give(
    (call, acting): (&Call, &Acting),
    mut conn: Conn,
    (id, role): (GroupId, Option<Role>),
) -> Result<Conn, ApiError> {
    may(call, &role.map_or_else(Vec::new, |role| vec![role]))?;
    match structure::give_role(acting, &mut conn, id, role).await? {
        Regrouped::Done(_) => Ok(conn),
        Regrouped::NoSuchGroup => Err(ApiError::NotFound),
        Regrouped::LastAdministrator => Err(alone((call, acting), conn, (Deed::Role, id)).await?),
    }
}

/// Drops the transaction and writes down why.
async fn alone(
    (call, acting): (&Call, &Acting),
    conn: Conn,
    (deed, id): (Deed, GroupId),
) -> Result<ApiError, ApiError> {
    drop(conn);
    structure::note_refused(acting, deed, id).await?;
    let words = call.ctx.text("people-last-administrator");
    Ok(ApiError::Conflict("last-administrator", words))
}

fn taken() -> ApiError {
    ApiError::field("/name", "taken", "A group of the workspace has this name.")
}

/// `POST …/groups`.
async fn create(within: InWorkspace) -> Answer {
    let (name, mut conn) = (fields::name(&within.call, "name")?, within.write().await?);
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let description = fields::words(&call, "description");
    let made = structure::create_group(&acting, &mut conn, &name, description.as_deref()).await?;
    let Grouped::Done(mut made) = made else {
        return Err(taken());
    };
    made.role = role(&call, None);
    if made.role.is_some() {
        conn = give((&call, &acting), conn, (made.id, made.role)).await?;
    }
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, group(&made)), &[])
        .await
}

/// `PATCH …/groups/{group}`.
async fn change(within: InWorkspace) -> Answer {
    let id = within.call.id("group", GroupId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let before = held(&call, &mut conn, (acting.workspace.id, id)).await?;
    call.meant(&group(&before))?;
    let role = role(&call, before.role);
    let name = fields::name_or(&call, "name", &before.name)?;
    let description = match call.has("description") {
        true => fields::words(&call, "description"),
        false => before.description,
    };
    let new = (&name, description.as_deref());
    match structure::change_group(&acting, &mut conn, id, new).await? {
        Grouped::Done(_) => {}
        Grouped::NameTaken => return Err(taken()),
        Grouped::NoSuchGroup => return Err(ApiError::NotFound),
    }
    if role != before.role {
        conn = give((&call, &acting), conn, (id, role)).await?;
    }
    let value = load(&mut conn, acting.workspace.id, id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `DELETE …/groups/{group}`.
async fn remove(within: InWorkspace) -> Answer {
    let id = within.call.id("group", GroupId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let before = held(&call, &mut conn, (acting.workspace.id, id)).await?;
    call.meant(&group(&before))?;
    match structure::delete_group(&acting, &mut conn, id).await? {
        Regrouped::Done(_) => conn.commit().await?,
        Regrouped::NoSuchGroup => return Err(ApiError::NotFound),
        Regrouped::LastAdministrator => {
            return Err(alone((&call, &acting), conn, (Deed::Delete, id)).await?);
        }
    }
    Ok(answer::done())
}

/// `GET …/groups/{group}/members`.
async fn members(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let id = call.id("group", GroupId::parse)?;
    let mut conn = call.app.db.read().await?;
    load(&mut conn, acting.workspace.id, id).await?;
    let place = call.place_in_list()?;
    let after = place
        .as_deref()
        .map(|place| Cursor::parse(place).ok_or_else(odd_place));
    let sought = MemberSearch {
        group: Some(id),
        after: after.transpose()?,
        limit: call.limit(),
        ..MemberSearch::default()
    };
    let now = call.app.clock.now();
    let found = search::members(&mut conn, acting.workspace.id, &sought, now).await?;
    let next = found.next.map(|cursor| cursor.to_string());
    call.page(found.members.iter().map(person).collect(), next)
}

/// `PUT …/groups/{group}/members/{member}`.
async fn add(within: InWorkspace) -> Answer {
    change_members(within, true).await
}

/// `DELETE …/groups/{group}/members/{member}`.
async fn take_out(within: InWorkspace) -> Answer {
    change_members(within, false).await
}

async fn change_members(within: InWorkspace, adds: bool) -> Answer {
    let id = within.call.id("group", GroupId::parse)?;
    let member = within.call.id("member", MemberId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    held(&call, &mut conn, (acting.workspace.id, id)).await?;
    match structure::change_members(&acting, &mut conn, (id, member), adds).await? {
        Joined::Done(_) => conn.commit().await?,
        Joined::NoSuchGroup | Joined::NoSuchMember => return Err(ApiError::NotFound),
        Joined::LastAdministrator => {
            return Err(alone((&call, &acting), conn, (Deed::Members, id)).await?);
        }
    }
    Ok(answer::done())
}
