//! A letter dressed: one look for all of them, once as text and once as HTML.

use askama::Template;
use base::i18n::Texts;

use super::Words;

/// The parts of a letter with the words that are the same in all of them.
///
/// The HTML has its styles in place, for mail programs know no others, and colours that are as
/// readable when a dark mail program turns them round.
#[derive(Template)]
#[template(path = "letters/letter.html")]
pub(super) struct Shown<'a> {
    language: &'static str,
    words: &'a Words,
    beneath: String,
}

impl<'a> Shown<'a> {
    pub(super) fn new(texts: &Texts, words: &'a Words) -> Self {
        Self {
            language: texts.language().code(),
            words,
            beneath: texts.get("letter-beneath"),
        }
    }

    /// The same as text, a paragraph each.
    pub(super) fn text(&self) -> String {
        let words = self.words;
        let mut parts: Vec<&str> = words.happened.iter().map(String::as_str).collect();
        let button = format!("{}:\n{}", words.button, words.link);
        parts.push(&button);
        parts.extend(words.until.as_deref());
        parts.push(&words.not_you);
        parts.push("-- ");
        parts.push(&words.why);
        let mut text = parts.join("\n\n").replace("-- \n\n", "-- \n");
        text.push('\n');
        text
    }
}
