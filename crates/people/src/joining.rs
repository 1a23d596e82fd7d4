//! Joining: how a person becomes a member. By invitation, which they accept with a mailed link, or by
//! enrolment, when they are here already.
//!
//! A workspace names people by e-mail address or phone number and learns nothing of a passport until its person
//! accepts: adding an address answers the same whether or not a passport has it.

use admission::MemberState;
use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;
use protocol::phone::PhoneNumber;

use crate::contact::Contact;
use crate::departing;
use crate::email::EmailAddress;
use crate::identifiers::{self, Named, Verified};
use crate::ids::{DepartmentId, Fresh, MemberId, PassportId, WorkspaceId};
use crate::member_words;
use crate::members::{self, Member, Role};
use crate::name::Name;
use crate::passports::{self, Profile};

/// Somebody to be asked to join.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// What the workspace calls them.
    pub name: &'a Name,
    /// Where the link goes.
    pub contact: &'a Contact,
    /// What they will be.
    pub role: Role,
    /// Where they will work.
    pub department: Option<DepartmentId>,
    /// The code of the language to write to them in, until they choose their own.
    pub language: &'a str,
}

/// Somebody who is here and joins at once.
#[derive(Clone, Copy, Debug)]
pub struct Enrolment<'a> {
    /// Who.
    pub passport: PassportId,
    /// What the workspace calls them.
    pub name: &'a Name,
    /// Their address there.
    pub email: Option<&'a EmailAddress>,
    /// What they will be.
    pub role: Role,
    /// Where they will work.
    pub department: Option<DepartmentId>,
}

/// A member to be.
#[derive(Clone, Copy)]
struct NewMember<'a> {
    passport: PassportId,
    name: &'a Name,
    contact: Option<&'a Contact>,
    role: Role,
    department: Option<DepartmentId>,
}

/// What came of adding somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// A new member.
    Now(Member),
    /// They are one already: invited, active, or dismissed, who can be rehired.
    AlreadyMember(Member),
    /// The workspace has no such department.
    NoSuchDepartment,
    /// Their passport was given up and joins nothing.
    Leaving,
}

/// What came of accepting an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// They have joined.
    Joined {
        /// As what.
        member: Member,
        /// Whether this is the first that is seen of the person: they have no credential yet.
        first_time: bool,
    },
    /// The person is a member already, through another invitation; this one is gone.
    AlreadyMember(Member),
    /// There is no open invitation for this address: withdrawn, accepted before, or sent anew
    /// to another address.
    NotInvited,
}

/// Invites somebody. Their passport is the one that owns the address, or one that waits for
/// its person.
///
/// # Errors
/// What the database says.
pub async fn invite(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    invitation: Invitation<'_>,
) -> Result<Added, DbError> {
    let named = invitation.contact.named();
    let profile = Profile::new(invitation.name, invitation.language);
    let passport = match identifiers::owner(conn, &named).await? {
        Some(owner) => owner,
        None => waiting(conn, fresh, profile, &named).await?,
    };
    let new = NewMember {
        passport,
        name: invitation.name,
        contact: Some(invitation.contact),
        role: invitation.role,
        department: invitation.department,
    };
    let added = insert(conn, fresh, workspace, new, MemberState::Invited).await?;
    if !matches!(added, Added::Now(_)) {
        passports::remove_if_forsaken(conn, passport).await?;
    }
    Ok(added)
}

/// Makes the person a member at once: the founder of a workspace, or somebody another
/// source vouches for.
///
/// # Errors
/// What the database says.
pub async fn enrol(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    enrolment: Enrolment<'_>,
) -> Result<Added, DbError> {
    if !departing::hold(conn, enrolment.passport).await? {
        return Ok(Added::Leaving);
    }
    let contact = enrolment.email.cloned().map(Contact::Email);
    let new = NewMember {
        passport: enrolment.passport,
        name: enrolment.name,
        contact: contact.as_ref(),
        role: enrolment.role,
        department: enrolment.department,
    };
    insert(conn, fresh, workspace, new, MemberState::Active).await
}

