//! The workspaces of the server; one can be suspended, and its people are told why at its door.

use admission::WorkspaceState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use people::WorkspaceId;
use people::workspaces::{self, Workspace};
use serde::Deserialize;

use super::acts::{self, Entry};
use super::{Confirm, Nothing};
use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// Workspaces on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "operator/workspaces.html")]
struct Page {
    frame: Frame,
    table: ui::Table,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    after: String,
}

/// `GET /operator/workspaces`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-workspaces", "workspaces").await?;
    let mut conn = app.db.read().await?;
    let mut all = workspaces::list(&mut conn, WorkspaceId::parse(&wish.after), PAGE + 1).await?;
    drop(conn);
    let more = all.len() > PAGE as usize;
    all.truncate(PAGE as usize);
    let last = all.last().filter(|_| more).map(|one| one.id);
    let head = ["name", "address", "state", "made"]
        .iter()
        .fold(ui::table(ctx.text("inside-workspaces")), |table, key| {
            table.column(ui::column(ctx.text(&format!("operator-workspace-{key}"))))
        });
    let head = head.column(ui::column(ctx.text("operator-job-deed")).unseen());
    let page = Page {
        table: head.rows(all.iter().map(|one| row(&ctx, one))),
        next: last.map(|id| format!("/operator/workspaces?after={id}")),
        frame,
    };
    Ok(shown(&page))
}

fn row(ctx: &Ctx, one: &Workspace) -> ui::Row {
    let path = |deed: &str| format!("/operator/workspaces/{}/{deed}", one.id);
    let (tone, key) = match one.state {
        WorkspaceState::Open => (Tone::Good, "operator-workspace-open"),
        WorkspaceState::Suspended => (Tone::Warn, "operator-workspace-suspended"),
        WorkspaceState::Deleted => (Tone::Bad, "operator-workspace-deleted"),
    };
    let row = ui::row(ui::named(ui::workspace(&one.name), one.name.clone()))
        .cell(one.address.clone())
        .cell(ui::badge(tone, ctx.text(key)))
        .cell(ui::time(one.created_at, ctx.at, &ctx.texts));
    match one.state {
        WorkspaceState::Open => {
            let words = ctx.text("operator-workspace-suspend");
            let suspend = ui::link(path("suspend"), words).about(&one.name);
            let words = ctx.text("operator-workspace-grant-move");
            let grant = ui::post_button(path("grant-move"), &ctx.csrf, words);
            row.cell(
                ui::Html::default()
                    .and(suspend)
                    .and(grant.about(&one.name).quiet()),
            )
        }
        WorkspaceState::Suspended => {
            let words = ctx.text("operator-workspace-reopen");
            row.cell(
                ui::post_button(path("open"), &ctx.csrf, words)
                    .about(&one.name)
                    .quiet(),
            )
        }
        WorkspaceState::Deleted => row.cell(""),
    }
}

async fn find(app: &App, id: &str) -> Result<Workspace, PageError> {
    let id = WorkspaceId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    workspaces::load(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// `GET /operator/workspaces/{id}/suspend`.
pub(super) async fn ask_suspend(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let workspace = find(&app, &id).await?;
    let frame = inside::operator(&app, &ctx, &operator, "inside-workspaces", "workspaces").await?;
    let name = workspace.name.as_str();
    let question = ctx
        .texts
        .with("operator-suspend-question", &[("name", name.into())]);
    let to = format!("/operator/workspaces/{id}/suspend");
    let confirmation =
        ui::confirmation(question, to, &ctx.csrf, "/operator/workspaces", &ctx.texts)
            .happens(ctx.text("operator-suspend-happens"))
            .undo(ctx.text("operator-suspend-undo"))
            .button(ctx.text("operator-workspace-suspend"));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST /operator/workspaces/{id}/suspend`.
pub(super) async fn suspend(
    state: State<App>,
    ctx: Ctx,
    operator: Operator,
    id: Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    change(state, ctx, operator, id, WorkspaceState::Suspended).await
}

/// `POST /operator/workspaces/{id}/open`.
pub(super) async fn open(
    state: State<App>,
    ctx: Ctx,
    operator: Operator,
    id: Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    change(state, ctx, operator, id, WorkspaceState::Open).await
}

/// `POST /operator/workspaces/{id}/grant-move`.
pub(super) async fn grant_move(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let workspace = find(&app, &id).await?;
    let doing = operator.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    let key = if acts::grant_move(&doing, &mut conn, &workspace).await? {
        conn.commit().await?;
        "operator-workspace-move-granted"
    } else {
        "operator-workspace-move-left"
    };
    let said = Flash::new(key).with("name", &workspace.name);
    Ok(said.redirect(&ctx, "/operator/workspaces"))
}

async fn change(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
    to: WorkspaceState,
) -> Result<Response, PageError> {
    let workspace = find(&app, &id).await?;
    let key = match to {
        WorkspaceState::Open => "operator-workspace-opened-now",
        _ => "operator-workspace-suspended-now",
    };
    let doing = operator.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    match acts::set_workspace_state(&doing, &mut conn, &workspace, to).await? {
        Entry::Done(_) => conn.commit().await?,
        Entry::GivenUp => return Err(PageError::NotFound),
    }
    let said = Flash::new(key).with("name", &workspace.name);
    Ok(said.redirect(&ctx, "/operator/workspaces"))
}
