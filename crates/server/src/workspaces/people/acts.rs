//! What is done to people of a workspace, with its events and letters: for the pages and for the API.
//!
//! Each act takes the caller's transaction and says what came of it. When it was refused, the transaction
//! must be dropped.

mod help_desk;

use base::audit::{Event, Kind};
use base::db::{Conn, DbError};
use base::i18n::Language;
use base::sms::Withheld;
use people::blocks::{self, NewBlock};
use people::groups;
use people::joining::{self, Added, Invitation};
use people::members::{self, Act, Described, Guarded, Member, Placed, Role};
use people::passports::{self};
use people::{BlockReason, Contact, DepartmentId, MemberState, Name};

pub use help_desk::{Sent, invite_again, send_password_link, unblock};

use super::{events, letter};
use crate::signin;
use crate::signin::acting::Acting;
use crate::structure;
use crate::texting::{self};
use crate::web::PageError;

/// Who somebody is to be in the workspace.
#[derive(Clone, Debug)]
pub struct PersonDraft {
    /// The name.
    pub name: Name,
    /// The address or number; needed by whoever is invited.
    pub contact: Option<Contact>,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub department: Option<DepartmentId>,
    /// The language of letters to somebody who chose none.
    pub language: Language,
}

/// What is wrong with a draft: a key of a text beside each field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// With the name.
    pub name: Option<&'static str>,
    /// With the address or number.
    pub contact: Option<&'static str>,
    /// With the role.
    pub role: Option<&'static str>,
    /// With the department.
    pub department: Option<&'static str>,
}

/// Something that ends what somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They are no member any more.
    Dismiss,
    /// They were invited, and are no longer.
    Withdraw,
    /// They stay a member and cannot enter.
    Block,
}

impl Ending {
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Dismiss => events::DISMISSED,
            Self::Withdraw => events::WITHDRAWN,
            Self::Block => events::BLOCKED,
        }
    }

    /// Whether it can be done to somebody who stands so.
    pub fn fits(self, state: MemberState) -> bool {
        match self {
            Self::Dismiss | Self::Block => state == MemberState::Active,
            Self::Withdraw => state == MemberState::Invited,
        }
    }
}

fn now(acting: &Acting) -> base::clock::Time {
    acting.doing.app.clock.now()
}

async fn language(conn: &mut Conn, member: &Member) -> Result<Language, DbError> {
    let passport = passports::load(conn, member.passport).await?;
    let code = passport.map(|one| one.language).unwrap_or_default();
    Ok(letter::language(&code))
}

/// Invites somebody: member, link, letter and event. They decide themselves.
///
/// # Errors
/// What the database says.
pub async fn invite(
    acting: &Acting,
    conn: &mut Conn,
    new: &PersonDraft,
) -> Result<Result<Member, Wrong>, PageError> {
    let Some(contact) = &new.contact else {
        return Ok(Err(wrong_contact("people-email-odd")));
    };
    let invitation = Invitation {
        name: &new.name,
        contact,
        role: new.role,
        department: new.department,
        language: new.language.code(),
    };
    let added = joining::invite(conn, acting.fresh(), acting.workspace.id, invitation).await?;
    let member = match added {
        Added::Now(member) => member,
        Added::AlreadyMember(known) => {
            return Ok(Err(wrong_contact(match known.state {
                MemberState::Active => "people-email-member",
                MemberState::Invited => "people-email-invited",
                MemberState::Dismissed => "people-email-dismissed",
            })));
        }
        // An invitation makes nobody a member yet; nothing is said of the passport.
        Added::NoSuchDepartment | Added::Leaving => return Ok(Err(no_department())),
    };
    let sent = letter::invite(acting, conn, &member, (contact, new.language)).await?;
    if let Err(why) = sent {
        return Ok(Err(wrong_contact(texting::said(why))));
    }
    let event = about(acting.done(events::INVITED), &member).detail("role", member.role.word());
    acting.record(conn, named(event, contact)).await?;
    Ok(Ok(member))
}

