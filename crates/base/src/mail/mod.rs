//! Outgoing mail: letters and the ways they leave the server. Where they wait is `outbox`.
//!
//! What letters say belongs to the features that write them. A feature queues a letter in its own
//! transaction with [`Mail::queue`]; a job hands it to the mail server later, so that no request
//! waits for one and nothing is lost while it is away. How letters leave is a setting; while it
//! says nothing, they wait.

mod channel;
mod compose;
mod letter;
mod post;
mod settings;
mod smtp;
mod stop;
#[cfg(test)]
mod tests;
mod transcript;

pub use letter::{Correspondent, LOGO, Letter, LetterError};
pub use post::{Post, Transport};
pub use settings::{MAIL, MailSettings, Password, Problem, Proposal, Saved, Server, Stored, Tried};
pub use smtp::{Login, Security, Smtp, Talked};
pub use stop::Stop;

use crate::clock::Time;
use crate::db::Conn;
use crate::i18n::Language;
use crate::jobs::Kind;
use crate::outbox::{
    Carrier, Channel, Delivery, Label, LetterId, Outbox, OutboxError, Postmark, Sending,
};

/// What queueing, sending and setting up need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mail {
    outbox: Outbox,
    instead: Option<Transport>,
}

impl Mail {
    /// Mail that leaves as the settings say.
    pub const fn new(outbox: Outbox) -> Self {
        Self {
            outbox,
            instead: None,
        }
    }

    /// Mail that leaves by `transport`, whatever the settings say; for tests.
    #[must_use]
    pub fn instead_by(mut self, transport: Option<Transport>) -> Self {
        self.instead = transport;
        self
    }

    /// Queues a letter in the caller's transaction. `kind` says what sort of letter it is.
    ///
    /// # Errors
    /// When the letter cannot be sealed or the database does not do its part.
    pub async fn queue(
        &self,
        conn: &mut Conn,
        letter: &Letter,
        kind: &str,
        language: Language,
    ) -> Result<LetterId, OutboxError> {
        let label = Label {
            kind,
            language,
            recipient: letter.to().address(),
        };
        self.outbox.queue::<Self>(conn, letter, label).await
    }

    /// The same for a letter that leaves at `at` or soon after.
    ///
    /// # Errors
    /// As [`Self::queue`].
    pub async fn queue_at(
        &self,
        conn: &mut Conn,
        letter: &Letter,
        (kind, language): (&str, Language),
        at: Time,
    ) -> Result<LetterId, OutboxError> {
        let label = Label {
            kind,
            language,
            recipient: letter.to().address(),
        };
        self.outbox
            .queue_at::<Self>(conn, letter, (label, at))
            .await
    }
}

impl Carrier for Mail {
    type Message = Letter;
    const SEND: Kind<Sending> = Kind::new("mail-send");
    const CHANNEL: Channel = Channel::Mail;
    const NO_WAY: &'static str = "no way out for mail is set";

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    async fn deliver(
        &self,
        letter: &Letter,
        mark: &Postmark,
    ) -> Result<Option<Delivery>, OutboxError> {
        let Some(post) = self.post().await? else {
            return Ok(None);
        };
        Ok(Some(post.deliver(letter, mark).await))
    }
}
