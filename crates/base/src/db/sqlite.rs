//! SQLite: readers in line, one writer thread with group commit.

mod here;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};

use super::deed::Deed;
use super::migrate::{self, Migrated};
use super::value::{Row, Value};
use super::warm::Warm;
use super::{DbError, Sql};
use crate::clock::Time;

pub(super) use here::Here;
pub(super) use writer::Transaction;

/// Idle readers kept open.
const READERS_KEPT: usize = 8;
/// How long a statement waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(5);

#[derive(Clone, Debug)]
pub(super) struct Sqlite {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    writer: writer::Writer,
}

impl Sqlite {
    pub(super) async fn open(path: PathBuf, warm: Arc<Warm>) -> Result<Self, DbError> {
        let path = Arc::new(path);
        let file = Arc::clone(&path);
        let connection = tokio::task::spawn_blocking(move || open_writing(&file))
            .await
            .map_err(|gone| DbError::Unavailable(gone.to_string()))??;
        Ok(Self {
            path,
            idle: Arc::default(),
            writer: writer::Writer::start(connection, warm)?,
        })
    }

    pub(super) fn reader(&self) -> Result<Reader, DbError> {
        let kept = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open_reading(&self.path)?,
        };
        Ok(Reader {
            connection: Some(connection),
            home: Arc::clone(&self.idle),
        })
    }

    pub(super) async fn begin(&self) -> Result<Transaction, DbError> {
        self.writer.begin().await
    }

    pub(super) fn entrust(&self, deed: Deed) -> Result<(), DbError> {
        self.writer.entrust(deed)
    }

    /// Notices what other processes have written.
    pub(super) async fn look(&self) {
        self.writer.look().await;
    }

    pub(super) async fn migrate(&self, now: Time) -> Result<Migrated, DbError> {
        let path = Arc::clone(&self.path);
        tokio::task::spawn_blocking(move || migrate::sqlite(&mut open_writing(&path)?, now))
            .await
            .map_err(|gone| DbError::Unavailable(gone.to_string()))?
    }

    pub(super) async fn copy_to(&self, target: &Path) -> Result<(), DbError> {
        let (path, target) = (
            Arc::clone(&self.path),
            target.to_string_lossy().into_owned(),
        );
        tokio::task::spawn_blocking(move || {
            open_reading(&path)?
                .execute("VACUUM INTO ?1", [target])
                .map_err(|e| error(&e))?;
            Ok(())
        })
        .await
        .map_err(|gone| DbError::Unavailable(gone.to_string()))?
    }
}

fn open_writing(path: &Path) -> Result<Connection, DbError> {
    let connection = Connection::open(path).map_err(|e| error(&e))?;
    prepare_connection(&connection)?;
    // What a savepoint could have to put back is kept in memory, not in a file beside the database.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA temp_store = MEMORY;",
        )
        .map_err(|e| error(&e))?;
    Ok(connection)
}

fn open_reading(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| error(&e))?;
    prepare_connection(&connection)?;
    Ok(connection)
}

fn prepare_connection(connection: &Connection) -> Result<(), DbError> {
    connection.busy_timeout(BUSY).map_err(|e| error(&e))?;
    // A plan that hangs on the values bound is made anew whenever they change: at each request.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|e| error(&e))?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// A read connection, given back when dropped.
pub(super) struct Reader {
    connection: Option<Connection>,
    home: Arc<Mutex<Vec<Connection>>>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let mut idle = self.home.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < READERS_KEPT {
                idle.push(connection);
            }
        }
    }
}

impl Reader {
    fn connection(&self) -> Result<&Connection, DbError> {
        let lost = || DbError::Unavailable("the read connection was lost".to_owned());
        self.connection.as_ref().ok_or_else(lost)
    }

