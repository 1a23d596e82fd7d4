//! Guessing at short codes that a person types: counted by person, browser and address, like wrong
//! passwords.

use std::net::IpAddr;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::{Browser, TokenHash};
use people::PassportId;

use super::lockout::{self, Counted, Turn};

/// Who types a code.
#[derive(Clone, Copy, Debug)]
pub struct Guesser<'a> {
    /// The person, who is signed in.
    pub passport: PassportId,
    /// Their browser.
    pub browser: &'a TokenHash<Browser>,
    /// Where they are.
    pub address: IpAddr,
}

impl<'a> Guesser<'a> {
    const fn counters(&self) -> [Counted<'a>; 3] {
        [
            Counted::CodePassport(self.passport),
            Counted::CodeBrowser(self.browser),
            Counted::CodeAddress(self.address),
        ]
    }
}

/// Takes a turn for each of the three, in the caller's transaction, before the code is looked at.
/// Paused until the moment of the error when one of them is; commit in either case.
///
/// # Errors
/// What the database says.
pub async fn take_turn(
    conn: &mut Conn,
    guesser: &Guesser<'_>,
    now: Time,
) -> Result<Result<(), Time>, DbError> {
    let mut paused: Option<Time> = None;
    for counted in guesser.counters() {
        if let Turn::Paused(until) = lockout::take_turn(conn, &counted, now).await? {
            paused = paused.max(Some(until));
        }
    }
    Ok(paused.map_or(Ok(()), Err))
}

/// The code was right: gives the three turns back.
///
/// # Errors
/// What the database says.
pub async fn give_back(conn: &mut Conn, guesser: &Guesser<'_>) -> Result<(), DbError> {
    for counted in guesser.counters() {
        lockout::give_back(conn, &counted).await?;
    }
    Ok(())
}
