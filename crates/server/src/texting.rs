//! What each text message says: short, the code first, in the language of its reader.
//!
//! How messages leave and how many there may be is the business of `base::sms`. A message holds nothing a stranger wrote.

use base::clock::Time;
use base::db::Conn;
use base::i18n::Language;
use base::outbox::OutboxError;
use base::sms::{Asker, TextMessage, Withheld};
use people::Passport;
use protocol::phone::PhoneNumber;

use crate::web::{App, PageError};

/// Something we write to phones about.
#[derive(Clone, Copy, Debug)]
pub enum Note<'a> {
    /// The code that confirms the number.
    Code(&'a str),
    /// The names one signs in with.
    Logins(&'a [&'a str]),
}

/// The language somebody reads.
pub fn language(person: &Passport) -> Language {
    Language::from_code(&person.language).unwrap_or_default()
}

/// Queues a message in the caller's transaction, good until a moment, unless it is withheld.
///
/// # Errors
/// When it cannot be stored.
pub async fn send(
    app: &App,
    conn: &mut Conn,
    (to, language): (&PhoneNumber, Language),
    (note, until, asker): (Note<'_>, Time, Asker<'_>),
) -> Result<Result<(), Withheld>, PageError> {
    let texts = app.catalogue.texts(language);
    let host = app.config.public_url.host();
    let (kind, words) = match note {
        Note::Code(code) => {
            let args = [("code", code.into()), ("host", host.into())];
            let words = texts.with("texting-code", &args);
            // The last line lets phones fill the code in on this host and on no other.
            ("phone-code", format!("{words}\n\n@{host} #{code}"))
        }
        Note::Logins(names) => {
            let names = names.join(", ");
            let args = [("names", names.as_str().into()), ("host", host.into())];
            ("forgotten-login", texts.with("texting-logins", &args))
        }
    };
    let message = TextMessage {
        to: to.clone(),
        words,
        until,
    };
    let queued = app.sms.queue(conn, &message, (kind, language), asker).await;
    match queued {
        Ok(queued) => Ok(queued.map(drop)),
        Err(OutboxError::Db(cause)) => Err(cause.into()),
        Err(cause) => Err(PageError::internal(cause)),
    }
}
