//! Migrations: numbered files, forward only, applied once under a lock.

use rusqlite::{Connection, TransactionBehavior};
use rust_embed::RustEmbed;

use super::DbError;
use crate::clock::Time;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../migrations"]
struct Files;

/// What opening the database did to its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The last migration before; 0 for a fresh database.
    pub from: i64,
    /// The last migration now.
    pub to: i64,
}

impl Migrated {
    /// Whether there was no schema at all before.
    pub fn is_fresh(&self) -> bool {
        self.from == 0
    }
}

struct Migration {
    number: i64,
    name: String,
    text: String,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations \
     (number BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
/// Any number will do, so long as every Vestibule takes the same one.
const LOCK: i64 = 0x0076_6573_7469_6275;

/// The number of the newest migration this program carries.
pub fn latest() -> i64 {
    migrations("sqlite/")
        .last()
        .map_or(0, |migration| migration.number)
}

fn migrations(folder: &str) -> Vec<Migration> {
    let mut found: Vec<Migration> = Files::iter()
        .filter_map(|path| {
            let name = path.strip_prefix(folder)?.strip_suffix(".sql")?.to_owned();
            let number = name.split('_').next()?.parse().ok()?;
            let text = String::from_utf8(Files::get(&path)?.data.into_owned()).ok()?;
            Some(Migration { number, name, text })
        })
        .collect();
    found.sort_by_key(|migration| migration.number);
    found
}

/// Those still to be applied, given the names of those that were.
fn outstanding(
    folder: &str,
    applied: &[(i64, String)],
) -> Result<(Vec<Migration>, Migrated), DbError> {
    let known = migrations(folder);
    for (number, name) in applied {
        if !known.iter().any(|migration| migration.name == *name) {
            return Err(DbError::Schema(format!(
                "migration {number} ({name}) is not part of this version; a newer one was here"
            )));
        }
    }
    let from = applied.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let to = known.last().map_or(0, |migration| migration.number);
    let rest = known
        .into_iter()
        .filter(|one| applied.iter().all(|(done, _)| *done != one.number));
    Ok((rest.collect(), Migrated { from, to }))
}

pub(super) fn sqlite(connection: &mut Connection, now: Time) -> Result<Migrated, DbError> {
    let wrong = |cause: rusqlite::Error| DbError::Schema(cause.to_string());
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(wrong)?;
    transaction.execute_batch(TABLE).map_err(wrong)?;
    let applied: Vec<(i64, String)> = transaction
        .prepare("SELECT number, name FROM migrations ORDER BY number")
        .and_then(|mut all| {
            all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()
        })
        .map_err(wrong)?;
    let (rest, migrated) = outstanding("sqlite/", &applied)?;
    for migration in rest {
        let failed = |cause: rusqlite::Error| {
            DbError::Schema(format!("migration {}: {cause}", migration.name))
        };
        transaction.execute_batch(&migration.text).map_err(failed)?;
        transaction
            .execute(
                "INSERT INTO migrations (number, name, applied_at) VALUES (?1, ?2, ?3)",
                (migration.number, &migration.name, now.as_micros()),
            )
            .map_err(failed)?;
    }
    transaction.commit().map_err(wrong)?;
    Ok(migrated)
}

pub(super) async fn postgres(
    client: &tokio_postgres::Client,
    now: Time,
) -> Result<Migrated, DbError> {
    let lock = format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK}); {TABLE}");
    let outcome = async {
        client
            .batch_execute(&lock)
            .await
            .map_err(|e| super::postgres::error(&e))?;
        apply(client, now).await
    }
    .await;
    let end = if outcome.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    client
        .batch_execute(end)
        .await
        .map_err(|e| super::postgres::error(&e))?;
    outcome
}

async fn apply(client: &tokio_postgres::Client, now: Time) -> Result<Migrated, DbError> {
    let wrong = |cause: tokio_postgres::Error| super::postgres::error(&cause);
    let rows = client
        .query("SELECT number, name FROM migrations ORDER BY number", &[])
        .await
        .map_err(wrong)?;
    let applied = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<Vec<(i64, String)>, _>>()
        .map_err(wrong)?;
    let (rest, migrated) = outstanding("postgres/", &applied)?;
    for migration in rest {
        client
            .batch_execute(&migration.text)
            .await
            .map_err(|cause| {
                DbError::Schema(format!(
                    "migration {}: {}",
                    migration.name,
                    super::postgres::error(&cause)
                ))
            })?;
        client
            .execute(
                "INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                &[&migration.number, &migration.name, &now.as_micros()],
            )
            .await
            .map_err(wrong)?;
    }
    Ok(migrated)
}
