//! The few statements of `doctor`.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

/// The number of the newest migration this database has seen.
pub(in crate::commands) async fn newest_migration(conn: &mut Conn) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT MAX(number) AS newest FROM migrations"),
            params![],
        )
        .await?;
    Ok(row.get::<Option<i64>>("newest")?.unwrap_or_default())
}

/// When the newest event of the audit trail was recorded.
pub(super) async fn newest_event(conn: &mut Conn) -> Result<Option<Time>, DbError> {
    let row = conn
        .optional(
            sql("SELECT at FROM audit_events ORDER BY at DESC LIMIT 1"),
            params![],
        )
        .await?;
    row.map(|row| row.get("at")).transpose()
}

/// When the oldest event was recorded that the sealer has not come to.
pub(super) async fn oldest_unsealed(conn: &mut Conn) -> Result<Option<Time>, DbError> {
    let row = conn
        .optional(
            sql("SELECT at FROM audit_events WHERE sequence IS NULL ORDER BY at, id LIMIT 1"),
            params![],
        )
        .await?;
    row.map(|row| row.get("at")).transpose()
}

/// How many keys there are that sign tokens.
pub(super) async fn signing_keys(conn: &mut Conn) -> Result<i64, DbError> {
    conn.one(
        sql("SELECT COUNT(*) AS n FROM signing_keys WHERE generation >= 0"),
        params![],
    )
    .await?
    .get("n")
}
