//! What may stand in a blueprint: sections, their keys, and what kind of thing each key holds.

use super::item::Item;

/// All sections. One says by [`Section::under`] in which other it stands.
#[derive(Clone, Debug)]
pub struct Grammar(Vec<&'static Section>);

/// A table, or a list of tables, of the same kind.
#[derive(Debug)]
pub struct Section {
    /// The key in the file.
    pub name: &'static str,
    /// What one of them is called.
    pub one: &'static str,
    /// The section it stands in; at the top if none.
    pub under: Option<&'static str>,
    /// What tells one from another; without it the section stands once.
    pub identity: Option<Identity>,
    /// What may stand in it.
    pub keys: &'static [Key],
    /// What the keys of one must be together: the key and what is wrong with it.
    pub check: fn(&Item) -> Vec<(&'static str, String)>,
}

/// What tells one item of a section from another.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// The key.
    pub key: &'static str,
    /// The form under which two are the same.
    pub fold: fn(&str) -> String,
}

/// A key and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub needed: bool,
    /// What it means, in a sentence.
    pub about: &'static str,
}

/// Takes a text in its normal form, or says in words what is wrong with it.
pub type Check = fn(&str) -> Result<String, String>;

/// Takes the JSON of a text in its normal form, or says in words what is wrong with it.
pub type CheckJson = fn(&str) -> Result<serde_json::Value, String>;

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text.
    Text(Check),
    /// A list of at most so many texts, each once.
    Texts(Check, usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words, each once.
    Words(&'static [&'static str]),
    /// A whole number within these bounds.
    Whole(i64, i64),
    /// Yes or no.
    Flag,
    /// A text that holds JSON, taken in its normal form.
    Json(CheckJson),
    /// Tables of this kind, in the order of the file.
    Tables(&'static Section, usize),
    /// A secret, which is never written here but in a file or a variable.
    Secret,
    /// One item of that section beside this one.
    One(&'static str),
    /// Some items of that section beside this one, each once.
    Some(&'static str),
}

impl Key {
    /// A key that may be left out.
    pub const fn may(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            needed: false,
            about,
        }
    }

    /// A key that must be there.
    pub const fn must(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            needed: true,
            about,
        }
    }
}

impl Section {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// For sections whose keys stand each for itself.
    pub fn no_check(_: &Item) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Grammar {
    /// A grammar of these sections.
    pub fn new(sections: impl IntoIterator<Item = &'static Section>) -> Self {
        Self(sections.into_iter().collect())
    }

    /// The sections that stand in this one, or at the top.
    pub(super) fn within(&self, outer: Option<&str>) -> impl Iterator<Item = &'static Section> {
        self.0
            .iter()
            .copied()
            .filter(move |section| section.under == outer)
    }

    /// A section that stands in `outer`, by its name.
    pub(super) fn named(&self, outer: Option<&str>, name: &str) -> Option<&'static Section> {
        self.within(outer).find(|section| section.name == name)
    }
}
