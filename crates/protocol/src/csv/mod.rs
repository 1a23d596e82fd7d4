//! Comma-separated values (RFC 4180) as people save them: with comma, semicolon or tab, with or without a byte order
//! mark, with any ending of lines. And written so that no table program takes a cell for a formula.
//!
//! Everything is bounded before it is kept: bytes, rows, columns, and the length of a cell, so that a quote that
//! never closes ends soon. What the cells mean is left to others.

mod read;
#[cfg(test)]
mod tests;
mod write;

use thiserror::Error;

pub use read::read;
pub use write::{plain, record, safe};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The most records of a file, its head among them.
pub const MOST_RECORDS: usize = 20_001;
/// The most cells of a record.
pub const MOST_CELLS: usize = 50;
/// The longest cell, in bytes.
pub const LONGEST_CELL: usize = 1_000;

/// A record: where it begins, and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// What stands in its cells, without the quotes.
    pub cells: Vec<String>,
}

/// Why a file cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CsvError {
    /// There are more bytes than we take.
    #[error("the file is larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// It is not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// There is a NUL in it.
    #[error("there is a NUL on line {0}")]
    Nul(usize),
    /// Nothing stands in it.
    #[error("nothing stands in the file")]
    Empty,
    /// There are more records than we take.
    #[error("there are more than {MOST_RECORDS} records")]
    TooManyRecords,
    /// A record has more cells than we take.
    #[error("there are more than {MOST_CELLS} cells on line {0}")]
    TooManyCells(usize),
    /// A cell is longer than we take: often a quote that was not closed.
    #[error("a cell that begins on line {0} is longer than {LONGEST_CELL} bytes")]
    LongCell(usize),
    /// A quote was opened and not closed.
    #[error("a quote that opens on line {0} is not closed")]
    OpenQuote(usize),
    /// Something stands between a closing quote and the end of the cell.
    #[error("something stands behind a closing quote on line {0}")]
    BehindQuote(usize),
}
