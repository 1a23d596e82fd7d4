//! What happens to a workspace, with its events and letters: for the pages and for scripts.
//!
//! Each act takes the caller's transaction and says what came of it. When it was refused, the transaction must
//! be dropped.

use base::db::{Conn, DbError};
use people::address::Address;
use people::closing;
use people::founding::{self, Offer, Offered, Room, TakenOver};
use people::groups::{self, Group};
use people::members::{self, Act, Guarded, Member};
use people::moving::{self, Moved};
use people::workspaces::Workspace;
use people::{PassportId, WorkspaceId, identifiers, passports};

use super::events;
use super::work::{TELL, Telling, What};
use crate::letters::{self, Addressee, Occasion, WorkspaceOffered};
use crate::operator;
use crate::signin;
use crate::signin::acting::{Acting, Doing};
use crate::structure;
use crate::web::PageError;

/// What came of founding a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Founded {
    /// It is there, and its founder administers it.
    Done(Workspace),
    /// Another workspace has the address.
    AddressTaken,
    /// They may not have another.
    NoRoom(Room),
}

/// Founds a workspace for somebody.
pub(super) async fn found(
    doing: &Doing,
    conn: &mut Conn,
    founder: &people::Passport,
    (address, name): (&Address, &people::Name),
) -> Result<Founded, PageError> {
    match founding::room(conn, founder.id, founder.is_operator).await? {
        Room::Yes => {}
        full => return Ok(Founded::NoRoom(full)),
    }
    let who = (Some(founder), address);
    let made = operator::create_workspace(doing, conn, who, (name, &founder.language)).await?;
    Ok(made.map_or(Founded::AddressTaken, Founded::Done))
}

/// Moves the workspace to another address.
pub(super) async fn relocate(
    acting: &Acting,
    conn: &mut Conn,
    address: &Address,
) -> Result<Moved, DbError> {
    let id = acting.workspace.id;
    let moved = moving::relocate(conn, id, address, acting.fresh().now).await?;
    if let Moved::From(before) = &moved {
        let event = acting.done(events::MOVED).about(id);
        let event = event.detail("from", before.as_str());
        acting
            .record(conn, event.detail("to", address.as_str()))
            .await?;
    }
    Ok(moved)
}

/// Offers the workspace to one of its members, who is told by letter.
pub(super) async fn offer(
    acting: &Acting,
    conn: &mut Conn,
    (by, to): (PassportId, PassportId),
) -> Result<Offered, PageError> {
    let (id, now) = (acting.workspace.id, acting.fresh().now);
    let offered = founding::offer(conn, (id, by), to, now).await?;
    if let Offered::To(member) = &offered {
        let event = acting.done(events::OFFERED).about(member.id);
        acting
            .record(conn, event.detail("name", member.name.as_str()))
            .await?;
        write_offer(acting, conn, to).await?;
    }
    Ok(offered)
}

async fn write_offer(acting: &Acting, conn: &mut Conn, to: PassportId) -> Result<(), PageError> {
    let person = passports::load(conn, to).await?;
    let email = identifiers::primary_email(conn, to).await?;
    if let (Some(person), Some(email)) = (person, email) {
        let occasion = Occasion::WorkspaceOffered(WorkspaceOffered {
            workspace: &acting.workspace,
            by: &acting.doing.doer.name,
            until: acting.fresh().now.plus(founding::OFFER_LASTS),
        });
        let to = Addressee::person(&person, &email);
        let id = acting.workspace.id;
        letters::queue_of(&acting.doing.app, conn, id, to, occasion).await?;
    }
    Ok(())
}

/// Ends an offer, by who made it or whom it was made to; whether there was one.
pub(super) async fn end_offer(
    doing: &Doing,
    conn: &mut Conn,
    (workspace, by): (WorkspaceId, PassportId),
) -> Result<bool, DbError> {
    let ended = founding::end_offer(conn, workspace, by).await?;
    if ended {
        let event = doing.done(events::OFFER_ENDED).in_workspace(workspace);
        doing.record(conn, event.about(workspace)).await?;
    }
    Ok(ended)
}

/// Takes an offered workspace over.
pub(super) async fn take_over(
    doing: &Doing,
    conn: &mut Conn,
    person: &people::Passport,
    offer: &Offer,
) -> Result<TakenOver, DbError> {
    let who = (person.id, person.is_operator);
    let now = doing.fresh().now;
    let taken = founding::take_over(conn, offer.workspace, who, now).await?;
    if let TakenOver::Done(member) = &taken {
        let event = doing.done(events::TAKEN_OVER);
        let event = event.in_workspace(offer.workspace).about(member.id);
        doing
            .record(conn, event.detail("name", member.name.as_str()))
            .await?;
    }
    Ok(taken)
}

/// The person leaves the workspace.
pub(super) async fn leave(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<Guarded<()>, DbError> {
    let act = Act {
        by: Some(member.passport),
        at: acting.fresh().now,
        note: None,
    };
    let mut left = groups::of_member(conn, acting.workspace.id, member.id).await?;
    left.retain(Group::acts_on_others);
    match members::dismiss(conn, acting.workspace.id, member.id, act).await? {
        Guarded::Done(_) => {}
        Guarded::Unchanged => return Ok(Guarded::Unchanged),
        Guarded::LastAdministrator => return Ok(Guarded::LastAdministrator),
        Guarded::NoSuchMember => return Ok(Guarded::NoSuchMember),
    }
    signin::ending::announce(&acting.doing.app, conn).await?;
    let event = acting.done(events::LEFT).about(member.id);
    acting
        .record(conn, event.detail("name", member.name.as_str()))
        .await?;
    structure::note_left(acting, conn, member, &left).await?;
    Ok(Guarded::Done(()))
}

/// Gives the workspace up and tells its people; whether it was open.
pub(super) async fn give_up(acting: &Acting, conn: &mut Conn) -> Result<bool, DbError> {
    let (id, now) = (acting.workspace.id, acting.fresh().now);
    let Some(gone_at) = closing::give_up(conn, id, now).await? else {
        return Ok(false);
    };
    signin::ending::announce(&acting.doing.app, conn).await?;
    let event = acting.done(events::GIVEN_UP).about(id);
    let event = event.detail("name", acting.workspace.name.as_str());
    acting
        .record(conn, event.detail("until", gone_at.rfc3339()))
        .await?;
    tell(&acting.doing, conn, (id, What::Ends(gone_at))).await?;
    Ok(true)
}

/// Takes a workspace back that was given up, and tells its people; whether there was one to be taken back.
pub(super) async fn take_back(
    doing: &Doing,
    conn: &mut Conn,
    id: WorkspaceId,
) -> Result<bool, DbError> {
    if !closing::take_back(conn, id, doing.fresh().now).await? {
        return Ok(false);
    }
    let event = doing.done(events::TAKEN_BACK).in_workspace(id).about(id);
    doing.record(conn, event).await?;
    tell(doing, conn, (id, What::Stays)).await?;
    Ok(true)
}

async fn tell(
    doing: &Doing,
    conn: &mut Conn,
    (workspace, what): (WorkspaceId, What),
) -> Result<(), DbError> {
    let telling = Telling::new(workspace, what);
    let now = doing.fresh().now;
    doing
        .app
        .jobs
        .enqueue(conn, &TELL, &telling, now)
        .await
        .map(drop)
}
