//! The lines under a new password: one sentence about how strong it is, and the rules it meets.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::Texts;

/// What is said about a new password. The page fills it; the script replaces it while one types.
///
/// The script posts the password to `address` 600 ms after the last key and puts the answer, which is this component
/// rendered again, in the place of the old one.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/strength.html")]
pub struct Strength {
    pub(super) address: String,
    sentence: String,
    rules: Vec<(String, bool)>,
    met: String,
}

components!(Strength);

impl Strength {
    /// `address` answers a `POST` with this component for the password in the field `password`.
    pub fn new(address: impl Display, texts: &Texts) -> Self {
        Self {
            address: address.to_string(),
            sentence: String::new(),
            rules: Vec::new(),
            met: texts.get("ui-rule-met"),
        }
    }

    /// How strong it is and what would make it stronger, in one sentence.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Display) -> Self {
        self.sentence = sentence.to_string();
        self
    }

    /// A rule in words, and whether the password meets it.
    #[must_use]
    pub fn rule(mut self, rule: impl Display, met: bool) -> Self {
        self.rules.push((rule.to_string(), met));
        self
    }
}
