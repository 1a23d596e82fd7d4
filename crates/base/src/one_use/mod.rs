//! The one store for tokens that work once: mailed links, authorization codes, challenges.
//!
//! A token is found only under its own purpose, and taking it is a single statement, so of any
//! number of callers exactly one gets it. Used and ended tokens are remembered for a while: a
//! second use is told from a token that never was, and a late visitor hears that he is late.
//! What a token opens, and what a second use should end, is decided by those who issue it.

mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use store::{clean, consume, create, forget, peek, withdraw};

use crate::clock::Time;
use crate::token::{Purpose, TokenHash};

/// Ended tokens are remembered at least this long.
const REMEMBERED_AT_LEAST: Duration = Duration::from_secs(600);

/// A token about to be stored: its hash and its times.
#[derive(Clone, Debug)]
pub struct Issue<P: Purpose> {
    hash: TokenHash<P>,
    subject: Option<String>,
    created: Time,
    expires: Time,
    forgotten: Time,
}

impl<P: Purpose> Issue<P> {
    /// The token with this hash, good from `now` for `life`. Once ended it is remembered for as
    /// long again, and for ten minutes at least.
    pub fn new(hash: TokenHash<P>, now: Time, life: Duration) -> Self {
        let expires = now.plus(life);
        Self {
            hash,
            subject: None,
            created: now,
            expires,
            forgotten: expires.plus(life.max(REMEMBERED_AT_LEAST)),
        }
    }

    /// Says whom or what the token is about, usually an identifier, so that all tokens of one
    /// purpose about it can be withdrawn together.
    #[must_use]
    pub fn about(mut self, subject: impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Remembers the token for `span` after its end.
    #[must_use]
    pub fn remembered_for(mut self, span: Duration) -> Self {
        self.forgotten = self.expires.plus(span);
        self
    }

    /// The moment from which the token no longer works.
    pub fn expires(&self) -> Time {
        self.expires
    }
}

/// What came of trying to take a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consumed<T> {
    /// It was good and is now used; this caller alone has it. Holds once the transaction is
    /// committed, so act on it only then.
    Taken(T),
    /// Somebody used it before. Someone else may hold it: what the first use gave may have to end.
    Reused(T),
    /// Nobody used it in time, or it was withdrawn.
    Expired(T),
    /// There is no such token of this purpose, or it is long forgotten.
    Unknown,
}

/// What a token is like now, without using it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peeked<T> {
    /// It could be taken.
    Good {
        /// What was stored with it.
        payload: T,
        /// The moment from which it no longer works.
        expires: Time,
    },
    /// It was used.
    Used(T),
    /// Nobody used it in time, or it was withdrawn.
    Expired(T),
    /// There is no such token of this purpose, or it is long forgotten.
    Unknown,
}