    pub(super) fn query(&self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, DbError> {
        query(self.connection()?, sql.0, params)
    }

    pub(super) async fn list(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<Row>, DbError> {
        let lost = || DbError::Unavailable("the read connection was lost".to_owned());
        let connection = self.connection.take().ok_or_else(lost)?;
        let work = move || {
            let rows = query(&connection, sql.0, &params);
            (connection, rows)
        };
        let (connection, rows) = tokio::task::spawn_blocking(work)
            .await
            .map_err(|gone| DbError::Unavailable(gone.to_string()))?;
        self.connection = Some(connection);
        rows
    }

    pub(super) fn prepare(&self, statement: &str) -> Result<(), DbError> {
        self.connection()?
            .prepare(statement)
            .map(drop)
            .map_err(|e| error(&e))
    }

    pub(super) fn plan(&self, statement: &str) -> Result<Vec<String>, DbError> {
        let text = format!("EXPLAIN QUERY PLAN {statement}");
        let mut prepared = self.connection()?.prepare(&text).map_err(|e| error(&e))?;
        let rows = prepared
            .query_map([], |row| row.get(3))
            .map_err(|e| error(&e))?;
        rows.collect::<Result<_, _>>().map_err(|e| error(&e))
    }

    pub(super) fn schema(&self) -> Result<Vec<String>, DbError> {
        let rows = query(
            self.connection()?,
            "SELECT m.name || '.' || c.name || ' ' || c.type || \
             CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' not null' ELSE ' null' END AS line \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1",
            &[],
        )?;
        rows.iter().map(|row| row.text("line")).collect()
    }
}

/// Runs a statement and collects its rows.
fn query(connection: &Connection, text: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
    let mut statement = bound(connection, text, params)?;
    let columns: Arc<[String]> = statement
        .column_names()
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into();
    let width = columns.len();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|e| error(&e))? {
        let cells = (0..width)
            .map(|place| cell(row.get_ref(place).map_err(|e| error(&e))?))
            .collect::<Result<_, DbError>>()?;
        found.push(Row::new(Arc::clone(&columns), cells));
    }
    Ok(found)
}

/// Runs a statement that gives no rows; the number of rows it touched.
fn execute(connection: &Connection, text: &str, params: &[Value]) -> Result<u64, DbError> {
    let mut statement = bound(connection, text, params)?;
    let touched = statement.raw_execute().map_err(|e| error(&e))?;
    Ok(u64::try_from(touched).unwrap_or(u64::MAX))
}

/// Prepares and binds. `$2` is a name to SQLite, numbered by first appearance, so each is
/// bound by the number in its name.
fn bound<'c>(
    connection: &'c Connection,
    text: &str,
    params: &[Value],
) -> Result<CachedStatement<'c>, DbError> {
    let mut statement = connection.prepare_cached(text).map_err(|e| error(&e))?;
    for place in 1..=statement.parameter_count() {
        let value = statement
            .parameter_name(place)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok())
            .and_then(|number| params.get(number.checked_sub(1)?))
            .ok_or_else(|| DbError::Refused(format!("a parameter is missing: {text}")))?;
        match value {
            Value::Null => statement.raw_bind_parameter(place, rusqlite::types::Null),
            Value::Int(n) => statement.raw_bind_parameter(place, n),
            Value::Text(text) => statement.raw_bind_parameter(place, text),
            Value::Blob(bytes) => statement.raw_bind_parameter(place, bytes),
        }
        .map_err(|e| error(&e))?;
    }
    Ok(statement)
}

fn cell(value: ValueRef<'_>) -> Result<Value, DbError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(n) => Ok(Value::Int(n)),
        ValueRef::Blob(bytes) => Ok(Value::Blob(bytes.to_vec())),
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec())
            .map(Value::Text)
            .map_err(|_| DbError::Shape("text that is not UTF-8".to_owned())),
        ValueRef::Real(_) => Err(DbError::Shape("a fraction".to_owned())),
    }
}

fn error(cause: &rusqlite::Error) -> DbError {
    let words = cause.to_string();
    let code = cause.sqlite_error_code();
    if let Some(columns) = words.strip_prefix("UNIQUE constraint failed: ") {
        let table = columns.split('.').next().unwrap_or_default().to_owned();
        return DbError::Unique { table };
    }
    match code {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
            DbError::Full(words)
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::CannotOpen) => {
            DbError::Unavailable(words)
        }
        _ => DbError::Refused(words),
    }
}
