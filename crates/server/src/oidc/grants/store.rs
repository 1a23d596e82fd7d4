//! The statements on grants and their tokens.

use std::sync::Arc;
use std::time::Duration;

use admission::Proof;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{AccessToken, RefreshToken, TokenHash};
use people::PassportId;
use protocol::oauth::Scopes;
use protocol::oauth::token::Actors;
use protocol::oidc::ClaimsRequest;

use super::super::applications::{Application, ApplicationId};
use super::{Grant, GrantId};
use crate::signin::SessionId;

/// Use of a grant is written down at most this often.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// An access token as found: what it opens, under which grant.
pub(in crate::oidc) struct Found {
    pub(in crate::oidc) grant: Arc<Grant>,
    pub(in crate::oidc) scopes: Scopes,
    /// The resources it is meant for; none stands for the application itself.
    pub(in crate::oidc) resources: Vec<String>,
    pub(in crate::oidc) issued: Time,
    pub(in crate::oidc) expires: Time,
    /// The key it is bound to.
    pub(in crate::oidc) jkt: Option<String>,
    /// Who acts with it, in the place of the application it was given for.
    pub(in crate::oidc) acting: Option<Acting>,
}

impl Found {
    /// The application that holds it: the one that acts, or the one it was given for.
    pub(in crate::oidc) fn holder(&self) -> ApplicationId {
        let acting = self.acting.as_ref().map(|acting| acting.by);
        acting.unwrap_or(self.grant.application)
    }
}

/// An application that acts with what another one was given (RFC 8693).
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Acting {
    /// The application.
    pub(in crate::oidc) by: ApplicationId,
    /// It and those who acted before.
    pub(in crate::oidc) chain: Actors,
}

/// An access token about to be stored.
pub(in crate::oidc) struct NewAccess<'a> {
    pub(in crate::oidc) hash: TokenHash<AccessToken>,
    pub(in crate::oidc) grant: GrantId,
    pub(in crate::oidc) scopes: Scopes,
    pub(in crate::oidc) resources: &'a [String],
    pub(in crate::oidc) jkt: Option<&'a str>,
    pub(in crate::oidc) acting: Option<&'a Acting>,
    pub(in crate::oidc) expires: Time,
}

fn acting(row: &Row) -> Result<Option<Acting>, DbError> {
    let by: Option<ApplicationId> = row.get("actor_id")?;
    let chain: Option<String> = row.get("actors")?;
    let Some((by, chain)) = by.zip(chain) else {
        return Ok(None);
    };
    let chain = serde_json::from_str(&chain);
    let chain = chain.map_err(|_| DbError::Shape("access_tokens.actors".to_owned()))?;
    Ok(Some(Acting { by, chain }))
}

fn scopes(row: &Row, column: &str) -> Result<Scopes, DbError> {
    Scopes::parse(&row.text(column)?).map_err(|_| DbError::Shape(column.to_owned()))
}

fn resources(row: &Row, column: &str) -> Result<Vec<String>, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| DbError::Shape(column.to_owned()))
}

fn written(resources: &[String]) -> Result<String, DbError> {
    serde_json::to_string(resources).map_err(|_| DbError::Shape("resources".to_owned()))
}

/// The single claims asked for; an empty text is none.
fn claims(row: &Row) -> Result<ClaimsRequest, DbError> {
    let text = row.text("claims")?;
    if text.is_empty() {
        return Ok(ClaimsRequest::default());
    }
    ClaimsRequest::parse(&text).map_err(|_| DbError::Shape("claims".to_owned()))
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
        resources: resources(row, "resources")?,
        claims: claims(row)?,
        proofs: proofs.ok_or_else(|| DbError::Shape("proofs".to_owned()))?,
        signed_in_at: row.get("signed_in_at")?,
        created_at: row.get("created_at")?,
        ends_at: row.get("ends_at")?,
        ended: row.get::<Option<Time>>("ended_at")?.is_some(),
        jkt: row.get("jkt")?,
    })
}

pub(in crate::oidc) async fn insert(conn: &mut Conn, new: &Grant) -> Result<(), DbError> {
    let proofs = serde_json::to_string(&new.proofs);
    conn.execute(
        sql(
            "INSERT INTO grants (id, application_id, passport_id, member_id, session_id, \
             passport_epoch, member_epoch, scopes, proofs, signed_in_at, created_at, used_at, \
             ends_at, jkt, resources, claims) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15)",
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
            new.jkt.as_deref(),
            written(&new.resources)?,
            if new.claims.is_empty() {
                String::new()
            } else {
                new.claims.to_string()
            },
        ],
    )
    .await
    .map(drop)
}

