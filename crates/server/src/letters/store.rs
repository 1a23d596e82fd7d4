//! The counters of letters.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// Counts one more under `key`, unless there are `most` since `since`; whether it was counted.
pub(super) async fn count(
    conn: &mut Conn,
    key: &[u8],
    most: u32,
    (now, since): (Time, Time),
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql(
                "INSERT INTO letter_counts (key, count, begun_at) VALUES ($1, 1, $2) \
                 ON CONFLICT (key) DO UPDATE SET \
                 count = CASE WHEN letter_counts.begun_at <= $3 THEN 1 \
                 ELSE letter_counts.count + 1 END, \
                 begun_at = CASE WHEN letter_counts.begun_at <= $3 THEN $2 \
                 ELSE letter_counts.begun_at END \
                 WHERE letter_counts.begun_at <= $3 OR letter_counts.count < $4 RETURNING count",
            ),
            params![key, now, since, i64::from(most)],
        )
        .await?;
    Ok(row.is_some())
}

/// Removes counters that were begun before `since`.
pub(super) async fn clean(conn: &mut Conn, since: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM letter_counts WHERE begun_at <= $1");
    conn.execute(statement, params![since]).await.map(drop)
}
