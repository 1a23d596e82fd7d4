//! Jobs: what waits, what runs, and what was given up.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::jobs::{self, JobId, Line, State as Stage};

use super::{Nothing, acts};
use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// Jobs shown of each kind.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "operator/jobs.html")]
struct Page {
    frame: Frame,
    tables: Vec<ui::Table>,
    quiet: Option<ui::EmptyState>,
}

/// `GET /operator/jobs`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-jobs", "jobs").await?;
    let mut conn = app.db.read().await?;
    let mut tables = Vec::new();
    for (stage, key) in [
        (Stage::Dead, "operator-jobs-given-up"),
        (Stage::Running, "operator-jobs-running"),
        (Stage::Waiting, "operator-jobs-waiting"),
    ] {
        let lines = jobs::list(&mut conn, stage, SHOWN).await?;
        if !lines.is_empty() {
            tables.push(table(&ctx, key, &lines, stage == Stage::Dead));
        }
    }
    let quiet = tables
        .is_empty()
        .then(|| ui::empty(ctx.text("operator-jobs-none")));
    Ok(shown(&Page {
        frame,
        tables,
        quiet,
    }))
}

fn table(ctx: &Ctx, key: &str, lines: &[Line], dead: bool) -> ui::Table {
    let head = ["job", "since", "due", "tries", "error"]
        .iter()
        .fold(ui::table(ctx.text(key)).titled(), |table, key| {
            table.column(ui::column(ctx.text(&format!("operator-job-{key}"))))
        });
    let head = if dead {
        head.column(ui::column(ctx.text("operator-job-deed")).unseen())
    } else {
        head
    };
    head.rows(lines.iter().map(|line| {
        let row = ui::row(line.kind.clone()).cell(ui::time(line.created, ctx.at, &ctx.texts));
        let row = match line.due {
            Some(due) => row.cell(ui::time(due, ctx.at, &ctx.texts)),
            None => row.cell(""),
        };
        let row = row
            .cell(ctx.texts.number(line.attempts.into()))
            .cell(line.last_error.clone().unwrap_or_default());
        if !dead {
            return row;
        }
        let path = |deed: &str| format!("/operator/jobs/{}/{deed}", line.id);
        row.cell(
            ui::row_menu(&line.kind)
                .post(path("retry"), &ctx.csrf, ctx.text("operator-job-retry"))
                .post(path("delete"), &ctx.csrf, ctx.text("operator-job-delete")),
        )
    }))
}

/// `POST /operator/jobs/{job}/retry`.
pub(super) async fn retry(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = JobId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    if !acts::retry_job(&operator.doing(&app, &ctx), &mut conn, id).await? {
        return Err(PageError::NotFound);
    }
    conn.commit().await?;
    app.jobs.look_again();
    Ok(Flash::new("operator-job-retried").redirect(&ctx, "/operator/jobs"))
}

/// `POST /operator/jobs/{job}/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = JobId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    if !acts::delete_job(&operator.doing(&app, &ctx), &mut conn, id).await? {
        return Err(PageError::NotFound);
    }
    conn.commit().await?;
    Ok(Flash::new("operator-job-deleted").redirect(&ctx, "/operator/jobs"))
}
