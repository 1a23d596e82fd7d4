//! What happened, said on the page itself and never in a corner that fades away.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::{Icon, Texts, Wording};

/// What kind of message or state it is. The words must say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked; all is well.
    Good,
    /// Worth knowing.
    Info,
    /// Look at it soon.
    Warn,
    /// It did not work; somebody is shut out.
    Bad,
}

impl Tone {
    /// The class that colours edge and icon.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// The drawing of this kind.
    pub fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::Good,
            Self::Info => Icon::Info,
            Self::Warn => Icon::Warn,
            Self::Bad => Icon::Bad,
        }
    }
}

/// Icon, heading, text, at most one action.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/notice.html")]
pub struct Notice {
    tone: Tone,
    heading: String,
    text: Option<String>,
    action: Option<(String, String)>,
    after_save: bool,
}

/// Two or more errors of a form, above the page's heading, as links to the fields.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/error_summary.html")]
pub struct ErrorSummary {
    heading: String,
    errors: Vec<(String, String)>,
}

components!(Notice, ErrorSummary);

/// A message on the page.
pub fn notice(tone: Tone, heading: impl Display) -> Notice {
    Notice {
        tone,
        heading: heading.to_string(),
        text: None,
        action: None,
        after_save: false,
    }
}

/// The message after a deed: give it to the frame, which shows it first and moves the focus there.
pub fn saved(heading: impl Display) -> Notice {
    Notice {
        after_save: true,
        ..notice(Tone::Good, heading)
    }
}

/// The summary for a form; add each error with [`ErrorSummary::error`].
pub fn error_summary(texts: &Texts) -> ErrorSummary {
    ErrorSummary {
        heading: texts.get("ui-problem"),
        errors: Vec::new(),
    }
}

impl Notice {
    /// One or two sentences under the heading.
    #[must_use]
    pub fn text(mut self, text: impl Wording) -> Self {
        self.text = text.wording();
        self
    }

    /// The one thing to do about it.
    #[must_use]
    pub fn action(mut self, href: impl Display, words: impl Display) -> Self {
        self.action = Some((href.to_string(), words.to_string()));
        self
    }

    /// Is announced and takes the focus when the page opens, as the answer to what was just done.
    #[must_use]
    pub fn after_deed(mut self) -> Self {
        self.after_save = true;
        self
    }
}

impl ErrorSummary {
    /// The id of the field, and the same words as at the field. Nothing when there is no error.
    #[must_use]
    pub fn error(mut self, id: impl Display, words: impl Wording) -> Self {
        self.errors
            .extend(words.wording().map(|words| (id.to_string(), words)));
        self
    }

    /// Whether it will be shown: from two errors on.
    pub fn is_shown(&self) -> bool {
        self.errors.len() > 1
    }

    /// The id of the only wrong field, which then takes the focus itself.
    pub fn only_error(&self) -> Option<&str> {
        match self.errors.as_slice() {
            [(id, _)] => Some(id),
            _ => None,
        }
    }
}
