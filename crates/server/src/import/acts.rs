//! What is done about imports: for the pages and for scripts.

use base::db::Conn;
use people::WorkspaceId;
use protocol::csv::{self, CsvError, Record};

use super::roster::{Plan, Why};
use super::store::{self, Import, State};
use super::work::{RUN, Running};
use super::{By, ImportId, events};
use crate::signin::acting::Acting;
use crate::web::PageError;

/// Why a file makes no import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no file of rows and columns.
    Csv(CsvError),
    /// Its columns are not known well enough.
    Columns,
    /// Another import of the workspace is going on.
    Another,
}

fn by(acting: &Acting) -> By {
    let doer = &acting.doing.doer;
    By {
        id: doer.id.clone(),
        person: doer.person,
        name: doer.name.clone(),
        token: doer.token.clone(),
        address: acting.doing.ctx.address,
    }
}

fn count(plan: &Plan, records: &[Record]) -> i64 {
    let rows = records.len().saturating_sub(usize::from(plan.has_head));
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Keeps a file to be looked at; nobody is invited yet.
///
/// # Errors
/// What the database says.
pub async fn draft(
    acting: &Acting,
    conn: &mut Conn,
    (file, plan): (&[u8], impl FnOnce(&[Record]) -> Plan + Send),
) -> Result<Result<Import, Unread>, PageError> {
    let records = match csv::read(file) {
        Ok(records) => records,
        Err(cause) => return Ok(Err(Unread::Csv(cause))),
    };
    let Ok(source) = std::str::from_utf8(file) else {
        return Ok(Err(Unread::Csv(CsvError::NotUtf8)));
    };
    let fresh = acting.fresh();
    let plan = plan(&records);
    let import = Import {
        id: ImportId::fresh(fresh.now, fresh.random),
        workspace: acting.workspace.id,
        by: by(acting),
        state: State::Draft,
        total: count(&plan, &records),
        plan,
        next: 0,
        invited: 0,
        refused: 0,
        created_at: fresh.now,
        changed_at: fresh.now,
    };
    store::insert(conn, &import, source).await?;
    Ok(Ok(import))
}

/// The records of an import's file.
pub(super) async fn records(conn: &mut Conn, import: &Import) -> Result<Vec<Record>, PageError> {
    let source = store::source(conn, import.id).await?.unwrap_or_default();
    csv::read(source.as_bytes()).map_err(PageError::internal)
}

/// Settles how a draft is read, and, when it is to `run`, begins: whoever begins it is who invites.
///
/// # Errors
/// What the database says.
pub(super) async fn settle(
    acting: &Acting,
    conn: &mut Conn,
    (import, plan): (&Import, Plan),
    runs: bool,
) -> Result<Result<bool, Unread>, PageError> {
    if runs && !plan.is_whole() {
        return Ok(Err(Unread::Columns));
    }
    if runs && store::runs(conn, import.workspace).await? {
        return Ok(Err(Unread::Another));
    }
    let records = records(conn, import).await?;
    let settled = Import {
        total: count(&plan, &records),
        plan,
        by: by(acting),
        ..import.clone()
    };
    let now = acting.fresh().now;
    let state = match (runs, settled.total) {
        (false, _) => State::Draft,
        (true, 0) => State::Done,
        (true, _) => State::Running,
    };
    let changed = store::settle(conn, &settled, state, now).await?;
    if changed && runs {
        let event = acting.done(events::STARTED).about(import.id);
        acting
            .record(conn, event.detail("rows", settled.total.to_string()))
            .await?;
        let running = Running {
            import: import.id,
            workspace: import.workspace,
        };
        let jobs = &acting.doing.app.jobs;
        jobs.enqueue(conn, &RUN, &running, now).await?;
    }
    Ok(Ok(changed))
}

/// Begins an import as its draft says.
///
/// # Errors
/// What the database says.
pub async fn start(
    acting: &Acting,
    conn: &mut Conn,
    import: &Import,
) -> Result<Result<bool, Unread>, PageError> {
    settle(acting, conn, (import, import.plan.clone()), true).await
}

/// Ends an import: who is invited stays invited, and nobody else is. Whether it was going on.
///
/// # Errors
/// What the database says.
pub async fn stop(acting: &Acting, conn: &mut Conn, id: ImportId) -> Result<bool, PageError> {
    let now = acting.fresh().now;
    let stopped = store::stop(conn, (acting.workspace.id, id), now).await?;
    if stopped {
        let event = acting.done(events::STOPPED).about(id);
        acting.record(conn, event).await?;
    }
    Ok(stopped)
}

/// The rows that invited nobody, with their records and lines: at most `limit`, behind `after`.
///
/// # Errors
/// What the database says.
pub async fn refused_rows(
    conn: &mut Conn,
    import: &Import,
    (after, limit): (i64, u32),
) -> Result<Vec<(i64, Record, Why)>, PageError> {
    let all = store::refusals(conn, import.id, after, limit).await?;
    let records = records(conn, import).await?;
    let skipped = usize::from(import.plan.has_head);
    let found = all.into_iter().filter_map(|(place, why)| {
        let at = usize::try_from(place).ok()?.checked_add(skipped)?;
        records.get(at).map(|record| (place, record.clone(), why))
    });
    Ok(found.collect())
}

/// The head of an import's file, if it has one.
pub(super) async fn head(
    conn: &mut Conn,
    import: &Import,
) -> Result<Option<Vec<String>>, PageError> {
    let first = records(conn, import).await?.into_iter().next();
    Ok(first
        .filter(|_| import.plan.has_head)
        .map(|record| record.cells))
}

/// The import of a workspace.
pub(super) async fn find(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: &str,
) -> Result<Import, PageError> {
    let id = ImportId::parse(id).ok_or(PageError::NotFound)?;
    let found = store::load(conn, workspace, id).await?;
    found.ok_or(PageError::NotFound)
}
