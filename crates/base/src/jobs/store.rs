//! The statements of the queue.

use super::JobId;
use super::task::Fate;
use crate::clock::Time;
use crate::db::{Conn, DbError, Row, sql};
use crate::params;

/// Of an error no more is kept.
const LONGEST_ERROR: usize = 1000;

pub(super) async fn insert(
    conn: &mut Conn,
    id: JobId,
    kind: &str,
    payload: String,
    (now, run_at): (Time, Time),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO jobs (id, kind, payload, state, due_at, attempts, created_at) \
             VALUES ($1, $2, $3, 'waiting', $4, 0, $5)",
        ),
        params![id, kind, payload, run_at, now],
    )
    .await?;
    Ok(())
}

/// Makes sure that there is one row of a periodic kind, and that it is due by `latest`.
pub(super) async fn keep_one(
    conn: &mut Conn,
    id: JobId,
    kind: &str,
    (now, latest): (Time, Time),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO jobs (id, kind, only_one, payload, state, due_at, attempts, created_at) \
             VALUES ($1, $2, $2, 'null', 'waiting', $3, 0, $3) \
             ON CONFLICT (only_one) DO UPDATE SET due_at = $4 \
             WHERE jobs.state = 'waiting' AND jobs.due_at > $4",
        ),
        params![id, kind, now, latest],
    )
    .await?;
    Ok(())
}

/// Whether anything may be due, whatever its kind. Looks at one row.
pub(super) async fn any_due(conn: &mut Conn, now: Time) -> Result<bool, DbError> {
    let found = conn
        .optional(
            sql("SELECT id FROM jobs WHERE due_at <= $1 ORDER BY due_at LIMIT 1"),
            params![now],
        )
        .await?;
    Ok(found.is_some())
}

/// What is to be taken, and for how long.
pub(super) struct Claim<'a> {
    pub(super) lease: &'a str,
    pub(super) now: Time,
    pub(super) until: Time,
    /// The kinds this process knows, each between blanks: others are left to newer processes.
    pub(super) kinds: &'a str,
    pub(super) most: usize,
}

/// A job that is ours until the lease ends.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) id: JobId,
    pub(super) kind: String,
    pub(super) payload: String,
    pub(super) attempt: u32,
    pub(super) lease: String,
}

/// Takes due jobs, the longest waiting first: new ones, repeated ones, and those whose lease ran
/// out. Several processes may pick the same rows; the outer condition, which each engine checks
/// again once it holds the row, gives each to one of them.
pub(super) async fn claim(conn: &mut Conn, claim: &Claim<'_>) -> Result<Vec<Claimed>, DbError> {
    let most = i64::try_from(claim.most).unwrap_or(i64::MAX);
    let rows = conn
        .query(
            sql(
                "UPDATE jobs SET state = 'running', lease = $1, due_at = $3, \
                 attempts = attempts + 1 \
                 WHERE id IN (SELECT id FROM jobs \
                 WHERE due_at <= $2 AND $4 LIKE '% ' || kind || ' %' ORDER BY due_at LIMIT $5) \
                 AND due_at <= $2 RETURNING id, kind, payload, attempts",
            ),
            params![claim.lease, claim.now, claim.until, claim.kinds, most],
        )
        .await?;
    let claimed = |row: Row| {
        Ok(Claimed {
            id: row.get("id")?,
            kind: row.text("kind")?,
            payload: row.text("payload")?,
            attempt: row.get("attempts")?,
            lease: claim.lease.to_owned(),
        })
    };
    rows.into_iter().map(claimed).collect()
}

/// Holds a job until `until`; whether it still is ours.
pub(super) async fn extend(conn: &mut Conn, job: &Claimed, until: Time) -> Result<bool, DbError> {
    let held = conn
        .execute(
            sql("UPDATE jobs SET due_at = $3 WHERE id = $1 AND lease = $2"),
            params![job.id, &job.lease, until],
        )
        .await?;
    Ok(held == 1)
}

/// Writes down what becomes of a job, if it still is ours.
pub(super) async fn settle(
    conn: &mut Conn,
    job: &Claimed,
    fate: &Fate,
    now: Time,
) -> Result<bool, DbError> {
    let touched = match fate {
        Fate::Elsewhere => 0,
        Fate::Done => {
            conn.execute(
                sql("DELETE FROM jobs WHERE id = $1 AND lease = $2"),
                params![job.id, &job.lease],
            )
            .await?
        }
        Fate::Waits {
            due,
            attempts,
            error,
        } => {
            conn.execute(
                sql(
                    "UPDATE jobs SET state = 'waiting', lease = NULL, due_at = $3, \
                     attempts = $4, last_error = $5 WHERE id = $1 AND lease = $2",
                ),
                params![
                    job.id,
                    &job.lease,
                    *due,
                    *attempts,
                    error.as_deref().map(brief)
                ],
            )
            .await?
        }
        Fate::Dead { error } => {
            conn.execute(
                sql(
                    "UPDATE jobs SET state = 'dead', lease = NULL, due_at = NULL, \
                     died_at = $3, last_error = $4 WHERE id = $1 AND lease = $2",
                ),
                params![job.id, &job.lease, now, brief(error)],
            )
            .await?
        }
    };
    Ok(touched == 1)
}

