//! A menu that opens: links that go and small forms that do.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Form, Icon, form};

/// One line of a menu.
#[derive(Clone, Debug)]
enum Item {
    Link {
        href: String,
        words: String,
        dialog: bool,
    },
    Post {
        form: Form,
        words: String,
    },
}

/// A `<details>` whose panel holds links and buttons.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/menu.html")]
pub struct Menu {
    words: String,
    dots: bool,
    items: Vec<Item>,
}

components!(Menu);

/// A menu opened by its words.
pub fn menu(words: impl Display) -> Menu {
    Menu {
        words: words.to_string(),
        dots: false,
        items: Vec::new(),
    }
}

/// A menu opened by three dots, for rows. `words` are heard, not seen: "Actions for Anna Nowak".
pub fn row_menu(words: impl Display) -> Menu {
    Menu {
        dots: true,
        ..menu(words)
    }
}

impl Menu {
    /// A page.
    #[must_use]
    pub fn link(mut self, href: impl Display, words: impl Display) -> Self {
        let (href, words) = (href.to_string(), words.to_string());
        self.items.push(Item::Link {
            href,
            words,
            dialog: false,
        });
        self
    }

    /// A confirmation without fields, which the script shows as a dialog.
    #[must_use]
    pub fn confirmation(mut self, href: impl Display, words: impl Display) -> Self {
        let (href, words) = (href.to_string(), words.to_string());
        self.items.push(Item::Link {
            href,
            words,
            dialog: true,
        });
        self
    }

    /// A deed that needs no confirmation.
    #[must_use]
    pub fn post(mut self, action: impl Display, csrf: impl Display, words: impl Display) -> Self {
        self.items.push(Item::Post {
            form: form(action, csrf),
            words: words.to_string(),
        });
        self
    }
}
