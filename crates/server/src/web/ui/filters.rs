//! Narrowing a list: a form that asks, and the active filters as links that take them away.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Field, Form, Select, Texts, Wording, get_form};

/// Search, choices, the button, and a chip for each filter that is on. The state is in the address.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/filters.html")]
pub struct FilterBar {
    form: Form,
    list: String,
    search: Option<Field>,
    choices: Vec<Select>,
    chips: Vec<(String, String)>,
    apply: String,
    active: String,
    remove: String,
}

components!(FilterBar);

/// A form that asks `action` again; a new search starts at the first page. `list` is the id of the list, which
/// the script exchanges while one types; inside it, an element with `data-count` says how many there are.
pub fn filters(action: impl Display, list: impl Display, texts: &Texts) -> FilterBar {
    FilterBar {
        form: get_form(action),
        list: list.to_string(),
        search: None,
        choices: Vec::new(),
        chips: Vec::new(),
        apply: texts.get("ui-apply"),
        active: texts.get("ui-filters-on"),
        remove: texts.get("ui-filter-remove"),
    }
}

impl FilterBar {
    /// The search.
    #[must_use]
    pub fn search(mut self, name: impl Display, label: impl Display, value: impl Display) -> Self {
        self.search = Some(super::search(name, label).value(value));
        self
    }

    /// A choice: state, role, department.
    #[must_use]
    pub fn choice(mut self, select: Select) -> Self {
        self.choices.push(select.free());
        self
    }

    /// What else stays in the address: the order.
    #[must_use]
    pub fn keep(mut self, name: impl Display, value: impl Wording) -> Self {
        if let Some(value) = value.wording() {
            self.form = self.form.with(name, value);
        }
        self
    }

    /// A filter that is on, and the address without it.
    #[must_use]
    pub fn chip(mut self, words: impl Display, without: impl Display) -> Self {
        self.chips.push((words.to_string(), without.to_string()));
        self
    }
}
