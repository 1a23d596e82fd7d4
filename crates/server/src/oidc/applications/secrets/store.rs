//! The statements on secrets of applications.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{ClientSecret, TokenHash};

use super::super::ApplicationId;
use super::{HeldSecret, Live, SecretId, fingerprint};

fn held(row: &Row) -> Result<HeldSecret, DbError> {
    Ok(HeldSecret {
        id: row.get("id")?,
        hint: row.text("hint")?,
        fingerprint: fingerprint(&row.get("hash")?),
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Holds the application until the transaction ends; whether it proves itself by a secret.
pub(super) async fn lock(conn: &mut Conn, id: ApplicationId) -> Result<bool, DbError> {
    let held = conn
        .execute(
            sql("UPDATE applications SET auth_method = auth_method \
                 WHERE id = $1 AND auth_method = 'secret'"),
            params![id],
        )
        .await?;
    Ok(held == 1)
}

pub(super) async fn insert(
    conn: &mut Conn,
    application: ApplicationId,
    new: &HeldSecret,
    hash: TokenHash<ClientSecret>,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO client_secrets (id, application_id, hash, hint, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        ),
        params![
            new.id,
            application,
            hash,
            &new.hint,
            new.created_at,
            new.expires_at
        ],
    )
    .await
    .map(drop)
}

pub(super) async fn all(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<Vec<HeldSecret>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, hash, hint, created_at, expires_at, used_at FROM client_secrets \
                 WHERE application_id = $1 ORDER BY created_at, id",
            ),
            params![application],
        )
        .await?;
    rows.iter().map(held).collect()
}

/// Those that have not run out. Read without the time, so that it can be remembered.
pub(super) async fn live(
    conn: &mut Conn,
    application: ApplicationId,
    now: Time,
) -> Result<Vec<Live>, DbError> {
    let all = conn
        .warm_all(
            sql("SELECT id, hash, used_at, expires_at FROM client_secrets \
                 WHERE application_id = $1"),
            params![application],
            with_end,
        )
        .await?;
    let live = all
        .iter()
        .filter(|(_, until)| until.is_none_or(|until| until > now));
    Ok(live.map(|(secret, _)| secret.clone()).collect())
}

/// A secret, and when it runs out.
fn with_end(row: &Row) -> Result<(Live, Option<Time>), DbError> {
    let live = Live {
        id: row.get("id")?,
        hash: row.get("hash")?,
        used_at: row.get("used_at")?,
    };
    Ok((live, row.get("expires_at")?))
}

pub(super) async fn note_use(
    conn: &mut Conn,
    id: SecretId,
    now: Time,
    before: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE client_secrets SET used_at = $2 \
             WHERE id = $1 AND (used_at IS NULL OR used_at <= $3)"),
        params![id, now, before],
    )
    .await
    .map(drop)
}

pub(super) async fn delete(
    conn: &mut Conn,
    application: ApplicationId,
    id: SecretId,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM client_secrets WHERE application_id = $1 AND id = $2"),
            params![application, id],
        )
        .await?;
    Ok(gone == 1)
}

pub(super) async fn delete_all(conn: &mut Conn, application: ApplicationId) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM client_secrets WHERE application_id = $1"),
        params![application],
    )
    .await
    .map(drop)
}

/// Removes those that have run out.
pub(super) async fn forget_ended(
    conn: &mut Conn,
    application: ApplicationId,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM client_secrets WHERE application_id = $1 AND expires_at <= $2"),
        params![application, now],
    )
    .await
    .map(drop)
}
