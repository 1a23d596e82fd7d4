//! Who stands behind a cookie of a site's host: from the token's hash to all that a verdict asks.
//!
//! [`inputs`] is the one way there, and reads only. It is asked at every request to a site, so
//! nothing is looked up that neither the verdict nor the headers need.

use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::{SiteEntry, TokenHash};
use people::entrance::{self, Entrance};
use people::identifiers::{self, Kind};
use people::members::Member;
use people::passports::{self, Passport};
use people::{DepartmentId, PassportId, WorkspaceId, departments, groups};
use protocol::forward::Caller;

use super::entry::Entry;
use super::site::{Site, UserIs};
use super::store;
use crate::signin::{Session, session};

/// Departments above one another at most; the tree has no circles.
const DEEPEST: usize = 64;

/// Everything the rows say about somebody before a site.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    /// The session the entry hangs on; none where somebody only asks what would be.
    pub(super) session: Option<Session>,
    /// The person.
    pub(super) person: Passport,
    /// How they stand before the workspace.
    pub(super) entrance: Entrance,
    /// What rules ask about them.
    pub(super) caller: Caller,
    /// The names of their groups.
    pub(super) groups: Vec<String>,
    /// Their verified e-mail address.
    pub(super) email: Option<String>,
    /// What the site knows them by; none when they have nothing of that kind.
    pub(super) user: Option<String>,
}

/// What stands behind the token of an entry. `None` when it opens nothing any more: the entry is
/// unknown, over or of another origin, the session ended, everything of the passport or of the
/// member was revoked.
pub(super) async fn inputs(
    conn: &mut Conn,
    site: &Site,
    (token, origin): (TokenHash<SiteEntry>, &str),
    now: Time,
) -> Result<Option<Inputs>, DbError> {
    let Some(entry) = store::entry(conn, site.id, token, now).await? else {
        return Ok(None);
    };
    if entry.origin != origin {
        return Ok(None);
    }
    let Some(session) = session::live(conn, entry.session, now).await? else {
        return Ok(None);
    };
    let person = passports::load(conn, entry.passport).await?;
    let same = |person: &Passport| person.epoch == entry.passport_epoch;
    let Some(person) = person.filter(|person| person.id == session.passport && same(person)) else {
        return Ok(None);
    };
    let Some(entrance) = entrance::load(conn, site.workspace, person.id).await? else {
        return Ok(None);
    };
    if !is_same_member(&entrance, &entry) {
        return Ok(None);
    }
    let before = before(conn, site, person, entrance).await?;
    Ok(Some(Inputs {
        session: Some(session),
        ..before
    }))
}

/// Everything of the membership may have been revoked since; the door says why when the person is sent
/// to it anew.
fn is_same_member(entrance: &Entrance, entry: &Entry) -> bool {
    let same = |member: &Member| member.id == entry.member && member.epoch == entry.member_epoch;
    entrance.member.as_ref().is_some_and(same)
}

/// What the rows say of this person before this site, without a session.
pub(super) async fn before(
    conn: &mut Conn,
    site: &Site,
    person: Passport,
    entrance: Entrance,
) -> Result<Inputs, DbError> {
    let mut caller = Caller::default();
    let mut names = Vec::new();
    if let Some(member) = &entrance.member {
        let groups = groups::of_member(conn, site.workspace, member.id).await?;
        caller.groups = groups.iter().map(|group| group.id.to_string()).collect();
        names = groups.into_iter().map(|group| group.name).collect();
        member.role.word().clone_into(&mut caller.role);
        if let (true, Some(department)) = (site.asks_departments(), member.department) {
            caller.departments = lineage(conn, site.workspace, department).await?;
        }
    }
    let email = identifiers::primary_email(conn, person.id).await?;
    let email = email.map(|email| email.as_str().to_owned());
    let user = match site.user_is {
        UserIs::Email => email.clone(),
        UserIs::Login => login(conn, person.id).await?,
        UserIs::Subject => Some(person.id.to_string()),
    };
    Ok(Inputs {
        session: None,
        person,
        entrance,
        caller,
        groups: names,
        email,
        user,
    })
}

/// A department and all above it.
async fn lineage(
    conn: &mut Conn,
    workspace: WorkspaceId,
    department: DepartmentId,
) -> Result<Vec<String>, DbError> {
    let mut all = Vec::new();
    let mut next = Some(department);
    while let Some(id) = next.filter(|_| all.len() < DEEPEST) {
        all.push(id.to_string());
        let found = departments::load(conn, workspace, id).await?;
        next = found.and_then(|department| department.parent);
    }
    Ok(all)
}

/// The login name, if they have one.
async fn login(conn: &mut Conn, passport: PassportId) -> Result<Option<String>, DbError> {
    let all = identifiers::of_passport(conn, passport).await?;
    let found = all
        .into_iter()
        .find(|one| one.kind == Kind::Login && one.verified_at.is_some());
    Ok(found.map(|login| login.value))
}
