//! The statements on tokens of machines that were given back.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;
use base::token::{AccessToken, TokenHash};

pub(super) async fn is_ended(
    conn: &mut Conn,
    token: &TokenHash<AccessToken>,
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("SELECT expires_at FROM ended_tokens WHERE hash = $1"),
            params![*token],
        )
        .await?;
    Ok(row.is_some())
}

pub(super) async fn end(
    conn: &mut Conn,
    token: TokenHash<AccessToken>,
    until: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO ended_tokens (hash, expires_at) VALUES ($1, $2) \
             ON CONFLICT (hash) DO NOTHING",
        ),
        params![token, until],
    )
    .await
    .map(drop)
}

/// Removes those that have run out.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM ended_tokens WHERE expires_at < $1"),
        params![now],
    )
    .await
    .map(drop)
}
