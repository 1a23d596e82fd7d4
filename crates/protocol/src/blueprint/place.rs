//! Lines and columns, and mistakes at them.

use std::fmt;

use crate::shown::shown;

/// A place in the file, both counted from one; the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Where.
    pub at: Place,
    /// The key with those it stands in, such as `workspaces.people.email`; empty for what is no TOML.
    pub key: String,
    /// What is wrong.
    pub words: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: ", self.at.line, self.at.column)?;
        if !self.key.is_empty() {
            write!(out, "{}: ", shown(&self.key))?;
        }
        out.write_str(&shown(&self.words))
    }
}

/// Where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    begins: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let begins = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            text,
            begins: begins.collect(),
        }
    }

    /// The place of a byte; the end of the text for what lies behind it.
    pub(super) fn place(&self, byte: usize) -> Place {
        let line = self.begins.partition_point(|begin| *begin <= byte).max(1);
        let begin = self.begins.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(begin..byte.min(self.text.len()));
        Place {
            line,
            column: before.map_or(1, |before| before.chars().count() + 1),
        }
    }
}
