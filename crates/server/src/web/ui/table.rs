//! A table that turns into cards where it is narrow.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Content, Html};

/// How a column is sorted at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Not by this column.
    No,
    /// A to Z, old to new.
    Up,
    /// Z to A, new to old.
    Down,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    words: String,
    number: bool,
    unseen: bool,
    sort: Option<(String, Sorted)>,
}

/// A line of the table; its first cell names the thing.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: Vec<Html>,
}

/// Rows and columns with the roles written out, because a `display` of its own takes them away.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/table.html")]
pub struct Table {
    caption: String,
    titled: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

components!(Table);

/// A table; the caption is heard, and seen after [`Table::titled`].
pub fn table(caption: impl Display) -> Table {
    Table {
        caption: caption.to_string(),
        titled: false,
        columns: Vec::new(),
        rows: Vec::new(),
    }
}

/// A column.
pub fn column(words: impl Display) -> Column {
    Column {
        words: words.to_string(),
        number: false,
        unseen: false,
        sort: None,
    }
}

/// A row that begins with the name of the thing: words or components.
pub fn row(name: impl Content) -> Row {
    Row {
        cells: vec![name.html()],
    }
}

impl Column {
    /// Numbers stand at the end of their column.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.number = true;
        self
    }

    /// The head is heard, not seen: the column with the menus.
    #[must_use]
    pub fn unseen(mut self) -> Self {
        self.unseen = true;
        self
    }

    /// The head is a link that sorts by this column.
    #[must_use]
    pub fn sort(mut self, href: impl Display, now: Sorted) -> Self {
        self.sort = Some((href.to_string(), now));
        self
    }

    fn aria_sort(&self) -> &'static str {
        match self.sort {
            Some((_, Sorted::Up)) => "ascending",
            Some((_, Sorted::Down)) => "descending",
            _ => "",
        }
    }
}

impl Row {
    /// The next cell: words or components.
    #[must_use]
    pub fn cell(mut self, content: impl Content) -> Self {
        self.cells.push(content.html());
        self
    }
}

impl Table {
    /// Shows the caption as a heading above the table.
    #[must_use]
    pub fn titled(mut self) -> Self {
        self.titled = true;
        self
    }

    /// The next column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// The next row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    /// All rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The cells of a row with their columns; a cell without a column is left out.
    fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Html)> {
        self.columns.iter().zip(&row.cells)
    }
}
