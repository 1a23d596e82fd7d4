//! Joining with a link: at once, or by a request that an administrator approves or refuses.
//!
//! Whoever joins has a passport of their own and has proved the address they join with. A request uses the link
//! up by one, so that no link brings more requests than it has uses.

use admission::words;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::id_type;
use base::params;

use crate::columns::word_column;
use crate::departments;
use crate::email::EmailAddress;
use crate::groups;
use crate::identifiers::{self, Kind, Named};
use crate::ids::{Fresh, PassportId, WorkspaceId};
use crate::joining::{self, Added, Enrolment};
use crate::links::{self, Link, LinkId};
use crate::members::{self, Member};
use crate::name::Name;
use crate::passports::{self, Passport};
use crate::workspaces;

id_type!(RequestId, "somebody's request to join");

/// The most requests that are shown.
const SHOWN: u32 = 200;

words! {
    /// What has become of a request.
    pub enum RequestState {
        /// Nobody has answered it.
        Waiting = "waiting",
        /// It was refused.
        Refused = "refused",
    }
}
word_column!(RequestState);

/// Somebody asks to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Names it.
    pub id: RequestId,
    /// Where.
    pub workspace: WorkspaceId,
    /// With which link.
    pub link: LinkId,
    /// Who.
    pub passport: PassportId,
    /// With which address, which they have proved.
    pub email: String,
    /// What has become of it.
    pub state: RequestState,
    /// When they asked.
    pub asked_at: Time,
}

/// A request with the names an administrator reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The request.
    pub request: Request,
    /// What the person is called.
    pub name: String,
    /// What the link is called.
    pub link_name: String,
}

/// What came of opening a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// They are a member.
    Joined(Member),
    /// They have asked, and wait.
    Asked(Request),
    /// They are one already: invited, active or dismissed.
    AlreadyMember(Member),
    /// They have asked before, and wait.
    Waits(Request),
    /// They have asked before, and were refused.
    Refused,
    /// The address is not theirs, or the link is not for it.
    NotThisAddress,
    /// The link is over.
    Over,
}

/// What came of an answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered<T> {
    /// It is done.
    Done(T),
    /// The address is not the person's any more; the request is gone.
    AddressGone(Request),
    /// Somebody took them in meanwhile; the request is gone.
    AlreadyMember(Member),
    /// There is no such request that waits.
    NoSuchRequest,
}

/// Joins or asks to, with an address that is the person's own. Unless it is [`Came::Joined`] or [`Came::Asked`], the
/// transaction has to be dropped.
///
/// # Errors
/// What the database says.
pub async fn come(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    link: &Link,
    (person, email): (&Passport, &EmailAddress),
) -> Result<Came, DbError> {
    let owner = identifiers::owner(conn, &Named::Email(email.clone())).await?;
    if owner != Some(person.id) || !link.admits(email) {
        return Ok(Came::NotThisAddress);
    }
    if let Some(known) = known(conn, link.workspace, person.id).await? {
        return Ok(Came::AlreadyMember(known));
    }
    if let Some(before) = of_person(conn, link.workspace, person.id).await? {
        return Ok(match before.state {
            RequestState::Waiting => Came::Waits(before),
            RequestState::Refused => Came::Refused,
        });
    }
    let Some(link) = links::use_once(conn, (link.workspace, link.id), fresh.now).await? else {
        return Ok(Came::Over);
    };
    if link.with_approval {
        return ask(conn, fresh, &link, (person.id, email)).await;
    }
    Ok(match seat(conn, fresh, &link, (person, email)).await? {
        Added::Now(member) => Came::Joined(member),
        Added::AlreadyMember(member) => Came::AlreadyMember(member),
        Added::NoSuchDepartment | Added::Leaving => Came::Over,
    })
}

/// What the person is in the workspace, or was: with this passport, or at an address they have proved. Whoever was
/// invited or dismissed before they had a passport is the same person with one.
///
/// # Errors
/// What the database says.
pub async fn known(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: PassportId,
) -> Result<Option<Member>, DbError> {
    if let Some(member) = members::of_passport(conn, workspace, person).await? {
        return Ok(Some(member));
    }
    let proved = identifiers::of_passport(conn, person).await?;
    let proved = proved
        .iter()
        .filter(|one| one.kind == Kind::Email && one.verified_at.is_some());
    for one in proved {
        let Ok(email) = EmailAddress::parse(&one.value) else {
            continue;
        };
        let folded = Named::Email(email).folded().to_owned();
        if let Some(away) = members::away_at(conn, workspace, &folded).await? {
            return Ok(Some(away));
        }
    }
    Ok(None)
}

/// Makes the person what the link says. A department or group that is gone is passed over, and
/// so is a group that lets its members act on others.
async fn seat(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    link: &Link,
    (person, email): (&Passport, &EmailAddress),
) -> Result<Added, DbError> {
    let name =
        Name::parse(&person.name).map_err(|_| DbError::Shape("passports.name".to_owned()))?;
    let department = match link.department {
        Some(id) => departments::load(conn, link.workspace, id).await?,
        None => None,
    };
    let enrolment = Enrolment {
        passport: person.id,
        name: &name,
        email: Some(email),
        role: link.role,
        department: department.map(|one| one.id),
    };
    let added = joining::enrol(conn, fresh, link.workspace, enrolment).await?;
    if let Added::Now(member) = &added {
        for id in &link.groups {
            workspaces::lock(conn, link.workspace).await?;
            let group = groups::load(conn, link.workspace, *id).await?;
            // The group may have been given rights since the link was made: nobody comes to those by a link.
            if group.is_some_and(|group| !group.acts_on_others()) {
                groups::add_members(conn, link.workspace, *id, &[member.id], fresh.now).await?;
            }
        }
    }
    Ok(added)
}

