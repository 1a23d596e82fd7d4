//! What is said to an HTTP gateway that sends text messages, and what its answer means.
//!
//! Gateways differ in everything, so the operator describes the request: address, headers and body with placeholders such as
//! `{to}`. A body is read as what it is, JSON or a form, before anything is put in, and values go into its leaves: whatever a message
//! says, it cannot become more than one value. Placeholders are looked for once, in what the operator wrote and
//! never in what was put in.

mod answer;
mod disguise;
mod template;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Url, form_urlencoded};

pub use answer::{Judged, Success, scrubbed};
use template::{Flawed, Template};

/// The longest template of any kind, in bytes.
const LONGEST: usize = 8192;
/// No more headers than this.
const MOST_HEADERS: usize = 20;
/// Headers that belong to whoever carries the request.
const NOT_YOURS: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "content-type",
    "te",
    "upgrade",
    "trailer",
];

/// How a gateway is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Everything stands in the address.
    Get,
    /// With a body.
    #[default]
    Post,
    /// With a body.
    Put,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Post, Self::Get, Self::Put];

    /// As it stands in a request.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// What a body is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A JSON document.
    #[default]
    Json,
    /// Fields of a form.
    Form,
    /// There is none.
    None,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Json, Self::Form, Self::None];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::None => "none",
        }
    }

    /// What the header `Content-Type` says of it.
    pub const fn content_type(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("application/json"),
            Self::Form => Some("application/x-www-form-urlencoded"),
            Self::None => None,
        }
    }
}

/// A request as the operator describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The method.
    pub method: Method,
    /// The address; `{user}`, `{to}`, `{digits}`, `{text}` and `{from}` may stand behind the host.
    pub url: String,
    /// Headers; `{user}`, `{secret}` and `{basic}` may stand in their values.
    pub headers: Vec<(String, String)>,
    /// What the body is.
    pub format: Format,
    /// The body; every placeholder but `{basic}` may stand in its values.
    pub body: String,
}

/// What is wrong with a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The address is none, or a placeholder stands in front of its path.
    Url,
    /// The secret would stand in the address, where it ends in logs.
    SecretInUrl,
    /// A header is none, or not for us to set.
    Header,
    /// The body is not of its format.
    Body,
    /// A placeholder that does not exist, or not at this place.
    Placeholder,
    /// Neither `{to}` nor `{digits}`, or no `{text}` stands anywhere.
    Missing,
}

/// What is put in.
#[derive(Clone, Copy)]
pub struct Filling<'a> {
    /// The number with `+`.
    pub to: &'a str,
    /// The number without.
    pub digits: &'a str,
    /// The message.
    pub text: &'a str,
    /// The sender.
    pub from: &'a str,
    /// The name of the account with the gateway.
    pub user: &'a str,
    /// Its secret.
    pub secret: &'a str,
}

/// A request to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: String,
    /// Headers, the type of the body among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Recipe {
    /// What is wrong with it; nothing when it can be used.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut names = Vec::new();
        let url = self.checked_url(&mut names);
        flaws.extend(url.err());
        let headers = self.checked_headers();
        flaws.extend(headers.err());
        let body = self.checked_body(&mut names);
        flaws.extend(body.err());
        let has = |name: &str| names.iter().any(|one| one == name);
        if flaws.is_empty() && !((has("to") || has("digits")) && has("text")) {
            flaws.push(Flaw::Missing);
        }
        flaws
    }

    /// Whether the secret, and so an account, is part of it.
    pub fn wants_secret(&self) -> bool {
        let in_headers = self.headers.iter().map(|(_, value)| value.as_str());
        let mut all = in_headers.chain([self.body.as_str()]);
        all.any(|text| text.contains("{secret}") || text.contains("{basic}"))
    }

    fn checked_url(&self, names: &mut Vec<String>) -> Result<(), Flaw> {
        if self.url.len() > LONGEST
            || self
                .url
                .chars()
                .any(|sign| sign.is_control() || sign == ' ')
        {
            return Err(Flaw::Url);
        }
        // Nothing that is put in may decide where the request goes.
        let behind_scheme = self.url.split_once("://").ok_or(Flaw::Url)?.1;
        let host = behind_scheme.split(['/', '?', '#', '\\']).next();
        let host = host.unwrap_or_default();
        if host.is_empty() || host.contains(['{', '}', '@']) {
            return Err(Flaw::Url);
        }
        let template = Template::parse(&self.url)?;
        for name in template.names() {
            match name {
                "secret" | "basic" => return Err(Flaw::SecretInUrl),
                "to" | "digits" | "text" | "from" | "user" => names.push(name.to_owned()),
                _ => return Err(Flaw::Placeholder),
            }
        }
        let tried = template.filled(|_| "x".to_owned());
        let url = Url::parse(&tried).map_err(|_| Flaw::Url)?;
        let known = matches!(url.scheme(), "https" | "http") && url.host().is_some();
        let whole = url.fragment().is_none() && url.username().is_empty();
        (known && whole).then_some(()).ok_or(Flaw::Url)
    }

    fn checked_headers(&self) -> Result<(), Flaw> {
        if self.headers.len() > MOST_HEADERS {
            return Err(Flaw::Header);
        }
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            if !is_token(name) || NOT_YOURS.contains(&lower.as_str()) || !is_line(value) {
                return Err(Flaw::Header);
            }
            let template = Template::parse(value)?;
            let mut names = template.names();
            if !names.all(|name| matches!(name, "user" | "secret" | "basic")) {
                return Err(Flaw::Placeholder);
            }
        }
        Ok(())
    }

    fn checked_body(&self, names: &mut Vec<String>) -> Result<(), Flaw> {
        if self.body.len() > LONGEST || (self.method == Method::Get && self.format != Format::None)
        {
            return Err(Flaw::Body);
        }
        let mut note = |text: &str| -> Result<String, Flaw> {
            let template = Template::parse(text)?;
            for name in template.names() {
                match name {
                    "to" | "digits" | "text" | "from" | "user" | "secret" => {
                        names.push(name.to_owned());
                    }
                    _ => return Err(Flaw::Placeholder),
                }
            }
            Ok(String::new())
        };
        match self.format {
            Format::None => Ok(()),
            Format::Form => form(&self.body, &mut note).map(drop),
            Format::Json => json(&self.body, &mut note).map(drop),
        }
    }

    /// The request for one message.
    ///
    /// # Errors
    /// [`Flaw`] when the recipe cannot be used, or what is put in cannot stand in a header.
    pub fn request(&self, filling: &Filling<'_>) -> Result<Request, Flaw> {
        if let Some(flaw) = self.flaws().into_iter().next() {
            return Err(flaw);
        }
        let plain = |name: &str| filling.value(name);
        let url = Template::parse(&self.url)?.filled(|name| percent_encoded(&plain(name)));
        let mut headers = Vec::with_capacity(self.headers.len() + 1);
        for (name, value) in &self.headers {
            let value = Template::parse(value)?.filled(plain);
            if !is_line(&value) {
                return Err(Flaw::Header);
            }
            headers.push((name.clone(), value));
        }
        if let Some(kind) = self.format.content_type() {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        let mut fill =
            |text: &str| -> Result<String, Flaw> { Ok(Template::parse(text)?.filled(plain)) };
        let body = match self.format {
            Format::None => String::new(),
            Format::Form => form(&self.body, &mut fill)?,
            Format::Json => json(&self.body, &mut fill)?,
        };
        Ok(Request {
            method: self.method,
            url,
            headers,
            body,
        })
    }
}

