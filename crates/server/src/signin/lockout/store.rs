//! The counters' table.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// Counts a try that is not paused; how many wrong ones in a row that makes, or none when it is.
/// The row is locked from here to the end of the transaction, so parallel tries are counted one
/// after another.
pub(super) async fn count(
    conn: &mut Conn,
    key: &[u8],
    now: Time,
    forgotten_before: Time,
) -> Result<Option<u32>, DbError> {
    let row = conn
        .optional(
            sql(
                "INSERT INTO throttles (key, failures, paused_until, updated_at) \
                 VALUES ($1, 1, 0, $2) ON CONFLICT (key) DO UPDATE SET \
                 failures = CASE WHEN throttles.updated_at < $3 THEN 1 \
                 ELSE throttles.failures + 1 END, updated_at = $2 \
                 WHERE throttles.paused_until <= $2 RETURNING failures",
            ),
            params![key, now, forgotten_before],
        )
        .await?;
    row.map(|row| row.get("failures")).transpose()
}

/// Until when a counter pauses.
pub(super) async fn paused_until(conn: &mut Conn, key: &[u8]) -> Result<Time, DbError> {
    let statement = sql("SELECT paused_until FROM throttles WHERE key = $1");
    conn.one(statement, params![key]).await?.get("paused_until")
}

/// Pauses a counter.
pub(super) async fn pause(conn: &mut Conn, key: &[u8], until: Time) -> Result<(), DbError> {
    let statement = sql("UPDATE throttles SET paused_until = $2 WHERE key = $1");
    conn.execute(statement, params![key, until]).await.map(drop)
}

/// Starts a counter anew.
pub(super) async fn forget(conn: &mut Conn, key: &[u8]) -> Result<(), DbError> {
    conn.execute(sql("DELETE FROM throttles WHERE key = $1"), params![key])
        .await
        .map(drop)
}

/// Takes one try off a counter and lifts its pause.
pub(super) async fn give_back(conn: &mut Conn, key: &[u8]) -> Result<(), DbError> {
    conn.execute(
        sql(
            "UPDATE throttles SET failures = failures - 1, paused_until = 0 \
             WHERE key = $1 AND failures > 0",
        ),
        params![key],
    )
    .await
    .map(drop)
}
