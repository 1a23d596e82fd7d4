//! PostgreSQL: a pool of connections with their statements prepared once.

mod listen;
mod tls;

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, NoTls};

use super::migrate::{self, Migrated};
use super::value::{Row, Value};
use super::warm::Warm;
use super::warm::change::{self, Change};
use super::warm::watch::told;
use super::{DbError, Sql};
use crate::clock::Time;

const CONNECTIONS: usize = 16;
/// How long a request waits for a connection before it is told that the database is down.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
    config: Arc<Config>,
    warm: Arc<Warm>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Postgres")
    }
}

impl Postgres {
    pub(super) fn open(address: &str, warm: Arc<Warm>) -> Result<Self, DbError> {
        let mut config: Config = address
            .parse()
            .map_err(|cause: tokio_postgres::Error| error(&cause))?;
        config
            .connect_timeout(PATIENCE)
            .application_name("vestibule");
        // Compiling a plan costs more than any statement of ours takes to run.
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{options} -c jit=off").trim());
        tls::choose_mode(&mut config, address);
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match tls::connector(&config)? {
            Some(tls) => Manager::from_config(config.clone(), tls, recycling),
            None => Manager::from_config(config.clone(), NoTls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|cause| DbError::Unavailable(cause.to_string()))?;
        Ok(Self {
            pool,
            config: Arc::new(config),
            warm,
        })
    }

    pub(super) async fn reader(&self) -> Result<Connection, DbError> {
        let mut connection = self.reader_when_needed();
        connection.come_by().await?;
        Ok(connection)
    }

    /// One that takes its connection from the pool at its first statement: what is answered from
    /// memory needs none.
    pub(super) fn reader_when_needed(&self) -> Connection {
        Connection {
            pool: self.pool.clone(),
            client: None,
            state: State::Reading,
            unsaid: false,
            warm: Arc::clone(&self.warm),
            changes: Vec::new(),
        }
    }

    /// A transaction; that it begins is said together with its first statement, in one way there and
    /// back.
    pub(super) async fn begin(&self) -> Result<Connection, DbError> {
        let mut connection = self.reader().await?;
        connection.state = State::Open;
        connection.unsaid = true;
        Ok(connection)
    }

    pub(super) async fn migrate(&self, now: Time) -> Result<Migrated, DbError> {
        let connection = self.reader().await?;
        migrate::postgres(connection.client()?, now).await
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Open,
    Spoiled,
}

/// A connection of the pool; an open transaction is rolled back when it is dropped.
pub(super) struct Connection {
    pool: Pool,
    client: Option<Object>,
    state: State,
    /// Whether the server has yet to hear that the transaction begins.
    unsaid: bool,
    warm: Arc<Warm>,
    changes: Vec<Change>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let has_begun = self.state != State::Reading && !self.unsaid;
        let (Some(client), true) = (self.client.take(), has_begun) else {
            return;
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if client.batch_execute("ROLLBACK").await.is_err() {
                        drop(Object::take(client));
                    }
                });
            }
            Err(_) => drop(Object::take(client)),
        }
    }
}

impl Connection {
    fn client(&self) -> Result<&Object, DbError> {
        let lost = || DbError::Unavailable("the connection was lost".to_owned());
        self.client.as_ref().ok_or_else(lost)
    }

    async fn come_by(&mut self) -> Result<(), DbError> {
        if self.client.is_none() {
            let client = self.pool.get().await.map_err(|cause| match cause {
                deadpool_postgres::PoolError::Backend(cause) => DbError::Unavailable(words(&cause)),
                other => DbError::Unavailable(other.to_string()),
            })?;
            self.client = Some(client);
        }
        Ok(())
    }

    pub(super) fn only_reads(&self) -> bool {
        self.state == State::Reading
    }

    pub(super) async fn query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, DbError> {
        if self.state == State::Reading {
            self.come_by().await?;
        } else {
            self.changes.extend(change::of(sql.0, params));
        }
        let outcome = self.try_query(sql, params).await;
        self.note(outcome)
    }

