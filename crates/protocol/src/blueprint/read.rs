//! From a text to items: tables, their keys, and what is missing in them.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::grammar::{Grammar, Section};
use super::item::{Entry, Item};
use super::place::{Lines, Mistake, Place};
use super::{references, value};
use crate::nearest::nearest;
use crate::shown::shown;

/// The longest file, in bytes.
const LONGEST: usize = 8 << 20;

/// Reads a blueprint.
///
/// # Errors
/// Every mistake there is, in the order of the file.
pub fn read(text: &str, grammar: &Grammar) -> Result<Item, Vec<Mistake>> {
    if text.len() > LONGEST {
        let words = "the file is larger than 8 MiB".to_owned();
        return Err(vec![Mistake {
            at: Place { line: 1, column: 1 },
            key: String::new(),
            words,
        }]);
    }
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        lines: &lines,
        grammar,
        broken: !errors.is_empty(),
        mistakes: Vec::new(),
    };
    for error in errors {
        let at = lines.place(error.span().map_or(text.len(), |span| span.start));
        let words = format!("this is not TOML: {}", error.message());
        reading.mistakes.push(Mistake {
            at,
            key: String::new(),
            words,
        });
    }
    let root = reading.table(None, String::new(), &(table.span(), table.get_ref()));
    if !reading.broken {
        references::check(grammar, &root, &mut reading.mistakes);
    }
    let mut mistakes = reading.mistakes;
    if mistakes.is_empty() {
        return Ok(root);
    }
    mistakes.sort();
    // What could not be read is not judged beside.
    mistakes.dedup_by(|next, first| next == first || (next.at == first.at && first.key.is_empty()));
    Err(mistakes)
}

/// What is known while reading.
pub(super) struct Reading<'r> {
    lines: &'r Lines<'r>,
    grammar: &'r Grammar,
    /// The file is no TOML as a whole: what is missing may stand in the part that could not be read.
    broken: bool,
    mistakes: Vec<Mistake>,
}

/// A table and where it begins.
pub(super) type Table<'t, 'v> = (Range<usize>, &'v DeTable<'t>);

impl Reading<'_> {
    pub(super) fn place<T>(&self, of: &Spanned<T>) -> Place {
        self.lines.place(of.span().start)
    }

    pub(super) fn wrong(&mut self, at: Place, key: &str, words: impl Into<String>) {
        self.mistakes.push(Mistake {
            at,
            key: key.to_owned(),
            words: words.into(),
        });
    }

    /// Reads one table as an item of `section`, or as the whole file.
    pub(super) fn table(
        &mut self,
        section: Option<&'static Section>,
        path: String,
        table: &Table<'_, '_>,
    ) -> Item {
        let mut item = Item {
            at: self.lines.place(table.0.start),
            ..Item::default()
        };
        let outer = section.map(|section| section.name);
        for (name, value) in table.1 {
            let written = name.get_ref().as_ref();
            let whole = join(&path, written);
            if let Some(inner) = self.grammar.named(outer, written) {
                let items = self.section(inner, &whole, value);
                item.sections.insert(inner.name, items);
            } else if let Some(key) = section.and_then(|section| section.key(written)) {
                let at = self.place(value);
                if let Some(given) = value::read(self, (key, &whole), value) {
                    item.entries.insert(key.name, Entry { at, given });
                }
            } else {
                let at = self.place(name);
                let words = self.unknown(section, written);
                self.wrong(at, &whole, words);
            }
        }
        if let Some(section) = section {
            self.whole(section, &path, (table.1, &item));
        }
        item
    }

    /// Whether everything needed is there, and fits together.
    fn whole(
        &mut self,
        section: &'static Section,
        path: &str,
        (table, item): (&DeTable<'_>, &Item),
    ) {
        let names: Vec<&str> = table.keys().map(|name| name.get_ref().as_ref()).collect();
        let missing = section
            .keys
            .iter()
            .filter(|key| key.needed && !names.contains(&key.name));
        for key in missing.filter(|_| !self.broken) {
            let words = format!("this {} has no {}; {}", section.one, key.name, key.about);
            self.mistakes.push(Mistake {
                at: item.at,
                key: join(path, key.name),
                words,
            });
        }
        for (key, words) in (section.check)(item) {
            let at = item.entries.get(key).map_or(item.at, |entry| entry.at);
            self.wrong(at, &join(path, key), words);
        }
    }

    /// Reads what stands behind the name of a section.
    fn section(
        &mut self,
        section: &'static Section,
        path: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<Item> {
        let header = match section.identity {
            None => format!("a table: write [{path}]"),
            Some(_) => format!(
                "a list of tables: write [[{path}]] before each {}",
                section.one
            ),
        };
        let at = self.place(value);
        match (value.get_ref(), section.identity) {
            (DeValue::Table(table), None) => {
                vec![self.table(Some(section), path.to_owned(), &(value.span(), table))]
            }
            (DeValue::Array(list), Some(_)) => {
                let mut items = Vec::new();
                for one in list {
                    if let DeValue::Table(table) = one.get_ref() {
                        let table = (one.span(), table);
                        items.push(self.table(Some(section), path.to_owned(), &table));
                    } else {
                        let at = self.place(one);
                        self.wrong(at, path, format!("this must be {header}"));
                    }
                }
                items
            }
            _ => {
                self.wrong(at, path, format!("this must be {header}"));
                Vec::new()
            }
        }
    }

    /// What is said of a key nobody knows.
    fn unknown(&self, section: Option<&'static Section>, written: &str) -> String {
        let outer = section.map(|section| section.name);
        let sections = self.grammar.within(outer).map(|inner| inner.name);
        let keys = section.map_or(&[][..], |section| section.keys);
        let all: Vec<&str> = sections.chain(keys.iter().map(|key| key.name)).collect();
        let meant = nearest(written, all.iter().map(|name| (*name).to_owned()));
        match meant {
            Some(meant) => format!("there is no such key; did you mean {meant}?"),
            None => format!("there is no such key; there are: {}", all.join(", ")),
        }
    }
}

/// A key with those it stands in, as TOML would write it.
pub(super) fn join(path: &str, name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let name = if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        let start: String = name.chars().take(40).collect();
        format!("\"{}\"", shown(&start))
    };
    match path {
        "" => name,
        path => format!("{path}.{name}"),
    }
}

/// Items by the form under which they are the same.
pub(super) type Known<'i> = BTreeMap<String, &'i Item>;
