//! The statements on applications.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{ClientSecret, TokenHash};
use people::{PassportId, WorkspaceId};
use protocol::oauth::Scopes;

use super::{Application, ApplicationId, CheckedDraft, Launchable, Listed, Registered};

/// Which application of which workspace.
type Of = (WorkspaceId, ApplicationId);

fn list(row: &Row, column: &str) -> Result<Vec<String>, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| DbError::Shape(column.to_owned()))
}

fn written(list: &[String]) -> Result<String, DbError> {
    serde_json::to_string(list).map_err(|_| DbError::Shape("a list of addresses".to_owned()))
}

fn application(row: &Row) -> Result<Application, DbError> {
    let scopes = Scopes::parse(&row.text("scopes")?);
    Ok(Application {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        confidential: row.get("confidential")?,
        redirect_uris: list(row, "redirect_uris")?,
        post_logout_uris: list(row, "post_logout_uris")?,
        scopes: scopes.map_err(|_| DbError::Shape("scopes".to_owned()))?,
        home_url: row.get("home_url")?,
        disabled_at: row.get("disabled_at")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}

pub(super) async fn insert(
    conn: &mut Conn,
    new: &Application,
    secret: Option<TokenHash<ClientSecret>>,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO applications (id, workspace_id, name, confidential, secret_hash, \
             redirect_uris, post_logout_uris, scopes, home_url, disabled_at, created_at, \
             changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $10)",
        ),
        params![
            new.id,
            new.workspace,
            &new.name,
            new.confidential,
            secret,
            written(&new.redirect_uris)?,
            written(&new.post_logout_uris)?,
            new.scopes.to_string(),
            new.home_url.as_ref(),
            new.created_at,
        ],
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
                "SELECT id, workspace_id, name, confidential, redirect_uris, post_logout_uris, \
                 scopes, home_url, disabled_at, created_at, changed_at FROM applications \
                 WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(application).transpose()
}

pub(super) async fn registered(
    conn: &mut Conn,
    id: ApplicationId,
) -> Result<Option<Registered>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, confidential, secret_hash, redirect_uris, \
                 post_logout_uris, scopes, home_url, disabled_at, created_at, changed_at \
                 FROM applications WHERE id = $1",
            ),
            params![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Registered {
        application: application(&row)?,
        secret: row.get("secret_hash")?,
    }))
}

pub(super) async fn of_workspace(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Listed>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT a.id, a.workspace_id, a.name, a.confidential, a.redirect_uris, \
                 a.post_logout_uris, a.scopes, a.home_url, a.disabled_at, a.created_at, \
                 a.changed_at, (SELECT MAX(g.used_at) FROM grants g \
                 WHERE g.application_id = a.id) AS last_used \
                 FROM applications a WHERE a.workspace_id = $1 \
                 ORDER BY a.name, a.id LIMIT 500",
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

pub(super) async fn launchable(
    conn: &mut Conn,
    passport: PassportId,
    workspace: WorkspaceId,
) -> Result<Vec<Launchable>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT a.id, a.workspace_id, a.name, a.confidential, a.redirect_uris, \
                 a.post_logout_uris, a.scopes, a.home_url, a.disabled_at, a.created_at, \
                 a.changed_at, (SELECT MAX(g.used_at) FROM grants g \
                 WHERE g.passport_id = $2 AND g.application_id = a.id) AS last_used \
                 FROM applications a WHERE a.workspace_id = $1 AND a.disabled_at IS NULL \
                 ORDER BY a.name, a.id LIMIT 500",
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

pub(super) async fn change(
    conn: &mut Conn,
    (workspace, id): Of,
    draft: &CheckedDraft,
    now: Time,
) -> Result<Option<Application>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE applications SET name = $3, redirect_uris = $4, post_logout_uris = $5, \
                 scopes = $6, home_url = $7, changed_at = $8 WHERE workspace_id = $1 AND id = $2 \
                 RETURNING id, workspace_id, name, confidential, redirect_uris, \
                 post_logout_uris, scopes, home_url, disabled_at, created_at, changed_at",
            ),
            params![
                workspace,
                id,
                &draft.name,
                written(&draft.redirect_uris)?,
                written(&draft.post_logout_uris)?,
                draft.scopes.to_string(),
                draft.home_url.as_ref(),
                now,
            ],
        )
        .await?;
    row.as_ref().map(application).transpose()
}

pub(super) async fn set_secret(
    conn: &mut Conn,
    (workspace, id): Of,
    secret: TokenHash<ClientSecret>,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE applications SET secret_hash = $3, changed_at = $4 \
                 WHERE workspace_id = $1 AND id = $2 AND confidential = 1"),
            params![workspace, id, secret, now],
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
            sql("UPDATE applications SET disabled_at = $3, changed_at = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NULL"),
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
