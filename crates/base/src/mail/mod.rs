//! Outgoing mail: letters, the outbox they wait in, and the ways they leave the server.
//!
//! What letters say belongs to the features that write them. A feature queues a letter in its own
//! transaction with [`Mail::queue`]; a job hands it to the mail server later, so that no request
//! waits for one and nothing is lost while it is away. How letters leave is a setting; while it
//! says nothing, they wait.

mod channel;
mod compose;
mod letter;
mod letterbox;
mod outbox;
mod post;
mod settings;
mod smtp;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use letter::{Correspondent, Letter, LetterError};
pub use letterbox::Letterbox;
pub use outbox::{LetterId, Line, Overview, Resent, SEALED, State, list, overview, tasks};
pub use post::{Delivery, Outcome, Post, Postmark, Transport};
pub use settings::{MAIL, MailSettings, Password, Problem, Proposal, Saved, Server, Stored, Tried};
pub use smtp::{Login, Security, Smtp};

use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::jobs::Jobs;
use crate::keys::{MasterKey, SealError};
use crate::random::Randomness;

/// Why mail could not be queued, set or looked at.
#[derive(Debug, Error)]
pub enum MailError {
    /// The database did not do its part.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A letter or the password of the mail server could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What queueing, sending and setting up need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mail {
    db: Db,
    key: MasterKey,
    jobs: Jobs,
    clock: Clock,
    random: Randomness,
    instead: Option<Transport>,
}

impl Mail {
    /// Mail that leaves as the settings say.
    pub const fn new(db: Db, key: MasterKey, jobs: Jobs, clock: Clock, random: Randomness) -> Self {
        Self {
            db,
            key,
            jobs,
            clock,
            random,
            instead: None,
        }
    }

    /// Mail that leaves by `transport`, whatever the settings say; for tests.
    #[must_use]
    pub fn instead_by(mut self, transport: Option<Transport>) -> Self {
        self.instead = transport;
        self
    }
}