/// Accepts an invitation with the link that was sent to `proven`, and so proves that address or number.
///
/// It goes to the passport that waits with the invitation. If meanwhile another passport has
/// verified it, its person is the one who reads that mailbox, and the invitation goes to them. Numbers are given to other
/// people by and by: that whoever holds the link is that person has to be proved otherwise before this is called.
///
/// # Errors
/// What the database says.
pub async fn accept(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    id: MemberId,
    proven: &Contact,
) -> Result<Accepted, DbError> {
    let Some(invited) = open_invitation(conn, workspace, id, proven).await? else {
        return Ok(Accepted::NotInvited);
    };
    let owner = owner_of_proven(conn, fresh, &invited, proven).await?;
    if owner != invited.passport
        && let Some(known) = members::of_passport(conn, workspace, owner).await?
    {
        give_up(conn, &invited).await?;
        return Ok(Accepted::AlreadyMember(known));
    }
    if !departing::hold(conn, owner).await? {
        return Ok(Accepted::NotInvited);
    }
    let first_time = passports::claim(conn, owner, &invited.name, fresh.now).await?;
    let row = conn
        .optional(
            sql(
                "UPDATE members SET state = 'active', joined_at = $3, passport_id = $4, \
                 picture = (SELECT p.picture FROM passports p WHERE p.id = $4) \
                 WHERE workspace_id = $1 AND id = $2 AND state = 'invited' \
                 RETURNING id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at",
            ),
            params![workspace, id, fresh.now, owner],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Accepted::NotInvited);
    };
    if owner != invited.passport {
        passports::remove_if_forsaken(conn, invited.passport).await?;
    }
    let member = members::member(&row)?;
    member_words::renew_as_known(conn, &member).await?;
    Ok(Accepted::Joined { member, first_time })
}

/// Who is invited at this address or number and has not answered.
///
/// # Errors
/// What the database says.
pub async fn invited_at(
    conn: &mut Conn,
    workspace: WorkspaceId,
    contact: &Contact,
) -> Result<Option<MemberId>, DbError> {
    let statement = match contact {
        Contact::Email(_) => sql("SELECT id FROM members WHERE workspace_id = $1 \
                                  AND email_folded = $2 AND state = 'invited'"),
        Contact::Phone(_) => sql("SELECT id FROM members WHERE workspace_id = $1 \
                                  AND phone = $2 AND state = 'invited'"),
    };
    let row = conn
        .optional(statement, params![workspace, contact.named().folded()])
        .await?;
    row.map(|row| row.get("id")).transpose()
}

/// Notes that the invitation was sent once more; whether there is an open one.
///
/// # Errors
/// What the database says.
pub async fn invite_again(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE members SET invited_at = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND state = 'invited'"),
            params![workspace, id, now],
        )
        .await?;
    Ok(changed > 0)
}

/// The invitation, if it is open and was sent there. Its row stays locked until the
/// transaction ends, so that a withdrawal waits for the acceptance or the other way round.
async fn open_invitation(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: MemberId,
    proven: &Contact,
) -> Result<Option<Member>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE members SET state = state WHERE workspace_id = $1 AND id = $2 \
                 AND state = 'invited' \
                 RETURNING id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at",
            ),
            params![workspace, id],
        )
        .await?;
    let member = row.as_ref().map(members::member).transpose()?;
    let is_theirs = |one: &Member| one.contact().is_some_and(|contact| contact.is_same(proven));
    Ok(member.filter(is_theirs))
}

/// The passport whose person has just proved the address.
async fn owner_of_proven(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    invited: &Member,
    proven: &Contact,
) -> Result<PassportId, DbError> {
    let named = proven.named();
    if let Some(owner) = identifiers::owner(conn, &named).await? {
        return Ok(owner);
    }
    // A claimed passport that no longer owns the address or number has given it up: whoever reads what goes there
    // today may be somebody else, and must not enter that passport.
    let waits = passports::load(conn, invited.passport).await?;
    let heir = match waits {
        Some(waiting) if waiting.claimed_at.is_none() => waiting.id,
        other => {
            let language = other.map(|passport| passport.language).unwrap_or_default();
            let name = Name::parse(&invited.name)
                .map_err(|_| DbError::Shape("members.name".to_owned()))?;
            waiting(conn, fresh, Profile::new(&name, &language), &named).await?
        }
    };
    match identifiers::verify(conn, fresh, heir, &named).await? {
        Verified::Now(_) | Verified::Already(_) => Ok(heir),
        Verified::TakenBy(owner) => Ok(owner),
    }
}

