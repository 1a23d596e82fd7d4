//! The statements on assertions that were shown.

use aws_lc_rs::digest::{SHA256, digest};
use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

use crate::oidc::applications::ApplicationId;

/// Remembers an assertion; whether it was new.
pub(super) async fn remember(
    conn: &mut Conn,
    (application, jti): (ApplicationId, &str),
    until: Time,
) -> Result<bool, DbError> {
    let named = digest(&SHA256, format!("{application} {jti}").as_bytes());
    let added = conn
        .execute(
            sql(
                "INSERT INTO used_assertions (hash, expires_at) VALUES ($1, $2) \
                 ON CONFLICT (hash) DO NOTHING",
            ),
            params![named.as_ref(), until],
        )
        .await?;
    Ok(added == 1)
}

/// Forgets the assertions that could not be shown again.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM used_assertions WHERE expires_at < $1"),
        params![now],
    )
    .await
    .map(drop)
}
