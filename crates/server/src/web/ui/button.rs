//! What one presses: buttons do, links go.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::Form;

/// How much a button stands out. One main button a view; dangerous ones only on confirmations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Main,
    Secondary,
    Dangerous,
    Quiet,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Main => "button main",
            Self::Secondary => "button",
            Self::Dangerous => "button dangerous",
            Self::Quiet => "button quiet",
        }
    }
}

/// A button that sends the form around it.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/submit.html")]
pub struct SubmitButton {
    words: String,
    weight: Weight,
    named: Option<(String, String)>,
    unseen: Option<String>,
    elsewhere: Option<String>,
    wide: bool,
}

/// A link drawn as a button: it goes somewhere and changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/link_button.html")]
pub struct LinkButton {
    words: String,
    href: String,
    weight: Weight,
    wide: bool,
}

/// A button with a form of its own, for deeds in rows and menus.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/post_button.html")]
pub struct PostButton {
    form: Form,
    button: SubmitButton,
}

components!(SubmitButton, LinkButton, PostButton);

/// The main button of a form: verb and object ("Add person").
pub fn submit(words: impl Display) -> SubmitButton {
    SubmitButton {
        words: words.to_string(),
        weight: Weight::Main,
        named: None,
        unseen: None,
        elsewhere: None,
        wide: false,
    }
}

/// A link drawn as an outlined button.
pub fn link_button(href: impl Display, words: impl Display) -> LinkButton {
    LinkButton {
        words: words.to_string(),
        href: href.to_string(),
        weight: Weight::Secondary,
        wide: false,
    }
}

/// An outlined button that posts to `action` without any field.
pub fn post_button(action: impl Display, csrf: impl Display, words: impl Display) -> PostButton {
    PostButton {
        form: super::form(action, csrf),
        button: submit(words).secondary(),
    }
}

impl SubmitButton {
    /// Outlined: another thing one can do here.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.weight = Weight::Secondary;
        self
    }

    /// The colour of danger; names the deed ("End all sessions").
    #[must_use]
    pub fn dangerous(mut self) -> Self {
        self.weight = Weight::Dangerous;
        self
    }

    /// Without an outline, for small deeds in rows.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.weight = Weight::Quiet;
        self
    }

    /// As wide as its column, as on the sign-in card.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Sends this pair too, where a form has several buttons.
    #[must_use]
    pub fn named(mut self, name: impl Display, value: impl Display) -> Self {
        self.named = Some((name.to_string(), value.to_string()));
        self
    }

    /// What the button is about, for those who hear it without its row: "End" + "session on Firefox".
    #[must_use]
    pub fn about(mut self, what: impl Display) -> Self {
        self.unseen = Some(what.to_string());
        self
    }

    /// Sends the form with this id, where the button stands outside of it.
    #[must_use]
    pub fn of_form(mut self, id: impl Display) -> Self {
        self.elsewhere = Some(id.to_string());
        self
    }
}

impl LinkButton {
    /// The main thing to do on this page.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.weight = Weight::Main;
        self
    }

    /// Without an outline: *Cancel*.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.weight = Weight::Quiet;
        self
    }

    /// As wide as its column.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

impl PostButton {
    /// Sends this pair along.
    #[must_use]
    pub fn with(mut self, name: impl Display, value: impl Display) -> Self {
        self.form = self.form.with(name, value);
        self
    }

    /// Changes the button inside: `.button(|b| b.dangerous())`.
    #[must_use]
    pub fn button(mut self, change: impl FnOnce(SubmitButton) -> SubmitButton) -> Self {
        self.button = change(self.button);
        self
    }

    /// The main thing to do on this page.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.button.weight = Weight::Main;
        self
    }

    /// Without an outline.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.button.weight = Weight::Quiet;
        self
    }

    /// As wide as its column.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.button.wide = true;
        self
    }

    /// What the button is about, for those who hear it without its row.
    #[must_use]
    pub fn about(mut self, what: impl Display) -> Self {
        self.button = self.button.about(what);
        self
    }
}
