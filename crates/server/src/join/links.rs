//! The links of a workspace: how far each is used, and ending one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::links::{self, Link, LinkId};
use serde::Deserialize;

use super::acts;
use crate::inside;
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};
use crate::workspaces::people_tabs;

#[derive(Template)]
#[template(path = "join/links.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    new: String,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

/// A form without fields.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The address of the list.
pub(super) fn path(workspace: &str) -> String {
    format!("/w/{workspace}/people/links")
}

/// `GET /w/{workspace}/people/links`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &admin, "join-links", "people").await?;
    let mut conn = app.db.read().await?;
    let all = links::list(&mut conn, admin.workspace.id, ctx.at).await?;
    drop(conn);
    let base = path(&admin.workspace.address);
    let new = format!("{base}/new");
    let page = Page {
        tabs: people_tabs(&ctx, &admin, "links"),
        table: (!all.is_empty()).then(|| table(&ctx, &base, &all)),
        empty: all.is_empty().then(|| {
            ui::empty(ctx.text("join-links-none"))
                .text(ctx.text("join-links-none-text"))
                .action(&new, ctx.text("join-link-new"))
        }),
        new,
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, base: &str, all: &[Link]) -> ui::Table {
    let texts = &ctx.texts;
    let head = ui::table(texts.get("join-links"))
        .column(ui::column(texts.get("join-link-name")))
        .column(ui::column(texts.get("join-link-state")))
        .column(ui::column(texts.get("join-link-uses")))
        .column(ui::column(texts.get("join-link-until")))
        .column(ui::column(texts.get("join-link-for")))
        .column(ui::column(texts.get("join-link-deeds")).unseen());
    head.rows(all.iter().map(|one| {
        let uses = texts.with(
            "join-link-used",
            &[("uses", one.uses.into()), ("most", one.most_uses.into())],
        );
        let end = one.is_open(ctx.at).then(|| {
            let action = format!("{base}/{}/revoke", one.id);
            ui::post_button(action, &ctx.csrf, texts.get("join-link-end"))
                .quiet()
                .about(&one.name)
        });
        ui::row(one.name.clone())
            .cell(state(ctx, one))
            .cell(uses)
            .cell(ui::time(one.expires_at, ctx.at, texts).absolute())
            .cell(whom(ctx, one))
            .cell(end)
    }))
}

fn state(ctx: &Ctx, one: &Link) -> ui::Badge {
    let (tone, key) = match one {
        Link {
            revoked_at: Some(_),
            ..
        } => (Tone::Bad, "join-link-revoked"),
        one if one.expires_at <= ctx.at => (Tone::Warn, "join-link-late"),
        one if one.uses >= one.most_uses => (Tone::Warn, "join-link-used-up"),
        _ => (Tone::Good, "join-link-open"),
    };
    ui::badge(tone, ctx.text(key))
}

/// As what people join, who may, and whether they have to wait.
fn whom(ctx: &Ctx, one: &Link) -> String {
    let mut parts = vec![ctx.text(&format!("people-role-{}", one.role.word()))];
    if !one.domains.is_empty() {
        parts.push(one.domains.join(", "));
    }
    if one.with_approval {
        parts.push(ctx.text("join-link-approval"));
    }
    parts.join(" · ")
}

/// `POST /w/{workspace}/people/links/{link}/revoke`.
pub(super) async fn revoke(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Path((_, link)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = LinkId::parse(&link).ok_or(PageError::NotFound)?;
    let acting = admin.acting(&app, &ctx);
    let to = path(&admin.workspace.address);
    let mut conn = app.db.write().await?;
    let Some(link) = acts::revoke(&acting, &mut conn, id).await? else {
        let known = links::load(&mut conn, admin.workspace.id, id).await?;
        known.ok_or(PageError::NotFound)?;
        return Ok(Flash::new("people-unchanged").redirect(&ctx, &to));
    };
    conn.commit().await?;
    let said = Flash::new("join-link-ended").with("name", &link.name);
    Ok(said.redirect(&ctx, &to))
}
