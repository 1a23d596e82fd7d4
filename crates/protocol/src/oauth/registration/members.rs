//! The members of the document by their types. `null` is absence; an empty text says nothing and is refused.

use serde_json::{Map, Value};

use super::{MAX_METADATA, MetadataRefusal};
use crate::json;

/// The most entries of a list.
const MAX_LIST: usize = 50;
/// The longest text, in bytes.
const MAX_TEXT: usize = 4096;

/// The members of one document.
pub(super) struct Members(Map<String, Value>);

impl Members {
    pub(super) fn read(body: &[u8]) -> Result<Self, MetadataRefusal> {
        if body.len() > MAX_METADATA {
            return Err(MetadataRefusal::Json);
        }
        let members = json::object(body).map_err(|_| MetadataRefusal::Json)?;
        Ok(Self(members))
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether it says something.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, MetadataRefusal> {
        self.get(name)
            .map(|value| sound(value).ok_or(MetadataRefusal::Form(name)))
            .transpose()
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, MetadataRefusal> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(set)) => Ok(*set),
            Some(_) => Err(MetadataRefusal::Form(name)),
        }
    }

    pub(super) fn list(&self, name: &'static str) -> Result<Option<Vec<String>>, MetadataRefusal> {
        let items = match self.get(name) {
            None => return Ok(None),
            Some(Value::Array(items)) if items.len() <= MAX_LIST => items,
            Some(_) => return Err(MetadataRefusal::Form(name)),
        };
        let all: Option<Vec<String>> = items.iter().map(sound).collect();
        all.map(Some).ok_or(MetadataRefusal::Form(name))
    }

    /// The text of a member that is an object.
    pub(super) fn object(&self, name: &'static str) -> Result<Option<String>, MetadataRefusal> {
        match self.get(name) {
            None => Ok(None),
            Some(set @ Value::Object(_)) => Ok(Some(set.to_string())),
            Some(_) => Err(MetadataRefusal::Form(name)),
        }
    }

    /// Refuses a member that says something else than one of these.
    pub(super) fn only(&self, name: &'static str, these: &[&str]) -> Result<(), MetadataRefusal> {
        match self.text(name)? {
            Some(value) if !these.contains(&value.as_str()) => {
                Err(MetadataRefusal::Unsupported(name))
            }
            _ => Ok(()),
        }
    }
}

/// A text that says something and can be stored.
fn sound(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let fits = !text.is_empty() && text.len() <= MAX_TEXT && !text.contains('\0');
    fits.then(|| text.to_owned())
}
