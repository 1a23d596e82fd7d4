//! Fresh databases for store tests: SQLite always, PostgreSQL where the test command started one.
//!
//! Only behind the feature `testing`, which no product build has.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::db::{Db, Location};
use crate::random::Randomness;

/// A fresh, migrated database; a SQLite file is removed when this is dropped.
#[derive(Debug)]
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Where it lies, to open it once more.
    pub location: Location,
    folder: PathBuf,
}

impl TestDb {
    /// A folder of this test's own.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// One fresh database on each engine there is.
pub async fn databases() -> Vec<TestDb> {
    let mut all = vec![sqlite().await];
    all.extend(postgres().await);
    all
}

/// A fresh SQLite database.
pub async fn sqlite() -> TestDb {
    let folder = fresh_folder();
    let location = Location::Sqlite(folder.join("test.db"));
    open(location, folder).await
}

/// A fresh PostgreSQL database on the server that `VESTIBULE_TEST_POSTGRES` names
/// (`postgres://user@host:port`), if it names one.
pub async fn postgres() -> Option<TestDb> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test command says where its server is"
    )]
    let server = std::env::var("VESTIBULE_TEST_POSTGRES").ok()?;
    let name = format!(
        "t{}",
        Randomness::system()
            .token()
            .to_lowercase()
            .replace('-', "_")
    );
    let (client, connection) =
        tokio_postgres::connect(&format!("{server}/postgres"), tokio_postgres::NoTls)
            .await
            .unwrap_or_else(|cause| panic!("no PostgreSQL at {server}: {cause}"));
    let driver = tokio::spawn(connection);
    client
        .batch_execute(&format!("CREATE DATABASE \"{name}\""))
        .await
        .unwrap_or_else(|cause| panic!("no database made: {cause}"));
    drop(client);
    let _ = driver.await;
    Some(
        open(
            Location::Postgres(format!("{server}/{name}")),
            fresh_folder(),
        )
        .await,
    )
}

/// The mail server that the test command started, if `VESTIBULE_TEST_SMTP` names one
/// (`host:port`).
pub fn smtp_sink() -> Option<(String, u16)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test command says where its mail server is"
    )]
    let place = std::env::var("VESTIBULE_TEST_SMTP").ok()?;
    let (host, port) = place.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
}

async fn open(location: Location, folder: PathBuf) -> TestDb {
    match Db::open(&location, &Clock::system()).await {
        Ok((db, _)) => TestDb {
            db,
            location,
            folder,
        },
        Err(cause) => panic!("no test database: {cause}"),
    }
}

fn fresh_folder() -> PathBuf {
    let name = format!("vestibule-test-{}", Randomness::system().token());
    let folder = std::env::temp_dir().join(name);
    match std::fs::create_dir_all(&folder) {
        Ok(()) => folder,
        Err(cause) => panic!("no test folder: {cause}"),
    }
}