    pub(super) async fn execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, DbError> {
        if self.state == State::Reading {
            return Err(DbError::Refused(
                "a read connection does not write".to_owned(),
            ));
        }
        self.changes.extend(change::of(sql.0, params));
        let outcome = self.try_execute(sql, params).await;
        self.note(outcome)
    }

    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        if self.state == State::Spoiled {
            return Err(DbError::Refused(
                "an earlier statement went wrong".to_owned(),
            ));
        }
        let open = self.state == State::Open && !self.unsaid;
        if !open {
            return Ok(());
        }
        // One way there and back. Should nobody wait for the answer any more, the channel tells us
        // as it tells others.
        let words = if self.changes.is_empty() {
            "COMMIT".to_owned()
        } else {
            let (channel, changes) = (listen::CHANNEL, told(&self.changes));
            format!("NOTIFY {channel}, '{changes}'; COMMIT")
        };
        let outcome = self.client()?.batch_execute(&words).await;
        // Before anybody hears that it is done, and whatever became of it.
        self.warm.changed(&self.changes);
        outcome.map_err(|e| error(&e))?;
        self.state = State::Reading;
        Ok(())
    }

    pub(super) async fn prepare(&self, statement: &str) -> Result<(), DbError> {
        self.client()?
            .prepare(statement)
            .await
            .map(drop)
            .map_err(|e| error(&e))
    }

    pub(super) async fn plan(&self, statement: &str) -> Result<Vec<String>, DbError> {
        // A generic plan needs no values; sequential scans are dear so that small test tables
        // show whether an index could serve.
        let text = format!("EXPLAIN (GENERIC_PLAN) {statement}");
        let client = self.client()?;
        let fallback = format!("EXPLAIN {statement}");
        let version: i64 = client
            .query_one("SELECT current_setting('server_version_num')::bigint", &[])
            .await
            .and_then(|row| row.try_get(0))
            .map_err(|e| error(&e))?;
        client
            .batch_execute("SET enable_seqscan = off")
            .await
            .map_err(|e| error(&e))?;
        let text = if version >= 160_000 {
            text
        } else {
            with_nulls(&fallback)
        };
        let rows = client.simple_query(&text).await.map_err(|e| error(&e))?;
        client
            .batch_execute("RESET enable_seqscan")
            .await
            .map_err(|e| error(&e))?;
        Ok(rows
            .iter()
            .filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect())
    }

    pub(super) async fn schema(&mut self) -> Result<Vec<String>, DbError> {
        let rows = self
            .query(
                Sql("SELECT table_name || '.' || column_name || ' ' || \
                     CASE data_type WHEN 'bigint' THEN 'BIGINT' WHEN 'text' THEN 'TEXT' \
                     WHEN 'bytea' THEN 'BLOB' ELSE data_type END || \
                     CASE is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END AS line \
                     FROM information_schema.columns WHERE table_schema = current_schema() \
                     ORDER BY 1"),
                &[],
            )
            .await?;
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| row.text("line"))
            .collect::<Result<_, _>>()?;
        lines.sort();
        Ok(lines)
    }

    async fn try_query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let unsaid = std::mem::take(&mut self.unsaid);
        let client = self.client()?;
        let begun = begun(client, unsaid);
        let statement = client.prepare_cached(sql.0).await.map_err(|e| error(&e))?;
        let wanted = statement.params().len();
        let bound = references(params, wanted)?;
        let (begun, rows) = tokio::join!(biased; begun, client.query(&statement, &bound));
        begun?;
        let rows = rows.map_err(|e| error(&e))?;
        let columns: Arc<[String]> = statement
            .columns()
            .iter()
            .map(|c| c.name().to_owned())
            .collect::<Vec<_>>()
            .into();
        rows.iter()
            .map(|row| {
                let cells = (0..row.len())
                    .map(|place| cell(row, place))
                    .collect::<Result<_, _>>();
                Ok(Row::new(Arc::clone(&columns), cells?))
            })
            .collect()
    }

    async fn try_execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, DbError> {
        let unsaid = std::mem::take(&mut self.unsaid);
        let client = self.client()?;
        let begun = begun(client, unsaid);
        let statement = client.prepare_cached(sql.0).await.map_err(|e| error(&e))?;
        let bound = references(params, statement.params().len())?;
        let (begun, touched) = tokio::join!(biased; begun, client.execute(&statement, &bound));
        begun?;
        touched.map_err(|e| error(&e))
    }

    fn note<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        if outcome.is_err() && self.state == State::Open {
            self.state = State::Spoiled;
        }
        outcome
    }
}

