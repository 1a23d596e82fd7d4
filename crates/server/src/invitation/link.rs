//! What a mailed link is about, and whether it still works.

use base::clock::Time;
use base::db::{Conn, DbError};
use base::one_use::{self, Peeked};
use base::token::{SetPassword, Token};
use people::brands::{self, Brand};
use people::identifiers::{self, Named};
use people::members::{self, Member};
use people::passports::{self, Passport};
use people::workspaces::{self, Workspace};
use people::{Contact, EmailAddress, MemberId, MemberState, PassportId, WorkspaceId};
use serde::{Deserialize, Serialize};

use crate::signin;
use crate::signin::acting::Doer;

/// What stands behind the link of an invitation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    workspace: WorkspaceId,
    member: MemberId,
    /// Where the link went; whoever holds it reads what goes there.
    contact: Contact,
    inviter: Option<PassportId>,
    /// The name of whoever invites, where it is no person.
    #[serde(default)]
    inviter_name: String,
}

/// What stands behind the link to choose a new password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resetting {
    /// Whose password.
    pub passport: PassportId,
    /// Where the link went.
    pub contact: Contact,
}

impl Invited {
    /// The link that goes to `contact` for `member`.
    pub fn new(member: &Member, contact: &Contact, inviter: &Doer) -> Self {
        Self {
            workspace: member.workspace,
            member: member.id,
            contact: contact.clone(),
            inviter: inviter.person,
            inviter_name: match inviter.person {
                Some(_) => String::new(),
                None => inviter.name.clone(),
            },
        }
    }
}

/// Whether an address belongs to a passport that can sign in already.
///
/// # Errors
/// What the database says.
pub async fn is_known(conn: &mut Conn, email: &EmailAddress) -> Result<bool, DbError> {
    Ok(owner_with_password(conn, email).await?.is_some())
}

/// The passport that accepts. A mailbox lets in whoever reads it, when there is no password yet; a number, which is
/// given to other people by and by, never opens a passport that is there.
async fn owner_of(conn: &mut Conn, contact: &Contact) -> Result<Option<PassportId>, DbError> {
    match contact {
        Contact::Email(email) => owner_with_password(conn, email).await,
        Contact::Phone(_) => identifiers::owner(conn, &contact.named()).await,
    }
}

/// The passport with a password to which an address belongs.
pub(super) async fn owner_with_password(
    conn: &mut Conn,
    email: &EmailAddress,
) -> Result<Option<PassportId>, DbError> {
    let Some(owner) = identifiers::owner(conn, &Named::Email(email.clone())).await? else {
        return Ok(None);
    };
    let has_password = signin::has_password(conn, owner).await?;
    Ok(has_password.then_some(owner))
}

/// An invitation that can be accepted.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) workspace: Workspace,
    /// How it looks.
    pub(super) brand: Brand,
    pub(super) member: Member,
    pub(super) contact: Contact,
    /// The name of whoever invited.
    pub(super) inviter: String,
    pub(super) until: Time,
    /// The passport that accepts, when it can sign in already; else a password is chosen first.
    pub(super) owner: Option<Passport>,
}

/// Why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spent {
    /// It did what it was for.
    Used,
    /// It is too old, or a newer one was sent.
    Late,
    /// The invitation was withdrawn, or is for another address by now.
    Withdrawn,
    /// We know no such link.
    Unknown,
}

/// Looks at the link of an invitation without using it.
pub(super) async fn look(
    conn: &mut Conn,
    token: &str,
    now: Time,
) -> Result<Result<Opened, Spent>, DbError> {
    let Some(token) = Token::<SetPassword>::parse(token) else {
        return Ok(Err(Spent::Unknown));
    };
    match one_use::peek::<_, Invited>(conn, &token.hash(), now).await? {
        Peeked::Good { payload, expires } => open(conn, payload, expires).await,
        Peeked::Used(_) => Ok(Err(Spent::Used)),
        Peeked::Expired(_) => Ok(Err(Spent::Late)),
        Peeked::Unknown => Ok(Err(Spent::Unknown)),
    }
}

async fn open(
    conn: &mut Conn,
    invited: Invited,
    until: Time,
) -> Result<Result<Opened, Spent>, DbError> {
    let workspace = workspaces::load(conn, invited.workspace).await?;
    let member = members::load(conn, invited.workspace, invited.member).await?;
    let brand = brands::of(conn, invited.workspace).await?;
    let (Some(workspace), Some(brand), Some(member)) = (workspace, brand, member) else {
        return Ok(Err(Spent::Withdrawn));
    };
    let contact = invited.contact;
    let is_current = member
        .contact()
        .is_some_and(|current| current.is_same(&contact));
    if member.state != MemberState::Invited || !is_current {
        return Ok(Err(Spent::Withdrawn));
    }
    let inviter = match invited.inviter {
        Some(id) => passports::load(conn, id).await?.map(|one| one.name),
        None => Some(invited.inviter_name.clone()),
    };
    let owner = match owner_of(conn, &contact).await? {
        Some(owner) => passports::load(conn, owner).await?,
        None => None,
    };
    Ok(Ok(Opened {
        inviter: inviter.unwrap_or_default(),
        workspace,
        brand,
        member,
        contact,
        until,
        owner,
    }))
}
