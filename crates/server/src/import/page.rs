//! Choosing a file, and the imports there were.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use protocol::csv::CsvError;

use super::acts::{self, Unread};
use super::roster::guess;
use super::store::{self, Import, State as Stand};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, Upload, rejected, show as shown};
use crate::workspaces::people_tabs;

#[derive(Template)]
#[template(path = "import/page.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    action: String,
    file: ui::Upload,
    table: Option<ui::Table>,
}

/// The address of the first page.
pub(super) fn path(workspace: &str) -> String {
    format!("/w/{workspace}/people/import")
}

async fn page(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    wrong: Option<String>,
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, admin, "import-title", "people").await?;
    frame.page.has_error = wrong.is_some();
    let mut conn = app.db.read().await?;
    let all = store::list(&mut conn, admin.workspace.id).await?;
    drop(conn);
    let base = path(&admin.workspace.address);
    Ok(Page {
        tabs: people_tabs(ctx, admin, "import"),
        file: ui::upload("file", ctx.text("import-file"))
            .takes("text/csv,.csv,.tsv,.txt")
            .hint(ctx.text("import-file-hint"))
            .error(wrong),
        table: (!all.is_empty()).then(|| table(ctx, &base, &all)),
        action: base,
        frame,
    })
}

fn table(ctx: &Ctx, base: &str, all: &[Import]) -> ui::Table {
    let texts = &ctx.texts;
    let head = ui::table(texts.get("import-before"))
        .titled()
        .column(ui::column(texts.get("import-when")))
        .column(ui::column(texts.get("import-state")))
        .column(ui::column(texts.get("import-rows")).number())
        .column(ui::column(texts.get("import-invited")).number())
        .column(ui::column(texts.get("import-refused")).number());
    head.rows(all.iter().map(|one| {
        let when = texts.date_time(one.created_at);
        ui::row(ui::link(format!("{base}/{}", one.id), when))
            .cell(badge(ctx, one.state))
            .cell(one.total.to_string())
            .cell(one.invited.to_string())
            .cell(one.refused.to_string())
    }))
}

/// How far an import is.
pub(super) fn badge(ctx: &Ctx, state: Stand) -> ui::Badge {
    let (tone, key) = match state {
        Stand::Draft => (Tone::Info, "import-state-draft"),
        Stand::Running => (Tone::Info, "import-state-running"),
        Stand::Done => (Tone::Good, "import-state-done"),
        Stand::Stopped => (Tone::Warn, "import-state-stopped"),
    };
    ui::badge(tone, ctx.text(key))
}

/// `GET /w/{workspace}/people/import`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &admin, None).await?))
}

/// `POST /w/{workspace}/people/import`: keeps the file and shows what stands in it.
pub(super) async fn read(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    upload: Upload,
) -> Result<Response, PageError> {
    let acting = admin.acting(&app, &ctx);
    let language = &admin.workspace.language;
    let kept = match upload {
        Upload::TooLarge => Err(Unread::Csv(CsvError::TooLarge)),
        Upload::Read(sent) => {
            let file = sent.file("file").unwrap_or_default();
            let mut conn = app.db.write().await?;
            let plan = |records: &[protocol::csv::Record]| guess(records, language);
            let kept = acts::draft(&acting, &mut conn, (&file, plan)).await?;
            conn.commit().await?;
            kept
        }
    };
    match kept {
        Ok(import) => {
            let to = format!("{}/{}", path(&admin.workspace.address), import.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(unread) => {
            let why = words(&ctx, unread);
            Ok(rejected(&page(&app, &ctx, &admin, Some(why)).await?))
        }
    }
}

/// Why a file makes no import, in the reader's language.
pub(super) fn words(ctx: &Ctx, unread: Unread) -> String {
    let cause = match unread {
        Unread::Csv(cause) => cause,
        Unread::Columns => return ctx.text("import-columns-odd"),
        Unread::Another => return ctx.text("import-another"),
    };
    let (key, line) = match cause {
        CsvError::TooLarge => ("import-too-large", 0),
        CsvError::NotUtf8 => ("import-not-utf8", 0),
        CsvError::Empty => ("import-empty", 0),
        CsvError::TooManyRecords => ("import-too-many-rows", 0),
        CsvError::Nul(line) => ("import-nul", line),
        CsvError::TooManyCells(line) => ("import-too-many-columns", line),
        CsvError::LongCell(line) => ("import-long-cell", line),
        CsvError::OpenQuote(line) => ("import-open-quote", line),
        CsvError::BehindQuote(line) => ("import-behind-quote", line),
    };
    match line {
        0 => ctx.text(key),
        line => ctx.texts.with(key, &[("line", line.into())]),
    }
}
