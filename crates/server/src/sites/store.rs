//! All SQL of sites and of the entries into them.

use std::sync::Arc;

use admission::WorkspaceState;
use base::clock::Time;
use base::db::{Conn, DbError, Row, Value, Whole, sql};
use base::params;
use base::token::{SiteEntry, TokenHash};
use people::{WorkspaceId, workspaces};
use protocol::forward::{Rule, SiteAddress};

use super::entry::Entry;
use super::site::{CheckedSite, Site, SiteId, UserIs};

/// Which site of which workspace.
pub(super) type Of = (WorkspaceId, SiteId);

/// A site in a list.
pub(super) struct Listed {
    pub(super) site: Site,
    /// When anybody last entered.
    pub(super) last_entered: Option<Time>,
}

fn shape(column: &str) -> DbError {
    DbError::Shape(column.to_owned())
}

fn read<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<T, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| shape(column))
}

fn written<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|_| shape("sites"))
}

fn state(row: &Row) -> Result<WorkspaceState, DbError> {
    WorkspaceState::from_word(&row.text("state")?).ok_or_else(|| shape("state"))
}

/// The site of a row, and how its workspace stands.
fn site(row: &Row, workspace_state: WorkspaceState) -> Result<Site, DbError> {
    let user_is = UserIs::from_word(&row.text("user_is")?);
    Ok(Site {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        workspace_state,
        name: row.text("name")?,
        addresses: read::<Vec<SiteAddress>>(row, "addresses")?,
        user_is: user_is.ok_or_else(|| shape("user_is"))?,
        asserts: row.get("asserts")?,
        rules: read::<Vec<Rule>>(row, "rules")?,
        disabled_at: row.get("disabled_at")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Stores a new site without rules.
pub(super) async fn insert(
    conn: &mut Conn,
    (workspace, id): Of,
    new: &CheckedSite,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO sites (id, workspace_id, name, addresses, user_is, asserts, rules, \
             disabled_at, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, '[]', NULL, $7, $7)",
        ),
        params![
            id,
            workspace,
            &new.name,
            written(&new.addresses)?,
            new.user_is.word(),
            new.asserts,
            now,
        ],
    )
    .await
    .map(drop)
}

/// The site that a proxy or a browser names. The one place where one is found without its workspace:
/// the workspace follows from it.
pub(super) async fn named(conn: &mut Conn, id: SiteId) -> Result<Option<Arc<Site>>, DbError> {
    conn.whole(&id).await
}

impl Whole for Site {
    type Key = SiteId;

    fn key(id: &SiteId) -> Vec<Value> {
        params![*id]
    }

    async fn put_together(conn: &mut Conn, id: &SiteId) -> Result<Option<Self>, DbError> {
        with_workspace(conn, *id).await
    }
}

/// The row of the site, and how its workspace stands.
async fn with_workspace(conn: &mut Conn, id: SiteId) -> Result<Option<Site>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, workspace_id, name, addresses, user_is, asserts, rules, disabled_at, \
                 created_at, changed_at FROM sites WHERE id = $1",
            ),
            params![id],
            |row| site(row, WorkspaceState::Suspended),
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    let Some(workspace) = workspaces::load(conn, found.workspace).await? else {
        return Ok(None);
    };
    Ok(Some(Site {
        workspace_state: workspace.state,
        ..Arc::unwrap_or_clone(found)
    }))
}

/// The site of this workspace.
pub(super) async fn load(conn: &mut Conn, (workspace, id): Of) -> Result<Option<Site>, DbError> {
    let found = named(conn, id).await?.map(Arc::unwrap_or_clone);
    Ok(found.filter(|site| site.workspace == workspace))
}

/// The sites of a workspace by name, disabled ones too; at most 500.
pub(super) async fn of_workspace(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Listed>, DbError> {
    let rows = conn
        .list(
            sql("SELECT t.id, t.workspace_id, w.state, t.name, t.addresses, t.user_is, t.asserts, \
                 t.rules, t.disabled_at, t.created_at, t.changed_at, \
                 (SELECT MAX(e.created_at) FROM site_entries e WHERE e.site_id = t.id) AS last_entered \
                 FROM sites t JOIN workspaces w ON w.id = t.workspace_id \
                 WHERE t.workspace_id = $1 ORDER BY t.name, t.id LIMIT 500"),
            params![workspace],
        )
        .await?;
    let listed = |row: &Row| {
        Ok(Listed {
            site: site(row, state(row)?)?,
            last_entered: row.get("last_entered")?,
        })
    };
    rows.iter().map(listed).collect()
}

/// The sites of a workspace behind `after`, disabled ones too.
pub(super) async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<SiteId>,
    most: u32,
) -> Result<Vec<Site>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT t.id, t.workspace_id, w.state, t.name, t.addresses, t.user_is, t.asserts, \
                 t.rules, t.disabled_at, t.created_at, t.changed_at \
                 FROM sites t JOIN workspaces w ON w.id = t.workspace_id \
                 WHERE t.workspace_id = $1 AND t.id > $2 ORDER BY t.id LIMIT $3",
            ),
            params![
                workspace,
                after.map(|id| id.to_string()).unwrap_or_default(),
                i64::from(most),
            ],
        )
        .await?;
    rows.iter().map(|row| site(row, state(row)?)).collect()
}

