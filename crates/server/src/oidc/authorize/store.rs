//! The statements on authorization requests that wait.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;
use base::token::{Browser, TokenHash};

use super::arrival::{Arrived, LIFETIME, RequestId};

pub(super) async fn insert(
    conn: &mut Conn,
    id: RequestId,
    browser: &TokenHash<Browser>,
    (arrived, query): (&Arrived, &str),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO authorization_requests (id, browser_hash, application_id, request, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        ),
        params![
            id,
            *browser,
            arrived.application.id,
            query,
            arrived.at,
            arrived.at.plus(LIFETIME),
        ],
    )
    .await
    .map(drop)
}

/// The query of a waiting request of this browser, and when it came.
pub(super) async fn load(
    conn: &mut Conn,
    id: RequestId,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<Option<(String, Time)>, DbError> {
    let row = conn
        .optional(
            sql("SELECT request, created_at FROM authorization_requests \
                 WHERE id = $1 AND browser_hash = $2 AND expires_at > $3 AND finished_at IS NULL"),
            params![id, *browser, now],
        )
        .await?;
    row.map(|row| Ok((row.text("request")?, row.get("created_at")?)))
        .transpose()
}

/// Answers a request; whether this call was the one that did.
pub(super) async fn finish(conn: &mut Conn, id: RequestId, now: Time) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql("UPDATE authorization_requests SET finished_at = $2 \
                 WHERE id = $1 AND finished_at IS NULL"),
            params![id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Removes requests nobody can go on with.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM authorization_requests WHERE expires_at < $1"),
        params![now],
    )
    .await
    .map(drop)
}
