//! The lines under a field about what is typed: one sentence, and the rules it meets. A new password has
//! them, and an address that may be taken.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::Texts;

/// What is said about a value. The page fills it; the script replaces it while one types.
///
/// The script posts the value, under the name of its field, to `address` 600 ms after the last key and puts the answer,
/// which is this component rendered again, in the place of the old one.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/verdict.html")]
pub struct Verdict {
    pub(super) address: String,
    sentence: String,
    rules: Vec<(String, bool)>,
    met: String,
}

components!(Verdict);

impl Verdict {
    /// `address` answers a `POST` of the field with this component.
    pub fn new(address: impl Display, texts: &Texts) -> Self {
        Self {
            address: address.to_string(),
            sentence: String::new(),
            rules: Vec::new(),
            met: texts.get("ui-rule-met"),
        }
    }

    /// What is to be said, in one sentence.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Display) -> Self {
        self.sentence = sentence.to_string();
        self
    }

    /// A rule in words, and whether the value meets it.
    #[must_use]
    pub fn rule(mut self, rule: impl Display, met: bool) -> Self {
        self.rules.push((rule.to_string(), met));
        self
    }
}
