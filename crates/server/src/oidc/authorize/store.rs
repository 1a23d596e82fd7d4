//! The statements on authorization requests that wait.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{Browser, TokenHash};
use protocol::oauth::Params;
use protocol::oauth::authorization::Came;

use super::arrival::{Arrived, Asked, LIFETIME, RequestId};

pub(super) async fn insert(
    conn: &mut Conn,
    id: RequestId,
    browser: &TokenHash<Browser>,
    arrived: &Arrived,
) -> Result<(), DbError> {
    let asked = &arrived.asked;
    conn.execute(
        sql(
            "INSERT INTO authorization_requests (id, browser_hash, application_id, request, \
             created_at, expires_at, pushed, signed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        ),
        params![
            id,
            *browser,
            arrived.application.id,
            asked.text(),
            arrived.at,
            arrived.at.plus(LIFETIME),
            asked.came.pushed,
            asked.came.signed,
        ],
    )
    .await
    .map(drop)
}

/// A waiting request of this browser, and when it came.
pub(super) async fn load(
    conn: &mut Conn,
    id: RequestId,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<Option<(Asked, Time)>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT request, created_at, pushed, signed FROM authorization_requests \
                 WHERE id = $1 AND browser_hash = $2 AND expires_at > $3 AND finished_at IS NULL",
            ),
            params![id, *browser, now],
        )
        .await?;
    row.map(|row| Ok((read(&row)?, row.get("created_at")?)))
        .transpose()
}

fn read(row: &Row) -> Result<Asked, DbError> {
    let params = Params::from_query(&row.text("request")?);
    Ok(Asked {
        params: params.map_err(|_| DbError::Shape("request".to_owned()))?,
        came: Came {
            pushed: row.get("pushed")?,
            signed: row.get("signed")?,
        },
    })
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
