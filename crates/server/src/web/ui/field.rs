//! A field one types into: label above, hint, error, control. Choices are in `choice`.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::labelled::labelled;
use super::{Texts, Verdict};

/// One line or several lines of text, with everything a browser and a screen reader need to know about it.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/field.html")]
pub struct Field {
    kind: &'static str,
    name: String,
    id: String,
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    autocomplete: String,
    inputmode: &'static str,
    enterkey: &'static str,
    rows: u8,
    plain: bool,
    code: bool,
    short: bool,
    autofocus: bool,
    read_only: bool,
    show: Option<Show>,
    verdict: Option<Verdict>,
}

/// The words of the button that shows a password.
#[derive(Clone, Debug)]
struct Show {
    show: String,
    hide: String,
    shown: String,
    hidden: String,
}

components!(Field);
labelled!(Field);

/// A line of plain text.
pub fn field(name: impl Display, label: impl Display) -> Field {
    let name = name.to_string();
    Field {
        kind: "text",
        id: name.clone(),
        name,
        label: label.to_string(),
        value: String::new(),
        hint: None,
        error: None,
        optional: None,
        autocomplete: "off".into(),
        inputmode: "",
        enterkey: "",
        rows: 0,
        plain: false,
        code: false,
        short: false,
        autofocus: false,
        read_only: false,
        show: None,
        verdict: None,
    }
}

/// An e-mail address. Say whose with [`Field::autocomplete`] when it is one's own.
pub fn email(name: impl Display, label: impl Display) -> Field {
    Field {
        kind: "email",
        inputmode: "email",
        plain: true,
        ..field(name, label)
    }
}

/// An address on the web.
pub fn url(name: impl Display, label: impl Display) -> Field {
    Field {
        kind: "url",
        inputmode: "url",
        plain: true,
        ..field(name, label)
    }
}

/// What one types to say who one is. Takes passkey suggestions.
pub fn login_name(name: impl Display, label: impl Display) -> Field {
    Field {
        inputmode: "email",
        enterkey: "next",
        plain: true,
        ..field(name, label)
    }
    .autocomplete("username webauthn")
}

/// One's password, with a button that shows it. Never give it a value.
pub fn password(name: impl Display, label: impl Display, texts: &Texts) -> Field {
    let show = Show {
        show: texts.get("ui-show"),
        hide: texts.get("ui-hide"),
        shown: texts.get("ui-password-shown"),
        hidden: texts.get("ui-password-hidden"),
    };
    Field {
        kind: "password",
        plain: true,
        show: Some(show),
        ..field(name, label)
    }
    .autocomplete("current-password")
}

/// A code that was sent or is shown by a device: one field, digits, several groups may be pasted.
pub fn code(name: impl Display, label: impl Display) -> Field {
    Field {
        inputmode: "numeric",
        enterkey: "go",
        plain: true,
        code: true,
        ..field(name, label)
    }
    .autocomplete("one-time-code")
}

/// A search: cleared with one press, sent by the key of the keyboard.
pub fn search(name: impl Display, label: impl Display) -> Field {
    let mut search = Field {
        kind: "search",
        enterkey: "search",
        plain: true,
        ..field(name, label)
    };
    search.optional = Some(String::new());
    search
}

/// Several lines.
pub fn textarea(name: impl Display, label: impl Display) -> Field {
    Field {
        rows: 4,
        ..field(name, label)
    }
}

impl Field {
    /// What stands in the field. A password field keeps nothing.
    #[must_use]
    pub fn value(mut self, value: impl Display) -> Self {
        if self.kind != "password" {
            self.value = value.to_string();
        }
        self
    }

    /// What a browser may fill in (`username`, `new-password`, `given-name`). Off unless set.
    #[must_use]
    pub fn autocomplete(mut self, token: impl Display) -> Self {
        self.autocomplete = token.to_string();
        self
    }

    /// What the enter key of a phone says: `go`, `next`, `search`, `done`.
    #[must_use]
    pub fn enter_key(mut self, word: &'static str) -> Self {
        self.enterkey = word;
        self
    }

    /// The keyboard of a phone: `numeric`, `tel`, `email`, `url`.
    #[must_use]
    pub fn keyboard(mut self, inputmode: &'static str) -> Self {
        self.inputmode = inputmode;
        self
    }

    /// The input type, for the rare others: `tel`, `date`, `number`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Shown, sent, not changed: the identifier beside a password.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Half as wide, for numbers and short names.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// Fixed-width letters, no correction: addresses, snippets, keys.
    #[must_use]
    pub fn mono(mut self) -> Self {
        self.code = true;
        self.plain = true;
        self
    }

    /// How many lines a textarea shows.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Lines about what is typed, while one types. A password is a new one then.
    #[must_use]
    pub fn judged(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(verdict);
        if self.kind == "password" {
            return self.autocomplete("new-password");
        }
        self
    }

    /// The ids that describe the control; the lines about what is typed are among them.
    fn all_described_by(&self) -> String {
        let mut ids = self.described_by();
        if self.verdict.is_some() {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(&self.id);
            ids.push_str("-rules");
        }
        ids
    }

    fn class(&self) -> &'static str {
        match (self.code, self.short) {
            (true, true) => "input mono short",
            (true, false) => "input mono",
            (false, true) => "input short",
            (false, false) => "input",
        }
    }
}
