//! The statements of the one-use store.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Consumed, Issue, Peeked};
use crate::clock::Time;
use crate::db::{Conn, DbError, Row, sql};
use crate::params;
use crate::token::{Purpose, TokenHash};

/// Stores a token with what is to be known when it is used. The payload lies in the database in
/// the clear: put no secret into it.
///
/// # Errors
/// [`DbError::Unique`] of `one_use_tokens` when the token is there already; else what the engine says.
pub async fn create<P: Purpose, T: Serialize + Sync>(
    conn: &mut Conn,
    issue: Issue<P>,
    payload: &T,
) -> Result<(), DbError> {
    let payload =
        serde_json::to_string(payload).map_err(|_| DbError::Shape("payload".to_owned()))?;
    conn.execute(
        sql("INSERT INTO one_use_tokens \
             (hash, purpose, subject, payload, created_at, expires_at, forgotten_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        params![
            issue.hash,
            P::LABEL,
            issue.subject,
            payload,
            issue.created,
            issue.expires,
            issue.forgotten,
        ],
    )
    .await?;
    Ok(())
}

/// Takes a token. Needs a write transaction; the token is used once that is committed, and as
/// good as before when it is dropped.
///
/// # Errors
/// What the engine says; [`DbError::Shape`] when the payload is no `T`.
pub async fn consume<P: Purpose, T: DeserializeOwned>(
    conn: &mut Conn,
    hash: &TokenHash<P>,
    now: Time,
) -> Result<Consumed<T>, DbError> {
    let taken = conn
        .optional(
            sql("UPDATE one_use_tokens SET used_at = $3 \
                 WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 \
                 RETURNING payload"),
            params![*hash, P::LABEL, now],
        )
        .await?;
    if let Some(row) = taken {
        return Ok(Consumed::Taken(payload(&row)?));
    }
    Ok(match find(conn, hash).await? {
        None => Consumed::Unknown,
        Some(row) if was_used(&row)? => Consumed::Reused(payload(&row)?),
        Some(row) => Consumed::Expired(payload(&row)?),
    })
}

/// Looks at a token without using it, for the page that says what a link is for.
///
/// # Errors
/// As [`consume`].
pub async fn peek<P: Purpose, T: DeserializeOwned>(
    conn: &mut Conn,
    hash: &TokenHash<P>,
    now: Time,
) -> Result<Peeked<T>, DbError> {
    let Some(row) = find(conn, hash).await? else {
        return Ok(Peeked::Unknown);
    };
    let (payload, expires) = (payload(&row)?, row.get::<Time>("expires_at")?);
    Ok(if was_used(&row)? {
        Peeked::Used(payload)
    } else if expires > now {
        Peeked::Good { payload, expires }
    } else {
        Peeked::Expired(payload)
    })
}

/// Ends every unused token of purpose `P` about `subject`; how many that were.
///
/// # Errors
/// What the engine says.
pub async fn withdraw<P: Purpose>(
    conn: &mut Conn,
    subject: impl ToString,
    now: Time,
) -> Result<u64, DbError> {
    conn.execute(
        sql("UPDATE one_use_tokens SET expires_at = $3 \
             WHERE subject = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3"),
        params![subject.to_string(), P::LABEL, now],
    )
    .await
}

/// Forgets every token about `subject`, used or not; how many those were.
///
/// # Errors
/// What the engine says.
pub async fn forget(conn: &mut Conn, subject: impl ToString) -> Result<u64, DbError> {
    conn.execute(
        sql("DELETE FROM one_use_tokens WHERE subject = $1"),
        params![subject.to_string()],
    )
    .await
}

/// Forgets the tokens whose time to be remembered is over; how many that were.
///
/// # Errors
/// What the engine says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<u64, DbError> {
    conn.execute(
        sql("DELETE FROM one_use_tokens WHERE forgotten_at <= $1"),
        params![now],
    )
    .await
}

async fn find<P: Purpose>(conn: &mut Conn, hash: &TokenHash<P>) -> Result<Option<Row>, DbError> {
    conn.optional(
        sql("SELECT payload, expires_at, used_at FROM one_use_tokens \
             WHERE hash = $1 AND purpose = $2"),
        params![*hash, P::LABEL],
    )
    .await
}

fn was_used(row: &Row) -> Result<bool, DbError> {
    Ok(row.get::<Option<Time>>("used_at")?.is_some())
}

fn payload<T: DeserializeOwned>(row: &Row) -> Result<T, DbError> {
    serde_json::from_str(&row.text("payload")?).map_err(|_| DbError::Shape("payload".to_owned()))
}
