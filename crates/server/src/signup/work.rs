//! The job behind the form: a link or code for somebody new, a word to the person of a known address or number.

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::i18n::Language;
use base::jobs::{JobError, Kind};
use base::one_use::{self, Issue};
use base::sms::Asker;
use base::token::{Purpose, SignUp, Token};
use people::identifiers;
use people::passports::{self, Passport};
use people::registration;
use people::{Contact, EmailAddress};
use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::letters::{self, AddressKnown, Addressee, Occasion, Registering};
use crate::texting::{self, Note, Proves};
use crate::web::{App, PageError};

/// The kind of the job.
pub const SEND: Kind<Asked> = Kind::new("registration");

/// How long a mailed link works.
pub const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Who wants to register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    contact: Contact,
    language: String,
    /// The network it was asked from, as text messages count it.
    network: String,
    /// Names the registration whose code is to be typed, when it goes by phone.
    attempt: String,
}

/// What stands behind the link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Invited {
    pub(super) contact: Contact,
}

impl Asked {
    pub(super) fn new(
        contact: &Contact,
        language: Language,
        (network, attempt): (String, &str),
    ) -> Self {
        Self {
            contact: contact.clone(),
            language: language.code().to_owned(),
            network,
            attempt: attempt.to_owned(),
        }
    }

    fn language(&self) -> Language {
        Language::from_code(&self.language).unwrap_or_default()
    }
}

/// Writes the letter or message, unless the operator closed registration meanwhile or the address has had its share.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    if !registration::offer(&mut conn).await?.admits(&asked.contact) {
        return Ok(());
    }
    let written = match &asked.contact {
        Contact::Email(email) => write(&app, &mut conn, &asked, email).await,
        Contact::Phone(number) => text(&app, &mut conn, &asked, number).await,
    };
    written.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    conn.commit().await?;
    Ok(())
}

async fn write(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    email: &EmailAddress,
) -> Result<(), PageError> {
    let now = app.clock.now();
    let may = letters::allow_to(conn, email, now).await?;
    if !may || tell_if_known(app, conn, email).await? {
        return Ok(());
    }
    let invited = Invited {
        contact: asked.contact.clone(),
    };
    let (token, until) = fresh_link::<SignUp>(app, conn, email.folded(), &invited).await?;
    let letter = Registering {
        token: &token,
        until,
    };
    let to = unnamed(email, asked.language());
    letters::queue(app, conn, to, Occasion::Registering(letter)).await
}

/// A code; to a number that has a passport, that it has one. What is withheld is not sent, and shows nowhere.
async fn text(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    number: &PhoneNumber,
) -> Result<(), PageError> {
    let asker = Asker {
        network: Some(&asked.network),
        passport: None,
    };
    let until = app.clock.now().plus(texting::CODE_LIFE);
    if let Some(owner) = owner(conn, &asked.contact).await? {
        let to = (number, texting::language(&owner));
        let _ = texting::send(app, conn, to, (Note::NumberKnown, until, asker)).await?;
        return Ok(());
    }
    let proves = Proves {
        what: &asked.attempt,
        number,
    };
    let to = (asked.language(), asker);
    let _ = texting::send_code(app, conn, proves, to).await?;
    Ok(())
}

async fn owner(conn: &mut Conn, contact: &Contact) -> Result<Option<Passport>, PageError> {
    let Some(owner) = identifiers::owner(conn, &contact.named()).await? else {
        return Ok(None);
    };
    let person = passports::load(conn, owner).await?;
    let person = person.ok_or_else(|| PageError::internal("a name without its passport"))?;
    Ok(Some(person))
}

/// Writes to the person of an address that it has a passport; whether it has one.
///
/// # Errors
/// When the letter cannot be written or stored.
pub async fn tell_if_known(
    app: &App,
    conn: &mut Conn,
    email: &EmailAddress,
) -> Result<bool, PageError> {
    let Some(owner) = owner(conn, &email.clone().into()).await? else {
        return Ok(false);
    };
    let to = Addressee::person(&owner, email);
    letters::queue(app, conn, to, Occasion::AddressKnown(AddressKnown)).await?;
    Ok(true)
}

/// A link for somebody new and until when it works; those about the same before it end.
///
/// # Errors
/// What the database says.
pub async fn fresh_link<P: Purpose>(
    app: &App,
    conn: &mut Conn,
    about: &str,
    payload: &(impl Serialize + Sync),
) -> Result<(Token<P>, Time), DbError> {
    let now = app.clock.now();
    one_use::withdraw::<P>(conn, about, now).await?;
    let token = Token::<P>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, LINK_LIFE).about(about);
    let until = issue.expires();
    one_use::create(conn, issue, payload).await?;
    Ok((token, until))
}

/// Somebody new, who is called nothing yet.
pub const fn unnamed(email: &EmailAddress, language: Language) -> Addressee<'_> {
    Addressee {
        name: "",
        email,
        language,
        zone: None,
    }
}
