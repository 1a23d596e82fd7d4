//! What can be done to people: dismissed, blocked, taken back, written to.

use base::db::Conn;
use people::members::Guarded;

use super::super::answer;
use super::super::call::{Answer, Call, InWorkspace};
use super::{load, may};
use crate::signin::acting::Acting;
use crate::texting;
use crate::web::ApiError;
use crate::workspaces::{self, Ending, Sent};

/// `POST …/dismiss`.
pub(super) async fn dismiss(within: InWorkspace) -> Answer {
    end(within, Ending::Dismiss).await
}

/// `POST …/withdraw`.
pub(super) async fn withdraw(within: InWorkspace) -> Answer {
    end(within, Ending::Withdraw).await
}

/// `POST …/block`.
pub(super) async fn block(within: InWorkspace) -> Answer {
    end(within, Ending::Block).await
}

fn as_it_stands() -> ApiError {
    let words = "The person does not stand so that this could be done.";
    ApiError::Conflict("standing", words.to_owned())
}

async fn end(within: InWorkspace, ending: Ending) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    may(&call, &[member.role])?;
    match workspaces::end_person(&acting, &mut conn, &member, ending).await? {
        Guarded::Done(()) => {}
        Guarded::Unchanged => return Err(as_it_stands()),
        Guarded::NoSuchMember => return Err(ApiError::NotFound),
        Guarded::LastAdministrator => {
            drop(conn);
            workspaces::note_refused(&acting, &member, ending).await?;
            let words = call.ctx.text("people-last-administrator");
            return Err(ApiError::Conflict("last-administrator", words));
        }
    }
    after(&call, conn, &acting).await
}

/// The person as they stand after a deed.
async fn after(call: &Call, mut conn: Conn, acting: &Acting) -> Answer {
    let (_, value) = load(call, &mut conn, acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `POST …/unblock`.
pub(super) async fn unblock(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    may(&call, &[member.role])?;
    workspaces::unblock_person(&acting, &mut conn, &member).await?;
    after(&call, conn, &acting).await
}

/// `POST …/rehire`.
pub(super) async fn rehire(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    let rehired = workspaces::rehire_person(&acting, &mut conn, &member).await?;
    rehired.ok_or_else(as_it_stands)?;
    after(&call, conn, &acting).await
}

/// `POST …/invite`.
pub(super) async fn invite_again(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, _) = load(&call, &mut conn, acting.workspace.id).await?;
    may(&call, &[member.role])?;
    let told = workspaces::invite_again(&acting, &mut conn, &member).await?;
    sent(&call, told)?;
    after(&call, conn, &acting).await
}

/// `POST …/new-password`.
pub(super) async fn send_link(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, _) = load(&call, &mut conn, acting.workspace.id).await?;
    may(&call, &[member.role])?;
    let told = workspaces::send_password_link(&acting, &mut conn, &member).await?;
    sent(&call, told)?;
    after(&call, conn, &acting).await
}

fn sent(call: &Call, sent: Sent) -> Result<(), ApiError> {
    match sent {
        Sent::Now => Ok(()),
        Sent::JustNow => {
            let words = "A letter was sent less than a minute ago.";
            Err(ApiError::Conflict("sent-just-now", words.to_owned()))
        }
        Sent::NoAddress => {
            let words = "There is no address a letter could go to.";
            Err(ApiError::Conflict("no-address", words.to_owned()))
        }
        Sent::TooMany => {
            let words = "The address got as many letters as it may in an hour.";
            Err(ApiError::Conflict("too-many-letters", words.to_owned()))
        }
        Sent::Withheld(why) => {
            let words = call.ctx.text(texting::said(why));
            Err(ApiError::Conflict(why.word(), words))
        }
        Sent::Unfit => Err(as_it_stands()),
    }
}
