//! The statements of the signing keys.

use protocol::jose::Algorithm;

use crate::clock::Time;
use crate::db::{Conn, DbError, Row, sql};
use crate::params;

/// A row of `signing_keys`.
pub(super) struct Stored {
    pub(super) kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) generation: i64,
    /// PKCS#8, sealed.
    pub(super) private_key: Vec<u8>,
    pub(super) created_at: Time,
    pub(super) active_from: Time,
}

/// All keys, newest first within an algorithm.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT kid, algorithm, generation, private_key, created_at, active_from \
                 FROM signing_keys ORDER BY algorithm, generation DESC",
            ),
            vec![],
        )
        .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    let algorithm = row.text("algorithm")?.parse();
    Ok(Stored {
        kid: row.text("kid")?,
        algorithm: algorithm.map_err(|_| DbError::Shape("algorithm".to_owned()))?,
        generation: row.int("generation")?,
        private_key: row.get("private_key")?,
        created_at: row.get("created_at")?,
        active_from: row.get("active_from")?,
    })
}

/// Adds a key; whether it was the first to claim its generation.
pub(super) async fn insert(conn: &mut Conn, row: Stored) -> Result<bool, DbError> {
    let added = conn
        .execute(
            sql("INSERT INTO signing_keys \
                 (kid, algorithm, generation, private_key, created_at, active_from) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (algorithm, generation) DO NOTHING"),
            params![
                row.kid,
                row.algorithm.name(),
                row.generation,
                row.private_key,
                row.created_at,
                row.active_from,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Lets the next key sign from `now` on; whether there was one.
pub(super) async fn activate(
    conn: &mut Conn,
    algorithm: Algorithm,
    now: Time,
) -> Result<bool, DbError> {
    let activated = conn
        .execute(
            sql("UPDATE signing_keys SET active_from = $2 \
                 WHERE algorithm = $1 AND active_from > $2"),
            params![algorithm.name(), now],
        )
        .await?;
    Ok(activated > 0)
}

/// Removes a key unless it signs at `now`; whether it was removed.
pub(super) async fn withdraw(conn: &mut Conn, kid: &str, now: Time) -> Result<bool, DbError> {
    let removed = conn
        .execute(
            sql(
                "DELETE FROM signing_keys WHERE kid = $1 AND (active_from > $2 OR EXISTS \
                 (SELECT 1 FROM signing_keys AS later \
                 WHERE later.algorithm = signing_keys.algorithm \
                 AND later.generation > signing_keys.generation AND later.active_from <= $2))",
            ),
            params![kid, now],
        )
        .await?;
    Ok(removed == 1)
}

/// Forgets keys that another one took over from at `until` or before.
pub(super) async fn forget_ended(conn: &mut Conn, until: Time) -> Result<u64, DbError> {
    conn.execute(
        sql(
            "DELETE FROM signing_keys WHERE EXISTS (SELECT 1 FROM signing_keys AS later \
             WHERE later.algorithm = signing_keys.algorithm \
             AND later.generation > signing_keys.generation AND later.active_from <= $1)",
        ),
        params![until],
    )
    .await
}
