//! The ways a letter leaves the server, and what came of it.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::compose::compose;
use super::{Correspondent, Letter, Letterbox, Smtp};
use crate::clock::Time;

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
    pub(super) fn new(outcome: Outcome, answer: String) -> Self {
        Self {
            outcome,
            dialogue: vec![answer.clone()],
            answer,
        }
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

/// What makes a letter one letter, however often its delivery is tried: whoever gets it twice can
/// tell that it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postmark {
    /// Stands in the `Message-ID`: letters, digits and hyphens nobody else uses.
    pub id: String,
    /// The date on the letter.
    pub at: Time,
}

impl Post {
    /// Delivers a letter and tells what came of it; never an error, for a refusal is as ordinary
    /// as an acceptance.
    pub async fn deliver(&self, letter: &Letter, mark: &Postmark) -> Delivery {
        if let Transport::Memory(letterbox) = &self.transport {
            return letterbox.put(letter);
        }
        let message = match compose(&self.from, letter, mark) {
            Ok(message) => message,
            Err(cause) => return Delivery::new(Outcome::Refused, cause.to_string()),
        };
        match &self.transport {
            Transport::Smtp(smtp) => smtp.deliver(Some(&message)).await,
            Transport::Folder(folder) => {
                let name = format!("{}-{}.eml", mark.at.as_micros(), mark.id);
                into_folder(folder, &name, &message.formatted()).await
            }
            Transport::Memory(letterbox) => letterbox.put(letter),
        }
    }

    /// Goes all the way to where a letter would be handed over, and hands over none. Accepted means
    /// that letters would be taken.
    pub async fn probe(&self) -> Delivery {
        match &self.transport {
            Transport::Smtp(smtp) => smtp.deliver(None).await,
            Transport::Memory(_) => Delivery::new(Outcome::Accepted, "kept in memory".to_owned()),
            Transport::Folder(folder) => match tokio::fs::create_dir_all(folder).await {
                Ok(()) => Delivery::new(Outcome::Accepted, folder.display().to_string()),
                Err(cause) => unwritable(folder, &cause),
            },
        }
    }
}

/// Writes the file beside its place and moves it there, so that nobody reads half a letter; it is
/// for the owner's eyes, since letters hold links that open something.
async fn into_folder(folder: &Path, name: &str, bytes: &[u8]) -> Delivery {
    let (part, whole) = (folder.join(format!("{name}.part")), folder.join(name));
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        let mut how = tokio::fs::OpenOptions::new();
        how.write(true).create(true).truncate(true).mode(0o600);
        let mut file = how.open(&part).await?;
        file.write_all(bytes).await?;
        file.flush().await?;
        tokio::fs::rename(&part, &whole).await
    };
    match written.await {
        Ok(()) => Delivery::new(Outcome::Accepted, format!("written to {}", whole.display())),
        Err(cause) => unwritable(folder, &cause),
    }
}

fn unwritable(folder: &Path, cause: &std::io::Error) -> Delivery {
    Delivery::new(Outcome::Later, format!("{}: {cause}", folder.display()))
}
