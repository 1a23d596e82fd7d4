//! Texts: every key that is asked for exists and gets its values, every key is asked for, and no
//! English is left in the other languages. That the languages agree is tested in `base::i18n`.

use std::collections::{BTreeMap, BTreeSet};

use base::i18n::{Language, Outline, outline};

use super::source::{Source, closing, product};
use super::{files, none};

/// A place where a key stands in Rust or in a template.
struct Asked {
    place: String,
    key: String,
    /// The names of the values given with it; nothing where the key is only mentioned.
    values: Option<BTreeSet<String>>,
}

fn english() -> BTreeMap<String, Outline> {
    outline(Language::En).0
}

/// Rust sources of the product, and the expressions of templates read as Rust.
fn speaking() -> Vec<Source> {
    let mut all = product();
    for (path, text) in files("crates/server/src", &[".html"]) {
        all.push(Source::read(path, expressions(&text)));
    }
    all
}

/// A template with everything blanked that stands outside of `{{ }}` and `{% %}`.
fn expressions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        let end = if rest[start..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let stop = rest[start..]
            .find(end)
            .map_or(rest.len(), |stop| start + stop);
        blank(&rest[..start], &mut kept);
        kept.push_str("  ");
        kept.push_str(&rest[start + 2..stop]);
        rest = &rest[stop..];
    }
    blank(rest, &mut kept);
    kept
}

fn blank(text: &str, kept: &mut String) {
    kept.extend(
        text.bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
    );
}

/// Every literal that is a key by its shape: it begins with the name of a file of texts.
fn asked(stems: &BTreeSet<String>) -> Vec<Asked> {
    let mut found = Vec::new();
    for source in speaking() {
        for literal in source.product_literals() {
            let stem = literal.value.split_once('-').map_or("", |(stem, _)| stem);
            let shape =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if stems.contains(stem) && literal.value.bytes().all(shape) {
                let (place, key) = (source.place(literal.at), literal.value.clone());
                found.push(Asked {
                    place,
                    key,
                    values: values(&source, literal.at),
                });
            }
        }
    }
    found
}

/// The names in `.with("key", &[("name", …)])`; none at all for `.get("key")`.
fn values(source: &Source, at: usize) -> Option<BTreeSet<String>> {
    let before = source.before(at);
    if before.ends_with(".get(") {
        return Some(BTreeSet::new());
    }
    if !before.ends_with(".with(") {
        return None;
    }
    let end = closing(&source.code, before.len() - 1);
    let list = at + source.code[at..end].find("&[")?;
    let stop = closing(&source.code, list + 1);
    let inside = source
        .literals
        .iter()
        .filter(|other| (list..stop).contains(&other.at));
    // A name is the first thing in its pair, and the pair stands in the list itself.
    let names = inside.filter(|other| {
        let before = source.before(other.at);
        before.ends_with('(')
            && before
                .trim_end_matches('(')
                .trim_end()
                .ends_with(['[', ','])
    });
    Some(names.map(|other| other.value.clone()).collect())
}

fn stems(english: &BTreeMap<String, Outline>) -> BTreeSet<String> {
    english
        .values()
        .map(|message| message.file.clone())
        .collect()
}

#[test]
fn every_text_asked_for_exists_and_gets_its_values() {
    let english = english();
    let mut offences = Vec::new();
    for Asked { place, key, values } in asked(&stems(&english)) {
        // The beginning of a key whose rest is put on at run time.
        if key.ends_with('-') {
            continue;
        }
        match (english.get(&key), values) {
            (None, _) => offences.push(format!("{place}: there is no text {key}")),
            (Some(message), Some(values)) if message.arguments != values => {
                offences.push(format!(
                    "{place}: {key} wants {:?} and gets {values:?}",
                    message.arguments
                ));
            }
            _ => {}
        }
    }
    none("a key that looks like a text is one", &offences);
}

#[test]
fn every_text_is_asked_for() {
    let english = english();
    let stems = stems(&english);
    let mut keys: BTreeSet<String> = asked(&stems).into_iter().map(|asked| asked.key).collect();
    let mut beginnings = Vec::new();
    for source in speaking() {
        for literal in source.product_literals() {
            let (start, built) = literal
                .value
                .split_once('{')
                .unwrap_or((&literal.value, ""));
            let is_start = start.ends_with('-')
                && stems
                    .iter()
                    .any(|stem| start.starts_with(&format!("{stem}-")));
            if is_start {
                beginnings.push(start.to_owned());
            }
            let base_own = source.path.starts_with("crates/base/src/i18n/") && built.is_empty();
            if base_own {
                keys.insert(literal.value.clone());
            }
        }
    }
    let unused = english.keys().filter(|key| {
        !keys.contains(*key)
            && !beginnings
                .iter()
                .any(|start| key.starts_with(start.as_str()))
    });
    none(
        "take out texts that nothing shows",
        &unused.cloned().collect::<Vec<_>>(),
    );
}

/// Whole texts that are the same as in English because the words are.
const SAME: [(&str, &str); 8] = [
    ("de", "Logo"),
    ("de", "Name"),
    ("de", "Server"),
    ("pl", "E-mail"),
    ("pl", "Logo"),
    ("pl", "Menu"),
    ("pl", "administrator"),
    ("pl", "logo"),
];

#[test]
fn no_english_is_left_in_other_languages() {
    let english = english();
    let mut offences = Vec::new();
    for language in [Language::De, Language::Pl, Language::Ru] {
        for (key, there) in outline(language).0 {
            let Some(here) = english.get(&key) else {
                continue;
            };
            let says_something = here
                .text
                .replace("Vestibule", "")
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
                > 2;
            if here.text == there.text
                && says_something
                && !SAME.contains(&(language.code(), there.text.as_str()))
            {
                offences.push(format!("{} {key}: {}", language.code(), there.text));
            }
        }
    }
    none("translate, or name the text in SAME", &offences);
}

#[test]
fn keys_are_found_in_calls_and_templates() {
    let text = "fn x() { t.with(\"people-n\", &[(\"n\", m.get(\"y\").into()), (\"who\", f(\"z\", 1))]); t.get(\"people-a\"); }";
    let source = Source::read("crates/server/src/x.rs".to_owned(), text.to_owned());
    let of = |value: &str| {
        source
            .literals
            .iter()
            .find(|l| l.value == value)
            .and_then(|l| values(&source, l.at))
    };
    assert_eq!(
        of("people-n").unwrap().into_iter().collect::<Vec<_>>(),
        ["n", "who"]
    );
    assert_eq!(of("people-a").unwrap().len(), 0);
    let template = expressions("<p class=\"people-b\">{{ t.get(\"people-c\") }}</p>");
    let source = Source::read("x.html".to_owned(), template);
    assert_eq!(
        source
            .literals
            .iter()
            .map(|l| l.value.as_str())
            .collect::<Vec<_>>(),
        ["people-c"]
    );
}
