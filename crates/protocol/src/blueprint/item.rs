//! What was read: items with their entries, in the order of the file.

use std::collections::BTreeMap;

use super::place::Place;

/// One table of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Where it begins.
    pub at: Place,
    /// What stands in it.
    pub entries: BTreeMap<&'static str, Entry>,
    /// The sections that stand in it, as far as the file has them.
    pub sections: BTreeMap<&'static str, Vec<Item>>,
}

/// What stands behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub at: Place,
    /// What.
    pub given: Given,
}

/// A value in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A text, a word, or the identity of another item.
    Text(String),
    /// A list of them.
    Texts(Vec<(Place, String)>),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
    /// JSON.
    Json(serde_json::Value),
    /// Tables, in the order of the file.
    Tables(Vec<Item>),
    /// Where a secret stands.
    Secret(SecretSource),
}

/// Where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretSource {
    /// In this file.
    File(String),
    /// In this variable of the environment.
    Variable(String),
}

impl std::fmt::Display for SecretSource {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(out, "the file {path}"),
            Self::Variable(name) => write!(out, "the variable {name}"),
        }
    }
}

impl Item {
    /// What stands behind a key.
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.entries.get(key).map(|entry| &entry.given)
    }

    /// The text behind a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Given::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The texts behind a key; none when it is not there.
    pub fn texts(&self, key: &str) -> Vec<&str> {
        match self.get(key) {
            Some(Given::Texts(texts)) => texts.iter().map(|(_, text)| text.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The items of a section in it; none when the file has no such section.
    pub fn items(&self, section: &str) -> &[Self] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }
}
