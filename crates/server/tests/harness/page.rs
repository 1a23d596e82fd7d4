//! A page as a person sees it: headings, links, and forms filled by their labels.

use scraper::{ElementRef, Html as Document, Selector};

/// A parsed page.
pub struct Html {
    document: Document,
    /// The source, for the message of a failed test.
    pub source: String,
}

/// A form: where it goes, and its fields as they stand.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Where it goes.
    pub action: String,
    /// `post` or `get`.
    pub method: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

fn all<'a>(within: &ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap_or_else(|_| panic!("bad selector {css}"));
    within.select(&selector).collect()
}

fn words(element: &ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Html {
    pub fn parse(source: &str) -> Self {
        Self {
            document: Document::parse_document(source),
            source: source.to_owned(),
        }
    }

    fn root(&self) -> ElementRef<'_> {
        self.document.root_element()
    }

    /// The words of every element of a selector.
    pub fn texts(&self, css: &str) -> Vec<String> {
        all(&self.root(), css).iter().map(words).collect()
    }

    /// The words of the first heading.
    pub fn heading(&self) -> String {
        self.texts("h1").into_iter().next().unwrap_or_default()
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.texts("title").into_iter().next().unwrap_or_default()
    }

    /// All words of the main part.
    pub fn main(&self) -> String {
        self.texts("main").join(" ")
    }

    /// Whether the main part says this.
    pub fn says(&self, what: &str) -> bool {
        self.main().contains(what)
    }

    /// Where the link of exactly these words leads.
    pub fn link(&self, text: &str) -> String {
        let links = all(&self.root(), "a[href]");
        let found = links.iter().find(|link| words(link) == text);
        let found = found.and_then(|link| link.value().attr("href"));
        found
            .unwrap_or_else(|| panic!("no link {text:?} on\n{}", self.source))
            .to_owned()
    }

    /// Whether there is a link of these words.
    pub fn has_link(&self, text: &str) -> bool {
        all(&self.root(), "a[href]")
            .iter()
            .any(|link| words(link) == text)
    }

    /// Where all links lead that begin with this.
    pub fn links_of(&self, start: &str) -> Vec<String> {
        let links = all(&self.root(), "main a[href]");
        let found = links.iter().filter_map(|link| link.value().attr("href"));
        found
            .filter(|href| href.starts_with(start))
            .map(str::to_owned)
            .collect()
    }

    /// What stands in the field of this label.
    pub fn value_of(&self, label: &str) -> String {
        let name = self.name_of(&self.root(), label);
        let named = all(&self.root(), &format!("[name='{name}']"));
        let value = named.first().and_then(|field| field.value().attr("value"));
        value.unwrap_or_default().to_owned()
    }

    /// The form with the button of these words, with `fields` filled in by their labels. A tick is
    /// `on`, no tick is `off`, a choice is its words.
    pub fn fill(&self, button: &str, fields: &[(&str, &str)]) -> Filled {
        let (form, pressed) = self.form_of(button);
        let mut filled = self.standing(&form);
        if let (Some(name), value) = (pressed.value().attr("name"), pressed.value().attr("value")) {
            filled
                .fields
                .push((name.to_owned(), value.unwrap_or_default().to_owned()));
        }
        if let Some(action) = pressed.value().attr("formaction") {
            filled.action = action.to_owned();
        }
        for (label, value) in fields {
            self.put(&form, &mut filled, label, value);
        }
        filled
    }

    fn form_of(&self, button: &str) -> (ElementRef<'_>, ElementRef<'_>) {
        for form in all(&self.root(), "form") {
            let id = form.value().attr("id").unwrap_or("-");
            let outside = format!("button[form='{id}']");
            let buttons = all(&form, "button")
                .into_iter()
                .chain(all(&self.root(), &outside));
            if let Some(found) = buttons.into_iter().find(|one| words(one) == button) {
                return (form, found);
            }
        }
        panic!("no form with the button {button:?} on\n{}", self.source)
    }

    /// The form as it would be sent untouched.
    fn standing(&self, form: &ElementRef<'_>) -> Filled {
        let mut fields = Vec::new();
        for field in all(form, "input[name], textarea[name], select[name]") {
            let element = field.value();
            let name = element.attr("name").unwrap_or_default().to_owned();
            let value = element.attr("value").unwrap_or_default().to_owned();
            match (element.name(), element.attr("type").unwrap_or("text")) {
                ("textarea", _) => fields.push((name, field.text().collect())),
                ("select", _) => {
                    let options = all(&field, "option");
                    let chosen = options
                        .iter()
                        .find(|one| one.value().attr("selected").is_some());
                    if let Some(one) = chosen.or(options.first()) {
                        let value = one.value().attr("value").unwrap_or_default();
                        fields.push((name, value.to_owned()));
                    }
                }
                (_, "checkbox" | "radio") => {
                    if element.attr("checked").is_some() {
                        let value = element.attr("value").unwrap_or("on");
                        fields.push((name, value.to_owned()));
                    }
                }
                (_, "submit" | "button") => {}
                _ => fields.push((name, value)),
            }
        }
        let attr = |name| form.value().attr(name).unwrap_or_default().to_owned();
        Filled {
            action: attr("action"),
            method: attr("method").to_lowercase(),
            fields,
        }
    }

    fn put(&self, form: &ElementRef<'_>, filled: &mut Filled, label: &str, value: &str) {
        let field = self.labelled(form, label);
        let element = field.value();
        let name = element.attr("name").unwrap_or_default().to_owned();
        let kind = element.attr("type").unwrap_or_default();
        match (element.name(), kind) {
            ("input", "checkbox") => {
                let own = element.attr("value").unwrap_or("on").to_owned();
                filled
                    .fields
                    .retain(|(known, held)| *known != name || *held != own);
                if value == "on" {
                    filled.fields.push((name, own));
                }
            }
            ("input", "radio") => {
                let own = element.attr("value").unwrap_or("on").to_owned();
                filled.fields.retain(|(known, _)| *known != name);
                filled.fields.push((name, own));
            }
            ("select", _) => {
                let options = all(&field, "option");
                let option = options.iter().find(|one| words(one) == value);
                let option = option.unwrap_or_else(|| panic!("no choice {value:?} in {label:?}"));
                let own = option.value().attr("value").unwrap_or_default().to_owned();
                filled.fields.retain(|(known, _)| *known != name);
                filled.fields.push((name, own));
            }
            _ => {
                filled.fields.retain(|(known, _)| *known != name);
                filled.fields.push((name, value.to_owned()));
            }
        }
    }

    fn name_of(&self, form: &ElementRef<'_>, label: &str) -> String {
        self.labelled(form, label)
            .value()
            .attr("name")
            .unwrap_or_default()
            .to_owned()
    }

    /// The control a label belongs to: the label's words, less hints in it.
    fn labelled<'a>(&'a self, form: &ElementRef<'a>, label: &str) -> ElementRef<'a> {
        let labels = all(form, "label");
        let found = labels.iter().find(|one| words(one) == label);
        let found = found.or_else(|| labels.iter().find(|one| words(one).starts_with(label)));
        let found = found.unwrap_or_else(|| panic!("no label {label:?} on\n{}", self.source));
        if let Some(id) = found.value().attr("for") {
            let named = all(form, &format!("[id='{id}']"));
            return *named
                .first()
                .unwrap_or_else(|| panic!("{label:?} points nowhere"));
        }
        let inside = all(found, "input, select, textarea");
        *inside
            .first()
            .unwrap_or_else(|| panic!("{label:?} holds no field"))
    }
}