fn wrong_contact(why: &'static str) -> Wrong {
    Wrong {
        contact: Some(why),
        ..Wrong::default()
    }
}

/// With where the invitation went; of a number the beginning and end.
fn named(event: Event, contact: &Contact) -> Event {
    let what = match contact {
        Contact::Email(_) => "email",
        Contact::Phone(_) => "phone",
    };
    event.personal(what, contact.masked())
}

fn no_department() -> Wrong {
    Wrong {
        department: Some("people-department-odd"),
        ..Wrong::default()
    }
}

fn about(event: Event, member: &Member) -> Event {
    event.about(member.passport)
}

/// Changes name, address, department and role; whether a letter went to a new address.
///
/// # Errors
/// What the database says.
pub async fn change(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    new: &PersonDraft,
) -> Result<Result<bool, Wrong>, PageError> {
    let (workspace, id) = (acting.workspace.id, member.id);
    let described = members::describe(conn, workspace, id, &new.name, new.contact.as_ref());
    let before = match described.await? {
        Described::Done(before) => before,
        Described::ContactInvited => {
            return Ok(Err(wrong_contact("people-email-invited")));
        }
        Described::NoSuchMember => return Err(PageError::NotFound),
    };
    match members::set_department(conn, workspace, id, new.department).await? {
        Placed::Done(_) => {}
        Placed::NoSuchDepartment => return Ok(Err(no_department())),
        Placed::NoSuchMember => return Err(PageError::NotFound),
    }
    if let Err(wrong) = set_role(acting, conn, member, new.role).await? {
        return Ok(Err(wrong));
    }
    if let Some(what) = difference(&before, new) {
        let event = about(acting.done(events::CHANGED), member).detail("what", what);
        acting.record(conn, event).await?;
    }
    let told = tell(acting, conn, &before, new).await?;
    Ok(told.map_err(|why| wrong_contact(texting::said(why))))
}

/// Moves somebody to a department of the workspace, or to none; whether that changed anything.
///
/// # Errors
/// What the database says.
pub(super) async fn place(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    department: Option<DepartmentId>,
) -> Result<bool, PageError> {
    let placed = members::set_department(conn, acting.workspace.id, member.id, department);
    match placed.await? {
        Placed::Done(before) if before.department != department => {
            let event = about(acting.done(events::CHANGED), member);
            let event = event.detail("what", "department");
            acting.record(conn, event).await?;
            Ok(true)
        }
        Placed::Done(_) | Placed::NoSuchDepartment | Placed::NoSuchMember => Ok(false),
    }
}

/// Gives another role, with its event; the last administrator keeps theirs.
async fn set_role(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    role: Role,
) -> Result<Result<(), Wrong>, PageError> {
    let workspace = acting.workspace.id;
    match members::set_role(conn, workspace, member.id, role, now(acting)).await? {
        Guarded::Done(before) => {
            let event = about(acting.done(events::ROLE_CHANGED), member)
                .detail("from", before.own_role.word())
                .detail("to", role.word());
            acting.record(conn, event).await?;
            Ok(Ok(()))
        }
        Guarded::Unchanged => Ok(Ok(())),
        Guarded::LastAdministrator => Ok(Err(Wrong {
            role: Some("people-last-administrator"),
            ..Wrong::default()
        })),
        Guarded::NoSuchMember => Err(PageError::NotFound),
    }
}

