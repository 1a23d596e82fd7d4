//! What stands behind a key, taken in its normal form. Never repeats what should have been a secret.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeInteger, DeString, DeValue};

use super::grammar::{Check, Key, Kind, Section};
use super::item::{Given, SecretSource};
use super::place::Place;
use super::read::Reading;
use crate::nearest::nearest;

/// The most items a list of references has.
const MOST: usize = 10_000;
/// The variables of the environment a secret may stand in begin so.
const VARIABLE: &str = "VESTIBULE_SECRET_";

type Value<'v> = Spanned<DeValue<'v>>;

/// A list being read: its key, what may stand in it, and how many.
struct Many<'k> {
    path: &'k str,
    most: usize,
    needed: bool,
}

/// Reads a value; what is wrong with it is told to `reading`.
pub(super) fn read(
    reading: &mut Reading<'_>,
    (key, path): (&Key, &str),
    value: &Value<'_>,
) -> Option<Given> {
    let at = reading.place(value);
    let many = |most| Many {
        path,
        most,
        needed: key.needed,
    };
    let read = match key.kind {
        Kind::Text(check) => text(value).and_then(|text| check(text).map(Given::Text)),
        Kind::Word(words) => text(value).and_then(|text| word(words, text).map(Given::Text)),
        Kind::One(_) => text(value).and_then(|text| one(key, text).map(Given::Text)),
        Kind::Texts(check, most) => return list(reading, &many(most), value, &check),
        Kind::Words(words) => {
            return list(reading, &many(words.len()), value, &|text: &str| {
                word(words, text)
            });
        }
        Kind::Some(_) => return list(reading, &many(MOST), value, &(name as Check)),
        Kind::Tables(section, most) => return tables(reading, section, &many(most), value),
        Kind::Json(check) => text(value).and_then(|text| check(text).map(Given::Json)),
        Kind::Whole(least, most) => whole(value, least, most),
        Kind::Flag => flag(value),
        Kind::Secret => secret(value),
    };
    read.map_err(|words| reading.wrong(at, path, words)).ok()
}

fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text),
        other => Err(format!(
            "this must be a text in quotes, and is {}",
            kind(other)
        )),
    }
}

fn word(words: &[&str], text: &str) -> Result<String, String> {
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    let hint = match nearest(text, words.iter().map(|word| (*word).to_owned())) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("there are: {}", words.join(", ")),
    };
    let start: String = text.chars().take(40).collect();
    Err(format!("“{start}” is no word for this; {hint}"))
}

/// The name of another item, or nothing where none is needed.
fn one(key: &Key, text: &str) -> Result<String, String> {
    match text {
        "" if !key.needed => Ok(String::new()),
        text => name(text),
    }
}

/// The name of another item; whether there is such an item is asked later.
fn name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("the name is empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn list(
    reading: &mut Reading<'_>,
    many: &Many<'_>,
    value: &Value<'_>,
    take: &dyn Fn(&str) -> Result<String, String>,
) -> Option<Given> {
    let at = reading.place(value);
    let DeValue::Array(all) = value.get_ref() else {
        let words = format!(
            "this must be a list of texts in brackets, and is {}",
            kind(value.get_ref())
        );
        reading.wrong(at, many.path, words);
        return None;
    };
    if all.len() > many.most {
        reading.wrong(at, many.path, format!("at most {} are taken", many.most));
        return None;
    }
    if all.is_empty() && many.needed {
        reading.wrong(at, many.path, "there must be at least one");
    }
    let mut texts: Vec<(Place, String)> = Vec::new();
    let mut taken = BTreeSet::new();
    for one in all {
        let at = reading.place(one);
        match text(one).and_then(take) {
            Ok(text) if !taken.insert(text.clone()) => {
                reading.wrong(at, many.path, "this stands in the list twice");
            }
            Ok(text) => texts.push((at, text)),
            Err(words) => reading.wrong(at, many.path, words),
        }
    }
    Some(Given::Texts(texts))
}

