//! The job that writes to an address somebody claims: a link to confirm it, or the notice that it has a
//! passport already.

use std::time::Duration;

use base::db::Conn;
use base::jobs::{JobError, Kind};
use base::one_use::{self, Issue};
use base::token::{EmailConfirm, Token};
use people::identifiers::{self, Identifier, Named};
use people::passports::{self, Passport};
use people::{EmailAddress, IdentifierId, PassportId};
use serde::{Deserialize, Serialize};

use crate::letters::{self, AddressKnown, Addressee, ConfirmAddress, Occasion};
use crate::web::{App, PageError};

/// The kind of the job.
pub const CONFIRM: Kind<Asked> = Kind::new("confirm-address");

/// How long the link works.
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Whose claim it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    passport: PassportId,
    identifier: IdentifierId,
}

/// What stands behind the link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claim {
    pub(super) passport: PassportId,
    pub(super) identifier: IdentifierId,
}

impl Asked {
    pub(super) fn new(claim: &Identifier) -> Self {
        Self {
            passport: claim.passport,
            identifier: claim.id,
        }
    }
}

/// Writes the letter, unless the claim was taken back meanwhile or its address has had its share.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    let person = passports::load(&mut conn, asked.passport).await?;
    let claim = claim(&mut conn, asked.passport, asked.identifier).await?;
    let (Some(person), Some(email)) = (person, claim) else {
        return Ok(());
    };
    if letters::allow_to(&mut conn, &email, app.clock.now()).await? {
        let written = write(&app, &mut conn, &asked, (&person, &email)).await;
        written.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    }
    conn.commit().await?;
    Ok(())
}

/// The address of a claim that is still open.
pub(super) async fn claim(
    conn: &mut Conn,
    passport: PassportId,
    identifier: IdentifierId,
) -> Result<Option<EmailAddress>, base::db::DbError> {
    let all = identifiers::of_passport(conn, passport).await?;
    let open = all
        .into_iter()
        .find(|one| one.id == identifier && one.verified_at.is_none());
    Ok(open.and_then(|one| EmailAddress::parse(&one.value).ok()))
}

async fn write(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    (person, email): (&Passport, &EmailAddress),
) -> Result<(), PageError> {
    let owner = identifiers::owner(conn, &Named::Email(email.clone())).await?;
    if let Some(owner) = owner {
        let owner = passports::load(conn, owner).await?;
        let owner = owner.ok_or_else(|| PageError::internal("an address without its passport"))?;
        let to = Addressee::person(&owner, email);
        return letters::queue(app, conn, to, Occasion::AddressKnown(AddressKnown)).await;
    }
    let now = app.clock.now();
    one_use::withdraw::<EmailConfirm>(conn, asked.identifier, now).await?;
    let token = Token::<EmailConfirm>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, LINK_LIFE).about(asked.identifier);
    let until = issue.expires();
    let claim = Claim {
        passport: asked.passport,
        identifier: asked.identifier,
    };
    one_use::create(conn, issue, &claim).await?;
    let letter = ConfirmAddress {
        token: &token,
        until,
    };
    let to = Addressee::person(person, email);
    letters::queue(app, conn, to, Occasion::ConfirmAddress(letter)).await
}
