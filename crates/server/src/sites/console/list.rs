//! The list of sites.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::path;
use crate::inside;
use crate::signin::door::WorkspaceAdmin;
use crate::sites::store::{self, Listed};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "sites/console/list.html")]
struct Page {
    frame: Frame,
    new: String,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

/// `GET /w/{workspace}/sites`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &entered, "inside-sites", "sites").await?;
    let mut conn = app.db.read().await?;
    let all = store::of_workspace(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let path = path(&entered);
    let new = format!("{path}/new");
    let empty = || {
        ui::empty(ctx.text("sites-none"))
            .text(ctx.text("sites-why"))
            .action(&new, ctx.text("sites-connect"))
    };
    let page = Page {
        table: (!all.is_empty()).then(|| table(&ctx, &path, &all)),
        empty: all.is_empty().then(empty),
        new: new.clone(),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, path: &str, all: &[Listed]) -> ui::Table {
    let head = ["name", "address", "state", "last"]
        .iter()
        .fold(ui::table(ctx.text("inside-sites")), |table, key| {
            table.column(ui::column(ctx.text(&format!("sites-column-{key}"))))
        });
    let rows = all.iter().map(|listed| {
        let site = &listed.site;
        let link = ui::link(format!("{path}/{}", site.id), &site.name);
        let first = site.addresses.first().map(ToString::to_string);
        let row = ui::row(ui::named(ui::application(&site.name), link))
            .cell(first.unwrap_or_default())
            .cell(badge(ctx, site.disabled_at.is_some()));
        match listed.last_entered {
            Some(at) => row.cell(ui::time(at, ctx.at, &ctx.texts)),
            None => row.cell(ctx.text("sites-never")),
        }
    });
    head.rows(rows)
}

/// Open or disabled.
pub(super) fn badge(ctx: &Ctx, disabled: bool) -> ui::Badge {
    if disabled {
        ui::badge(Tone::Warn, ctx.text("sites-disabled"))
    } else {
        ui::badge(Tone::Good, ctx.text("sites-open"))
    }
}
