//! What a key is worth, in the file and on the server, in one form in which both can be compared and shown.
//!
//! That form is JSON: nothing is `null`, what is referred to stands by its name, lists are sorted.

use std::collections::BTreeMap;

use protocol::blueprint::{Given, Item, Key, Kind};
use serde_json::{Map, Value};

use super::part::{Part, Way};
use super::present::Found;
use super::sections;

/// The things known by now: of each section of each workspace, by their folded identity, handle and name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<(String, &'static str), Known>);

/// Handle and name by the folded identity.
type Known = BTreeMap<String, (String, String)>;

impl Names {
    /// Makes something known.
    pub(super) fn learn(&mut self, (workspace, part): (&str, &Part), name: &str, handle: &str) {
        let place = (workspace.to_owned(), part.section.name);
        let known = self.0.entry(place).or_default();
        known.insert(part.fold(name), (handle.to_owned(), name.to_owned()));
    }

    /// The handle behind a name.
    pub(super) fn handle(
        &self,
        (workspace, section): (&str, &'static str),
        name: &str,
    ) -> Option<&str> {
        let part = sections::PARTS
            .iter()
            .find(|part| part.section.name == section)?;
        let known = self.0.get(&(workspace.to_owned(), section))?;
        known
            .get(&part.fold(name))
            .map(|(handle, _)| handle.as_str())
    }

    /// The name behind a handle; the handle itself when it is not known.
    pub(super) fn name(&self, (workspace, section): (&str, &'static str), handle: &str) -> String {
        let known = self.0.get(&(workspace.to_owned(), section));
        let mut all = known.into_iter().flat_map(BTreeMap::values);
        let found = all.find(|(one, _)| one == handle);
        found.map_or(handle, |(_, name)| name).to_owned()
    }
}

/// What the file says of a key; `None` when it says nothing and leaves what is there.
pub(super) fn in_file(part: &Part, key: &Key, item: &Item) -> Option<Value> {
    match item.get(key.name) {
        Some(Given::Text(text)) if text.is_empty() => Some(Value::Null),
        Some(Given::Text(text)) => Some(Value::from(text.as_str())),
        Some(Given::Texts(texts)) => {
            let texts = texts.iter().map(|(_, text)| text.clone());
            Some(list(
                texts.filter(|text| !implied(part, key, text)).collect(),
            ))
        }
        Some(Given::Whole(number)) => Some(Value::from(*number)),
        Some(Given::Flag(flag)) => Some(Value::from(*flag)),
        Some(Given::Json(value)) => Some(value.clone()),
        Some(Given::Tables(items)) => Some(tables(key, items)),
        Some(Given::Secret(source)) => Some(Value::from(format!("from {source}"))),
        None if matches!(part.way(key), Way::Whole(_)) => Some(Value::Null),
        None => None,
    }
}

/// What the server says of a key.
pub(super) fn on_server(
    (workspace, part): (&str, &Part),
    key: &Key,
    found: &Found,
    names: &Names,
) -> Value {
    let field = match part.way(key) {
        Way::Field(field) | Way::Whole(field) | Way::Later(field) | Way::Beside(field, _) => field,
        Way::Held(_, told) => {
            let there = found.fields.get(told).and_then(Value::as_array);
            return match there {
                Some(all) if !all.is_empty() => Value::from("kept by the server"),
                _ => Value::Null,
            };
        }
        Way::Membership(_) => {
            let within = found.within.get(key.name).cloned().unwrap_or_default();
            return list(within);
        }
        Way::Secret(_, told, _) => {
            let there = found.fields.get(told).and_then(Value::as_bool);
            return match there {
                Some(true) => Value::from("kept by the server"),
                _ => Value::Null,
            };
        }
        Way::OnlyNew(_) => return Value::Null,
    };
    let value = found.fields.get(field).cloned().unwrap_or_default();
    match (value, Part::refers(key)) {
        (Value::String(text), _) if text.is_empty() => Value::Null,
        (Value::String(text), Some(section)) => {
            Value::from(names.name((workspace, section), &text))
        }
        (Value::Array(all), _) if matches!(key.kind, Kind::Tables(..)) => {
            let one = |item: &Value| table_on_server((workspace, key), item, names);
            Value::Array(all.iter().map(one).collect())
        }
        (Value::Array(all), _) => {
            let texts = all.iter().filter_map(Value::as_str).map(str::to_owned);
            list(texts.filter(|text| !implied(part, key, text)).collect())
        }
        (value, _) => value,
    }
}

/// Whether a word stands in a list in any case.
fn implied(part: &Part, key: &Key, text: &str) -> bool {
    matches!(part.way(key), Way::Beside(_, word) if word == text)
}

/// The keys of the tables of a key.
fn inner(key: &Key) -> &'static [Key] {
    match key.kind {
        Kind::Tables(section, _) => section.keys,
        _ => &[],
    }
}

/// Tables as objects. What says nothing is left away.
fn tables(key: &Key, items: &[Item]) -> Value {
    let one = |item: &Item| -> Value {
        let said = |key: &Key| {
            let value = match item.get(key.name)? {
                Given::Text(text) => Value::from(text.as_str()),
                Given::Texts(texts) => list(texts.iter().map(|(_, text)| text.clone()).collect()),
                Given::Whole(number) => Value::from(*number),
                Given::Flag(flag) => Value::from(*flag),
                Given::Json(value) => value.clone(),
                Given::Tables(_) | Given::Secret(_) => return None,
            };
            says(&value).then(|| (key.name.to_owned(), value))
        };
        Value::Object(inner(key).iter().filter_map(said).collect())
    };
    Value::Array(items.iter().map(one).collect())
}

fn table_on_server((workspace, key): (&str, &Key), item: &Value, names: &Names) -> Value {
    let said = |key: &Key| {
        let value = item.get(key.name)?;
        let value = match (value, Part::refers(key)) {
            (Value::String(handle), Some(section)) => {
                Value::from(names.name((workspace, section), handle))
            }
            (Value::Array(all), section) => {
                let texts = all.iter().filter_map(Value::as_str);
                let name = |text: &str| match section {
                    Some(section) => names.name((workspace, section), text),
                    None => text.to_owned(),
                };
                list(texts.map(name).collect())
            }
            (value, _) => value.clone(),
        };
        says(&value).then(|| (key.name.to_owned(), value))
    };
    Value::Object(inner(key).iter().filter_map(said).collect())
}

/// Whether a value is more than nothing.
fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        _ => true,
    }
}

