//! Links: plain ones, the trail of a page, tabs.

use std::fmt::Display;

use askama::Template;

use super::Wording;
use super::content::components;

/// A link in a text or a list.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/link.html")]
pub struct PlainLink {
    href: String,
    words: String,
    about: Option<String>,
    dialog: bool,
    download: bool,
}

/// Where a page lies: links to the pages above it, then its own name.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/breadcrumb.html")]
pub struct Breadcrumb {
    label: String,
    above: Vec<(String, String)>,
    here: Option<String>,
}

/// The pages of one thing, as links in a row.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/tabs.html")]
pub struct Tabs {
    label: String,
    tabs: Vec<(String, String, bool)>,
}

components!(PlainLink, Breadcrumb, Tabs);

/// A link.
pub fn link(href: impl Display, words: impl Display) -> PlainLink {
    PlainLink {
        href: href.to_string(),
        words: words.to_string(),
        about: None,
        dialog: false,
        download: false,
    }
}

/// The trail of a page; `label` names it for those who hear it ("Where you are").
pub fn breadcrumb(label: impl Display) -> Breadcrumb {
    Breadcrumb {
        label: label.to_string(),
        above: Vec::new(),
        here: None,
    }
}

/// Pages in a row; `label` names what they are pages of.
pub fn tabs(label: impl Display) -> Tabs {
    Tabs {
        label: label.to_string(),
        tabs: Vec::new(),
    }
}

impl PlainLink {
    /// What it is about, for those who hear it without its row: "Change" + "name".
    #[must_use]
    pub fn about(mut self, what: impl Wording) -> Self {
        self.about = what.wording();
        self
    }

    /// Leads to a confirmation without fields, which the script shows as a dialog.
    #[must_use]
    pub fn dialog(mut self) -> Self {
        self.dialog = true;
        self
    }

    /// Saves what it leads to as a file.
    #[must_use]
    pub fn download(mut self) -> Self {
        self.download = true;
        self
    }
}

impl Breadcrumb {
    /// A page above.
    #[must_use]
    pub fn link(mut self, href: impl Display, words: impl Display) -> Self {
        self.above.push((href.to_string(), words.to_string()));
        self
    }

    /// This page.
    #[must_use]
    pub fn here(mut self, words: impl Wording) -> Self {
        self.here = words.wording();
        self
    }
}

impl Tabs {
    /// A page of the thing.
    #[must_use]
    pub fn tab(mut self, href: impl Display, words: impl Display, current: bool) -> Self {
        self.tabs
            .push((href.to_string(), words.to_string(), current));
        self
    }
}
