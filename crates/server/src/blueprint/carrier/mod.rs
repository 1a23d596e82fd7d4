//! How calls of the API are carried: to a running server, or to a data directory at rest.

mod at_rest;
mod running;

use http::{HeaderName, Method, StatusCode};
use serde_json::Value;

pub use at_rest::AtRest;
pub use running::{Authority, Running};

use super::Trouble;

/// One of the two ways.
pub enum Carrier {
    /// Over HTTP, with a token.
    Running(Running),
    /// The same router within this process, as whoever is at the machine.
    AtRest(Box<AtRest>),
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    /// Below `/api/v1`, with a query if it has one.
    pub(super) path: String,
    /// What is sent. Secrets stand in here: it is not printed.
    pub(super) body: Option<Value>,
    /// The tag of what is changed.
    pub(super) tag: Option<String>,
    /// A creation is done once under this key, however often it is carried.
    pub(super) key: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) tag: Option<String>,
    pub(super) body: Value,
}

impl Ask {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None)
    }

    pub(super) fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            body,
            tag: None,
            key: None,
        }
    }
}

impl Carrier {
    /// Carries a call; whatever the server answers.
    async fn carry(&self, ask: &Ask) -> Result<Told, Trouble> {
        match self {
            Self::Running(running) => running.carry(ask).await,
            Self::AtRest(at_rest) => at_rest.carry(ask).await,
        }
    }

    /// Carries a call that must succeed.
    pub(super) async fn call(&self, ask: &Ask) -> Result<Told, Trouble> {
        let told = self.carry(ask).await?;
        if told.status.is_success() {
            Ok(told)
        } else {
            Err(refusal(&told))
        }
    }

    /// Reads something that may not be there.
    pub(super) async fn find(&self, path: &str) -> Result<Option<Told>, Trouble> {
        let told = self.carry(&Ask::get(path)).await?;
        match told.status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => Ok(Some(told)),
            _ => Err(refusal(&told)),
        }
    }

    /// Reads a list, page by page.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<Value>, Trouble> {
        let mut all = Vec::new();
        let mut next = Some(format!("{path}?limit=200"));
        while let Some(path) = next {
            let told = self.call(&Ask::get(path)).await?;
            let Some(items) = told.body.get("items").and_then(Value::as_array) else {
                return Err(Trouble::odd("a list without items"));
            };
            all.extend(items.iter().cloned());
            let more = told.body.get("next").and_then(Value::as_str);
            // A server that leads elsewhere is not followed.
            next = more.and_then(|next| Some(next.strip_prefix(BASE)?.to_owned()));
        }
        Ok(all)
    }

    /// Where the calls go, for people.
    pub fn place(&self) -> String {
        match self {
            Self::Running(running) => running.place().to_owned(),
            Self::AtRest(at_rest) => at_rest.place(),
        }
    }
}

/// Where every call lies.
const BASE: &str = "/api/v1";
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What the server says against a call (RFC 9457).
fn refusal(told: &Told) -> Trouble {
    let text = |name: &str| told.body.get(name).and_then(Value::as_str);
    let mut words: Vec<String> = Vec::new();
    match (text("title"), text("detail")) {
        (None, None) => words.push(format!("the answer {} is not one of this API", told.status)),
        (title, detail) => words.extend(title.into_iter().chain(detail).map(str::to_owned)),
    }
    if let Some(scope) = text("scope") {
        words.push(format!("the token needs the scope {scope}"));
    }
    let errors = told.body.get("errors").and_then(Value::as_array);
    for error in errors.into_iter().flatten() {
        let place = error.get("pointer").or_else(|| error.get("parameter"));
        let place = place.and_then(Value::as_str).unwrap_or_default();
        let detail = error
            .get("detail")
            .and_then(Value::as_str)
            .unwrap_or_default();
        words.push(format!("{place}: {detail}"));
    }
    if let Some(reference) = text("reference") {
        words.push(format!("reference {reference}"));
    }
    Trouble::Refused(words.join("; "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_server() {
        let told = |body| Told {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            tag: None,
            body,
        };
        let problem = told(json!({
            "title": "The request does not fit", "detail": "Nothing was changed.", "reference": "ab-12",
            "errors": [{"pointer": "/name", "detail": "A group has this name."}], "scope": "x:read",
        }));
        let words = refusal(&problem).to_string();
        for part in [
            "does not fit",
            "Nothing was changed",
            "x:read",
            "/name: A group",
            "ab-12",
        ] {
            assert!(words.contains(part), "{words}");
        }
        let words = refusal(&told(Value::Null)).to_string();
        assert!(
            words.contains("422") && words.contains("not one of this API"),
            "{words}"
        );
    }
}
