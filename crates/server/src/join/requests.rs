//! Who asks to join, and answering them, also many at once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::requests::{self, Answered, Asking, RequestId, RequestState};
use serde::Deserialize;

use super::acts;
use crate::inside;
use crate::signin::acting::Acting;
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};
use crate::workspaces::people_tabs;

/// The most that can be answered at once.
const AT_ONCE: usize = 200;

#[derive(Template)]
#[template(path = "join/requests.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    action: String,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    request: Vec<String>,
    #[serde(default)]
    what: String,
}

fn path(workspace: &str) -> String {
    format!("/w/{workspace}/people/requests")
}

/// `GET /w/{workspace}/people/requests`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &admin, "join-requests", "people").await?;
    let mut conn = app.db.read().await?;
    let all = requests::list(&mut conn, admin.workspace.id, RequestState::Waiting).await?;
    drop(conn);
    let page = Page {
        tabs: people_tabs(&ctx, &admin, "requests"),
        action: path(&admin.workspace.address),
        table: (!all.is_empty()).then(|| table(&ctx, &all)),
        empty: all.is_empty().then(|| {
            ui::empty(ctx.text("join-requests-none")).text(ctx.text("join-requests-none-text"))
        }),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, all: &[Asking]) -> ui::Table {
    let texts = &ctx.texts;
    let head = ui::table(texts.get("join-requests"))
        .column(ui::column(texts.get("people-name")))
        .column(ui::column(texts.get("people-email")))
        .column(ui::column(texts.get("join-link")))
        .column(ui::column(texts.get("join-request-since")));
    head.rows(all.iter().map(|one| {
        let tick = ui::checkbox("request", &one.name)
            .id(format!("request-{}", one.request.id))
            .value(one.request.id);
        ui::row(tick)
            .cell(one.request.email.clone())
            .cell(one.link_name.clone())
            .cell(ui::time(one.request.asked_at, ctx.at, texts))
    }))
}

/// `POST /w/{workspace}/people/requests`: lets in, or refuses, all that are ticked.
pub(super) async fn answer(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Form(choice): Form<Choice>,
) -> Result<Response, PageError> {
    let here = path(&admin.workspace.address);
    let key = match choice.what.as_str() {
        "approve" => "join-requests-approved",
        "refuse" => "join-requests-refused",
        _ => return Err(PageError::UnreadableForm),
    };
    let ids = choice.request.iter().take(AT_ONCE);
    let ids: Vec<RequestId> = ids.filter_map(|id| RequestId::parse(id)).collect();
    if ids.is_empty() {
        return Ok(Flash::new("people-pending-choose").redirect(&ctx, &here));
    }
    let acting = admin.acting(&app, &ctx);
    let mut done = 0_i64;
    for id in &ids {
        done += i64::from(one(&acting, *id, &choice.what).await?);
    }
    let left = i64::try_from(ids.len()).unwrap_or(i64::MAX) - done;
    let said = Flash::new(key).with("count", done).with("left", left);
    Ok(said.redirect(&ctx, &here))
}

/// Answers one, in a transaction of its own; whether it was still to be answered.
async fn one(acting: &Acting, id: RequestId, what: &str) -> Result<bool, PageError> {
    let mut conn = acting.doing.app.db.write().await?;
    let (done, is_over) = if what == "approve" {
        let answered = acts::approve(acting, &mut conn, id).await?;
        let gone = matches!(
            answered,
            Answered::AddressGone(_) | Answered::AlreadyMember(_)
        );
        (matches!(answered, Answered::Done(_)), gone)
    } else {
        let answered = acts::refuse(acting, &mut conn, id).await?;
        (matches!(answered, Answered::Done(_)), false)
    };
    if done || is_over {
        conn.commit().await?;
    }
    Ok(done)
}
