//! Controls with which one chooses: a list, a group of radio buttons, a tick.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::Wording;
use super::labelled::labelled;

/// One thing that can be chosen.
#[derive(Clone, Debug)]
struct Choice {
    value: String,
    words: String,
    hint: Option<String>,
}

/// A list that opens: one of many.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/select.html")]
pub struct Select {
    name: String,
    id: String,
    label: String,
    chosen: String,
    choices: Vec<Choice>,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    autofocus: bool,
}

/// A group of radio buttons: one of a few, all in sight.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/radios.html")]
pub struct Radios {
    name: String,
    id: String,
    label: String,
    chosen: String,
    choices: Vec<Choice>,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    autofocus: bool,
}

/// A tick.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/checkbox.html")]
pub struct Checkbox {
    name: String,
    id: String,
    label: String,
    value: String,
    ticked: bool,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    autofocus: bool,
}

/// A tick before a row of a list: heard with whom it chooses, seen without words.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/tick.html")]
pub struct Tick {
    name: String,
    value: String,
    heard: String,
}

components!(Select, Radios, Checkbox, Tick);
labelled!(Select);
labelled!(Radios);
labelled!(Checkbox);

/// A list that opens. Add what can be chosen with [`Select::choice`].
pub fn select(name: impl Display, label: impl Display) -> Select {
    let name = name.to_string();
    Select {
        id: name.clone(),
        name,
        label: label.to_string(),
        chosen: String::new(),
        choices: Vec::new(),
        hint: None,
        error: None,
        optional: None,
        autofocus: false,
    }
}

/// Radio buttons under one question. Add what can be chosen with [`Radios::choice`].
pub fn radios(name: impl Display, label: impl Display) -> Radios {
    let name = name.to_string();
    Radios {
        id: name.clone(),
        name,
        label: label.to_string(),
        chosen: String::new(),
        choices: Vec::new(),
        hint: None,
        error: None,
        optional: None,
        autofocus: false,
    }
}

/// A tick, which sends `on` unless [`Checkbox::value`] says otherwise. Nobody is made to tick it: call
/// [`Checkbox::required`] where it must be.
pub fn checkbox(name: impl Display, label: impl Display) -> Checkbox {
    let name = name.to_string();
    Checkbox {
        id: name.clone(),
        name,
        label: label.to_string(),
        value: "on".into(),
        ticked: false,
        hint: None,
        error: None,
        optional: Some(String::new()),
        autofocus: false,
    }
}

/// A tick before a row; `heard` says what it chooses.
pub fn tick(name: impl Display, value: impl Display, heard: impl Display) -> Tick {
    Tick {
        name: name.to_string(),
        value: value.to_string(),
        heard: heard.to_string(),
    }
}

impl Select {
    /// One thing to choose: what is sent, what is read.
    #[must_use]
    pub fn choice(mut self, value: impl Display, words: impl Display) -> Self {
        self.choices.push(Choice {
            value: value.to_string(),
            words: words.to_string(),
            hint: None,
        });
        self
    }

    /// Need not be chosen, without saying so: in a filter.
    #[must_use]
    pub fn free(mut self) -> Self {
        self.optional = Some(String::new());
        self
    }

    /// The value that is chosen when the page opens.
    #[must_use]
    pub fn chosen(mut self, value: impl Display) -> Self {
        self.chosen = value.to_string();
        self
    }
}

impl Radios {
    /// One thing to choose: what is sent, what is read.
    #[must_use]
    pub fn choice(self, value: impl Display, words: impl Display) -> Self {
        self.explained(value, words, "")
    }

    /// One thing to choose, with a sentence under it.
    #[must_use]
    pub fn explained(
        mut self,
        value: impl Display,
        words: impl Display,
        hint: impl Wording,
    ) -> Self {
        let (value, words) = (value.to_string(), words.to_string());
        self.choices.push(Choice {
            value,
            words,
            hint: hint.wording(),
        });
        self
    }

    /// The value that is chosen when the page opens.
    #[must_use]
    pub fn chosen(mut self, value: impl Display) -> Self {
        self.chosen = value.to_string();
        self
    }
}

impl Checkbox {
    /// What is sent when it is ticked.
    #[must_use]
    pub fn value(mut self, value: impl Display) -> Self {
        self.value = value.to_string();
        self
    }

    /// Ticked when the page opens.
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Self {
        self.ticked = ticked;
        self
    }

    /// Marks the tick as one that must be made.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.optional = None;
        self
    }
}
