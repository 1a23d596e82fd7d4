//! The opening of a form. The page writes the fields, the button and `</form>`.

use std::fmt::Display;

use super::content::components;
use askama::Template;

/// The name under which every form sends its token against forged requests.
pub const CSRF_FIELD: &str = "csrf";

/// `<form>` and its hidden fields. Our own words say what is wrong, so the browser's are switched off.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/form.html")]
pub struct Form {
    action: String,
    id: Option<String>,
    /// None: the form asks with `GET`.
    csrf: Option<String>,
    hidden: Vec<(String, String)>,
    class: &'static str,
    live: Option<String>,
    with_files: bool,
}

components!(Form);

/// A form that posts to `action`, an address without a fragment.
pub fn form(action: impl Display, csrf: impl Display) -> Form {
    Form {
        action: action.to_string(),
        id: None,
        csrf: Some(csrf.to_string()),
        hidden: Vec::new(),
        class: "form",
        live: None,
        with_files: false,
    }
}

/// A form that only asks: its fields go into the address.
pub fn get_form(action: impl Display) -> Form {
    Form {
        action: action.to_string(),
        id: None,
        csrf: None,
        hidden: Vec::new(),
        class: "form",
        live: None,
        with_files: false,
    }
}

impl Form {
    /// A hidden field.
    #[must_use]
    pub fn with(mut self, name: impl Display, value: impl Display) -> Self {
        self.hidden.push((name.to_string(), value.to_string()));
        self
    }

    /// An id, for a button that stands outside of the form.
    #[must_use]
    pub fn id(mut self, id: impl Display) -> Self {
        self.id = Some(id.to_string());
        self
    }

    /// Files are among its fields.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.with_files = true;
        self
    }

    /// Fields and button in one row where there is room.
    #[must_use]
    pub fn in_line(mut self) -> Self {
        self.class = "form in-line";
        self
    }

    /// The script asks again while one types and exchanges the element with this id.
    #[must_use]
    pub fn live(mut self, list: impl Display) -> Self {
        self.live = Some(list.to_string());
        self
    }
}
