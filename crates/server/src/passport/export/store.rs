//! The statements on what is kept about a person outside of workspaces. They read tables of several features in one place, and
//! name each column: so one sees at a glance that no hash, no epoch and nothing sealed is among them.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use people::PassportId;
use serde_json::{Value, json};

fn moment(row: &Row, column: &str) -> Result<Value, DbError> {
    let at: Option<Time> = row.get(column)?;
    Ok(at.map(Time::rfc3339).into())
}

fn words(row: &Row, column: &str) -> Result<Vec<String>, DbError> {
    let line = row.text(column)?;
    Ok(line.split_whitespace().map(str::to_owned).collect())
}

/// When the password was last changed; none when there is none.
pub(super) async fn password(conn: &mut Conn, person: PassportId) -> Result<Value, DbError> {
    let statement = sql("SELECT changed_at FROM passwords WHERE passport_id = $1");
    let row = conn.optional(statement, params![person]).await?;
    let Some(row) = row else {
        return Ok(Value::Null);
    };
    Ok(json!({"changed_at": moment(&row, "changed_at")?}))
}

/// Photos with what stands in them.
pub(super) async fn photos(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT media_type, large, created_at FROM pictures WHERE passport_id = $1 \
                 ORDER BY created_at DESC, key LIMIT 50",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        let bytes: Vec<u8> = row.get("large")?;
        Ok(json!({
            "media_type": row.text("media_type")?, "since": moment(row, "created_at")?,
            "file": BASE64_STANDARD.encode(bytes),
        }))
    };
    rows.iter().map(told).collect()
}

/// Sessions, the newest first, those that ended and are not forgotten yet among them.
pub(super) async fn sessions(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, address, user_agent, signed_in_at, seen_at, ends_at, ended_at, end_reason \
                 FROM sessions WHERE passport_id = $1 ORDER BY signed_in_at DESC, id LIMIT 500",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        Ok(json!({
            "id": row.text("id")?, "address": row.text("address")?,
            "user_agent": row.text("user_agent")?, "signed_in_at": moment(row, "signed_in_at")?,
            "seen_at": moment(row, "seen_at")?, "ends_at": moment(row, "ends_at")?,
            "ended_at": moment(row, "ended_at")?, "why_ended": row.get::<Option<String>>("end_reason")?,
        }))
    };
    rows.iter().map(told).collect()
}

/// When the browsers the person signed in from were last seen; nothing else is known of them.
pub(super) async fn browsers(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql("SELECT seen_at FROM known_browsers WHERE passport_id = $1 \
                 ORDER BY seen_at DESC LIMIT 500"),
            params![person],
        )
        .await?;
    let told = |row: &Row| Ok(json!({"seen_at": moment(row, "seen_at")?}));
    rows.iter().map(told).collect()
}

/// What the person allowed applications.
pub(super) async fn consents(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT a.name AS application, w.name AS workspace, c.scopes AS scopes, \
                 c.given_at AS given_at FROM consents c \
                 JOIN applications a ON a.id = c.application_id \
                 JOIN workspaces w ON w.id = a.workspace_id \
                 WHERE c.passport_id = $1 ORDER BY c.given_at DESC, a.id LIMIT 500",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        Ok(json!({
            "application": row.text("application")?, "workspace": row.text("workspace")?,
            "scopes": words(row, "scopes")?, "given_at": moment(row, "given_at")?,
        }))
    };
    rows.iter().map(told).collect()
}

/// How applications were entered, the newest first.
pub(super) async fn grants(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT a.name AS application, g.scopes AS scopes, g.created_at AS created_at, \
                 g.used_at AS used_at, g.ends_at AS ends_at, g.ended_at AS ended_at \
                 FROM grants g JOIN applications a ON a.id = g.application_id \
                 WHERE g.passport_id = $1 ORDER BY g.created_at DESC, g.id LIMIT 500",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        Ok(json!({
            "application": row.text("application")?, "scopes": words(row, "scopes")?,
            "entered_at": moment(row, "created_at")?, "used_at": moment(row, "used_at")?,
            "ends_at": moment(row, "ends_at")?, "ended_at": moment(row, "ended_at")?,
        }))
    };
    rows.iter().map(told).collect()
}

/// How sites behind a proxy were entered, the newest first.
pub(super) async fn sites(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT origin, created_at, ends_at FROM site_entries WHERE passport_id = $1 \
                 ORDER BY created_at DESC, origin LIMIT 500",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        Ok(json!({
            "site": row.text("origin")?, "entered_at": moment(row, "created_at")?,
            "ends_at": moment(row, "ends_at")?,
        }))
    };
    rows.iter().map(told).collect()
}

/// Tokens of the API, those that were revoked and are not forgotten yet among them.
pub(super) async fn tokens(conn: &mut Conn, person: PassportId) -> Result<Vec<Value>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, name, scopes, created_at, expires_at, used_at, used_from, revoked_at \
                 FROM api_tokens WHERE passport_id = $1 ORDER BY id DESC LIMIT 500",
            ),
            params![person],
        )
        .await?;
    let told = |row: &Row| {
        Ok(json!({
            "id": row.text("id")?, "name": row.text("name")?, "scopes": words(row, "scopes")?,
            "created_at": moment(row, "created_at")?, "expires_at": moment(row, "expires_at")?,
            "used_at": moment(row, "used_at")?, "used_from": row.get::<Option<String>>("used_from")?,
            "revoked_at": moment(row, "revoked_at")?,
        }))
    };
    rows.iter().map(told).collect()
}