impl Filling<'_> {
    fn value(&self, name: &str) -> String {
        match name {
            "to" => self.to.to_owned(),
            "digits" => self.digits.to_owned(),
            "text" => self.text.to_owned(),
            "from" => self.from.to_owned(),
            "user" => self.user.to_owned(),
            "secret" => self.secret.to_owned(),
            "basic" => STANDARD.encode(format!("{}:{}", self.user, self.secret)),
            _ => String::new(),
        }
    }
}

impl From<Flawed> for Flaw {
    fn from(_: Flawed) -> Self {
        Self::Placeholder
    }
}

/// A form with its values filled; names are taken as they are.
fn form(text: &str, fill: &mut impl FnMut(&str) -> Result<String, Flaw>) -> Result<String, Flaw> {
    let mut made = form_urlencoded::Serializer::new(String::new());
    for line in text.split(['\n', '&']) {
        let line = line.trim_matches(['\r', ' ']);
        if line.is_empty() {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(Flaw::Body)?;
        let name = name.trim();
        if name.is_empty() || name.contains(['{', '}']) {
            return Err(Flaw::Body);
        }
        made.append_pair(name, &fill(value)?);
    }
    Ok(made.finish())
}

/// A JSON document with the texts in it filled; names are taken as they are.
fn json(text: &str, fill: &mut impl FnMut(&str) -> Result<String, Flaw>) -> Result<String, Flaw> {
    let mut document = serde_json::from_str::<Value>(text).map_err(|_| Flaw::Body)?;
    if !document.is_object() && !document.is_array() {
        return Err(Flaw::Body);
    }
    // The reader of JSON bounds the depth, so that this ends.
    fill_leaves(&mut document, fill)?;
    Ok(document.to_string())
}

fn fill_leaves(
    value: &mut Value,
    fill: &mut impl FnMut(&str) -> Result<String, Flaw>,
) -> Result<(), Flaw> {
    match value {
        Value::String(text) => *text = fill(text)?,
        Value::Array(all) => {
            for one in all {
                fill_leaves(one, fill)?;
            }
        }
        Value::Object(all) => {
            for (_, one) in all.iter_mut() {
                fill_leaves(one, fill)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// Everything but letters, digits and `-._~` by its bytes (RFC 3986, section 2.3).
fn percent_encoded(text: &str) -> String {
    let mut made = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            made.push(char::from(byte));
        } else {
            let _ = write!(made, "%{byte:02X}");
        }
    }
    // A path of dots would climb.
    if matches!(made.as_str(), "." | "..") {
        made = made.replace('.', "%2E");
    }
    made
}

/// A token (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.len() <= 100 && text.bytes().all(sign)
}

/// One line of visible ASCII and space, as a header's value is written (RFC 9110, section 5.5).
fn is_line(text: &str) -> bool {
    let sign = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    text.len() <= LONGEST && text.bytes().all(sign)
}

#[cfg(test)]
mod tests;
