//! What is set, line by line, each with a way to change it.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Content, Html, PlainLink, Texts, Wording, link};

/// A line: what, its value, what one can do about it.
#[derive(Clone, Debug)]
struct Line {
    what: String,
    value: Html,
    hint: Option<String>,
    change: Option<PlainLink>,
}

/// A `<dl>` of facts.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/summary_list.html")]
pub struct SummaryList {
    lines: Vec<Line>,
}

components!(SummaryList);

/// A list of facts; add them with [`SummaryList::row`].
pub fn summary_list() -> SummaryList {
    SummaryList { lines: Vec::new() }
}

impl SummaryList {
    /// A fact: words, which are escaped, or a component.
    #[must_use]
    pub fn row(mut self, what: impl Display, value: impl Content) -> Self {
        let (what, value) = (what.to_string(), value.html());
        self.lines.push(Line {
            what,
            value,
            hint: None,
            change: None,
        });
        self
    }

    /// A sentence under the value of the last row.
    #[must_use]
    pub fn hint(mut self, text: impl Wording) -> Self {
        if let Some(line) = self.lines.last_mut() {
            line.hint = text.wording();
        }
        self
    }

    /// *Change* beside the last row, heard with what it changes.
    #[must_use]
    pub fn change(self, href: impl Display, texts: &Texts) -> Self {
        self.action(link(href, texts.get("ui-change")))
    }

    /// Another deed beside the last row, heard with what it is about.
    #[must_use]
    pub fn action(mut self, link: PlainLink) -> Self {
        if let Some(line) = self.lines.last_mut() {
            line.change = Some(link.about(&line.what));
        }
        self
    }
}
