//! Proofs: the facts of a sign-in that a door weighs.

use serde::{Deserialize, Serialize};

use crate::time::Moment;
use crate::words;

words! {
    /// How hard it is for somebody else to come by the same proof. Ordered, weakest first.
    pub enum Strength {
        /// Whoever reads the mailbox, or the messages to a number, has it.
        Mailbox = "mailbox",
        /// Whoever learns one secret has it.
        Secret = "secret",
    }
}

words! {
    /// By what a person proves who they are. Each stands for one way of signing in.
    pub enum Means {
        /// The password of the passport.
        Password = "password",
        /// A link mailed to an address of the passport.
        EmailLink = "email_link",
        /// A link or code sent to a phone of the passport.
        PhoneText = "phone_text",
    }
}

impl Means {
    /// How much a proof by this means is worth.
    pub const fn strength(self) -> Strength {
        match self {
            Self::Password => Strength::Secret,
            Self::EmailLink | Self::PhoneText => Strength::Mailbox,
        }
    }
}

/// Names whom a proof or a question is about: the passport's identifier, as text.
///
/// Admission only compares it. A proof of one subject never counts for another, so that the
/// steps of one sign-in cannot be made by two people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// The subject with this identifier.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }
}

/// One fact of a sign-in: this subject proved this, by this means, at this moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Whom it is a proof of.
    pub subject: Subject,
    /// By what.
    pub means: Means,
    /// When.
    pub at: Moment,
}
