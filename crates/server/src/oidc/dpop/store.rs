//! The statements on proofs that were shown.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// Remembers a proof; whether it was new.
pub(super) async fn remember(conn: &mut Conn, hash: &[u8], until: Time) -> Result<bool, DbError> {
    let added = conn
        .execute(
            sql(
                "INSERT INTO dpop_proofs (hash, expires_at) VALUES ($1, $2) \
                 ON CONFLICT (hash) DO NOTHING",
            ),
            params![hash, until],
        )
        .await?;
    Ok(added == 1)
}

/// Forgets the proofs that could not be shown again.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM dpop_proofs WHERE expires_at < $1"),
        params![now],
    )
    .await
    .map(drop)
}