/// Changes what was typed; whether there is such a site.
pub(super) async fn change(
    conn: &mut Conn,
    (workspace, id): Of,
    to: &CheckedSite,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE sites SET name = $3, addresses = $4, user_is = $5, asserts = $6, \
                 changed_at = $7 WHERE workspace_id = $1 AND id = $2",
            ),
            params![
                workspace,
                id,
                &to.name,
                written(&to.addresses)?,
                to.user_is.word(),
                to.asserts,
                now,
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Puts other rules in place of those before. The caller holds the lock of the workspace.
pub(super) async fn set_rules(
    conn: &mut Conn,
    (workspace, id): Of,
    rules: &[Rule],
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE sites SET rules = $3, changed_at = $4 WHERE workspace_id = $1 AND id = $2"),
            params![workspace, id, written(rules)?, now],
        )
        .await?;
    Ok(changed == 1)
}

/// Closes the site and ends all entries; whether it was open.
pub(super) async fn disable(
    conn: &mut Conn,
    (workspace, id): Of,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE sites SET disabled_at = $3, changed_at = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NULL"),
            params![workspace, id, now],
        )
        .await?;
    if changed == 1 {
        conn.execute(
            sql("DELETE FROM site_entries WHERE site_id = $1"),
            params![id],
        )
        .await?;
    }
    Ok(changed == 1)
}

/// Opens the site again; whether it was closed.
pub(super) async fn enable(
    conn: &mut Conn,
    (workspace, id): Of,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE sites SET disabled_at = NULL, changed_at = $3 \
                 WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NOT NULL"),
            params![workspace, id, now],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes the site with its entries; whether there was one.
pub(super) async fn delete(conn: &mut Conn, (workspace, id): Of) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM sites WHERE workspace_id = $1 AND id = $2"),
            params![workspace, id],
        )
        .await?;
    Ok(gone == 1)
}

/// Stores an entry under the hash of its token.
pub(super) async fn insert_entry(
    conn: &mut Conn,
    token: TokenHash<SiteEntry>,
    entry: &Entry,
    (now, ends_at): (Time, Time),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO site_entries (hash, site_id, origin, session_id, passport_id, member_id, \
             passport_epoch, member_epoch, created_at, ends_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        ),
        params![
            token,
            entry.site,
            &entry.origin,
            entry.session,
            entry.passport,
            entry.member,
            entry.passport_epoch,
            entry.member_epoch,
            now,
            ends_at,
        ],
    )
    .await
    .map(drop)
}

/// The entry of a token into this site, and when it ends.
pub(super) async fn entry(
    conn: &mut Conn,
    id: SiteId,
    token: TokenHash<SiteEntry>,
) -> Result<Option<(Entry, Time)>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT hash, site_id, origin, session_id, passport_id, member_id, passport_epoch, \
                 member_epoch, ends_at FROM site_entries WHERE hash = $1",
            ),
            params![token],
            with_end,
        )
        .await?;
    let found = found.filter(|found| found.0.site == id);
    Ok(found.map(Arc::unwrap_or_clone))
}

/// An entry, and when it ends.
fn with_end(row: &Row) -> Result<(Entry, Time), DbError> {
    let entry = Entry {
        site: row.get("site_id")?,
        origin: row.text("origin")?,
        session: row.get("session_id")?,
        passport: row.get("passport_id")?,
        member: row.get("member_id")?,
        passport_epoch: row.int("passport_epoch")?,
        member_epoch: row.int("member_epoch")?,
    };
    Ok((entry, row.get("ends_at")?))
}

/// Ends an entry into this site; whose it was.
pub(super) async fn end_entry(
    conn: &mut Conn,
    id: SiteId,
    token: TokenHash<SiteEntry>,
) -> Result<Option<people::PassportId>, DbError> {
    let row = conn
        .optional(
            sql("DELETE FROM site_entries WHERE hash = $1 AND site_id = $2 RETURNING passport_id"),
            params![token, id],
        )
        .await?;
    row.map(|row| row.get("passport_id")).transpose()
}

/// Removes entries whose time is over.
pub(super) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM site_entries WHERE ends_at < $1"),
        params![now],
    )
    .await
    .map(drop)
}