/// Says that a transaction begins, if that is still to be said. The server hears what is said first before
/// what is said after it.
async fn begun(client: &Object, unsaid: bool) -> Result<(), DbError> {
    if unsaid {
        client.batch_execute("BEGIN").await.map_err(|e| error(&e))?;
    }
    Ok(())
}

/// Puts NULL for every placeholder: PostgreSQL 15 cannot plan a statement without values.
fn with_nulls(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut rest = statement.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter == '$' && rest.peek().is_some_and(char::is_ascii_digit) {
            while rest.peek().is_some_and(char::is_ascii_digit) {
                rest.next();
            }
            out.push_str("NULL");
        } else {
            out.push(letter);
        }
    }
    out
}

fn references(params: &[Value], wanted: usize) -> Result<Vec<&(dyn ToSql + Sync)>, DbError> {
    let given = params.get(..wanted);
    let given = given.ok_or_else(|| DbError::Refused("a parameter is missing".to_owned()))?;
    Ok(given
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect())
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *kind == Type::INT4 => i32::try_from(*n)?.to_sql(kind, out),
            Self::Int(n) if *kind == Type::INT8 => n.to_sql(kind, out),
            Self::Text(text) if <&str as ToSql>::accepts(kind) => text.to_sql(kind, out),
            Self::Blob(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            _ => Err(format!("a value of another kind than {kind} was bound").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn cell(row: &tokio_postgres::Row, place: usize) -> Result<Value, DbError> {
    let kind = row.columns().get(place).map(tokio_postgres::Column::type_);
    let shape = |cause: tokio_postgres::Error| DbError::Shape(cause.to_string());
    let value = match kind {
        Some(&Type::INT8) => row
            .try_get::<_, Option<i64>>(place)
            .map_err(shape)?
            .map(Value::Int),
        Some(&Type::INT4) => row
            .try_get::<_, Option<i32>>(place)
            .map_err(shape)?
            .map(|n| Value::Int(n.into())),
        Some(&Type::BOOL) => row
            .try_get::<_, Option<bool>>(place)
            .map_err(shape)?
            .map(|yes| Value::Int(yes.into())),
        Some(&Type::BYTEA) => row
            .try_get::<_, Option<Vec<u8>>>(place)
            .map_err(shape)?
            .map(Value::Blob),
        Some(kind) if <&str as tokio_postgres::types::FromSql<'_>>::accepts(kind) => row
            .try_get::<_, Option<String>>(place)
            .map_err(shape)?
            .map(Value::Text),
        other => return Err(DbError::Shape(format!("a cell of kind {other:?}"))),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn words(cause: &tokio_postgres::Error) -> String {
    match cause.source() {
        Some(inner) => format!("{cause}: {inner}"),
        None => cause.to_string(),
    }
}

pub(super) fn error(cause: &tokio_postgres::Error) -> DbError {
    let Some(said) = cause.as_db_error() else {
        return DbError::Unavailable(words(cause));
    };
    let code = said.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return DbError::Unique {
            table: said.table().unwrap_or_default().to_owned(),
        };
    }
    let class = code.code().get(..2).unwrap_or_default();
    match class {
        "53" if *code == SqlState::DISK_FULL => DbError::Full(said.message().to_owned()),
        // Resources, operator intervention, connection and system trouble, deadlock and such.
        "08" | "53" | "57" | "58" | "40" => DbError::Unavailable(said.message().to_owned()),
        _ => DbError::Refused(format!("{} ({})", said.message(), code.code())),
    }
}
