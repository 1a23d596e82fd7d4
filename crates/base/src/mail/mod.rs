//! Outgoing mail: what a letter is, and the ways it leaves the server.
//!
//! What letters say belongs to the features that write them. A feature never sends one itself: it
//! queues it in its own transaction (see the `outbox` module), so that no request waits for a mail server.

mod channel;
mod compose;
mod smtp;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lettre::Address;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use smtp::{Login, Security, Smtp};

use crate::clock::Time;
use crate::random::Randomness;

/// Why an address or a letter cannot be used. Says which part and not what stood in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The e-mail address is none that mail can be sent to.
    #[error("the e-mail address cannot be used")]
    Address,
    /// The name or the subject holds a line break or another control character.
    #[error("a header holds a control character")]
    Header,
    /// The letter could not be put together.
    #[error("the letter could not be composed")]
    Composition,
}

/// Somebody who sends or receives mail: an address and perhaps a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawCorrespondent")]
pub struct Correspondent {
    address: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct RawCorrespondent {
    address: String,
    name: Option<String>,
}

impl TryFrom<RawCorrespondent> for Correspondent {
    type Error = LetterError;

    fn try_from(raw: RawCorrespondent) -> Result<Self, LetterError> {
        Self::new(&raw.address, raw.name.as_deref())
    }
}

impl Correspondent {
    /// A correspondent.
    ///
    /// # Errors
    /// When the address cannot be used, or the name holds a control character.
    pub fn new(address: &str, name: Option<&str>) -> Result<Self, LetterError> {
        address
            .parse::<Address>()
            .map_err(|_| LetterError::Address)?;
        let name = name
            .map(one_line)
            .transpose()?
            .filter(|name| !name.is_empty());
        Ok(Self {
            address: address.to_owned(),
            name,
        })
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn mailbox(&self) -> Result<Mailbox, LetterError> {
        let address = self.address.parse().map_err(|_| LetterError::Address)?;
        Ok(Mailbox::new(self.name.clone(), address))
    }
}

/// A header is one line: a break in it would begin a header of the writer's choice.
fn one_line(text: &str) -> Result<String, LetterError> {
    if text.chars().any(char::is_control) {
        return Err(LetterError::Header);
    }
    Ok(text.trim().to_owned())
}

/// A letter to one person. Its text may carry a link that opens something, so it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    to: Correspondent,
    subject: String,
    text: String,
    html: String,
}

impl Letter {
    /// A letter with the same words as text and as HTML.
    ///
    /// # Errors
    /// When the subject holds a control character.
    pub fn new(
        to: Correspondent,
        subject: &str,
        text: String,
        html: String,
    ) -> Result<Self, LetterError> {
        Ok(Self {
            to,
            subject: one_line(subject)?,
            text,
            html,
        })
    }

    /// Who gets it.
    pub const fn to(&self) -> &Correspondent {
        &self.to
    }

    /// The subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The words as text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words as HTML.
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[letter]")
    }
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took it.
    Accepted,
    /// It will never be taken; another try changes nothing.
    Refused,
    /// Not now; another try may help.
    Later,
}

/// What came of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// How it ended.
    pub outcome: Outcome,
    /// The last words of the server, or why there were none.
    pub answer: String,
    /// The dialogue, a line each, without the letter and without secrets.
    pub dialogue: Vec<String>,
}

impl Delivery {
    fn new(outcome: Outcome, answer: String) -> Self {
        Self {
            outcome,
            dialogue: vec![answer.clone()],
            answer,
        }
    }
}

/// A letterbox in memory, for tests: what was delivered, and whether deliveries are taken.
#[derive(Clone, Debug, Default)]
pub struct Letterbox {
    state: Arc<Mutex<LetterboxState>>,
}

#[derive(Debug, Default)]
struct LetterboxState {
    letters: Vec<Letter>,
    answer: Option<(Outcome, String)>,
}

impl Letterbox {
    /// Takes out what has been delivered so far.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(
            &mut self
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .letters,
        )
    }

    /// From now on every delivery ends like this; `None` takes them again.
    pub fn answer_with(&self, answer: Option<(Outcome, &str)>) {
        let answer = answer.map(|(outcome, words)| (outcome, words.to_owned()));
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .answer = answer;
    }

    fn put(&self, letter: &Letter) -> Delivery {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((outcome, words)) = &state.answer {
            return Delivery::new(*outcome, words.clone());
        }
        state.letters.push(letter.clone());
        Delivery::new(Outcome::Accepted, "kept in memory".to_owned())
    }
}

/// The ways a letter leaves the server.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Through a mail server.
    Smtp(Smtp),
    /// As a file in a folder, for trying out.
    Folder(PathBuf),
    /// Into memory, for tests.
    Memory(Letterbox),
}

/// The transport and who the letters come from.
#[derive(Clone, Debug)]
pub struct Post {
    /// The way out.
    pub transport: Transport,
    /// The sender on every letter.
    pub from: Correspondent,
}

impl Post {
    /// Delivers a letter at `now` and tells what came of it; never an error, for a refusal is
    /// as ordinary as an acceptance.
    pub async fn deliver(&self, letter: &Letter, now: Time, random: &Randomness) -> Delivery {
        if let Transport::Memory(letterbox) = &self.transport {
            return letterbox.put(letter);
        }
        let message = match compose::compose(&self.from, letter, now, random) {
            Ok(message) => message,
            Err(cause) => return Delivery::new(Outcome::Refused, cause.to_string()),
        };
        match &self.transport {
            Transport::Smtp(smtp) => smtp.deliver(&message).await,
            Transport::Folder(folder) => {
                let name = format!("{}-{}.eml", now.as_micros(), random.token());
                into_folder(folder, &name, &message.formatted()).await
            }
            Transport::Memory(letterbox) => letterbox.put(letter),
        }
    }
}

/// Writes the file beside its place and moves it there, so that nobody reads half a letter.
async fn into_folder(folder: &Path, name: &str, bytes: &[u8]) -> Delivery {
    let (part, whole) = (folder.join(format!("{name}.part")), folder.join(name));
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(&part, bytes).await?;
        tokio::fs::rename(&part, &whole).await
    };
    match written.await {
        Ok(()) => Delivery::new(Outcome::Accepted, format!("written to {}", whole.display())),
        Err(cause) => Delivery::new(Outcome::Later, format!("{}: {cause}", folder.display())),
    }
}

#[cfg(test)]
mod tests;
