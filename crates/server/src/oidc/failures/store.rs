//! The statements on failures.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use people::WorkspaceId;

use super::{Failure, FailureId, KEPT, MOST};
use crate::oidc::applications::ApplicationId;

/// The request as it is stored.
fn written(failure: &Failure) -> Result<String, DbError> {
    serde_json::to_string(&failure.request).map_err(|_| DbError::Shape("request".to_owned()))
}

fn failure(row: &Row) -> Result<Failure, DbError> {
    let request = serde_json::from_str(&row.text("request")?);
    Ok(Failure {
        id: row.get("id")?,
        application: row.get("application_id")?,
        reference: row.text("reference")?,
        at: row.get("at")?,
        kind: row.text("kind")?,
        reason: row.text("reason")?,
        request: request.map_err(|_| DbError::Shape("request".to_owned()))?,
    })
}

/// Keeps a failure, and no more than [`MOST`] of an application.
pub(super) async fn insert(conn: &mut Conn, new: &Failure) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO application_failures (id, application_id, reference, at, kind, reason, \
             request) SELECT $1, a.id, $3, $4, $5, $6, $7 FROM applications a WHERE a.id = $2",
        ),
        params![
            new.id,
            new.application,
            new.reference.as_str(),
            new.at,
            new.kind.as_str(),
            new.reason.as_str(),
            written(new)?,
        ],
    )
    .await?;
    conn.execute(
        sql(
            "DELETE FROM application_failures WHERE application_id = $1 AND id <= \
             (SELECT f.id FROM application_failures f WHERE f.application_id = $1 \
             ORDER BY f.id DESC LIMIT 1 OFFSET $2)",
        ),
        params![new.application, i64::from(MOST)],
    )
    .await
    .map(drop)
}

/// The failures of an application from `before` on backwards, the newest first.
pub(super) async fn list(
    conn: &mut Conn,
    (workspace, application): (WorkspaceId, ApplicationId),
    (reason, reference): (Option<&str>, Option<&str>),
    before: Option<FailureId>,
    most: u32,
) -> Result<Vec<Failure>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT f.id, f.application_id, f.reference, f.at, f.kind, f.reason, f.request \
                 FROM application_failures f JOIN applications a ON a.id = f.application_id \
                 WHERE a.workspace_id = $1 AND f.application_id = $2 \
                 AND (CAST($3 AS TEXT) IS NULL OR f.reason = $3) \
                 AND (CAST($4 AS TEXT) IS NULL OR f.reference = $4) \
                 AND (CAST($5 AS TEXT) IS NULL OR f.id < $5) \
                 ORDER BY f.id DESC LIMIT $6",
            ),
            params![
                workspace,
                application,
                reason,
                reference,
                before,
                i64::from(most)
            ],
        )
        .await?;
    rows.iter().map(failure).collect()
}

/// The reasons there are for an application, the most frequent first.
pub(super) async fn reasons(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT reason FROM application_failures WHERE application_id = $1 \
                 GROUP BY reason ORDER BY COUNT(*) DESC, reason LIMIT 50",
            ),
            params![application],
        )
        .await?;
    rows.iter().map(|row| row.text("reason")).collect()
}

/// Whose request this reference names.
pub(super) async fn of_reference(
    conn: &mut Conn,
    reference: &str,
) -> Result<Option<(WorkspaceId, ApplicationId)>, DbError> {
    let row = conn
        .optional(
            sql("SELECT a.workspace_id, a.id FROM application_failures f \
                 JOIN applications a ON a.id = f.application_id \
                 WHERE f.reference = $1 ORDER BY f.id LIMIT 1"),
            params![reference],
        )
        .await?;
    row.map(|row| Ok((row.get("workspace_id")?, row.get("id")?)))
        .transpose()
}

/// Removes what is older than it is kept.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM application_failures WHERE at < $1"),
        params![now.minus(KEPT)],
    )
    .await
    .map(drop)
}
