//! What is done to departments and groups, with its events: for the pages and for the API.

use base::audit::{Event, Kind};
use base::db::{Conn, DbError};
use people::departments::{self, Arranged, Deleted, Department};
use people::groups::{self, Group, Grouped};
use people::members::{Member, Role};
use people::roles::{self, Regrouped};
use people::{DepartmentId, GroupId, MemberId, Name, members};

use super::events;
use crate::signin::acting::Acting;

/// What a department is to be; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct DepartmentChange {
    /// Its name.
    pub name: Option<Name>,
    /// The department it belongs to, or none.
    pub parent: Option<Option<DepartmentId>>,
    /// Who heads it, or nobody.
    pub head: Option<Option<MemberId>>,
}

/// What a change of a department stumbled over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Name,
    /// Its place.
    Parent,
    /// Its head.
    Head,
}

/// What came of changing who is in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is so now; whether it was not before.
    Done(bool),
    /// There is no such group.
    NoSuchGroup,
    /// There is no such member.
    NoSuchMember,
    /// Nobody would run the workspace any more; the transaction must be dropped.
    LastAdministrator,
}

fn of_department(acting: &Acting, kind: Kind, department: &Department) -> Event {
    acting
        .done(kind)
        .about(department.id)
        .detail("name", department.name.as_str())
}

fn of_group(acting: &Acting, kind: Kind, group: &Group) -> Event {
    acting
        .done(kind)
        .about(group.id)
        .detail("group", group.name.as_str())
}

/// Makes a department.
///
/// # Errors
/// What the database says.
pub async fn create_department(
    acting: &Acting,
    conn: &mut Conn,
    name: &Name,
    parent: Option<DepartmentId>,
) -> Result<Arranged<Department>, DbError> {
    let made = departments::create(conn, acting.fresh(), acting.workspace.id, name, parent).await?;
    if let Arranged::Done(made) = &made {
        let event = of_department(acting, events::DEPARTMENT_CREATED, made);
        acting.record(conn, event).await?;
    }
    Ok(made)
}

/// Gives a department its name, place and head; as it was before, or what it stumbled over. Then the
/// transaction must be dropped.
///
/// # Errors
/// What the database says.
pub async fn change_department(
    acting: &Acting,
    conn: &mut Conn,
    id: DepartmentId,
    change: &DepartmentChange,
) -> Result<Result<Department, (Part, Arranged<Department>)>, DbError> {
    let workspace = acting.workspace.id;
    let Some(before) = departments::load(conn, workspace, id).await? else {
        return Ok(Err((Part::Name, Arranged::NoSuchDepartment)));
    };
    if let Some(name) = &change.name {
        match departments::rename(conn, workspace, id, name).await? {
            Arranged::Done(_) => {}
            other => return Ok(Err((Part::Name, other))),
        }
    }
    if let Some(parent) = change.parent {
        match departments::put_under(conn, workspace, id, parent).await? {
            Arranged::Done(_) => {}
            other => return Ok(Err((Part::Parent, other))),
        }
    }
    if let Some(head) = change.head {
        match departments::set_head(conn, workspace, id, head).await? {
            Arranged::Done(_) => {}
            other => return Ok(Err((Part::Head, other))),
        }
    }
    let after = departments::load(conn, workspace, id).await?;
    if let Some(after) = after.filter(|after| *after != before) {
        let event = of_department(acting, events::DEPARTMENT_CHANGED, &after);
        acting.record(conn, event).await?;
    }
    Ok(Ok(before))
}