/// Tables without names of their own: `[[…]]` one after the other, or `{ … }` in brackets.
fn tables(
    reading: &mut Reading<'_>,
    section: &'static Section,
    many: &Many<'_>,
    value: &Value<'_>,
) -> Option<Given> {
    let at = reading.place(value);
    let DeValue::Array(all) = value.get_ref() else {
        let words = format!(
            "this must be a list of tables: write [[{}]] before each {}",
            many.path, section.one
        );
        reading.wrong(at, many.path, words);
        return None;
    };
    if all.len() > many.most {
        reading.wrong(at, many.path, format!("at most {} are taken", many.most));
        return None;
    }
    let mut items = Vec::new();
    for one in all {
        if let DeValue::Table(table) = one.get_ref() {
            let table = (one.span(), table);
            items.push(reading.table(Some(section), many.path.to_owned(), &table));
        } else {
            let at = reading.place(one);
            let words = format!(
                "a {} is a table, and this is {}",
                section.one,
                kind(one.get_ref())
            );
            reading.wrong(at, many.path, words);
        }
    }
    Some(Given::Tables(items))
}

fn whole(value: &Value<'_>, least: i64, most: i64) -> Result<Given, String> {
    let DeValue::Integer(number) = value.get_ref() else {
        return Err(format!(
            "this must be a whole number, and is {}",
            kind(value.get_ref())
        ));
    };
    match integer(number) {
        Some(number) if (least..=most).contains(&number) => Ok(Given::Whole(number)),
        _ => Err(format!("this must be a number from {least} to {most}")),
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn flag(value: &Value<'_>) -> Result<Given, String> {
    match value.get_ref() {
        DeValue::Boolean(flag) => Ok(Given::Flag(*flag)),
        other => Err(format!(
            "this must be true or false, and is {}",
            kind(other)
        )),
    }
}

/// `{ file = "…" }` or `{ env = "…" }`.
fn secret(value: &Value<'_>) -> Result<Given, String> {
    const HOW: &str = "say where it stands: { file = \"…\" } or { env = \"VESTIBULE_SECRET_…\" }";
    let table = match value.get_ref() {
        DeValue::Table(table) => table,
        DeValue::String(_) => {
            return Err(format!("a secret is not written into a blueprint; {HOW}"));
        }
        _ => return Err(HOW.to_owned()),
    };
    let mut entries = table.iter();
    let (Some((name, value)), None) = (entries.next(), entries.next()) else {
        return Err(format!("one place is needed for a secret; {HOW}"));
    };
    let DeValue::String(place) = value.get_ref() else {
        return Err(HOW.to_owned());
    };
    match name.get_ref().as_ref() {
        "file" => file(place).map(Given::Secret),
        "env" => variable(place).map(Given::Secret),
        _ => Err(HOW.to_owned()),
    }
}

/// A path that stays below the folder it is looked for in. Whoever opens it still has to follow links.
fn file(path: &DeString<'_>) -> Result<SecretSource, String> {
    let odd = |part: &str| matches!(part, "" | "." | "..");
    if path.contains(['\0', '\\']) || path.chars().any(char::is_control) || path.len() > 1000 {
        return Err("this is no path of a file".to_owned());
    }
    if path.starts_with('/') || path.split('/').any(odd) {
        let words =
            "the path must lead down from the folder of secrets: neither / before it nor .. in it";
        return Err(words.to_owned());
    }
    Ok(SecretSource::File(path.clone().into_owned()))
}

/// A variable made for this: a blueprint must not pick others out of the environment and send them somewhere.
fn variable(name: &DeString<'_>) -> Result<SecretSource, String> {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let own = name
        .strip_prefix(VARIABLE)
        .is_some_and(|rest| !rest.is_empty());
    if own && name.len() <= 200 && name.bytes().all(plain) {
        Ok(SecretSource::Variable(name.clone().into_owned()))
    } else {
        Err(format!(
            "the variable must be called {VARIABLE} and more, in capitals"
        ))
    }
}

const fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
