//! The statements on fetched keys.

use base::clock::Time;
use base::db::{Conn, DbError, sql};
use base::params;

use super::At;

/// What was fetched last, and what came of the last try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::oidc) struct Fetched {
    /// The set, as we read it.
    pub(in crate::oidc) jwks: Option<String>,
    /// When it came.
    pub(in crate::oidc) fetched_at: Option<Time>,
    /// When the last try began.
    pub(in crate::oidc) tried_at: Time,
    /// When a try last ended.
    pub(super) settled_at: Option<Time>,
    /// Why the last try brought nothing, as a short word.
    pub(in crate::oidc) trouble: Option<String>,
}

pub(super) async fn load(
    conn: &mut Conn,
    (application, uri): At<'_>,
) -> Result<Option<Fetched>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT jwks, fetched_at, tried_at, settled_at, trouble FROM fetched_keys \
                 WHERE application_id = $1 AND uri = $2",
            ),
            params![application, uri],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Fetched {
        jwks: row.get("jwks")?,
        fetched_at: row.get("fetched_at")?,
        tried_at: row.get("tried_at")?,
        settled_at: row.get("settled_at")?,
        trouble: row.get("trouble")?,
    }))
}

/// Begins a try, unless one began after `before`; whether this call may go on. What was fetched from
/// another address is forgotten.
pub(super) async fn begin(
    conn: &mut Conn,
    (application, uri): At<'_>,
    now: Time,
    before: Time,
) -> Result<bool, DbError> {
    let begun = conn
        .execute(
            sql(
                "INSERT INTO fetched_keys (application_id, uri, tried_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (application_id) DO UPDATE SET uri = excluded.uri, \
                 tried_at = excluded.tried_at, jwks = CASE WHEN fetched_keys.uri = excluded.uri \
                 THEN fetched_keys.jwks END, fetched_at = CASE WHEN fetched_keys.uri = \
                 excluded.uri THEN fetched_keys.fetched_at END, trouble = CASE WHEN \
                 fetched_keys.uri = excluded.uri THEN fetched_keys.trouble END \
                 WHERE fetched_keys.uri <> excluded.uri OR fetched_keys.tried_at <= $4",
            ),
            params![application, uri, now, before],
        )
        .await?;
    Ok(begun == 1)
}

/// A try brought this set.
pub(super) async fn keep(
    conn: &mut Conn,
    (application, uri): At<'_>,
    jwks: &str,
    now: Time,
) -> Result<bool, DbError> {
    let kept = conn
        .execute(
            sql(
                "UPDATE fetched_keys SET jwks = $3, fetched_at = $4, settled_at = $4, \
                 trouble = NULL WHERE application_id = $1 AND uri = $2",
            ),
            params![application, uri, jwks, now],
        )
        .await?;
    Ok(kept == 1)
}

/// A try brought nothing; what was fetched before stays.
pub(super) async fn note_trouble(
    conn: &mut Conn,
    (application, uri): At<'_>,
    trouble: &str,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE fetched_keys SET trouble = $3, settled_at = $4 \
             WHERE application_id = $1 AND uri = $2"),
        params![application, uri, trouble, now],
    )
    .await
    .map(drop)
}