async fn ask(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    link: &Link,
    (person, email): (PassportId, &EmailAddress),
) -> Result<Came, DbError> {
    let row = conn
        .optional(
            sql(
                "INSERT INTO join_requests (id, workspace_id, link_id, passport_id, email, state, \
                 asked_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6) \
                 ON CONFLICT (workspace_id, passport_id) DO NOTHING \
                 RETURNING id, workspace_id, link_id, passport_id, email, state, asked_at",
            ),
            params![
                RequestId::fresh(fresh.now, fresh.random),
                link.workspace,
                link.id,
                person,
                email.as_str(),
                fresh.now,
            ],
        )
        .await?;
    if let Some(row) = row {
        return request(&row).map(Came::Asked);
    }
    // Asked in the same instant in another window.
    let before = of_person(conn, link.workspace, person).await?;
    Ok(before.map_or(Came::Over, Came::Waits))
}

/// What the person has asked of a workspace.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: PassportId,
) -> Result<Option<Request>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, link_id, passport_id, email, state, asked_at \
                 FROM join_requests WHERE workspace_id = $1 AND passport_id = $2",
            ),
            params![workspace, person],
        )
        .await?;
    row.as_ref().map(request).transpose()
}

/// The names of the workspaces that somebody waits to be let into.
///
/// # Errors
/// What the database says.
pub async fn waiting_of(conn: &mut Conn, person: PassportId) -> Result<Vec<String>, DbError> {
    let rows = conn
        .list(
            sql("SELECT w.name AS name FROM join_requests r \
                 JOIN workspaces w ON w.id = r.workspace_id WHERE r.passport_id = $1 \
                 AND r.state = 'waiting' AND w.state = 'open' ORDER BY r.id"),
            params![person],
        )
        .await?;
    rows.iter().map(|row| row.text("name")).collect()
}

/// The requests of a workspace in one state, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    state: RequestState,
) -> Result<Vec<Asking>, DbError> {
    let rows = conn
        .list(
            sql("SELECT r.id AS id, r.workspace_id AS workspace_id, r.link_id AS link_id, \
                 r.passport_id AS passport_id, r.email AS email, r.state AS state, \
                 r.asked_at AS asked_at, p.name AS name, l.name AS link_name FROM join_requests r \
                 JOIN passports p ON p.id = r.passport_id LEFT JOIN join_links l ON l.id = r.link_id \
                 WHERE r.workspace_id = $1 AND r.state = $2 ORDER BY r.id LIMIT $3"),
            params![workspace, state, SHOWN],
        )
        .await?;
    let asking = |row: &Row| {
        Ok(Asking {
            request: request(row)?,
            name: row.text("name")?,
            link_name: row.get::<Option<String>>("link_name")?.unwrap_or_default(),
        })
    };
    rows.iter().map(asking).collect()
}

/// Lets somebody in who waits. Of any number who answer at once, one does.
///
/// # Errors
/// What the database says.
pub async fn approve(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    id: RequestId,
) -> Result<Answered<Member>, DbError> {
    let row = conn
        .optional(
            sql(
                "DELETE FROM join_requests WHERE workspace_id = $1 AND id = $2 \
                 AND state = 'waiting' \
                 RETURNING id, workspace_id, link_id, passport_id, email, state, asked_at",
            ),
            params![workspace, id],
        )
        .await?;
    let Some(asked) = row.as_ref().map(request).transpose()? else {
        return Ok(Answered::NoSuchRequest);
    };
    let email = EmailAddress::parse(&asked.email)
        .map_err(|_| DbError::Shape("join_requests.email".to_owned()))?;
    let owner = identifiers::owner(conn, &Named::Email(email.clone())).await?;
    let person = passports::load(conn, asked.passport).await?;
    let link = links::load(conn, workspace, asked.link).await?;
    let (Some(person), Some(link)) = (person, link) else {
        return Ok(Answered::NoSuchRequest);
    };
    // Whoever gave the address up meanwhile is not who was asked about.
    if owner != Some(person.id) || !link.admits(&email) {
        return Ok(Answered::AddressGone(asked));
    }
    if let Some(known) = known(conn, workspace, person.id).await? {
        return Ok(Answered::AlreadyMember(known));
    }
    Ok(match seat(conn, fresh, &link, (&person, &email)).await? {
        Added::Now(member) => Answered::Done(member),
        Added::AlreadyMember(member) => Answered::AlreadyMember(member),
        Added::NoSuchDepartment | Added::Leaving => Answered::NoSuchRequest,
    })
}

/// Refuses somebody who waits.
///
/// # Errors
/// What the database says.
pub async fn refuse(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: RequestId,
) -> Result<Answered<Request>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE join_requests SET state = 'refused' WHERE workspace_id = $1 AND id = $2 \
                 AND state = 'waiting' \
                 RETURNING id, workspace_id, link_id, passport_id, email, state, asked_at",
            ),
            params![workspace, id],
        )
        .await?;
    row.map_or(Ok(Answered::NoSuchRequest), |row| {
        request(&row).map(Answered::Done)
    })
}

/// Forgets requests made before `since`: whoever was refused may ask again.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, since: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM join_requests WHERE asked_at <= $1");
    conn.execute(statement, params![since]).await.map(drop)
}

fn request(row: &Row) -> Result<Request, DbError> {
    Ok(Request {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        link: row.get("link_id")?,
        passport: row.get("passport_id")?,
        email: row.text("email")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
    })
}
