//! Codes that prove a phone number: six digits, good for ten minutes, five tries and one use.
//!
//! What is kept of one is a keyed hash in which what it is for and the number stand; a newer one takes its place.

use std::time::Duration;

use aws_lc_rs::hmac;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::i18n::Language;
use base::sms::{Asker, Withheld};
use protocol::phone::PhoneNumber;

use super::{Note, send as send_text, store};
use crate::web::{App, PageError};

/// A code works so long.
pub const LIFE: Duration = Duration::from_secs(600);
/// A code can be tried so often.
const TRIES: u32 = 5;

/// What a code is for: the claim or registration, and the number it goes to.
#[derive(Clone, Copy, Debug)]
pub struct Proves<'a> {
    /// Names the claim or registration.
    pub what: &'a str,
    /// The number.
    pub number: &'a PhoneNumber,
}

/// Sends a code; the one before counts no more.
///
/// # Errors
/// When it cannot be stored.
pub async fn send(
    app: &App,
    conn: &mut Conn,
    proves: Proves<'_>,
    (language, asker): (Language, Asker<'_>),
) -> Result<Result<(), Withheld>, PageError> {
    let (code, until) = (fresh(app), app.clock.now().plus(LIFE));
    store::keep(conn, proves.what, mac(app, proves, &code), until).await?;
    let to = (proves.number, language);
    let sent = send_text(app, conn, to, (Note::Code(&code), until, asker)).await?;
    Ok(sent.map(drop))
}

/// Keeps a code that nobody knows, so that tries are counted and answered as with one that was sent.
///
/// # Errors
/// What the database says.
pub async fn keep_unknown(app: &App, conn: &mut Conn, what: &str) -> Result<(), DbError> {
    let mut nothing = [0_u8; 32];
    app.random.fill(&mut nothing);
    let until = app.clock.now().plus(LIFE);
    store::keep(conn, what, nothing.to_vec(), until).await
}

/// Tries a code, which counts whatever comes of it; the key of what to say when it is not the one.
///
/// # Errors
/// What the database says.
pub async fn tried(
    app: &App,
    conn: &mut Conn,
    proves: Proves<'_>,
    (typed, now): (&str, Time),
) -> Result<Result<(), &'static str>, DbError> {
    let plain: String = typed.chars().filter(|sign| !" -".contains(*sign)).collect();
    let Some((kept, _)) = store::take_try(conn, proves.what, (TRIES, now)).await? else {
        return Ok(Err("identifiers-code-over"));
    };
    if !base::secret::same(&mac(app, proves, &plain), &kept) {
        return Ok(Err("identifiers-code-wrong"));
    }
    let used = store::use_up(conn, proves.what, &kept).await?;
    Ok(used.then_some(()).ok_or("identifiers-code-over"))
}

/// Forgets codes that are over.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    store::clean(conn, now).await
}

/// Six digits, each as likely as every other.
fn fresh(app: &App) -> String {
    let mut bytes = [0_u8; 8];
    app.random.fill(&mut bytes);
    // 2^64 is so much more than a million that the rest favours none.
    format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000)
}

/// What is kept of a code: worth nothing without our key, for something else or for another number.
fn mac(app: &App, proves: Proves<'_>, code: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, app.master.derive("phone-code").expose());
    let said = format!("{} {} {code}", proves.what, proves.number.e164());
    hmac::sign(&key, said.as_bytes()).as_ref().to_vec()
}