/// Deletes a department; its people move up.
///
/// # Errors
/// What the database says.
pub async fn delete_department(
    acting: &Acting,
    conn: &mut Conn,
    id: DepartmentId,
) -> Result<Arranged<Deleted>, DbError> {
    let gone = departments::delete(conn, acting.workspace.id, id).await?;
    if let Arranged::Done(gone) = &gone {
        let event = of_department(acting, events::DEPARTMENT_DELETED, &gone.department)
            .detail("members_moved", gone.members_moved);
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

/// Makes a group.
///
/// # Errors
/// What the database says.
pub async fn create_group(
    acting: &Acting,
    conn: &mut Conn,
    name: &Name,
    description: Option<&str>,
) -> Result<Grouped, DbError> {
    let id = acting.workspace.id;
    let made = groups::create(conn, acting.fresh(), id, name, description).await?;
    if let Grouped::Done(made) = &made {
        let event = of_group(acting, events::GROUP_CREATED, made);
        acting.record(conn, event).await?;
    }
    Ok(made)
}

/// Gives a group another name or description; as it was before.
///
/// # Errors
/// What the database says.
pub async fn change_group(
    acting: &Acting,
    conn: &mut Conn,
    id: GroupId,
    (name, description): (&Name, Option<&str>),
) -> Result<Grouped, DbError> {
    let changed = groups::describe(conn, acting.workspace.id, id, name, description).await?;
    if let Grouped::Done(before) = &changed {
        let event = of_group(acting, events::GROUP_CHANGED, before);
        acting.record(conn, event).await?;
    }
    Ok(changed)
}

/// Gives the members of a group a role, or takes it from them; the group as it was before.
///
/// # Errors
/// What the database says.
pub async fn give_role(
    acting: &Acting,
    conn: &mut Conn,
    id: GroupId,
    role: Option<Role>,
) -> Result<Regrouped<Group>, DbError> {
    let now = acting.doing.app.clock.now();
    let given = roles::give(conn, (acting.workspace.id, id), role, now).await?;
    if let Regrouped::Done(before) = &given
        && before.role != role
    {
        let event = of_group(acting, events::GROUP_ROLE, before)
            .detail("from", word(before.role))
            .detail("to", word(role));
        acting.record(conn, event).await?;
    }
    Ok(given)
}

/// The role a group gives as a word.
pub fn word(role: Option<Role>) -> &'static str {
    role.map_or("none", Role::word)
}

/// Deletes a group, with the role it gave.
///
/// # Errors
/// What the database says.
pub async fn delete_group(
    acting: &Acting,
    conn: &mut Conn,
    id: GroupId,
) -> Result<Regrouped<Group>, DbError> {
    let now = acting.doing.app.clock.now();
    let gone = groups::delete(conn, acting.workspace.id, id, now).await?;
    if let Regrouped::Done(gone) = &gone {
        let event = of_group(acting, events::GROUP_DELETED, gone);
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

/// Writes down that a change of a group was refused because nobody else runs the workspace.
///
/// # Errors
/// What the database says.
pub async fn note_refused(acting: &Acting, deed: Deed, id: GroupId) -> Result<(), DbError> {
    let kind = match deed {
        Deed::Role => events::GROUP_ROLE,
        Deed::Members => events::GROUP_MEMBERS,
        Deed::Delete => events::GROUP_DELETED,
    };
    let mut conn = acting.doing.app.db.write().await?;
    let event = acting.refused(kind, "last-administrator").about(id);
    acting.record(&mut conn, event).await?;
    conn.commit().await
}

/// What of a group can take somebody's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Another role, or none.
    Role,
    /// Fewer members.
    Members,
    /// Its end.
    Delete,
}

/// Writes down that a member came out of these groups: with their rights, they ended.
///
/// # Errors
/// What the database says.
pub async fn note_left(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    groups: &[Group],
) -> Result<(), DbError> {
    for group in groups {
        let event = of_group(acting, events::GROUP_MEMBERS, group)
            .about(member.passport)
            .detail("deed", "removed");
        acting.record(conn, event).await?;
    }
    Ok(())
}

/// Adds a member to a group, or takes one out.
///
/// # Errors
/// What the database says.
pub async fn change_members(
    acting: &Acting,
    conn: &mut Conn,
    (id, member): (GroupId, MemberId),
    adds: bool,
) -> Result<Joined, DbError> {
    let workspace = acting.workspace.id;
    let Some(group) = groups::load(conn, workspace, id).await? else {
        return Ok(Joined::NoSuchGroup);
    };
    let Some(known) = members::load(conn, workspace, member).await? else {
        return Ok(Joined::NoSuchMember);
    };
    let now = acting.doing.app.clock.now();
    let (changed, deed) = if adds {
        let added = groups::add_members(conn, workspace, id, &[member], now).await?;
        (added.unwrap_or_default(), "added")
    } else {
        match groups::remove_members(conn, (workspace, id), &[member], now).await? {
            Regrouped::Done(gone) => (gone, "removed"),
            Regrouped::LastAdministrator => return Ok(Joined::LastAdministrator),
            Regrouped::NoSuchGroup => return Ok(Joined::NoSuchGroup),
        }
    };
    let is_new = !changed.is_empty();
    if is_new {
        let event = of_group(acting, events::GROUP_MEMBERS, &group)
            .about(known.passport)
            .detail("deed", deed);
        acting.record(conn, event).await?;
    }
    Ok(Joined::Done(is_new))
}
