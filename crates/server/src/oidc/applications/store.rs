//! The statements on applications.

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError, Row, Value, sql};
use base::params;
use people::{PassportId, WorkspaceId};
use protocol::oauth::{AccessTokenFormat, ClientAuth, Scopes};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{
    Application, ApplicationDraft, ApplicationId, Launchable, Listed, LogoutNotice, Sought,
};

/// Which application of which workspace.
type Of = (WorkspaceId, ApplicationId);

fn odd(column: &str) -> DbError {
    DbError::Shape(column.to_owned())
}

fn list<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Vec<T>, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| odd(column))
}

fn written<T: Serialize>(list: &[T]) -> Result<String, DbError> {
    serde_json::to_string(list).map_err(|_| odd("a list"))
}

fn notice(row: &Row, uri: &str, required: &str) -> Result<Option<LogoutNotice>, DbError> {
    let session_required = row.get(required)?;
    let uri: Option<String> = row.get(uri)?;
    Ok(uri.map(|uri| LogoutNotice {
        uri,
        session_required,
    }))
}

fn application(row: &Row) -> Result<Application, DbError> {
    let (back, front) = ("backchannel_logout_uri", "frontchannel_logout_uri");
    let format = AccessTokenFormat::from_word(&row.text("access_token_format")?);
    let algorithm = row.text("id_token_alg")?.parse();
    Ok(Application {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        auth: ClientAuth::from_word(&row.text("auth_method")?).ok_or_else(|| odd("auth_method"))?,
        jwks: row.get("jwks")?,
        jwks_uri: row.get("jwks_uri")?,
        redirect_uris: list(row, "redirect_uris")?,
        post_logout_uris: list(row, "post_logout_uris")?,
        scopes: Scopes::parse(&row.text("scopes")?).map_err(|_| odd("scopes"))?,
        home_url: row.get("home_url")?,
        grants: list(row, "grants")?,
        resources: list(row, "resources")?,
        requires: list(row, "requires")?,
        id_token_alg: algorithm.map_err(|_| odd("id_token_alg"))?,
        access_token_format: format.ok_or_else(|| odd("access_token_format"))?,
        backchannel_logout: notice(row, back, "backchannel_session_required")?,
        frontchannel_logout: notice(row, front, "frontchannel_session_required")?,
        machine_tokens_from: row.get("machine_tokens_from")?,
        machine_used_at: row.get("machine_used_at")?,
        disabled_at: row.get("disabled_at")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// What a draft says, as the statements number it: from `$4` on.
fn said((workspace, id): Of, at: Time, draft: &ApplicationDraft) -> Result<Vec<Value>, DbError> {
    Ok(params![
        id,
        workspace,
        at,
        &draft.name,
        draft.auth.as_str(),
        draft.jwks.as_ref(),
        draft.jwks_uri.as_ref(),
        written(&draft.redirect_uris)?,
        written(&draft.post_logout_uris)?,
        draft.scopes.to_string(),
        draft.home_url.as_ref(),
        written(&draft.grants)?,
        written(&draft.resources)?,
        written(&draft.requires)?,
        draft.id_token_alg.name(),
        draft.access_token_format.as_str(),
        draft.backchannel_logout_uri.as_ref(),
        draft.backchannel_session_required,
        draft.frontchannel_logout_uri.as_ref(),
        draft.frontchannel_session_required,
    ])
}

pub(super) async fn insert(
    conn: &mut Conn,
    of: Of,
    draft: &ApplicationDraft,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO applications (id, workspace_id, created_at, changed_at, name, \
                 auth_method, jwks, jwks_uri, redirect_uris, post_logout_uris, scopes, \
                 home_url, grants, resources, requires, id_token_alg, access_token_format, \
                 backchannel_logout_uri, backchannel_session_required, frontchannel_logout_uri, \
                 frontchannel_session_required) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, \
                 $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        ),
        said(of, now, draft)?,
    )
    .await
    .map(drop)
}

pub(super) async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ApplicationId,
) -> Result<Option<Application>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, auth_method, jwks, jwks_uri, redirect_uris, \
                 post_logout_uris, scopes, home_url, grants, resources, requires, id_token_alg, \
                 access_token_format, backchannel_logout_uri, backchannel_session_required, \
                 frontchannel_logout_uri, frontchannel_session_required, machine_tokens_from, \
                 machine_used_at, disabled_at, \
                 created_at, changed_at FROM applications WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(application).transpose()
}

pub(super) async fn named(
    conn: &mut Conn,
    id: ApplicationId,
) -> Result<Option<Arc<Application>>, DbError> {
    conn.warm_one(
        sql(
            "SELECT id, workspace_id, name, auth_method, jwks, jwks_uri, redirect_uris, \
                 post_logout_uris, scopes, home_url, grants, resources, requires, id_token_alg, \
                 access_token_format, backchannel_logout_uri, backchannel_session_required, \
                 frontchannel_logout_uri, frontchannel_session_required, machine_tokens_from, \
                 machine_used_at, disabled_at, \
                 created_at, changed_at FROM applications WHERE id = $1",
        ),
        params![id],
        application,
    )
    .await
}

