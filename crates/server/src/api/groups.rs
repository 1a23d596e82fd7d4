//! Groups and who is in them.

use axum::routing::{delete, get, patch, post, put};
use base::db::Conn;
use people::groups::{self, Group, Grouped};
use people::search::{self, Cursor, MemberSearch};
use people::{GroupId, MemberId, WorkspaceId};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use super::paging::odd_place;
use super::people::{PERSON, person};
use crate::structure::{self, Joined};
use crate::tokens::Scope;
use crate::web::ApiError;

const DESCRIPTION: Shape = Shape::Maybe(&Shape::Text(0, 500, "Whoever is on call at night"));

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
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewGroup",
    &[
        Field::needed("name", fields::NAME, "Its name, unique in the workspace."),
        Field::free("description", DESCRIPTION, "What it is for."),
    ],
);

const CHANGE: Shape = Shape::Record(
    "GroupChange",
    &[
        Field::free("name", fields::NAME, "Its name."),
        Field::free("description", DESCRIPTION, "What it is for."),
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
        ("changeGroup", ONE, "Changes name or description of a group"),
        || patch(change),
    )
    .scope(Scope::GroupsWrite)
    .body(CHANGE)
    .one(GROUP),
    Operation::delete(
        ("deleteGroup", ONE, "Deletes a group; its people stay"),
        || delete(remove),
    )
    .scope(Scope::GroupsWrite),
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
    .scope(Scope::GroupsWrite),
];

fn group(one: &Group) -> Value {
    json!({
        "id": one.id, "name": one.name, "description": one.description,
        "created_at": one.created_at.rfc3339(),
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
    let Grouped::Done(made) = made else {
        return Err(taken());
    };
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, group(&made)), &[])
        .await
}

/// `PATCH …/groups/{group}`.
async fn change(within: InWorkspace) -> Answer {
    let id = within.call.id("group", GroupId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let before = answer::found(groups::load(&mut conn, acting.workspace.id, id).await?)?;
    call.meant(&group(&before))?;
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
    let value = load(&mut conn, acting.workspace.id, id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `DELETE …/groups/{group}`.
async fn remove(within: InWorkspace) -> Answer {
    let id = within.call.id("group", GroupId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    call.meant(&load(&mut conn, acting.workspace.id, id).await?)?;
    let gone = structure::delete_group(&acting, &mut conn, id).await?;
    answer::found(gone)?;
    conn.commit().await?;
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
    let acting = within.acting;
    match structure::change_members(&acting, &mut conn, (id, member), adds).await? {
        Joined::Done(_) => conn.commit().await?,
        Joined::NoSuchGroup | Joined::NoSuchMember => return Err(ApiError::NotFound),
    }
    Ok(answer::done())
}