fn brief(error: &str) -> String {
    error.chars().take(LONGEST_ERROR).collect()
}

/// What a job is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its time.
    Waiting,
    /// A process works at it.
    Running,
    /// It was given up.
    Dead,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }
}

/// A job as the operator sees it; never its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its identifier.
    pub id: JobId,
    /// The name of its kind.
    pub kind: String,
    /// Whether it comes again and again.
    pub periodic: bool,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created: Time,
    /// When it runs next; while it runs, the end of the lease; none when dead.
    pub due: Option<Time>,
    /// When it was given up.
    pub died: Option<Time>,
}

/// The jobs in a state, at most `most`: the next due first, the longest dead first.
///
/// # Errors
/// What the engine says.
pub async fn list(conn: &mut Conn, state: State, most: u32) -> Result<Vec<Line>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, kind, only_one, attempts, last_error, created_at, due_at, died_at \
                 FROM jobs WHERE state = $1 ORDER BY due_at, id LIMIT $2",
            ),
            params![state.word(), most],
        )
        .await?;
    let line = |row: Row| {
        Ok(Line {
            id: row.get("id")?,
            kind: row.text("kind")?,
            periodic: row.get::<Option<String>>("only_one")?.is_some(),
            attempts: row.get("attempts")?,
            last_error: row.get("last_error")?,
            created: row.get("created_at")?,
            due: row.get("due_at")?,
            died: row.get("died_at")?,
        })
    };
    rows.into_iter().map(line).collect()
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Waiting for their time.
    pub waiting: u32,
    /// Being worked at.
    pub running: u32,
    /// Given up.
    pub dead: u32,
    /// Free to be taken for more than five minutes, and not taken: no process knows their kind,
    /// or all are busy.
    pub overdue: u32,
}

/// How many jobs there are in each state at `now`.
///
/// # Errors
/// What the engine says.
pub async fn overview(conn: &mut Conn, now: Time) -> Result<Overview, DbError> {
    let late = now.minus(std::time::Duration::from_secs(300));
    let row = conn
        .one(
            sql(
                "SELECT COUNT(*) FILTER (WHERE state = 'waiting') AS waiting, \
                 COUNT(*) FILTER (WHERE state = 'running') AS running, \
                 COUNT(*) FILTER (WHERE state = 'dead') AS dead, \
                 COUNT(*) FILTER (WHERE due_at < $1) AS overdue \
                 FROM jobs WHERE state IN ('waiting', 'running', 'dead')",
            ),
            params![late],
        )
        .await?;
    Ok(Overview {
        waiting: row.get("waiting")?,
        running: row.get("running")?,
        dead: row.get("dead")?,
        overdue: row.get("overdue")?,
    })
}

/// Gives a dead job all its attempts again, the first at `now`; whether there was such a one.
///
/// # Errors
/// What the engine says.
pub async fn retry(conn: &mut Conn, id: JobId, now: Time) -> Result<bool, DbError> {
    let revived = conn
        .execute(
            sql(
                "UPDATE jobs SET state = 'waiting', due_at = $2, attempts = 0, died_at = NULL \
                 WHERE id = $1 AND state = 'dead'",
            ),
            params![id, now],
        )
        .await?;
    Ok(revived == 1)
}

/// Forgets a dead job; whether there was such a one.
///
/// # Errors
/// What the engine says.
pub async fn delete(conn: &mut Conn, id: JobId) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM jobs WHERE id = $1 AND state = 'dead'"),
            params![id],
        )
        .await?;
    Ok(gone == 1)
}

/// Lets all waiting jobs of a kind run at `now`, because what they waited for has come; how many.
///
/// # Errors
/// What the engine says.
pub async fn hasten(conn: &mut Conn, kind: &str, now: Time) -> Result<u64, DbError> {
    conn.execute(
        sql("UPDATE jobs SET due_at = $2 WHERE kind = $1 AND state = 'waiting' AND due_at > $2"),
        params![kind, now],
    )
    .await
}
