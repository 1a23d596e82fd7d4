//! Reading.

use std::iter::Peekable;
use std::str::Chars;

use super::{CsvError, LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_RECORDS, Record};

/// The marks that can stand between cells.
const BETWEEN: [char; 3] = [',', ';', '\t'];

/// Reads a file whole. Lines on which nothing stands are passed over.
///
/// # Errors
/// Why it cannot be read, and where.
pub fn read(bytes: &[u8]) -> Result<Vec<Record>, CsvError> {
    if bytes.len() > MOST_BYTES {
        return Err(CsvError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CsvError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if let Some((before, _)) = text.split_once('\0') {
        return Err(CsvError::Nul(before.matches('\n').count() + 1));
    }
    let (between, text, skipped) = separator(text);
    let mut reader = Reader {
        left: text.chars().peekable(),
        between,
        line: 1 + skipped,
    };
    let mut records = Vec::new();
    while let Some(record) = reader.record()? {
        if record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if records.len() >= MOST_RECORDS {
            return Err(CsvError::TooManyRecords);
        }
        records.push(record);
    }
    if records.is_empty() {
        return Err(CsvError::Empty);
    }
    Ok(records)
}

/// The mark between cells: named by a first line `sep=;`, as table programs write it, or the one that stands most
/// often outside of quotes on the first line. How many lines that took.
fn separator(text: &str) -> (char, &str, usize) {
    let first = text.split(['\n', '\r']).next().unwrap_or_default();
    if let Some(named) = first.strip_prefix("sep=") {
        let mut marks = named.chars();
        if let (Some(mark), None) = (marks.next(), marks.next())
            && BETWEEN.contains(&mark)
        {
            let rest = text.get(first.len()..).unwrap_or_default();
            let rest = rest.strip_prefix('\r').unwrap_or(rest);
            return (mark, rest.strip_prefix('\n').unwrap_or(rest), 1);
        }
    }
    let mut counts = [0_usize; 3];
    let mut is_quoted = false;
    for letter in first.chars() {
        is_quoted ^= letter == '"';
        for (mark, count) in BETWEEN.iter().zip(&mut counts) {
            *count += usize::from(!is_quoted && letter == *mark);
        }
    }
    let found = BETWEEN.into_iter().zip(counts);
    // Of two that stand equally often the first counts.
    let most = found.rev().max_by_key(|(_, count)| *count);
    (most.map_or(',', |(mark, _)| mark), text, 0)
}

struct Reader<'a> {
    left: Peekable<Chars<'a>>,
    between: char,
    line: usize,
}

/// What stood behind a cell.
#[derive(PartialEq, Eq)]
enum End {
    Cell,
    Record,
    File,
}

impl Reader<'_> {
    fn record(&mut self) -> Result<Option<Record>, CsvError> {
        if self.left.peek().is_none() {
            return Ok(None);
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            let (cell, end) = self.cell()?;
            if cells.len() >= MOST_CELLS {
                return Err(CsvError::TooManyCells(line));
            }
            cells.push(cell);
            if end != End::Cell {
                return Ok(Some(Record { line, cells }));
            }
        }
    }

    fn cell(&mut self) -> Result<(String, End), CsvError> {
        if self.left.next_if_eq(&'"').is_some() {
            let cell = self.quoted()?;
            return match self.end() {
                Some(end) => Ok((cell, end)),
                None => Err(CsvError::BehindQuote(self.line)),
            };
        }
        let (line, mut cell) = (self.line, String::new());
        loop {
            if let Some(end) = self.end() {
                return Ok((cell, end));
            }
            if let Some(letter) = self.left.next() {
                keep(&mut cell, letter, line)?;
            }
        }
    }

    /// What stands up to the closing quote; two quotes are one.
    fn quoted(&mut self) -> Result<String, CsvError> {
        let (line, mut cell) = (self.line, String::new());
        while let Some(letter) = self.left.next() {
            if letter == '"' && self.left.next_if_eq(&'"').is_none() {
                return Ok(cell);
            }
            let ends_line = letter == '\n' || (letter == '\r' && self.left.peek() != Some(&'\n'));
            self.line += usize::from(ends_line);
            keep(&mut cell, letter, line)?;
        }
        Err(CsvError::OpenQuote(line))
    }

    /// Takes what ends a cell, if that stands here.
    fn end(&mut self) -> Option<End> {
        match self.left.peek() {
            None => return Some(End::File),
            Some(mark) if *mark == self.between => {
                self.left.next();
                return Some(End::Cell);
            }
            Some('\n' | '\r') => {}
            Some(_) => return None,
        }
        if self.left.next() == Some('\r') {
            self.left.next_if_eq(&'\n');
        }
        self.line += 1;
        Some(End::Record)
    }
}

fn keep(cell: &mut String, letter: char, line: usize) -> Result<(), CsvError> {
    if cell.len() >= LONGEST_CELL {
        return Err(CsvError::LongCell(line));
    }
    cell.push(letter);
    Ok(())
}