/// What is different now, as words; nothing when nothing is.
fn difference(before: &Member, new: &PersonDraft) -> Option<String> {
    let name = before.name != new.name.as_str();
    let now = |kind: fn(&Contact) -> bool| new.contact.as_ref().filter(|one| kind(one));
    let email = now(|one| one.email().is_some()).map(Contact::as_str) != before.email.as_deref();
    let phone = now(|one| one.phone().is_some()).map(Contact::as_str) != before.phone.as_deref();
    let department = before.department != new.department;
    let what: Vec<&str> = [
        ("name", name),
        ("email", email),
        ("phone", phone),
        ("department", department),
    ]
    .into_iter()
    .filter_map(|(what, is)| is.then_some(what))
    .collect();
    (!what.is_empty()).then(|| what.join(" "))
}

/// An invited person whose address or number changed gets a letter there; the link of the old one ends.
async fn tell(
    acting: &Acting,
    conn: &mut Conn,
    before: &Member,
    new: &PersonDraft,
) -> Result<Result<bool, Withheld>, PageError> {
    let Some(contact) = &new.contact else {
        return Ok(Ok(false));
    };
    let same = before.contact().is_some_and(|old| old.is_same(contact));
    if before.state != MemberState::Invited || same {
        return Ok(Ok(false));
    }
    let language = language(conn, before).await?;
    let sent = letter::invite(acting, conn, before, (contact, language)).await?;
    Ok(sent.map(|()| true))
}

/// Dismisses somebody, withdraws an invitation, or blocks. That the last administrator stays is written
/// down by [`refused`], in a transaction of its own.
///
/// # Errors
/// What the database says.
pub async fn end(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    ending: Ending,
) -> Result<Guarded<()>, PageError> {
    let act = Act {
        by: acting.doing.doer.person,
        at: now(acting),
        note: None,
    };
    let workspace = acting.workspace.id;
    let mut left = groups::of_member(conn, workspace, member.id).await?;
    left.retain(|group| ending != Ending::Block && group.acts_on_others());
    let ended = match ending {
        _ if !ending.fits(member.state) => return Ok(Guarded::Unchanged),
        Ending::Dismiss | Ending::Withdraw => {
            members::dismiss(conn, workspace, member.id, act).await?
        }
        Ending::Block => {
            let new = NewBlock {
                reason: BlockReason::BlockedByAdministrator,
                until: None,
            };
            blocks::add(conn, workspace, member.id, new, act).await?
        }
    };
    Ok(match ended {
        Guarded::Done(_) => {
            signin::ending::announce(&acting.doing.app, conn).await?;
            letter::withdraw(acting, conn, member).await?;
            let event = about(acting.done(ending.kind()), member);
            acting.record(conn, event).await?;
            structure::note_left(acting, conn, member, &left).await?;
            Guarded::Done(())
        }
        Guarded::Unchanged => Guarded::Unchanged,
        Guarded::LastAdministrator => Guarded::LastAdministrator,
        Guarded::NoSuchMember => Guarded::NoSuchMember,
    })
}

/// Writes down that the last administrator stays.
///
/// # Errors
/// What the database says.
pub async fn refused(acting: &Acting, member: &Member, ending: Ending) -> Result<(), DbError> {
    let mut conn = acting.doing.app.db.write().await?;
    let event = about(acting.refused(ending.kind(), "last-administrator"), member);
    acting.record(&mut conn, event).await?;
    conn.commit().await
}

/// Takes a dismissal back; whether a new invitation went out with it, or nothing when nobody was dismissed. One by text message
/// that is withheld leaves them invited: it can be sent later.
///
/// # Errors
/// What the database says.
pub async fn rehire(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<Option<bool>, PageError> {
    let rehired = members::rehire(conn, acting.workspace.id, member.id, now(acting)).await?;
    let Guarded::Done(member) = rehired else {
        return Ok(None);
    };
    let event = about(acting.done(events::REHIRED), &member);
    acting.record(conn, event).await?;
    if let (MemberState::Invited, Some(contact)) = (member.state, member.contact()) {
        let language = language(conn, &member).await?;
        let sent = letter::invite(acting, conn, &member, (&contact, language)).await?;
        return Ok(Some(sent.is_ok()));
    }
    Ok(Some(false))
}