/// Whether a grant still stands, and notes that it is used, at most once a minute. Should it end in this very
/// moment, what is issued opens nothing: the grant is asked at each use.
pub(in crate::oidc) async fn touch(
    conn: &mut Conn,
    id: GrantId,
    now: Time,
) -> Result<bool, DbError> {
    let found = conn
        .optional(
            sql("SELECT used_at FROM grants WHERE id = $1 AND ended_at IS NULL"),
            params![id],
        )
        .await?;
    let Some(row) = found else { return Ok(false) };
    if row.get::<Time>("used_at")? > now.minus(NOTE_EVERY) {
        return Ok(true);
    }
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
    new: &NewAccess<'_>,
    now: Time,
) -> Result<(), DbError> {
    let shape = |_| DbError::Shape("access_tokens.actors".to_owned());
    let chain = new
        .acting
        .map(|acting| serde_json::to_string(&acting.chain));
    conn.execute(
        sql(
            "INSERT INTO access_tokens (hash, grant_id, scopes, created_at, expires_at, jkt, \
             actor_id, actors, resources) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        ),
        params![
            new.hash,
            new.grant,
            new.scopes.to_string(),
            now,
            new.expires,
            new.jkt,
            new.acting.map(|acting| acting.by),
            chain.transpose().map_err(shape)?,
            written(new.resources)?,
        ],
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
    let token = conn
        .warm_one(
            sql(
                "SELECT hash, grant_id, scopes, created_at, expires_at, jkt, actor_id, actors, \
                 resources FROM access_tokens WHERE hash = $1",
            ),
            params![*token],
            access,
        )
        .await?;
    let Some(token) = token.filter(|token| token.expires > now) else {
        return Ok(None);
    };
    let Some(grant) = behind(conn, token.grant).await? else {
        return Ok(None);
    };
    Ok(Some(Found {
        scopes: token.scopes,
        resources: token.resources.clone(),
        issued: token.issued,
        expires: token.expires,
        jkt: token.jkt.clone(),
        acting: token.acting.clone(),
        grant,
    }))
}

/// What the row of an access token says.
struct Access {
    grant: GrantId,
    scopes: Scopes,
    resources: Vec<String>,
    issued: Time,
    expires: Time,
    jkt: Option<String>,
    acting: Option<Acting>,
}

fn access(row: &Row) -> Result<Access, DbError> {
    Ok(Access {
        grant: row.get("grant_id")?,
        scopes: scopes(row, "scopes")?,
        resources: resources(row, "resources")?,
        issued: row.get("created_at")?,
        expires: row.get("expires_at")?,
        jkt: row.get("jkt")?,
        acting: acting(row)?,
    })
}

/// The grant that a token stands for.
async fn behind(conn: &mut Conn, id: GrantId) -> Result<Option<Arc<Grant>>, DbError> {
    conn.warm_one(
            sql(
                "SELECT id, application_id, passport_id, member_id, session_id, passport_epoch, \
                 member_epoch, scopes, claims, proofs, signed_in_at, created_at, ends_at, ended_at, \
                 jkt, resources FROM grants WHERE id = $1",
            ),
            params![id],
            grant,
        )
        .await
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
) -> Result<Option<(Arc<Grant>, bool)>, DbError> {
    let row = conn
        .optional(
            sql("SELECT grant_id, expires_at, used_at FROM refresh_tokens WHERE hash = $1"),
            params![*token],
        )
        .await?;
    let row = match row {
        Some(row) if row.get::<Time>("expires_at")? > now => row,
        _ => return Ok(None),
    };
    let used = row.get::<Option<Time>>("used_at")?.is_some();
    let grant = behind(conn, row.get("grant_id")?).await?;
    Ok(grant.map(|grant| (grant, used)))
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

/// The applications that were given something in a session.
pub(in crate::oidc) async fn entered(
    conn: &mut Conn,
    session: SessionId,
) -> Result<Vec<Application>, DbError> {
    let rows = conn
        .query(
            sql("SELECT DISTINCT application_id FROM grants \
                 WHERE session_id = $1 ORDER BY application_id LIMIT 100"),
            params![session],
        )
        .await?;
    let mut entered = Vec::new();
    for row in rows {
        let id: ApplicationId = row.get("application_id")?;
        entered.extend(Application::named(conn, &id.to_string()).await?);
    }
    Ok(entered
        .into_iter()
        .filter(|one| one.disabled_at.is_none())
        .collect())
}

/// Removes tokens that have run out, and grants long over; what they gave runs out by itself.
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
