//! The job behind the form: a link for a new address, a word to the person for a known one.

use std::time::Duration;

use base::db::Conn;
use base::i18n::Language;
use base::jobs::{JobError, Kind};
use base::one_use::{self, Issue};
use base::settings;
use base::token::{SignUp, Token};
use people::EmailAddress;
use people::identifiers::{self, Named};
use people::passports;
use people::registration::REGISTRATION;
use serde::{Deserialize, Serialize};

use crate::letters::{self, AddressKnown, Addressee, Occasion, Registering};
use crate::web::{App, PageError};

/// The kind of the job.
pub const SEND: Kind<Asked> = Kind::new("registration");

/// How long the link works.
pub(super) const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Who wants to register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    email: String,
    language: String,
}

/// What stands behind the link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Invited {
    pub(super) email: String,
}

impl Asked {
    pub(super) fn new(email: &EmailAddress, language: Language) -> Self {
        Self {
            email: email.as_str().to_owned(),
            language: language.code().to_owned(),
        }
    }
}

/// Writes the letter, unless the operator closed registration meanwhile or the address has had its share.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let Ok(email) = EmailAddress::parse(&asked.email) else {
        return Err(JobError::Never("no address".to_owned()));
    };
    let mut conn = app.db.write().await?;
    let who = settings::load(&mut conn, &REGISTRATION).await?;
    let may = who.admits(&email) && letters::allow_to(&mut conn, &email, app.clock.now()).await?;
    if may {
        let written = write(&app, &mut conn, &asked, &email).await;
        written.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    }
    conn.commit().await?;
    Ok(())
}

async fn write(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    email: &EmailAddress,
) -> Result<(), PageError> {
    let owner = identifiers::owner(conn, &Named::Email(email.clone())).await?;
    if let Some(owner) = owner {
        let owner = passports::load(conn, owner).await?;
        let owner = owner.ok_or_else(|| PageError::internal("an address without its passport"))?;
        let to = Addressee::person(&owner, email);
        return letters::queue(app, conn, to, Occasion::AddressKnown(AddressKnown)).await;
    }
    let now = app.clock.now();
    one_use::withdraw::<SignUp>(conn, email.folded(), now).await?;
    let token = Token::<SignUp>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, LINK_LIFE).about(email.folded());
    let until = issue.expires();
    let invited = Invited {
        email: email.as_str().to_owned(),
    };
    one_use::create(conn, issue, &invited).await?;
    let letter = Registering {
        token: &token,
        until,
    };
    // Nobody is called anything yet.
    let to = Addressee {
        name: "",
        email,
        language: Language::from_code(&asked.language).unwrap_or_default(),
        zone: None,
    };
    letters::queue(app, conn, to, Occasion::Registering(letter)).await
}
