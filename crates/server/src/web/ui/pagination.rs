//! Through a long list page by page. The place in the list is a key in the address, never a number of rows to skip.

use askama::Template;

use super::content::components;
use super::{Texts, Wording};

/// "51–100 of 4,312", and where one can go.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/pagination.html")]
pub struct Pagination {
    range: String,
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    texts: Texts,
}

components!(Pagination);

/// How many there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(i64),
    /// At least so many; counting on would take too long.
    AtLeast(i64),
}

/// The rows `from` to `to` of the list.
pub fn pagination(from: i64, to: i64, total: Total, texts: &Texts) -> Pagination {
    let (all, key) = match total {
        Total::Exactly(all) => (all, "ui-range"),
        Total::AtLeast(all) => (all, "ui-range-at-least"),
    };
    let values = [
        ("from", from.into()),
        ("to", to.into()),
        ("total", all.into()),
    ];
    Pagination {
        range: texts.with(key, &values),
        first: None,
        previous: None,
        next: None,
        texts: texts.clone(),
    }
}

impl Pagination {
    /// The address of the first page, unless this is it.
    #[must_use]
    pub fn first(mut self, href: impl Wording) -> Self {
        self.first = href.wording();
        self
    }

    /// The address of the page before, if there is one.
    #[must_use]
    pub fn previous(mut self, href: impl Wording) -> Self {
        self.previous = href.wording();
        self
    }

    /// The address of the next page, if there is one.
    #[must_use]
    pub fn next(mut self, href: impl Wording) -> Self {
        self.next = href.wording();
        self
    }
}
