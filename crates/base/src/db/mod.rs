//! One database, two engines: SQLite beside the process or PostgreSQL over the network.
//!
//! Nothing outside this folder and `migrations/` knows that there are two. Statements are written
//! once in the subset both share, with `$1` placeholders bound by number, and take and give
//! owned values. On SQLite a read runs in line on one of a few connections; writes go through one
//! writer thread that flushes waiting transactions together.

mod deed;
mod migrate;
mod postgres;
mod remember;
mod sqlite;
#[cfg(test)]
mod tests;
mod value;
mod warm;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

pub use deed::Doing;
pub use migrate::{Migrated, latest as latest_migration};
pub use remember::Whole;
pub use value::{FromValue, Row, Value};
pub use warm::tables::watched as watched_tables;

use crate::clock::Clock;

/// Where the data lies. Prints no password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL address, `postgres://user:password@host/name`.
    Postgres(String),
}

impl std::fmt::Display for Location {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "SQLite in {}", path.display()),
            Self::Postgres(address) => {
                let place = address.rsplit('@').next().unwrap_or_default();
                let place = place.split(['?', '#']).next().unwrap_or_default();
                let place = place.trim_start_matches("postgresql://");
                write!(
                    out,
                    "PostgreSQL at {}",
                    place.trim_start_matches("postgres://")
                )
            }
        }
    }
}

impl std::fmt::Debug for Location {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, out)
    }
}

/// The text of a statement. Made by [`sql`] from a literal, so that a test can find and
/// prepare every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql(&'static str);

/// Marks a literal as a statement.
pub const fn sql(text: &'static str) -> Sql {
    Sql(text)
}

/// Why a statement did not do its work.
#[derive(Debug, Error)]
pub enum DbError {
    /// The engine cannot be reached, is overloaded, or took too long.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A row of this table with the same unique value is there already.
    #[error("a row with this value is already in {table}")]
    Unique {
        /// The table that refused the row.
        table: String,
    },
    /// The disk is full or cannot be written.
    #[error("the disk took no more: {0}")]
    Full(String),
    /// A cell is missing or of another kind than the code expects.
    #[error("the column {0} is missing or of another kind")]
    Shape(String),
    /// The schema on disk is newer than this program, or was changed by hand.
    #[error("the schema does not fit this program: {0}")]
    Schema(String),
    /// Anything else the engine says.
    #[error("the database refused: {0}")]
    Refused(String),
}

impl DbError {
    /// Whether a unique value of `table` was taken already.
    pub fn is_unique(&self, of: &str) -> bool {
        matches!(self, Self::Unique { table } if table == of)
    }
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    warm: Arc<warm::Warm>,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// A read connection or a write transaction. A transaction that is dropped without
/// [`Conn::commit`] leaves no trace; after an error it can only be dropped.
pub struct Conn {
    inner: Inner,
    warm: Arc<warm::Warm>,
    /// What the whole that is being put together hangs on.
    parts: Option<warm::Parts>,
}

enum Inner {
    SqliteRead(sqlite::Reader),
    SqliteWrite(sqlite::Transaction),
    SqliteHere(sqlite::Here),
    Postgres(postgres::Connection),
}

impl Db {
    /// Opens the database and brings its schema up to date, under a lock.
    ///
    /// # Errors
    /// When it cannot be reached or its schema is newer than this program.
    pub async fn open(location: &Location, clock: &Clock) -> Result<(Self, Migrated), DbError> {
        let db = Self::connect(location).await?;
        let migrated = match &db.engine {
            Engine::Sqlite(sqlite) => sqlite.migrate(clock.now()).await?,
            Engine::Postgres(postgres) => postgres.migrate(clock.now()).await?,
        };
        Ok((db, migrated))
    }

    /// Opens the database as it is, without touching its schema.
    ///
    /// # Errors
    /// When it cannot be opened. A PostgreSQL that is down is only noticed by the first statement.
    pub async fn connect(location: &Location) -> Result<Self, DbError> {
        let warm = Arc::new(warm::Warm::new());
        let engine = match location {
            Location::Sqlite(path) => {
                let opened = sqlite::Sqlite::open(path.clone(), Arc::clone(&warm));
                Engine::Sqlite(opened.await?)
            }
            Location::Postgres(address) => {
                let opened = postgres::Postgres::open(address, Arc::clone(&warm));
                Engine::Postgres(opened?)
            }
        };
        Ok(Self { engine, warm })
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`DbError::Unavailable`].
    pub async fn read(&self) -> Result<Conn, DbError> {
        let inner = match &self.engine {
            Engine::Sqlite(sqlite) => Inner::SqliteRead(sqlite.reader()?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.reader_when_needed()),
        };
        Ok(Conn {
            inner,
            warm: Arc::clone(&self.warm),
            parts: None,
        })
    }

