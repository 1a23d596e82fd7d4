//! The writer thread: transactions one after another, flushed to disk together.
//!
//! Each transaction is a savepoint inside one outer transaction. While others wait, the outer one
//! stays open for up to [`GROUP_TIME`]; then one flush makes all of them durable and only then is
//! each of them answered. A flush takes milliseconds, so a hundred writers cost one flush, not a
//! hundred.
//!
//! A transaction comes in one of two forms: as a line over which its statements are asked for one by
//! one, or whole, as a [`Deed`] that is done on this thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::deed::{Deed, Kept};
use super::super::value::{Row, Value};
use super::super::warm::Warm;
use super::super::warm::change::{self, Change};
use super::super::warm::watch::TRUST;
use super::super::{Conn, DbError, Inner, Sql};
use super::{Here, execute, query};
use crate::clock::Clock;

/// Transactions that may wait; more are told that the database is busy.
const QUEUE: usize = 4096;
/// How long a group stays open for further transactions once the first has asked to commit.
const GROUP_TIME: Duration = Duration::from_millis(2);
/// How long a transaction may leave the writer waiting for its next statement.
const IDLE: Duration = Duration::from_secs(5);

type Answer<T> = oneshot::Sender<Result<T, DbError>>;

/// Whoever waits to hear whether the flush kept what they committed.
enum Waiting {
    OnLine(Answer<()>),
    OfDeed(Kept),
}

impl Waiting {
    fn hear(self, outcome: Result<(), DbError>) {
        match self {
            // Nobody has to be there to hear it.
            Self::OnLine(answer) => drop(answer.send(outcome)),
            Self::OfDeed(answer) => answer(outcome),
        }
    }
}

enum Ask {
    Query(Sql, Vec<Value>, Answer<Vec<Row>>),
    Execute(Sql, Vec<Value>, Answer<u64>),
    Commit(Answer<()>),
}

/// What the thread is asked for.
enum Wanted {
    Transaction(Receiver<Ask>),
    Deed(Deed),
    /// To notice whether another process has written.
    Look(oneshot::Sender<()>),
}

#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Wanted>,
}

impl Writer {
    pub(super) fn start(connection: Connection, warm: Arc<Warm>) -> Result<Self, DbError> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                Work {
                    connection: Some(connection),
                    waiting,
                    clock: Clock::system(),
                    warm,
                    changes: Vec::new(),
                    seen: None,
                }
                .run()
            })
            .map_err(|cause| DbError::Unavailable(cause.to_string()))?;
        Ok(Self { queue })
    }

    pub(super) async fn begin(&self) -> Result<Transaction, DbError> {
        let (asks, heard) = channel();
        let wanted = Wanted::Transaction(heard);
        self.queue.try_send(wanted).map_err(|_| busy())?;
        Ok(Transaction { asks })
    }

    /// Hands a whole transaction over.
    pub(super) fn entrust(&self, deed: Deed) -> Result<(), DbError> {
        self.queue.try_send(Wanted::Deed(deed)).map_err(|_| busy())
    }

    /// Notices what other processes have written; a thread that is too busy to look vouches for
    /// nothing.
    pub(super) async fn look(&self) {
        let (done, looked) = oneshot::channel();
        if self.queue.try_send(Wanted::Look(done)).is_ok() {
            drop(looked.await);
        }
    }
}

/// A write transaction; dropping it rolls it back.
pub(in crate::db) struct Transaction {
    asks: Sender<Ask>,
}

impl Transaction {
    pub(in crate::db) async fn query(
        &self,
        sql: Sql,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        self.ask(|answer| Ask::Query(sql, params, answer)).await
    }

    pub(in crate::db) async fn execute(
        &self,
        sql: Sql,
        params: Vec<Value>,
    ) -> Result<u64, DbError> {
        self.ask(|answer| Ask::Execute(sql, params, answer)).await
    }

    pub(in crate::db) async fn commit(self) -> Result<(), DbError> {
        self.ask(Ask::Commit).await
    }