/// The passport that waits for the person there; made if there is none.
async fn waiting(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    profile: Profile<'_>,
    named: &Named,
) -> Result<PassportId, DbError> {
    let row = conn
        .optional(
            sql("SELECT p.id AS id FROM identifiers i JOIN passports p ON p.id = i.passport_id \
                 WHERE i.kind = $1 AND i.folded = $2 AND p.claimed_at IS NULL ORDER BY p.id LIMIT 1"),
            params![named.kind(), named.folded()],
        )
        .await?;
    if let Some(row) = row {
        return row.get("id");
    }
    let passport = passports::create_unclaimed(conn, fresh, profile).await?;
    identifiers::claim(conn, fresh, passport.id, named).await?;
    Ok(passport.id)
}

async fn insert(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    workspace: WorkspaceId,
    new: NewMember<'_>,
    state: MemberState,
) -> Result<Added, DbError> {
    if let Some(known) = members::of_passport(conn, workspace, new.passport).await? {
        return Ok(Added::AlreadyMember(known));
    }
    let email = new.contact.and_then(Contact::email);
    let phone = new.contact.and_then(Contact::phone);
    let row = conn
        .optional(
            sql("INSERT INTO members (id, workspace_id, passport_id, name, name_folded, email, \
                 email_folded, role, own_role, department_id, state, epoch, invited_at, joined_at, \
                 created_at, picture, phone) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, 0, \
                 CASE WHEN $10 = 'invited' THEN CAST($11 AS BIGINT) END, \
                 CASE WHEN $10 = 'active' THEN CAST($11 AS BIGINT) END, CAST($11 AS BIGINT), \
                 CASE WHEN $10 = 'active' THEN (SELECT p.picture FROM passports p WHERE p.id = $3) END, \
                 CAST($12 AS TEXT) \
                 WHERE CAST($9 AS TEXT) IS NULL \
                 OR EXISTS (SELECT 1 FROM departments WHERE workspace_id = $2 AND id = $9) \
                 ON CONFLICT DO NOTHING \
                 RETURNING id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at"),
            params![
                MemberId::fresh(fresh.now, fresh.random),
                workspace,
                new.passport,
                new.name,
                member_words::sort_form(new.name),
                email.map(EmailAddress::as_str),
                email.map(EmailAddress::folded),
                new.role,
                new.department,
                state.word(),
                fresh.now,
                phone.map(PhoneNumber::e164),
            ],
        )
        .await?;
    match row {
        Some(row) => {
            let member = members::member(&row)?;
            member_words::renew(conn, &member, new.name, new.contact).await?;
            Ok(Added::Now(member))
        }
        None => rival(conn, workspace, new).await,
    }
}

/// Why no row was written: somebody else wrote it in the same instant, or there is no such department.
async fn rival(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: NewMember<'_>,
) -> Result<Added, DbError> {
    if let Some(known) = members::of_passport(conn, workspace, new.passport).await? {
        return Ok(Added::AlreadyMember(known));
    }
    let rival = match new.contact {
        Some(contact) => invited_at(conn, workspace, contact).await?,
        None => None,
    };
    let known = match rival {
        Some(id) => members::load(conn, workspace, id).await?,
        None => None,
    };
    Ok(known.map_or(Added::NoSuchDepartment, Added::AlreadyMember))
}

/// Removes an invitation whose person turned out to be a member already.
async fn give_up(conn: &mut Conn, invited: &Member) -> Result<(), DbError> {
    members::vacate(conn, invited.workspace, invited.id).await?;
    conn.execute(
        sql("DELETE FROM members WHERE workspace_id = $1 AND id = $2 AND state = 'invited'"),
        params![invited.workspace, invited.id],
    )
    .await?;
    passports::remove_if_forsaken(conn, invited.passport).await
}
