//! Outgoing text messages: through a gateway that the operator describes, or into a folder for trying out.
//!
//! Every message costs money and reaches a stranger's phone, so all of them pass one guard ([`Limits`], countries, kinds of
//! numbers) before they are queued. What messages say belongs to the features that write them; where they wait
//! is `outbox`. In lists and logs a number shows its beginning and end only.

mod gateway;
mod guard;
mod settings;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;

use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

pub use gateway::Gateway;
pub use guard::{Asker, Limits, Usage, Withheld};
pub use settings::{Proposal, SMS, Saved, Secrecy, SmsProblem, SmsSettings, Stored, Tried, Way};

use crate::clock::Time;
use crate::db::{Conn, DbError};
use crate::i18n::Language;
use crate::jobs::Kind;
use crate::net::Net;
use crate::outbox::{
    Carrier, Channel, Delivery, Label, LetterId, Letterbox, Outbox, OutboxError, Outcome, Postmark,
    Sending, into_folder, keep_newest,
};

/// The folder below the data directory for trying out.
const FOLDER: &str = "text-messages";
/// So many of the newest messages stay in it.
const KEPT: usize = 1000;

/// A text message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// Where it goes.
    pub to: PhoneNumber,
    /// What it says.
    pub words: String,
    /// It is worth nothing any more after this, and is not sent then.
    pub until: Time,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("TextMessage").field(&self.to).finish()
    }
}

/// What queueing, sending and setting up need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sms {
    outbox: Outbox,
    net: Net,
    folder: PathBuf,
    instead: Option<Letterbox<TextMessage>>,
}

impl Sms {
    /// Text messages that leave as the settings say.
    pub fn new(outbox: Outbox, net: Net, data_dir: &std::path::Path) -> Self {
        Self {
            outbox,
            net,
            folder: data_dir.join(FOLDER),
            instead: None,
        }
    }

    /// Text messages that end in `letterbox`, if there is one, instead of the folder; for tests.
    #[must_use]
    pub fn instead_by(mut self, letterbox: Option<Letterbox<TextMessage>>) -> Self {
        self.instead = letterbox;
        self
    }

    /// Where messages are put for trying out.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Queues a message in the caller's transaction, if the guard lets it. `kind` says what sort of message it is and
    /// stays in the list with the masked number.
    ///
    /// # Errors
    /// When the message cannot be sealed or the database does not do its part.
    pub async fn queue(
        &self,
        conn: &mut Conn,
        message: &TextMessage,
        (kind, language): (&str, Language),
        asker: Asker<'_>,
    ) -> Result<Result<LetterId, Withheld>, OutboxError> {
        let settings = crate::settings::load(conn, &SMS).await?;
        let now = self.outbox.clock.now();
        if let Err(why) = guard::allow(conn, &settings, (&message.to, asker), now).await? {
            return Ok(Err(why));
        }
        let label = Label {
            kind,
            language,
            recipient: &message.to.masked(),
        };
        Ok(Ok(self.outbox.queue::<Self>(conn, message, label).await?))
    }

    /// Whether [`Sms::queue`] would take a message to this number now; nothing is counted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn would_queue(
        &self,
        conn: &mut Conn,
        to: &PhoneNumber,
        asker: Asker<'_>,
    ) -> Result<Result<(), Withheld>, DbError> {
        let settings = crate::settings::load(conn, &SMS).await?;
        guard::would_allow(conn, &settings, (to, asker), self.outbox.clock.now()).await
    }

    async fn hand_over(
        &self,
        way: &Way,
        secret: &str,
        (message, mark): (&TextMessage, &Postmark),
    ) -> Option<Delivery> {
        match way {
            Way::Off => None,
            Way::Folder => {
                if let Some(letterbox) = &self.instead {
                    return Some(letterbox.put(message));
                }
                let name = format!("{}-{}.txt", mark.at.as_micros(), mark.id);
                let text = format!("To: {}\n\n{}\n", message.to.e164(), message.words);
                let delivery = into_folder(&self.folder, &name, text.as_bytes()).await;
                keep_newest(&self.folder, KEPT).await;
                Some(delivery)
            }
            Way::Gateway(gateway) => Some(gateway.send(&self.net, message, secret).await),
        }
    }
}

impl Carrier for Sms {
    type Message = TextMessage;
    const SEND: Kind<Sending> = Kind::new("sms-send");
    const CHANNEL: Channel = Channel::Sms;
    const NO_WAY: &'static str = "no way out for text messages is set";

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    async fn deliver(
        &self,
        message: &TextMessage,
        mark: &Postmark,
    ) -> Result<Option<Delivery>, OutboxError> {
        if self.outbox.clock.now() >= message.until {
            let words = "it came too late to be of use".to_owned();
            return Ok(Some(Delivery::new(Outcome::Refused, words)));
        }
        let (way, secret) = self.way().await?;
        Ok(self.hand_over(&way, secret.expose(), (message, mark)).await)
    }
}
