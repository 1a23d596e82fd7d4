//! The passports signed in in this browser: each a button that lets it act.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Form, Texts, form};

/// A list of passports to choose from.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/passports.html")]
pub struct Passports {
    form: Form,
    words: String,
    list: Vec<One>,
}

#[derive(Clone, Debug)]
struct One {
    id: String,
    name: String,
    address: String,
    picture: Option<String>,
}

components!(Passports);

/// No passports yet; whoever is chosen goes on to `next`.
pub fn passports(csrf: impl Display, next: impl Display, texts: &Texts) -> Passports {
    Passports {
        form: form("/switch", csrf).with("next", next),
        words: texts.get("ui-continue-as"),
        list: Vec::new(),
    }
}

impl Passports {
    /// One more, with the address of their photo, if there is one.
    #[must_use]
    pub fn passport(
        mut self,
        id: impl Display,
        (name, address): (&str, &str),
        picture: Option<String>,
    ) -> Self {
        self.list.push(One {
            id: id.to_string(),
            name: name.to_owned(),
            address: address.to_owned(),
            picture,
        });
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