    async fn ask<T>(&self, make: impl FnOnce(Answer<T>) -> Ask) -> Result<T, DbError> {
        let (answer, heard) = oneshot::channel();
        self.asks.send(make(answer)).map_err(|_| timed_out())?;
        heard.await.map_err(|_| timed_out())?
    }
}

fn busy() -> DbError {
    DbError::Unavailable("too many writes are waiting".to_owned())
}

fn timed_out() -> DbError {
    DbError::Unavailable("the transaction was ended: it took too long".to_owned())
}

fn lost() -> DbError {
    DbError::Unavailable("the connection that writes was lost".to_owned())
}

pub(super) fn spoiled() -> DbError {
    DbError::Refused("an earlier statement of this transaction went wrong".to_owned())
}

struct Work {
    /// Lent to a deed while it is done.
    connection: Option<Connection>,
    waiting: mpsc::Receiver<Wanted>,
    clock: Clock,
    warm: Arc<Warm>,
    /// What the open group has changed.
    changes: Vec<Change>,
    /// The version of the data when others were last looked for.
    seen: Option<i64>,
}

impl Work {
    fn run(mut self) {
        while let Some(first) = self.waiting.blocking_recv() {
            match first {
                Wanted::Look(done) => self.look(done),
                first => self.group(first),
            }
        }
    }

    fn connection(&self) -> Result<&Connection, DbError> {
        self.connection.as_ref().ok_or_else(lost)
    }

    fn is_in_transaction(&self) -> bool {
        self.connection()
            .is_ok_and(|connection| !connection.is_autocommit())
    }

    /// SQLite counts, for each connection, the commits of all others.
    fn look(&mut self, done: oneshot::Sender<()>) {
        let since = self.clock.monotonic();
        let asked = self
            .connection()
            .map(|connection| connection.query_row("PRAGMA data_version", [], |row| row.get(0)));
        if let Ok(Ok(version)) = asked {
            if self.seen.replace(version) != Some(version) {
                self.warm.changed(&[Change::All]);
            }
            self.warm.trust_for(TRUST, since);
        }
        let _ = done.send(());
    }

    /// One outer transaction: `first`, and whoever waits by then.
    fn group(&mut self, first: Wanted) {
        let mut committed = Vec::new();
        let outcome = self
            .fill(first, &mut committed)
            .and_then(|()| self.run_sql("COMMIT"));
        if outcome.is_err() && self.is_in_transaction() {
            // Nothing more can be done if this fails too: the next BEGIN will say so.
            let _ = self.run_sql("ROLLBACK");
        }
        // Before anybody hears that it is done, and whatever became of it.
        self.warm.changed(&self.changes);
        self.changes.clear();
        for one in committed {
            one.hear(match &outcome {
                Ok(()) => Ok(()),
                Err(DbError::Full(words)) => Err(DbError::Full(words.clone())),
                Err(other) => Err(DbError::Unavailable(other.to_string())),
            });
        }
    }

    fn fill(&mut self, first: Wanted, committed: &mut Vec<Waiting>) -> Result<(), DbError> {
        if let Err(cause) = self.run_sql("BEGIN IMMEDIATE") {
            refuse(first, &cause);
            return Err(cause);
        }
        let mut opened = None;
        let mut next = Some(first);
        while let Some(wanted) = next {
            if let Some(one) = self.transaction(wanted)? {
                committed.push(one);
                opened.get_or_insert_with(|| self.clock.monotonic());
            }
            next = match opened {
                Some(since) if since.elapsed() >= GROUP_TIME => None,
                _ => self.next(),
            };
        }
        Ok(())
    }

    /// The next transaction that waits already.
    fn next(&mut self) -> Option<Wanted> {
        loop {
            match self.waiting.try_recv().ok()? {
                Wanted::Look(done) => self.look(done),
                wanted => return Some(wanted),
            }
        }
    }