    /// A write transaction. Keep it short: never hash, send or fetch while it is open.
    ///
    /// # Errors
    /// [`DbError::Unavailable`].
    pub async fn write(&self) -> Result<Conn, DbError> {
        let inner = match &self.engine {
            Engine::Sqlite(sqlite) => Inner::SqliteWrite(sqlite.begin().await?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.begin().await?),
        };
        Ok(Conn {
            inner,
            warm: Arc::clone(&self.warm),
            parts: None,
        })
    }

    /// Whether the database answers, asked with the smallest question there is.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        let mut conn = self.read().await?;
        conn.one(sql("SELECT COUNT(*) AS n FROM migrations"), vec![])
            .await
            .map(drop)
    }

    /// The name of the engine, for the operator: `SQLite` or `PostgreSQL`.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Writes a consistent copy of an embedded database to `target`, while it is in use.
    ///
    /// # Errors
    /// When `target` exists, cannot be written, or the engine is PostgreSQL (which has `pg_dump`).
    pub async fn copy_to(&self, target: &Path) -> Result<(), DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(target).await,
            Engine::Postgres(_) => Err(DbError::Refused("use pg_dump for PostgreSQL".to_owned())),
        }
    }

    /// Checks that the engine understands `statement`; for the test that prepares them all.
    ///
    /// # Errors
    /// What the engine says of it.
    pub async fn prepare(&self, statement: &str) -> Result<(), DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reader()?.prepare(statement),
            Engine::Postgres(postgres) => postgres.reader().await?.prepare(statement).await,
        }
    }

    /// The engine's plan for `statement`, a line each; for the test that hot statements use an index.
    ///
    /// # Errors
    /// What the engine says of it.
    pub async fn plan(&self, statement: &str) -> Result<Vec<String>, DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reader()?.plan(statement),
            Engine::Postgres(postgres) => postgres.reader().await?.plan(statement).await,
        }
    }

    /// Every column of the schema as `table.column kind null|not null`, sorted, in words both
    /// engines share; for the test that compares them.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn schema(&self) -> Result<Vec<String>, DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reader()?.schema(),
            Engine::Postgres(postgres) => postgres.reader().await?.schema().await,
        }
    }
}

impl Conn {
    /// All rows of the answer. For point reads and short lists; see [`Conn::list`].
    ///
    /// # Errors
    /// What the engine says.
    pub async fn query(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<Row>, DbError> {
        self.spoil();
        self.ask(sql, params).await
    }

    async fn ask(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<Row>, DbError> {
        match &mut self.inner {
            Inner::SqliteRead(reader) => reader.query(sql, &params),
            Inner::SqliteWrite(transaction) => transaction.query(sql, params).await,
            Inner::SqliteHere(here) => here.query(sql, &params),
            Inner::Postgres(connection) => connection.query(sql, &params).await,
        }
    }

    /// All rows of a long answer: like [`Conn::query`], but never holds up other requests.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn list(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<Row>, DbError> {
        self.spoil();
        match &mut self.inner {
            Inner::SqliteRead(reader) => reader.list(sql, params).await,
            _ => self.query(sql, params).await,
        }
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn optional(&mut self, sql: Sql, params: Vec<Value>) -> Result<Option<Row>, DbError> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// The one row of an answer that always has one, such as a count.
    ///
    /// # Errors
    /// What the engine says; [`DbError::Shape`] when there is no row.
    pub async fn one(&mut self, sql: Sql, params: Vec<Value>) -> Result<Row, DbError> {
        let row = self.optional(sql, params).await?;
        row.ok_or_else(|| DbError::Shape(format!("no row: {}", sql.0)))
    }

    /// Runs a statement; the number of rows it touched.
    ///
    /// # Errors
    /// What the engine says; [`DbError::Refused`] on a read connection.
    pub async fn execute(&mut self, sql: Sql, params: Vec<Value>) -> Result<u64, DbError> {
        match &mut self.inner {
            Inner::SqliteRead(_) => {
                Err(DbError::Refused("a read connection does not write".into()))
            }
            Inner::SqliteWrite(transaction) => transaction.execute(sql, params).await,
            Inner::SqliteHere(here) => here.execute(sql, &params),
            Inner::Postgres(connection) => connection.execute(sql, &params).await,
        }
    }

    /// Ends the transaction. When this returns `Ok` the writes are on disk.
    ///
    /// # Errors
    /// When nothing of the transaction was kept, or, if the connection broke at this very
    /// moment, when it is not known whether it was.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.inner {
            Inner::SqliteRead(_) => Ok(()),
            Inner::SqliteWrite(transaction) => transaction.commit().await,
            Inner::SqliteHere(_) => Err(DbError::Refused("a deed ends by itself".into())),
            Inner::Postgres(connection) => connection.commit().await,
        }
    }
}
