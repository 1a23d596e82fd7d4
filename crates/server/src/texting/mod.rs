//! What each text message says: short, the code first, in the language of its reader.
//!
//! How messages leave and how many there may be is the business of `base::sms`. A message holds nothing a stranger wrote.

mod code;
mod store;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::i18n::Language;
use base::outbox::{LetterId, OutboxError};
use base::settings;
use base::sms::{Asker, SMS, TextMessage, Withheld};
use people::Passport;
use protocol::phone::PhoneNumber;

pub use code::{
    LIFE as CODE_LIFE, Proves, clean, keep_unknown, send as send_code, tried as try_code,
};

use crate::web::{App, PageError};

/// Something we write to phones about.
#[derive(Clone, Copy, Debug)]
pub enum Note<'a> {
    /// The code that confirms the number.
    Code(&'a str),
    /// The names one signs in with.
    Logins(&'a [&'a str]),
    /// The link of an invitation, and until when it works. Neither workspace nor inviter is named: their names are
    /// what strangers wrote.
    Invitation(&'a str, Time),
    /// The link with which one chooses a new password, and until when it works.
    NewPassword(&'a str, Time),
    /// That the password was changed.
    PasswordChanged,
    /// Somebody wants to register with this number, and it has a passport.
    NumberKnown,
}

/// The number somebody typed, in any form, as one to which text messages leave; a key of what to say when it is none;
/// nothing when it is something else than a number.
///
/// # Errors
/// What the database says.
pub async fn read(
    conn: &mut Conn,
    typed: &str,
) -> Result<Option<Result<PhoneNumber, &'static str>>, DbError> {
    if !PhoneNumber::looks_like_one(typed) {
        return Ok(None);
    }
    let settings = settings::load(conn, &SMS).await?;
    if !settings.is_on() {
        let meant = typed.trim_start().starts_with('+');
        return Ok(meant.then_some(Err(said(Withheld::Off))));
    }
    let number = PhoneNumber::parse(typed, settings.countries.first().copied());
    Ok(Some(match number {
        Ok(number) => settings.admits(&number).map(|()| number).map_err(said),
        Err(_) => Err("texting-number-none"),
    }))
}

/// The key of what is said when a message is withheld.
pub const fn said(why: Withheld) -> &'static str {
    match why {
        Withheld::Off => "texting-phones-off",
        Withheld::Country => "texting-no-such-country",
        Withheld::Number => "texting-no-mobile",
        Withheld::TooManyToNumber | Withheld::TooManyFromHere | Withheld::TooManyAtAll => {
            "texting-too-many"
        }
    }
}

/// Whether text messages leave, so that phone numbers are of use.
///
/// # Errors
/// What the database says.
pub async fn is_on(conn: &mut Conn) -> Result<bool, DbError> {
    Ok(settings::load(conn, &SMS).await?.is_on())
}

/// The language somebody reads.
pub fn language(person: &Passport) -> Language {
    Language::from_code(&person.language).unwrap_or_default()
}

/// What a message is kept as in the outbox, and what it says.
fn worded(app: &App, language: Language, note: Note<'_>) -> (&'static str, String) {
    let texts = app.catalogue.texts(language);
    let host = app.config.public_url.host();
    let here = [("host", host.into())];
    let linked = |key: &str, link: &str, until: Time| {
        let until = texts.date_time(until);
        let args = [
            ("host", host.into()),
            ("link", link.into()),
            ("time", until.into()),
        ];
        texts.with(key, &args)
    };
    match note {
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
        Note::Invitation(link, until) => ("invitation", linked("texting-invitation", link, until)),
        Note::NewPassword(link, until) => {
            ("new-password", linked("texting-new-password", link, until))
        }
        Note::NumberKnown => ("address-known", texts.with("texting-number-known", &here)),
        Note::PasswordChanged => {
            let words = texts.with("texting-password-changed", &here);
            ("password-changed", words)
        }
    }
}

/// Queues a message in the caller's transaction, good until a moment, unless it is withheld; which one it is.
///
/// # Errors
/// When it cannot be stored.
pub async fn send(
    app: &App,
    conn: &mut Conn,
    (to, language): (&PhoneNumber, Language),
    (note, until, asker): (Note<'_>, Time, Asker<'_>),
) -> Result<Result<LetterId, Withheld>, PageError> {
    let (kind, words) = worded(app, language, note);
    let message = TextMessage {
        to: to.clone(),
        words,
        until,
    };
    let queued = app.sms.queue(conn, &message, (kind, language), asker).await;
    match queued {
        Ok(queued) => Ok(queued),
        Err(OutboxError::Db(cause)) => Err(cause.into()),
        Err(cause) => Err(PageError::internal(cause)),
    }
}
