//! Members: passports in a workspace. What "dismiss" does, it does here and nowhere else.
//!
//! The last administrator who can enter is never dismissed, demoted or blocked. Changes that could
//! take one away hold the workspace's lock first, so that two of them cannot both
//! see the other's administrator.

use std::sync::Arc;

use admission::{BlockReason, MemberState, words};
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use protocol::phone::PhoneNumber;

use crate::blocks;
use crate::census;
use crate::columns::{self, word_column};
use crate::contact::Contact;
use crate::departing;
use crate::email::EmailAddress;
use crate::ids::{DepartmentId, MemberId, PassportId, WorkspaceId};
use crate::joining;
use crate::member_words;
use crate::name::Name;
use crate::pictures::PictureKey;
use crate::revocation::{self, Ending};
use crate::roles;
use crate::workspaces;

words! {
    /// What a member may do in the workspace.
    pub enum Role {
        /// Runs the workspace.
        Administrator = "administrator",
        /// Helps its people, and runs nothing.
        HelpDesk = "help-desk",
        /// Belongs to it.
        Employee = "employee",
        /// Is let in.
        Guest = "guest",
    }
}
word_column!(Role);

impl Role {
    /// Whether it lets one act on other people: such a role is given to one person at a time, by an administrator.
    pub fn acts_on_others(self) -> bool {
        matches!(self, Self::Administrator | Self::HelpDesk)
    }
}

/// A passport in a workspace, as that workspace knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Names it.
    pub id: MemberId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The passport.
    pub passport: PassportId,
    /// The name by which this workspace knows the person.
    pub name: String,
    /// The e-mail address by which this workspace knows the person.
    pub email: Option<String>,
    /// The phone number by which this workspace knows the person, where it knows no address (E.164).
    pub phone: Option<String>,
    /// The photo by which this workspace knows the person.
    pub picture: Option<PictureKey>,
    /// What they may do: the highest of their own role and those of their groups.
    pub role: Role,
    /// The role that was given to themselves.
    pub own_role: Role,
    /// Where they work.
    pub department: Option<DepartmentId>,
    /// Where in the life of a membership they are; blocks come on top.
    pub state: MemberState,
    /// The revocation epoch: what was issued under an earlier one is void.
    pub epoch: i64,
    /// When they were last invited.
    pub invited_at: Option<Time>,
    /// When they accepted, or were enrolled.
    pub joined_at: Option<Time>,
    /// When the row was made.
    pub created_at: Time,
}

impl Member {
    /// Where the workspace reaches them: a mailbox, else a phone.
    pub fn contact(&self) -> Option<Contact> {
        let kept = self.email.as_deref().or(self.phone.as_deref());
        kept.and_then(Contact::parse)
    }
}

/// Who does something, when, and what they note about it.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The person; `None` when a machine does it.
    pub by: Option<PassportId>,
    /// When.
    pub at: Time,
    /// A note for whoever asks why.
    pub note: Option<&'a str>,
}

/// What came of a change to how a member stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guarded<T> {
    /// It is done.
    Done(T),
    /// It was so already.
    Unchanged,
    /// It would leave the workspace without an administrator who can enter; nothing was changed.
    LastAdministrator,
    /// The workspace has no such member.
    NoSuchMember,
}

/// What came of changing what the workspace calls a member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
pub enum Described {
    /// Changed; the member as it was before.
    Done(Member),
    /// Somebody else is invited at this address or number already.
    ContactInvited,
    /// The workspace has no such member.
    NoSuchMember,
}

/// What came of moving a member to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
pub enum Placed {
    /// Moved; the member as it was before.
    Done(Member),
    /// The workspace has no such member.
    NoSuchMember,
    /// The workspace has no such department.
    NoSuchDepartment,
}

/// The member with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<Option<Member>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(member).transpose()
}

/// The member a passport is in a workspace.
///
/// # Errors
/// What the database says.
pub async fn of_passport(
    conn: &mut Conn,
    workspace: WorkspaceId,
    passport: PassportId,
) -> Result<Option<Member>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE workspace_id = $1 AND passport_id = $2",
            ),
            params![workspace, passport],
            member,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// Somebody known at this address who is no active member: invited, or dismissed.
