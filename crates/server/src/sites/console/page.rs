//! The first page of a site: its rules in order, and a box in which an address is tried.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::trial::{Asked, Trial};
use super::words;
use super::{find, own, tabs};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::sites::Named;
use crate::sites::site::Site;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "sites/console/page.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    own: String,
    rules: Option<ui::Table>,
    trial: Trial,
}

/// `GET /w/{workspace}/sites/{site}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let mut frame = inside::workspace(&app, &ctx, &entered, "inside-sites", "sites").await?;
    frame.page.title.clone_from(&site.name);
    let mut conn = app.db.read().await?;
    let named = Named::load(&mut conn, entered.workspace.id).await?;
    let trial = Trial::new(&app, &ctx, &mut conn, (&site, &named), &asked).await?;
    drop(conn);
    Ok(shown(&Page {
        badge: super::list::badge(&ctx, site.disabled_at.is_some()),
        tabs: tabs(&ctx, &entered, &site, ""),
        own: own(&entered, &site),
        rules: (!site.rules.is_empty()).then(|| table(&ctx, &entered, &site, &named)),
        trial,
        frame,
    }))
}

fn table(ctx: &Ctx, entered: &Entered, site: &Site, named: &Named) -> ui::Table {
    let own = own(entered, site);
    let table = ["path", "methods", "who"]
        .iter()
        .fold(ui::table(ctx.text("sites-tab-rules")), |table, key| {
            table.column(ui::column(ctx.text(&format!("sites-rule-{key}"))))
        });
    let table = table.column(ui::column(ctx.text("sites-rule-deeds")).unseen());
    let last = site.rules.len().saturating_sub(1);
    let rows = site.rules.iter().enumerate().map(|(at, rule)| {
        let path = rule.path.to_string();
        let to = format!("{own}/rules/{}", rule.id);
        let menu = ui::row_menu(
            ctx.texts
                .with("sites-rule-menu", &[("path", path.as_str().into())]),
        )
        .link(&to, ctx.text("sites-rule-change"));
        let mover = |menu: ui::Menu, up: bool| {
            let (way, key) = if up {
                ("up", "sites-rule-up")
            } else {
                ("down", "sites-rule-down")
            };
            menu.post(format!("{to}/move?way={way}"), &ctx.csrf, ctx.text(key))
        };
        let menu = if at > 0 { mover(menu, true) } else { menu };
        let menu = if at < last { mover(menu, false) } else { menu };
        let menu = menu.post(
            format!("{to}/remove"),
            &ctx.csrf,
            ctx.text("sites-rule-remove"),
        );
        ui::row(ui::link(&to, &path))
            .cell(words::methods(ctx, rule))
            .cell(named.audience(ctx, &rule.admits))
            .cell(menu)
    });
    table.rows(rows)
}
