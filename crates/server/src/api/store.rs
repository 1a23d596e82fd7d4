//! The statements on answers that are kept to be told again.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// What came of taking a key.
pub(super) enum Taken {
    /// It is taken now.
    Now,
    /// It was taken before, for the request of this hash, with this answer.
    Before {
        hash: Vec<u8>,
        location: String,
        body: String,
    },
}

/// Takes a key for a caller, or tells what it was taken for since `forgotten_before`.
pub(super) async fn take(
    conn: &mut Conn,
    (caller, key): (&str, &str),
    hash: &[u8],
    (now, forgotten_before): (Time, Time),
) -> Result<Taken, DbError> {
    let taken = conn
        .execute(
            sql(
                "INSERT INTO api_answers (caller, idempotency_key, request_hash, location, body, \
                 created_at) VALUES ($1, $2, $3, '', '', $4) \
                 ON CONFLICT (caller, idempotency_key) DO UPDATE SET request_hash = $3, \
                 location = '', body = '', created_at = $4 WHERE api_answers.created_at < $5",
            ),
            params![caller, key, hash, now, forgotten_before],
        )
        .await?;
    if taken > 0 {
        return Ok(Taken::Now);
    }
    let row = conn
        .one(
            sql("SELECT request_hash, location, body FROM api_answers \
                 WHERE caller = $1 AND idempotency_key = $2"),
            params![caller, key],
        )
        .await?;
    Ok(Taken::Before {
        hash: row.get("request_hash")?,
        location: row.text("location")?,
        body: row.text("body")?,
    })
}

/// Keeps the answer of a key.
pub(super) async fn keep(
    conn: &mut Conn,
    (caller, key): (&str, &str),
    location: &str,
    body: &str,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE api_answers SET location = $3, body = $4 \
             WHERE caller = $1 AND idempotency_key = $2"),
        params![caller, key, location, body],
    )
    .await
    .map(drop)
}

/// Forgets answers of before `before`.
pub(super) async fn clean(conn: &mut Conn, before: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM api_answers WHERE created_at < $1"),
        params![before],
    )
    .await
    .map(drop)
}