pub(super) async fn of_workspace(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Listed>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT a.id, a.workspace_id, a.name, a.auth_method, a.jwks, a.jwks_uri, \
                 a.redirect_uris, a.post_logout_uris, a.scopes, a.home_url, a.grants, \
                 a.resources, a.requires, a.id_token_alg, a.access_token_format, \
                 a.backchannel_logout_uri, a.backchannel_session_required, \
                 a.frontchannel_logout_uri, a.frontchannel_session_required, a.machine_tokens_from, \
                 a.machine_used_at, a.disabled_at, \
                 a.created_at, a.changed_at, (SELECT MAX(g.used_at) FROM grants g WHERE \
                 g.application_id = a.id) AS last_used FROM applications a WHERE a.workspace_id \
                 = $1 ORDER BY a.name, a.id LIMIT 500",
            ),
            params![workspace],
        )
        .await?;
    let listed = |row: &Row| {
        Ok(Listed {
            application: application(row)?,
            last_used: row.get("last_used")?,
        })
    };
    rows.iter().map(listed).collect()
}

pub(super) async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    sought: &Sought,
    most: u32,
) -> Result<Vec<Application>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, auth_method, jwks, jwks_uri, redirect_uris, \
                 post_logout_uris, scopes, home_url, grants, resources, requires, id_token_alg, \
                 access_token_format, backchannel_logout_uri, backchannel_session_required, \
                 frontchannel_logout_uri, frontchannel_session_required, machine_tokens_from, \
                 machine_used_at, disabled_at, \
                 created_at, changed_at FROM applications WHERE workspace_id = $1 \
                 AND id > $2 AND (CAST($3 AS TEXT) IS NULL OR name = $3) \
                 AND (CAST($4 AS BIGINT) IS NULL \
                 OR $4 = CASE WHEN disabled_at IS NULL THEN 1 ELSE 0 END) \
                 ORDER BY id LIMIT $5",
            ),
            params![
                workspace,
                sought.after.map(|id| id.to_string()).unwrap_or_default(),
                sought.name.as_ref(),
                sought.enabled.map(i64::from),
                i64::from(most),
            ],
        )
        .await?;
    rows.iter().map(application).collect()
}

pub(super) async fn launchable(
    conn: &mut Conn,
    passport: PassportId,
    workspace: WorkspaceId,
) -> Result<Vec<Launchable>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT a.id, a.workspace_id, a.name, a.auth_method, a.jwks, a.jwks_uri, \
                 a.redirect_uris, a.post_logout_uris, a.scopes, a.home_url, a.grants, \
                 a.resources, a.requires, a.id_token_alg, a.access_token_format, \
                 a.backchannel_logout_uri, a.backchannel_session_required, \
                 a.frontchannel_logout_uri, a.frontchannel_session_required, a.machine_tokens_from, \
                 a.machine_used_at, a.disabled_at, \
                 a.created_at, a.changed_at, (SELECT MAX(g.used_at) FROM grants g WHERE \
                 g.passport_id = $2 AND g.application_id = a.id) AS last_used FROM applications \
                 a WHERE a.workspace_id = $1 AND a.disabled_at IS NULL ORDER BY a.name, a.id \
                 LIMIT 500",
            ),
            params![workspace, passport],
        )
        .await?;
    let launchable = |row: &Row| {
        Ok(Launchable {
            application: application(row)?,
            last_used: row.get("last_used")?,
        })
    };
    rows.iter().map(launchable).collect()
}

/// Whether it was still as `known` says.
pub(super) async fn change(
    conn: &mut Conn,
    known: &Application,
    draft: &ApplicationDraft,
    now: Time,
) -> Result<bool, DbError> {
    let mut params = said((known.workspace, known.id), now, draft)?;
    params.push(known.changed_at.into());
    let changed = conn
        .execute(
            sql(
                "UPDATE applications SET changed_at = $3, name = $4, auth_method = $5, jwks = \
                 $6, jwks_uri = $7, redirect_uris = $8, post_logout_uris = $9, scopes = $10, \
                 home_url = $11, grants = $12, resources = $13, requires = $14, id_token_alg = \
                 $15, access_token_format = $16, backchannel_logout_uri = $17, \
                 backchannel_session_required = $18, frontchannel_logout_uri = $19, \
                 frontchannel_session_required = $20 WHERE id = $1 AND workspace_id = $2 AND \
                 changed_at = $21",
            ),
            params,
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn disable(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ApplicationId,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE applications SET disabled_at = $3, changed_at = $3, \
                 machine_tokens_from = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NULL",
            ),
            params![workspace, id, now],
        )
        .await?;
    if changed == 1 {
        conn.execute(
            sql(
                "UPDATE grants SET ended_at = $2, end_reason = 'application-disabled' \
                 WHERE application_id = $1 AND ended_at IS NULL",
            ),
            params![id, now],
        )
        .await?;
    }
    Ok(changed == 1)
}

pub(super) async fn enable(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ApplicationId,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE applications SET disabled_at = NULL, changed_at = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NOT NULL",
            ),
            params![workspace, id, now],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ApplicationId,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM applications WHERE workspace_id = $1 AND id = $2"),
            params![workspace, id],
        )
        .await?;
    Ok(gone == 1)
}

pub(super) async fn note_machine(
    conn: &mut Conn,
    id: ApplicationId,
    now: Time,
    before: Time,
) -> Result<bool, DbError> {
    let noted = conn
        .execute(
            sql("UPDATE applications SET machine_used_at = $2 \
                 WHERE id = $1 AND (machine_used_at IS NULL OR machine_used_at <= $3)"),
            params![id, now, before],
        )
        .await?;
    Ok(noted == 1)
}