///
/// # Errors
/// What the database says.
pub async fn away_at(
    conn: &mut Conn,
    workspace: WorkspaceId,
    email: &str,
) -> Result<Option<Member>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE workspace_id = $1 AND email_folded = $2 AND state <> 'active' \
                 ORDER BY id DESC LIMIT 1",
            ),
            params![workspace, email],
        )
        .await?;
    row.as_ref().map(member).transpose()
}

/// Changes the name and the address or number by which the workspace knows the person.
///
/// # Errors
/// What the database says.
pub async fn describe(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    name: &Name,
    contact: Option<&Contact>,
) -> Result<Described, DbError> {
    let email = contact.and_then(Contact::email);
    let phone = contact.and_then(Contact::phone);
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Described::NoSuchMember);
    };
    let rival = match contact {
        Some(contact) => joining::invited_at(conn, workspace, contact).await?,
        None => None,
    };
    if before.state == MemberState::Invited && rival.is_some_and(|rival| rival != id) {
        return Ok(Described::ContactInvited);
    }
    conn.execute(
        sql(
            "UPDATE members SET name = $3, name_folded = $4, email = $5, email_folded = $6, \
             phone = $7 WHERE workspace_id = $1 AND id = $2",
        ),
        params![
            workspace,
            id,
            name,
            member_words::sort_form(name),
            email.map(EmailAddress::as_str),
            email.map(EmailAddress::folded),
            phone.map(PhoneNumber::e164),
        ],
    )
    .await?;
    member_words::renew(conn, &before, name, contact).await?;
    Ok(Described::Done(before))
}

/// Gives somebody the name or the address they now have of their own in every workspace they
/// have joined; what is not given stays. The workspaces in which something changed.
///
/// # Errors
/// What the database says.
pub async fn describe_everywhere(
    conn: &mut Conn,
    passport: PassportId,
    (name, email): (Option<&Name>, Option<&EmailAddress>),
) -> Result<Vec<WorkspaceId>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE passport_id = $1 AND state = 'active' ORDER BY workspace_id",
            ),
            params![passport],
        )
        .await?;
    let mut changed = Vec::new();
    for row in &rows {
        let known = member(row)?;
        let old_name = Name::parse(&known.name);
        let old_name = old_name.map_err(|_| DbError::Shape("members.name".to_owned()))?;
        let old = known.contact();
        let new = (
            name.unwrap_or(&old_name),
            email.cloned().map(Contact::Email).or_else(|| old.clone()),
        );
        if *new.0 == old_name && new.1 == old {
            continue;
        }
        describe(conn, known.workspace, known.id, new.0, new.1.as_ref()).await?;
        changed.push(known.workspace);
    }
    Ok(changed)
}

/// Moves the member to a department of the workspace, or to none.
///
/// # Errors
/// What the database says.
pub async fn set_department(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    department: Option<DepartmentId>,
) -> Result<Placed, DbError> {
    let Some(before) = load(conn, workspace, id).await? else {
        return Ok(Placed::NoSuchMember);
    };
    let moved = conn
        .execute(
            sql(
                "UPDATE members SET department_id = $3 WHERE workspace_id = $1 AND id = $2 \
                 AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM departments \
                 WHERE workspace_id = $1 AND id = $3))",
            ),
            params![workspace, id, department],
        )
        .await?;
    Ok(if moved == 0 {
        Placed::NoSuchDepartment
    } else {
        Placed::Done(before)
    })
}

/// Gives the member another role of their own; the member as it was before. What their groups give stays.
///
/// # Errors
/// What the database says.
pub async fn set_role(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    role: Role,
    now: Time,
) -> Result<Guarded<Member>, DbError> {
    let before = match lock(conn, workspace, id, now).await? {
        None => return Ok(Guarded::NoSuchMember),
        Some(target) if target.member.own_role == role => return Ok(Guarded::Unchanged),
        Some(target) if target.is_last_administrator && role != Role::Administrator => {
            let given = roles::by_groups(conn, workspace, id).await?;
            if given.is_none_or(|(given, _)| given != Role::Administrator) {
                return Ok(Guarded::LastAdministrator);
            }
            target.member
        }
        Some(target) => target.member,
    };
    conn.execute(
        sql("UPDATE members SET own_role = $3 WHERE workspace_id = $1 AND id = $2"),
        params![workspace, id, role],
    )
    .await?;
    roles::settle(conn, workspace, id).await?;
    Ok(Guarded::Done(before))
}

