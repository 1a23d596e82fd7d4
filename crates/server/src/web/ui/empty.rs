//! What stands where nothing stands yet, and where nothing matches.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{LinkButton, Texts, Wording, link_button};

/// The drawing of an arch, what will stand here, why, and the first step.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/empty.html")]
pub struct EmptyState {
    heading: String,
    text: Option<String>,
    action: Option<LinkButton>,
}

/// Nothing fits the filters: names them and clears them.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/no_match.html")]
pub struct NoMatch {
    heading: String,
    filters: Vec<String>,
    clear: String,
    href: String,
}

components!(EmptyState, NoMatch);

/// What will stand here ("No applications yet").
pub fn empty(heading: impl Display) -> EmptyState {
    EmptyState {
        heading: heading.to_string(),
        text: None,
        action: None,
    }
}

/// Nothing matches; `href` is the list without filters.
pub fn no_match(href: impl Display, texts: &Texts) -> NoMatch {
    NoMatch {
        heading: texts.get("ui-no-match"),
        filters: Vec::new(),
        clear: texts.get("ui-clear"),
        href: href.to_string(),
    }
}

impl EmptyState {
    /// Why one would want something here.
    #[must_use]
    pub fn text(mut self, text: impl Wording) -> Self {
        self.text = text.wording();
        self
    }

    /// The first step.
    #[must_use]
    pub fn action(mut self, href: impl Display, words: impl Display) -> Self {
        self.action = Some(link_button(href, words).main());
        self
    }
}

impl NoMatch {
    /// A filter in words: "Role: administrator".
    #[must_use]
    pub fn filter(mut self, words: impl Wording) -> Self {
        self.filters.extend(words.wording());
        self
    }
}
