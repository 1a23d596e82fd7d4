//! The ways a letter leaves the server, and what came of it.

use std::path::PathBuf;

use super::compose::compose;
use super::{Correspondent, Letter, Smtp, Talked};
use crate::outbox::{Delivery, Letterbox, Outcome, Postmark, into_folder, unwritable};

/// The ways a letter leaves the server.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Through a mail server.
    Smtp(Smtp),
    /// As a file in a folder, for trying out.
    Folder(PathBuf),
    /// Into memory, for tests.
    Memory(Letterbox<Letter>),
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
    /// Delivers a letter and tells what came of it; never an error, for a refusal is as ordinary
    /// as an acceptance.
    pub async fn deliver(&self, letter: &Letter, mark: &Postmark) -> Delivery {
        self.talk(letter, mark).await.delivery
    }

    /// The same, and where the talk with a mail server stopped.
    pub async fn talk(&self, letter: &Letter, mark: &Postmark) -> Talked {
        let told = |delivery| Talked {
            delivery,
            stop: None,
        };
        if let Transport::Memory(letterbox) = &self.transport {
            return told(letterbox.put(letter));
        }
        let message = match compose(&self.from, letter, mark) {
            Ok(message) => message,
            Err(cause) => return told(Delivery::new(Outcome::Refused, cause.to_string())),
        };
        match &self.transport {
            Transport::Smtp(smtp) => smtp.deliver(Some(&message)).await,
            Transport::Folder(folder) => {
                let name = format!("{}-{}.eml", mark.at.as_micros(), mark.id);
                told(into_folder(folder, &name, &message.formatted()).await)
            }
            Transport::Memory(letterbox) => told(letterbox.put(letter)),
        }
    }

    /// Goes all the way to where a letter would be handed over, and hands over none. Accepted means
    /// that letters would be taken.
    pub async fn probe(&self) -> Delivery {
        match &self.transport {
            Transport::Smtp(smtp) => smtp.deliver(None).await.delivery,
            Transport::Memory(_) => Delivery::new(Outcome::Accepted, "kept in memory".to_owned()),
            Transport::Folder(folder) => match tokio::fs::create_dir_all(folder).await {
                Ok(()) => Delivery::new(Outcome::Accepted, folder.display().to_string()),
                Err(cause) => unwritable(folder, &cause),
            },
        }
    }
}
