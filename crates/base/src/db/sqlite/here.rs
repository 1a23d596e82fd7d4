//! A transaction done on the writer's thread itself.

use rusqlite::Connection;

use super::super::value::{Row, Value};
use super::super::warm::change::{self, Change};
use super::super::{DbError, Sql};
use super::writer::spoiled;
use super::{execute, query};

/// The connection that writes, lent to one transaction.
pub(in crate::db) struct Here {
    pub(super) connection: Connection,
    pub(super) changes: Vec<Change>,
    whole: bool,
}

impl Here {
    pub(super) fn with(connection: Connection) -> Self {
        Self {
            connection,
            changes: Vec::new(),
            whole: true,
        }
    }

    pub(in crate::db) fn query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.run(sql, params, query)
    }

    pub(in crate::db) fn execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, DbError> {
        self.run(sql, params, execute)
    }

    /// Why it cannot be committed, if it cannot.
    pub(in crate::db) fn spoiled(&self) -> Option<DbError> {
        (!self.whole).then(spoiled)
    }

    fn run<T>(
        &mut self,
        sql: Sql,
        params: &[Value],
        work: impl FnOnce(&Connection, &str, &[Value]) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        if !self.whole {
            return Err(spoiled());
        }
        self.changes.extend(change::of(sql.0, params));
        let outcome = work(&self.connection, sql.0, params);
        self.whole = outcome.is_ok();
        outcome
    }
}
