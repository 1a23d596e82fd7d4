//! The codes that are on their way to phones.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// Keeps the code for a claim or a registration, in place of the one before.
pub(super) async fn keep(
    conn: &mut Conn,
    what: &str,
    mac: Vec<u8>,
    until: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO phone_codes (identifier_id, mac, tries, expires_at) VALUES ($1, $2, 0, $3) \
             ON CONFLICT (identifier_id) DO UPDATE \
             SET mac = excluded.mac, tries = 0, expires_at = excluded.expires_at",
        ),
        params![what, mac, until],
    )
    .await
    .map(drop)
}

/// Takes a try at a code; nothing when there is none, it is too late, or `most` were taken.
pub(super) async fn take_try(
    conn: &mut Conn,
    what: &str,
    (most, now): (u32, Time),
) -> Result<Option<(Vec<u8>, u32)>, DbError> {
    let row = conn
        .optional(
            sql("UPDATE phone_codes SET tries = tries + 1 \
                 WHERE identifier_id = $1 AND tries < $2 AND expires_at > $3 RETURNING mac, tries"),
            params![what, i64::from(most), now],
        )
        .await?;
    row.map(|row| Ok((row.get("mac")?, row.get("tries")?)))
        .transpose()
}

/// Uses a code up; whether it was there to be used.
pub(super) async fn use_up(conn: &mut Conn, what: &str, mac: &[u8]) -> Result<bool, DbError> {
    let statement = sql("DELETE FROM phone_codes WHERE identifier_id = $1 AND mac = $2");
    let gone = conn.execute(statement, params![what, mac.to_vec()]).await?;
    Ok(gone == 1)
}

/// Forgets the codes that are over.
pub(super) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM phone_codes WHERE expires_at <= $1");
    conn.execute(statement, params![now]).await.map(drop)
}
