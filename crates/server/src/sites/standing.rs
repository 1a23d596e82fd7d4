//! Who stands behind a cookie of a site's host: from the token's hash to all that a verdict asks.
//!
//! [`behind`] is the one way there, and reads only. It is asked at every request to a site, so
//! nothing is looked up that neither the verdict nor the headers need.

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError, Value, Whole};
use base::params;
use base::token::{SiteEntry, TokenHash};
use people::entrance::{self, Entrance};
use people::identifiers::{self, Names};
use people::members::Member;
use people::passports::{self, Passport};
use people::{DepartmentId, WorkspaceId, departments, groups};
use protocol::forward::Caller;

use super::entry::Entry;
use super::site::{Site, SiteId, UserIs};
use super::store;
use crate::signin::Session;
use crate::signin::session::{self, Stored};

/// Departments above one another at most; the tree has no circles.
const DEEPEST: usize = 64;

/// Everything the rows say about somebody before a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inputs {
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

/// Who stands behind the token of an entry, as the rows say it: put together once for as long as none of
/// them changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    /// What the rows say about the person.
    pub(super) inputs: Inputs,
    entry: Entry,
    ends_at: Time,
    stored: Arc<Stored>,
}

impl Behind {
    /// The session the entry hangs on.
    pub(super) fn session(&self) -> &Session {
        &self.stored.session
    }
}

impl Whole for Behind {
    type Key = (SiteId, TokenHash<SiteEntry>);

    fn key((site, token): &Self::Key) -> Vec<Value> {
        params![*site, *token]
    }

    /// `None` when everything of the passport or of the member was revoked since.
    async fn put_together(
        conn: &mut Conn,
        (id, token): &Self::Key,
    ) -> Result<Option<Self>, DbError> {
        let Some((entry, ends_at)) = store::entry(conn, *id, *token).await? else {
            return Ok(None);
        };
        let Some(stored) = session::stored(conn, entry.session).await? else {
            return Ok(None);
        };
        let person = passports::load(conn, entry.passport).await?;
        let same = |person: &Passport| {
            person.epoch == entry.passport_epoch && person.id == stored.session.passport
        };
        let (Some(person), Some(site)) = (person.filter(same), store::named(conn, *id).await?)
        else {
            return Ok(None);
        };
        let found = entrance::load(conn, site.workspace, person.id).await?;
        let Some(entrance) = found.filter(|entrance| is_same_member(entrance, &entry)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            inputs: before(conn, &site, person, entrance).await?,
            entry,
            ends_at,
            stored,
        }))
    }
}

/// What stands behind the token of an entry. `None` when it opens nothing any more: the entry is
/// unknown, over or of another origin, the session ended, everything of the passport or of the
/// member was revoked.
pub(super) async fn behind(
    conn: &mut Conn,
    site: SiteId,
    (token, origin): (TokenHash<SiteEntry>, &str),
    now: Time,
) -> Result<Option<Arc<Behind>>, DbError> {
    let found = conn.whole::<Behind>(&(site, token)).await?;
    Ok(found.filter(|found| {
        found.ends_at > now
            && found.entry.origin == origin
            && found.stored.lives(&found.inputs.person, now)
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
    let Names { email, login, .. } = identifiers::names(conn, person.id).await?;
    let user = match site.user_is {
        UserIs::Email => email.clone(),
        UserIs::Login => login,
        UserIs::Subject => Some(person.id.to_string()),
    };
    Ok(Inputs {
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
