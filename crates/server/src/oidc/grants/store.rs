//! The statements on grants and their tokens.

use admission::Proof;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{AccessToken, RefreshToken, TokenHash};
use people::PassportId;
use protocol::oauth::Scopes;

use super::super::applications::ApplicationId;
use super::{Grant, GrantId};

/// An access token as found: what it opens, under which grant.
pub(in crate::oidc) struct Found {
    pub(in crate::oidc) grant: Grant,
    pub(in crate::oidc) scopes: Scopes,
}

fn scopes(row: &Row, column: &str) -> Result<Scopes, DbError> {
    Scopes::parse(&row.text(column)?).map_err(|_| DbError::Shape(column.to_owned()))
}

fn grant(row: &Row) -> Result<Grant, DbError> {
    let proofs: Option<Vec<Proof>> = serde_json::from_str(&row.text("proofs")?).ok();
    Ok(Grant {
        id: row.get("id")?,
        application: row.get("application_id")?,
        passport: row.get("passport_id")?,
        member: row.get("member_id")?,
        session: row.get("session_id")?,
        passport_epoch: row.int("passport_epoch")?,
        member_epoch: row.int("member_epoch")?,
        scopes: scopes(row, "scopes")?,
        proofs: proofs.ok_or_else(|| DbError::Shape("proofs".to_owned()))?,
        signed_in_at: row.get("signed_in_at")?,
        created_at: row.get("created_at")?,
        ends_at: row.get("ends_at")?,
        ended: row.get::<Option<Time>>("ended_at")?.is_some(),
    })
}

pub(in crate::oidc) async fn insert(conn: &mut Conn, new: &Grant) -> Result<(), DbError> {
    let proofs = serde_json::to_string(&new.proofs);
    conn.execute(
        sql(
            "INSERT INTO grants (id, application_id, passport_id, member_id, session_id, \
             passport_epoch, member_epoch, scopes, proofs, signed_in_at, created_at, used_at, \
             ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)",
        ),
        params![
            new.id,
            new.application,
            new.passport,
            new.member,
            new.session,
            new.passport_epoch,
            new.member_epoch,
            new.scopes.to_string(),
            proofs.map_err(|_| DbError::Shape("proofs".to_owned()))?,
            new.signed_in_at,
            new.created_at,
            new.ends_at,
        ],
    )
    .await
    .map(drop)
}

/// Notes that a grant was renewed; whether it still stood at that moment. Locks its row, so that a
/// grant that ends meanwhile is not renewed.
pub(in crate::oidc) async fn touch(
    conn: &mut Conn,
    id: GrantId,
    now: Time,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql("UPDATE grants SET used_at = $2 WHERE id = $1 AND ended_at IS NULL"),
            params![id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends a grant and all it gave; whether it stood.
pub(in crate::oidc) async fn end(
    conn: &mut Conn,
    id: GrantId,
    now: Time,
    why: &str,
) -> Result<bool, DbError> {
    let ended = conn
        .execute(
            sql("UPDATE grants SET ended_at = $2, end_reason = $3 \
                 WHERE id = $1 AND ended_at IS NULL"),
            params![id, now, why],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends every grant of a person for an application; how many stood.
pub(in crate::oidc) async fn end_of_person(
    conn: &mut Conn,
    passport: PassportId,
    application: ApplicationId,
    now: Time,
) -> Result<u64, DbError> {
    conn.execute(
        sql("UPDATE grants SET ended_at = $3, end_reason = 'withdrawn' \
             WHERE passport_id = $1 AND application_id = $2 AND ended_at IS NULL"),
        params![passport, application, now],
    )
    .await
}

pub(in crate::oidc) async fn insert_access(
    conn: &mut Conn,
    token: TokenHash<AccessToken>,
    (grant, scopes): (GrantId, Scopes),
    now: Time,
    expires: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO access_tokens (hash, grant_id, scopes, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        ),
        params![token, grant, scopes.to_string(), now, expires],
    )
    .await
    .map(drop)
}

/// The grant of a live access token.
pub(in crate::oidc) async fn by_access(
    conn: &mut Conn,
    token: &TokenHash<AccessToken>,
    now: Time,
) -> Result<Option<Found>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT g.id, g.application_id, g.passport_id, g.member_id, g.session_id, \
                 g.passport_epoch, g.member_epoch, g.scopes, g.proofs, g.signed_in_at, \
                 g.created_at, g.ends_at, g.ended_at, t.scopes AS token_scopes \
                 FROM access_tokens t JOIN grants g ON g.id = t.grant_id \
                 WHERE t.hash = $1 AND t.expires_at > $2",
            ),
            params![*token, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Found {
        scopes: scopes(&row, "token_scopes")?,
        grant: grant(&row)?,
    }))
}

/// Takes an access token away from whoever holds it.
pub(in crate::oidc) async fn delete_access(
    conn: &mut Conn,
    token: &TokenHash<AccessToken>,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM access_tokens WHERE hash = $1"),
            params![*token],
        )
        .await?;
    Ok(gone == 1)
}

pub(in crate::oidc) async fn insert_refresh(
    conn: &mut Conn,
    token: TokenHash<RefreshToken>,
    grant: GrantId,
    now: Time,
    expires: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO refresh_tokens (hash, grant_id, created_at, expires_at) \
             VALUES ($1, $2, $3, $4)",
        ),
        params![token, grant, now, expires],
    )
    .await
    .map(drop)
}

/// The grant of a refresh token, used or not, and whether the token was used.
pub(in crate::oidc) async fn by_refresh(
    conn: &mut Conn,
    token: &TokenHash<RefreshToken>,
    now: Time,
) -> Result<Option<(Grant, bool)>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT g.id, g.application_id, g.passport_id, g.member_id, g.session_id, \
                 g.passport_epoch, g.member_epoch, g.scopes, g.proofs, g.signed_in_at, \
                 g.created_at, g.ends_at, g.ended_at, t.used_at AS token_used \
                 FROM refresh_tokens t JOIN grants g ON g.id = t.grant_id \
                 WHERE t.hash = $1 AND t.expires_at > $2",
            ),
            params![*token, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let used = row.get::<Option<Time>>("token_used")?.is_some();
    Ok(Some((grant(&row)?, used)))
}

/// Uses a refresh token up; whether this call was the one that did.
pub(in crate::oidc) async fn use_refresh(
    conn: &mut Conn,
    token: &TokenHash<RefreshToken>,
    now: Time,
) -> Result<bool, DbError> {
    let used = conn
        .execute(
            sql("UPDATE refresh_tokens SET used_at = $2 \
                 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2"),
            params![*token, now],
        )
        .await?;
    Ok(used == 1)
}

/// Removes tokens that have run out, and grants long over with all they gave.
pub(in crate::oidc) async fn clean(
    conn: &mut Conn,
    now: Time,
    long_over: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM access_tokens WHERE expires_at < $1"),
        params![now],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM refresh_tokens WHERE expires_at < $1"),
        params![now],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM grants WHERE ends_at < $1"),
        params![long_over],
    )
    .await
    .map(drop)
}
