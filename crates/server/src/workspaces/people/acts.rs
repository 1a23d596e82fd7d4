//! What is done to people of a workspace, with its events and letters: for the pages and for the API.
//!
//! Each act takes the caller's transaction and says what came of it. When it was refused, the transaction
//! must be dropped.

use std::time::Duration;

use base::audit::{Event, Kind};
use base::db::{Conn, DbError};
use base::i18n::Language;
use base::one_use::{self, Issue};
use base::sms::Withheld;
use base::token::{ResetPassword, Token};
use people::blocks::{self, NewBlock};
use people::groups;
use people::helping::{self, Help, Right};
use people::joining::{self, Added, Invitation};
use people::members::{self, Act, Described, Guarded, Member, Placed, Role};
use people::passports::{self, Passport};
use people::{BlockReason, Contact, DepartmentId, MemberState, Name, identifiers};

use super::{events, letter};
use crate::invitation::Resetting;
use crate::letters::{self, Addressee, NewPassword, Occasion};
use crate::signin;
use crate::signin::acting::Acting;
use crate::structure;
use crate::texting::{self, Note};
use crate::web::{Denied, PageError};

/// How long the link for a new password works.
const NEW_PASSWORD: Duration = Duration::from_secs(24 * 3600);
/// A letter is not sent again sooner.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// What came of sending a letter once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is queued.
    Now,
    /// One was sent a moment ago.
    JustNow,
    /// There is no address it could go to.
    NoAddress,
    /// That address got as many letters as it may in an hour.
    TooMany,
    /// The text message is withheld.
    Withheld(Withheld),
    /// They do not stand so that it would make sense.
    Unfit,
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

/// With which right this is done to a member, and the member as they stand now. A service account and whoever stands
/// at the machine act as administrators; people have the right of the role they have in this transaction.
async fn right(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<(Right, Member), PageError> {
    let Some(person) = acting.doing.doer.person else {
        return Ok((Right::Administrator, member.clone()));
    };
    match helping::ask(conn, acting.workspace.id, person, member.id).await? {
        Help::Granted(right, member) => Ok((right, member)),
        Help::Refused => Err(PageError::Forbidden(Denied::NotByHelpDesk)),
        Help::NoSuchMember => Err(PageError::NotFound),
    }
}

/// Lifts what whoever asks may lift: the help desk a lock by attempts, administrators their own block besides; whether there
/// was anything.
///
/// # Errors
/// What the database says; that they may not.
pub async fn unblock(acting: &Acting, conn: &mut Conn, member: &Member) -> Result<bool, PageError> {
    let (right, member) = &right(acting, conn, member).await?;
    let theirs: &[BlockReason] = match right {
        Right::Administrator => &[
            BlockReason::BlockedByAdministrator,
            BlockReason::LockedByAttempts,
        ],
        Right::HelpDesk => &[BlockReason::LockedByAttempts],
    };
    let mut any = false;
    for &reason in theirs {
        let lifted = blocks::lift(conn, acting.workspace.id, member.id, reason, now(acting));
        if let Guarded::Done(_) = lifted.await? {
            let event = about(acting.done(events::UNBLOCKED), member);
            acting
                .record(conn, event.detail("block", reason.word()))
                .await?;
            any = true;
        }
    }
    Ok(any)
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

/// Sends the letter of an invitation once more; the link of the one before ends.
///
/// # Errors
/// What the database says.
pub async fn invite_again(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<Sent, PageError> {
    let (_, member) = &right(acting, conn, member).await?;
    let now = now(acting);
    let Some(contact) = member.contact() else {
        return Ok(Sent::NoAddress);
    };
    if member.invited_at.is_some_and(|at| now.since(at) < PATIENCE) {
        return Ok(Sent::JustNow);
    }
    if !joining::invite_again(conn, member.workspace, member.id, now).await? {
        return Ok(Sent::Unfit);
    }
    if !letters::allow_about(conn, &format!("invitation {}", member.id), now).await? {
        return Ok(Sent::TooMany);
    }
    let language = language(conn, member).await?;
    if let Err(why) = letter::invite(acting, conn, member, (&contact, language)).await? {
        return Ok(Sent::Withheld(why));
    }
    let event = about(acting.done(events::INVITED_AGAIN), member);
    acting.record(conn, named(event, &contact)).await?;
    Ok(Sent::Now)
}

/// Sends a link for a new password to the address of the passport, which only its person can change; the
/// one the workspace keeps could be anybody's.
///
/// # Errors
/// What the database says; that they may not.
pub async fn send_password_link(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<Sent, PageError> {
    let (_, member) = &right(acting, conn, member).await?;
    let person = passports::load(conn, member.passport).await?;
    let may =
        member.state == MemberState::Active && signin::has_password(conn, member.passport).await?;
    let Some(person) = person.filter(|_| may) else {
        return Ok(Sent::Unfit);
    };
    let sent = send_link(acting, conn, &person).await?;
    if sent != Sent::Now {
        return Ok(sent);
    }
    let event = about(acting.done(events::PASSWORD_LINK_SENT), member);
    acting.record(conn, event).await?;
    Ok(Sent::Now)
}

/// Sends the link, or says why not; links sent before end. However many administrators ask for it, the
/// person gets so many letters an hour. By text message it goes only where there is no address.
async fn send_link(acting: &Acting, conn: &mut Conn, person: &Passport) -> Result<Sent, PageError> {
    let Some(contact) = identifiers::way_back(conn, person.id).await? else {
        return Ok(Sent::NoAddress);
    };
    let (app, now) = (&acting.doing.app, now(acting));
    if let Contact::Email(email) = &contact
        && !letters::allow_to(conn, email, now).await?
    {
        return Ok(Sent::TooMany);
    }
    one_use::withdraw::<ResetPassword>(conn, person.id, now).await?;
    let token = Token::<ResetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, NEW_PASSWORD).about(person.id);
    let until = issue.expires();
    let about = Resetting {
        passport: person.id,
        contact: contact.clone(),
    };
    one_use::create(conn, issue, &about).await?;
    match &contact {
        Contact::Email(email) => {
            let to = Addressee::person(person, email);
            let letter = NewPassword {
                workspace: &acting.workspace.name,
                token: &token,
                until,
            };
            let id = acting.workspace.id;
            letters::queue_of(app, conn, id, to, Occasion::NewPassword(letter)).await?;
            Ok(Sent::Now)
        }
        Contact::Phone(number) => {
            let to = (number, texting::language(person));
            let path = format!("/new-password?token={}", token.reveal());
            let address = app.config.public_url.of(&path);
            let note = Note::NewPassword(&address, until);
            let sent = letter::text(acting, conn, to, (note, until)).await?;
            Ok(sent.map_or_else(Sent::Withheld, |_| Sent::Now))
        }
    }
}
