//! The statements on consents.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use people::PassportId;
use protocol::oauth::Scopes;

use super::Allowed;
use crate::oidc::applications::ApplicationId;

fn read(row: &Row) -> Result<Scopes, DbError> {
    Scopes::parse(&row.text("scopes")?).map_err(|_| DbError::Shape("scopes".to_owned()))
}

/// What was allowed; nothing when nobody was asked.
pub(super) async fn scopes(
    conn: &mut Conn,
    passport: PassportId,
    application: ApplicationId,
) -> Result<Scopes, DbError> {
    let row = conn
        .optional(
            sql("SELECT scopes FROM consents WHERE passport_id = $1 AND application_id = $2"),
            params![passport, application],
        )
        .await?;
    row.as_ref().map_or(Ok(Scopes::NONE), read)
}

pub(super) async fn put(
    conn: &mut Conn,
    (passport, application): (PassportId, ApplicationId),
    scopes: Scopes,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO consents (passport_id, application_id, scopes, given_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (passport_id, application_id) \
             DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at",
        ),
        params![passport, application, scopes.to_string(), now],
    )
    .await
    .map(drop)
}

pub(super) async fn delete(
    conn: &mut Conn,
    passport: PassportId,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM consents WHERE passport_id = $1 AND application_id = $2"),
            params![passport, application],
        )
        .await?;
    Ok(gone == 1)
}

pub(super) async fn delete_all(conn: &mut Conn, application: ApplicationId) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM consents WHERE application_id = $1"),
        params![application],
    )
    .await
    .map(drop)
}

pub(super) async fn of_passport(
    conn: &mut Conn,
    passport: PassportId,
) -> Result<Vec<Allowed>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT c.application_id, a.name, w.name AS workspace, c.scopes, c.given_at, \
                 (SELECT MAX(g.used_at) FROM grants g WHERE g.passport_id = c.passport_id \
                 AND g.application_id = c.application_id) AS last_used \
                 FROM consents c JOIN applications a ON a.id = c.application_id \
                 JOIN workspaces w ON w.id = a.workspace_id \
                 WHERE c.passport_id = $1 ORDER BY c.given_at DESC, c.application_id LIMIT 200",
            ),
            params![passport],
        )
        .await?;
    let allowed = |row: &Row| {
        Ok(Allowed {
            application: row.get("application_id")?,
            name: row.text("name")?,
            workspace: row.text("workspace")?,
            scopes: read(row)?,
            given_at: row.get("given_at")?,
            last_used: row.get("last_used")?,
        })
    };
    rows.iter().map(allowed).collect()
}