    /// Serves one transaction; whom to tell after the flush when it committed.
    ///
    /// # Errors
    /// When the outer transaction is lost, and with it all that was in it.
    fn transaction(&mut self, wanted: Wanted) -> Result<Option<Waiting>, DbError> {
        self.run_sql("SAVEPOINT one")?;
        let commit = match wanted {
            Wanted::Transaction(asks) => self.on_line(&asks)?.map(Waiting::OnLine),
            Wanted::Deed(deed) => self.whole(deed)?.map(Waiting::OfDeed),
            Wanted::Look(_) => None,
        };
        if commit.is_none() {
            self.run_sql("ROLLBACK TO one")?;
        }
        self.run_sql("RELEASE one")?;
        Ok(commit)
    }

    /// Lends the connection to a deed.
    fn whole(&mut self, deed: Deed) -> Result<Option<Kept>, DbError> {
        let connection = self.connection.take().ok_or_else(lost)?;
        let mut conn = Conn {
            inner: Inner::SqliteHere(Here::with(connection)),
            warm: Arc::clone(&self.warm),
            parts: None,
        };
        let kept = deed(Ok(&mut conn));
        let Inner::SqliteHere(here) = conn.inner else {
            return Err(lost());
        };
        self.changes.extend(here.changes);
        let connection = self.connection.insert(here.connection);
        if !connection.is_autocommit() {
            return Ok(kept);
        }
        // A full disk makes SQLite give up the outer transaction, not only the statement.
        let given_up = || DbError::Full("the transaction was given up".to_owned());
        if let Some(kept) = kept {
            kept(Err(given_up()));
        }
        Err(given_up())
    }

    /// Serves the statements that come over a line, one by one.
    fn on_line(&mut self, asks: &Receiver<Ask>) -> Result<Option<Answer<()>>, DbError> {
        let mut whole = true;
        let commit = loop {
            match asks.recv_timeout(IDLE) {
                Ok(Ask::Query(sql, params, answer)) => {
                    self.changes.extend(change::of(sql.0, &params));
                    let work = |c: &Connection| query(c, sql.0, &params);
                    whole = self.serve(whole, answer, work)?;
                }
                Ok(Ask::Execute(sql, params, answer)) => {
                    self.changes.extend(change::of(sql.0, &params));
                    let work = |c: &Connection| execute(c, sql.0, &params);
                    whole = self.serve(whole, answer, work)?;
                }
                Ok(Ask::Commit(answer)) if whole => break Some(answer),
                Ok(Ask::Commit(answer)) => {
                    let _ = answer.send(Err(spoiled()));
                    break None;
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break None,
            }
        };
        Ok(commit)
    }

    /// Runs one statement and answers it; whether the transaction is still whole.
    fn serve<T>(
        &self,
        whole: bool,
        answer: Answer<T>,
        work: impl FnOnce(&Connection) -> Result<T, DbError>,
    ) -> Result<bool, DbError> {
        if !whole {
            let _ = answer.send(Err(spoiled()));
            return Ok(false);
        }
        let connection = self.connection()?;
        let outcome = work(connection);
        let went_well = outcome.is_ok();
        // A full disk makes SQLite give up the outer transaction, not only the statement.
        let lost = outcome
            .as_ref()
            .err()
            .filter(|_| connection.is_autocommit());
        let lost = lost.map(|cause| DbError::Full(cause.to_string()));
        let _ = answer.send(outcome);
        lost.map_or(Ok(went_well), Err)
    }

    /// The few words around transactions, prepared once.
    fn run_sql(&self, text: &str) -> Result<(), DbError> {
        execute(self.connection()?, text, &[]).map(drop)
    }
}

/// Tells a transaction that could not begin why: at its first statement, or at once.
fn refuse(wanted: Wanted, cause: &DbError) {
    let words = cause.to_string();
    let asks = match wanted {
        Wanted::Transaction(asks) => asks,
        Wanted::Deed(deed) => return drop(deed(Err(DbError::Unavailable(words)))),
        Wanted::Look(_) => return,
    };
    if let Ok(ask) = asks.recv_timeout(IDLE) {
        let no = DbError::Unavailable(words);
        match ask {
            Ask::Query(_, _, answer) => drop(answer.send(Err(no))),
            Ask::Execute(_, _, answer) => drop(answer.send(Err(no))),
            Ask::Commit(answer) => drop(answer.send(Err(no))),
        }
    }
}