/// Dismisses a member, or withdraws an invitation; the member as it was before.
///
/// Ends everything issued to the member (the epoch rises), takes the role of an administrator or of the
/// help desk and the groups that give one, which do not come back with [`rehire`], and the head's place of any
/// department. Other groups stay.
///
/// # Errors
/// What the database says.
pub async fn dismiss(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    act: Act<'_>,
) -> Result<Guarded<Member>, DbError> {
    let before = match lock(conn, workspace, id, act.at).await? {
        None => return Ok(Guarded::NoSuchMember),
        Some(target) if target.member.state == MemberState::Dismissed => {
            return Ok(Guarded::Unchanged);
        }
        Some(target) if target.is_last_administrator => return Ok(Guarded::LastAdministrator),
        Some(target) => target.member,
    };
    conn.execute(
        sql(
            "UPDATE members SET state = 'dismissed', epoch = epoch + 1, \
             own_role = CASE WHEN own_role IN ('administrator', 'help-desk') THEN 'employee' \
             ELSE own_role END WHERE workspace_id = $1 AND id = $2",
        ),
        params![workspace, id],
    )
    .await?;
    roles::take_from_groups(conn, workspace, id).await?;
    roles::settle(conn, workspace, id).await?;
    revocation::note(conn, &Ending::Member(id)).await?;
    blocks::set(
        conn,
        &before,
        BlockReason::DismissedByAdministrator,
        None,
        act,
    )
    .await?;
    vacate(conn, workspace, id).await?;
    Ok(Guarded::Done(before))
}

/// Takes the member from the head of every department.
pub(crate) async fn vacate(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE departments SET head_id = NULL WHERE workspace_id = $1 AND head_id = $2"),
        params![workspace, id],
    )
    .await
    .map(drop)
}

/// Takes a dismissal back; the member as it is now. Whoever had joined is active again, whoever had
/// not is invited again; every other reason for a block stays.
///
/// # Errors
/// What the database says.
pub async fn rehire(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    now: Time,
) -> Result<Guarded<Member>, DbError> {
    let Some(target) = lock(conn, workspace, id, now).await? else {
        return Ok(Guarded::NoSuchMember);
    };
    if !departing::hold(conn, target.member.passport).await? {
        return Ok(Guarded::Unchanged);
    }
    let back = conn
        .execute(
            sql("UPDATE members SET \
                 state = CASE WHEN joined_at IS NULL THEN 'invited' ELSE 'active' END, \
                 invited_at = CASE WHEN joined_at IS NULL THEN $3 ELSE invited_at END \
                 WHERE workspace_id = $1 AND id = $2 AND state = 'dismissed'"),
            params![workspace, id, now],
        )
        .await?;
    if back == 0 {
        return Ok(Guarded::Unchanged);
    }
    // A group they stayed in, or were put into since, may have been given rights meanwhile.
    roles::take_from_groups(conn, workspace, id).await?;
    roles::settle(conn, workspace, id).await?;
    blocks::clear(conn, &target.member, BlockReason::DismissedByAdministrator).await?;
    let Some(member) = load(conn, workspace, id).await? else {
        return Ok(Guarded::NoSuchMember);
    };
    member_words::renew_as_known(conn, &member).await?;
    Ok(Guarded::Done(member))
}

/// A member whose workspace is locked for the rest of the transaction.
pub(crate) struct Target {
    pub(crate) member: Member,
    /// Whether they can enter as an administrator and nobody else can.
    pub(crate) is_last_administrator: bool,
}

pub(crate) async fn lock(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    now: Time,
) -> Result<Option<Target>, DbError> {
    workspaces::lock(conn, workspace).await?;
    let Some(member) = load(conn, workspace, id).await? else {
        return Ok(None);
    };
    let able = census::able_administrators(conn, workspace, now).await?;
    let is_last_administrator = able == [id];
    Ok(Some(Target {
        member,
        is_last_administrator,
    }))
}

pub(crate) fn member(row: &Row) -> Result<Member, DbError> {
    Ok(Member {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        passport: row.get("passport_id")?,
        name: row.text("name")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        picture: row.get("picture")?,
        role: row.get("role")?,
        own_role: row.get("own_role")?,
        department: row.get("department_id")?,
        state: columns::member_state(row, "state")?,
        epoch: row.int("epoch")?,
        invited_at: row.get("invited_at")?,
        joined_at: row.get("joined_at")?,
        created_at: row.get("created_at")?,
    })
}
