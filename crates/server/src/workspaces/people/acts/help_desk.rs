//! What the help desk may do, too: lift a lock, send an invitation once more, send a link for a new password. Whether they may
//! is asked in the transaction of the deed.

use std::time::Duration;

use base::db::Conn;
use base::one_use::{self, Issue};
use base::sms::Withheld;
use base::token::{ResetPassword, Token};
use people::blocks;
use people::helping::{self, Help, Right};
use people::joining;
use people::members::{Guarded, Member};
use people::passports::{self, Passport};
use people::{BlockReason, Contact, MemberState, identifiers};

use super::super::{events, letter};
use super::{about, language, named, now};
use crate::invitation::Resetting;
use crate::letters::{self, Addressee, NewPassword, Occasion};
use crate::signin;
use crate::signin::acting::Acting;
use crate::texting::{self, Note};
use crate::web::{Denied, PageError};

/// How long the link for a new password works.
const NEW_PASSWORD: Duration = Duration::from_secs(24 * 3600);
/// A letter is not sent again sooner.
const PATIENCE: Duration = Duration::from_secs(60);

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