fn list(mut texts: Vec<String>) -> Value {
    texts.sort();
    texts.into()
}

/// Whether both are the same for this key: names of other things as these are told apart, all else letter by letter.
pub(super) fn same(key: &Key, one: &Value, other: &Value) -> bool {
    if let (Kind::Tables(..), Value::Array(one), Value::Array(other)) = (key.kind, one, other) {
        let nothing = Value::Null;
        let of = |table: &'_ Value, key: &Key| table.get(key.name).unwrap_or(&nothing).clone();
        let alike = |(one, other): (&Value, &Value)| {
            inner(key)
                .iter()
                .all(|key| same(key, &of(one, key), &of(other, key)))
        };
        return one.len() == other.len() && one.iter().zip(other).all(alike);
    }
    let section = Part::refers(key);
    let part = section.and_then(|name| {
        sections::PARTS
            .iter()
            .find(|part| part.section.name == name)
    });
    let Some(part) = part else {
        return one == other;
    };
    folded(part, one) == folded(part, other)
}

fn folded(part: &Part, value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(part.fold(text)),
        Value::Array(all) => {
            let texts = all.iter().filter_map(Value::as_str);
            list(texts.map(|text| part.fold(text)).collect())
        }
        other => other.clone(),
    }
}

/// What a call sends for a key that is to become `after`; `None` when something it names is not there.
pub(super) fn sent(workspace: &str, key: &Key, after: &Value, names: &Names) -> Option<Value> {
    match (after, key.kind) {
        (Value::Array(all), Kind::Tables(..)) => {
            let one = |table: &Value| -> Option<Value> {
                let given = inner(key)
                    .iter()
                    .filter_map(|key| Some((key, table.get(key.name)?)));
                let sent = given.map(|(key, value)| {
                    let value = sent(workspace, key, value, names)?;
                    Some((key.name.to_owned(), value))
                });
                sent.collect::<Option<Map<String, Value>>>()
                    .map(Value::Object)
            };
            all.iter()
                .map(one)
                .collect::<Option<Vec<Value>>>()
                .map(Value::Array)
        }
        (Value::Array(all), Kind::Some(section)) => {
            let handle = |name: &Value| names.handle((workspace, section), name.as_str()?);
            let handles = all.iter().map(|name| handle(name).map(Value::from));
            handles.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        (Value::String(name), Kind::One(section)) => {
            names.handle((workspace, section), name).map(Value::from)
        }
        (other, _) => Some(other.clone()),
    }
}
