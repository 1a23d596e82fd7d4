//! The page before a deed that ends something: what happens, to how many, until when it can be undone.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Field, Form, Select, SubmitButton, Texts, Wording, form, submit};

/// So many names are written out; the rest is counted.
const NAMES: usize = 10;

/// The heading and everything below it, with the form. Without fields it can also be shown as a dialog.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/confirmation.html")]
pub struct Confirmation {
    question: String,
    what: Vec<String>,
    names: Vec<String>,
    more: String,
    ends: Option<(String, Vec<String>)>,
    undo: Option<String>,
    form: Form,
    fields: Vec<Field>,
    choices: Vec<Select>,
    button: SubmitButton,
    cancel: (String, String),
}

components!(Confirmation);

/// Asks whether to do it. `question` is the heading ("Dismiss Anna Nowak?"); the button posts to `action`.
pub fn confirmation(
    question: impl Display,
    action: impl Display,
    csrf: impl Display,
    cancel: impl Display,
    texts: &Texts,
) -> Confirmation {
    Confirmation {
        question: question.to_string(),
        what: Vec::new(),
        names: Vec::new(),
        more: String::new(),
        ends: None,
        undo: None,
        form: form(action, csrf),
        fields: Vec::new(),
        choices: Vec::new(),
        button: submit(texts.get("ui-go-on")).dangerous(),
        cancel: (cancel.to_string(), texts.get("ui-cancel")),
    }
}

impl Confirmation {
    /// What happens, a sentence each.
    #[must_use]
    pub fn happens(mut self, sentence: impl Display) -> Self {
        self.what.push(sentence.to_string());
        self
    }

    /// Whom it concerns: up to ten by name, the others counted.
    #[must_use]
    pub fn concerns<N: Display>(
        mut self,
        names: impl IntoIterator<Item = N>,
        total: usize,
        texts: &Texts,
    ) -> Self {
        self.names = names
            .into_iter()
            .take(NAMES)
            .map(|name| name.to_string())
            .collect();
        let rest = total.saturating_sub(self.names.len());
        if rest > 0 {
            self.more = texts.with("ui-and-more", &[("count", rest.into())]);
        }
        self
    }

    /// What ends at once, under a sentence that says so.
    #[must_use]
    pub fn ends<N: Display>(
        mut self,
        heading: impl Display,
        things: impl IntoIterator<Item = N>,
    ) -> Self {
        let things = things.into_iter().map(|thing| thing.to_string()).collect();
        self.ends = Some((heading.to_string(), things));
        self
    }

    /// Until when and how it can be undone, or that it cannot.
    #[must_use]
    pub fn undo(mut self, sentence: impl Wording) -> Self {
        self.undo = sentence.wording();
        self
    }

    /// A hidden field.
    #[must_use]
    pub fn with(mut self, name: impl Display, value: impl Display) -> Self {
        self.form = self.form.with(name, value);
        self
    }

    /// A field: the name to type where there is no way back.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// A choice: where to.
    #[must_use]
    pub fn choice(mut self, select: Select) -> Self {
        self.choices.push(select);
        self
    }

    /// The button, which names the deed ("Dismiss"). Dangerous unless said otherwise.
    #[must_use]
    pub fn button(mut self, words: impl Display) -> Self {
        self.button = submit(words).dangerous();
        self
    }

    /// A deed that ends nothing: the button has the colour of the main thing.
    #[must_use]
    pub fn harmless(mut self, words: impl Display) -> Self {
        self.button = submit(words);
        self
    }
}
