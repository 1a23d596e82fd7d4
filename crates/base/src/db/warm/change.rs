//! What a statement changes, read off its text: which table, and, where the statement names it by its
//! key, which row. Whatever is not understood changes everything.

use super::super::value::Value;
use super::tables::{self, Watched};

/// What has changed, as precisely as the statement says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Change {
    /// One row: the number of its table, and the hash of its key.
    Row(usize, u64),
    /// Any rows of a table.
    Table(usize),
    /// Rows were added to a table that is asked for as a set; those that were there are as before.
    Added(usize),
    /// Anything.
    All,
}

/// What `text` with these parameters changes; `None` for what nobody remembers.
pub(in crate::db) fn of(text: &str, params: &[Value]) -> Option<Change> {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("SELECT"), _, _) => None,
        (Some("INSERT"), Some("INTO"), Some(name)) => added(text, name),
        (Some("UPDATE"), Some(name), Some("SET")) => updated(text, name, params),
        (Some("DELETE"), Some("FROM"), Some(name)) => deleted(text, name, params),
        _ => Some(Change::All),
    }
}

fn added(text: &str, name: &str) -> Option<Change> {
    let name = name.split('(').next().unwrap_or_default();
    let (place, table) = tables::find(name)?;
    if text.contains("DO UPDATE") {
        return Some(Change::Table(place));
    }
    // What is asked for by its key was there before, or was not kept. So nobody has to be told of a new
    // session, grant or token.
    table.key.is_empty().then_some(Change::Added(place))
}

fn updated(text: &str, name: &str, params: &[Value]) -> Option<Change> {
    let (place, table) = tables::find(name)?;
    let Some((_, rest)) = text.split_once(" SET ") else {
        return Some(Change::Table(place));
    };
    let (set, which) = rest.split_once(" WHERE ").unwrap_or((rest, ""));
    if is_quiet(set, table) {
        return None;
    }
    let other_tables = set.contains(" FROM ");
    Some(match key(which, table, params) {
        Some(key) if !other_tables => Change::Row(place, key),
        _ => Change::Table(place),
    })
}

fn deleted(text: &str, name: &str, params: &[Value]) -> Option<Change> {
    // What hangs on a row goes with it, in whatever table.
    if tables::is_referenced(name) {
        return Some(Change::All);
    }
    let (place, table) = tables::find(name)?;
    let (_, which) = text.split_once(" WHERE ").unwrap_or((text, ""));
    Some(match key(which, table, params) {
        Some(key) => Change::Row(place, key),
        None => Change::Table(place),
    })
}

/// Whether only such columns are assigned that no remembered answer holds.
fn is_quiet(set: &str, table: &Watched) -> bool {
    let is_quiet = |one: &str| {
        let column = one.split_once('=').map(|(column, _)| column.trim());
        column.is_some_and(|column| table.quiet.contains(&column))
    };
    !set.contains('(') && set.split(',').all(is_quiet)
}

/// The key of the one row that a condition leaves, when it says `key = $n` and no OR can widen it.
pub(super) fn key(which: &str, table: &Watched, params: &[Value]) -> Option<u64> {
    let which = which.split(" RETURNING ").next()?;
    if which.contains('(') || which.contains(" OR ") || table.key.is_empty() {
        return None;
    }
    let number = which.split(" AND ").find_map(|one| {
        let (column, value) = one.split_once(" = ")?;
        let number = value.trim().strip_prefix('$')?;
        (column.trim() == table.key).then(|| number.parse::<usize>().ok())?
    })?;
    params.get(number.checked_sub(1)?).map(super::digest)
}
