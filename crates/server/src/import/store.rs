//! Imports and the rows they refused.

use admission::words;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use people::WorkspaceId;
use serde::de::DeserializeOwned;

use super::roster::{Plan, Why};
use super::{By, ImportId};

/// The most imports that are shown.
const SHOWN: u32 = 20;

words! {
    /// How far an import is.
    pub enum State {
        /// It is looked at.
        Draft = "draft",
        /// People are being invited.
        Running = "running",
        /// All rows were taken.
        Done = "done",
        /// It was ended before.
        Stopped = "stopped",
    }
}

/// An import, without its file.
#[derive(Clone, Debug)]
pub struct Import {
    /// Names it.
    pub id: ImportId,
    /// Where people are invited.
    pub workspace: WorkspaceId,
    /// Who does it.
    pub(super) by: By,
    /// How the file is read.
    pub plan: Plan,
    /// How far it is.
    pub state: State,
    /// How many rows there are.
    pub total: i64,
    /// How many were taken.
    pub next: i64,
    /// How many were invited.
    pub invited: i64,
    /// How many rows invited nobody.
    pub refused: i64,
    /// When it was made.
    pub created_at: Time,
    /// When it last went on.
    pub changed_at: Time,
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|_| DbError::Shape("imports".to_owned()))
}

fn read<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| DbError::Shape(column.to_owned()))
}

/// Keeps a draft in place of the one before: of a workspace there is one at most.
pub(super) async fn insert(conn: &mut Conn, new: &Import, source: &str) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM imports WHERE workspace_id = $1 AND state = 'draft'"),
        params![new.workspace],
    )
    .await?;
    conn.execute(
        sql(
            "INSERT INTO imports (id, workspace_id, doer, source, plan, state, total, next, invited, \
             refused, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $8)",
        ),
        params![
            new.id,
            new.workspace,
            json(&new.by)?,
            source,
            json(&new.plan)?,
            new.state.word(),
            new.total,
            new.created_at,
        ],
    )
    .await
    .map(drop)
}

/// The import with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ImportId,
) -> Result<Option<Import>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, doer, plan, state, total, next, invited, refused, \
                 created_at, changed_at FROM imports WHERE id = $1 AND workspace_id = $2",
            ),
            params![id, workspace],
        )
        .await?;
    row.as_ref().map(import).transpose()
}

/// The newest imports of a workspace.
///
/// # Errors
/// What the database says.
pub(super) async fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Import>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, doer, plan, state, total, next, invited, refused, \
                 created_at, changed_at FROM imports WHERE workspace_id = $1 \
                 ORDER BY id DESC LIMIT $2",
            ),
            params![workspace, SHOWN],
        )
        .await?;
    rows.iter().map(import).collect()
}

/// The file of an import.
pub(super) async fn source(conn: &mut Conn, id: ImportId) -> Result<Option<String>, DbError> {
    let row = conn
        .optional(sql("SELECT source FROM imports WHERE id = $1"), params![id])
        .await?;
    row.map(|row| row.text("source")).transpose()
}

/// Whether an import of the workspace is going on.
pub(super) async fn runs(conn: &mut Conn, workspace: WorkspaceId) -> Result<bool, DbError> {
    let found = conn
        .optional(
            sql("SELECT id FROM imports WHERE workspace_id = $1 AND state = 'running'"),
            params![workspace],
        )
        .await?;
    Ok(found.is_some())
}

/// Says how a draft is to be read, and starts it if it is to `run`; whether it was a draft still.
pub(super) async fn settle(
    conn: &mut Conn,
    import: &Import,
    state: State,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE imports SET plan = $3, total = $4, state = $5, doer = $6, changed_at = $7 \
                 WHERE id = $1 AND workspace_id = $2 AND state = 'draft'",
            ),
            params![
                import.id,
                import.workspace,
                json(&import.plan)?,
                import.total,
                state.word(),
                json(&import.by)?,
                now
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Ends an import that is no more than a draft or runs; whether it was.
pub(super) async fn stop(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, ImportId),
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE imports SET state = 'stopped', changed_at = $3 \
                 WHERE id = $1 AND workspace_id = $2 AND state IN ('draft', 'running')"),
            params![id, workspace, now],
        )
        .await?;
    Ok(changed > 0)
}

/// How many rows of a running import were taken. Its row stays locked until the transaction ends, so that no row is
/// taken twice, whoever else works on it.
pub(super) async fn hold(conn: &mut Conn, id: ImportId) -> Result<Option<(i64, i64)>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE imports SET state = state WHERE id = $1 AND state = 'running' \
                 RETURNING next, invited",
            ),
            params![id],
        )
        .await?;
    row.map(|row| Ok((row.int("next")?, row.int("invited")?)))
        .transpose()
}

/// Notes how far it came.
pub(super) async fn advance(
    conn: &mut Conn,
    id: ImportId,
    (invited, refused): (i64, &[(i64, Why)]),
    now: Time,
) -> Result<(), DbError> {
    for (place, why) in refused {
        conn.execute(
            sql("INSERT INTO import_refusals (import_id, place, why) VALUES ($1, $2, $3)"),
            params![id, *place, why.word()],
        )
        .await?;
    }
    let wrong = i64::try_from(refused.len()).unwrap_or(i64::MAX);
    conn.execute(
        sql(
            "UPDATE imports SET next = next + $2 + $3, invited = invited + $2, \
             refused = refused + $3, changed_at = $4, \
             state = CASE WHEN next + $2 + $3 >= total THEN 'done' ELSE state END WHERE id = $1",
        ),
        params![id, invited, wrong, now],
    )
    .await
    .map(drop)
}

/// The rows that invited nobody, by their place in the file, behind `after`.
///
/// # Errors
/// What the database says.
pub async fn refusals(
    conn: &mut Conn,
    id: ImportId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Why)>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT place, why FROM import_refusals WHERE import_id = $1 AND place > $2 \
                 ORDER BY place LIMIT $3",
            ),
            params![id, after, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let why = Why::from_word(&row.text("why")?);
            let why = why.ok_or_else(|| DbError::Shape("import_refusals.why".to_owned()))?;
            Ok((row.int("place")?, why))
        })
        .collect()
}

/// Forgets imports that did not go on since `since`.
pub(super) async fn clean(conn: &mut Conn, since: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM imports WHERE changed_at <= $1");
    conn.execute(statement, params![since]).await.map(drop)
}

fn import(row: &Row) -> Result<Import, DbError> {
    let state = State::from_word(&row.text("state")?);
    Ok(Import {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        by: read(row, "doer")?,
        plan: read(row, "plan")?,
        state: state.ok_or_else(|| DbError::Shape("imports.state".to_owned()))?,
        total: row.int("total")?,
        next: row.int("next")?,
        invited: row.int("invited")?,
        refused: row.int("refused")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}
