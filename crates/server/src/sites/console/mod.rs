//! The sites of a workspace as pages for its administrators.

mod connect;
mod deeds;
mod fields;
mod list;
mod page;
mod proxy;
mod rule;
mod rules;
mod settings;
mod snippets;
mod trial;
mod words;

use axum::Router;
use axum::routing::{get, post};

use super::site::{Site, SiteId};
use super::store;
use crate::signin::door::Entered;
use crate::web::ui;
use crate::web::{App, Ctx, PageError};

/// The routes.
pub(super) fn routes() -> Router<App> {
    let one = "/w/{workspace}/sites/{site}";
    let at = |below: &str| format!("{one}/{below}");
    Router::new()
        .route("/w/{workspace}/sites", get(list::show))
        .route(
            "/w/{workspace}/sites/new",
            get(connect::show).post(connect::create),
        )
        .route(one, get(page::show))
        .route(&at("proxy"), get(proxy::show))
        .route(&at("settings"), get(settings::show).post(settings::change))
        .route(&at("rules/new"), get(rule::blank).post(rule::add))
        .route(&at("rules/{rule}"), get(rule::show).post(rule::change))
        .route(&at("rules/{rule}/move"), post(rules::put_elsewhere))
        .route(&at("rules/{rule}/remove"), post(rules::remove))
        .route(&at("disable"), get(deeds::ask_disable).post(deeds::disable))
        .route(&at("enable"), post(deeds::enable))
        .route(&at("delete"), get(deeds::ask_delete).post(deeds::delete))
}

/// The address of the list of sites.
fn path(entered: &Entered) -> String {
    format!("/w/{}/sites", entered.workspace.address)
}

/// The address of a site's first page.
fn own(entered: &Entered, site: &Site) -> String {
    format!("{}/{}", path(entered), site.id)
}

/// The site of the address, in this workspace.
async fn find(app: &App, entered: &Entered, id: &str) -> Result<Site, PageError> {
    let id = SiteId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let found = store::load(&mut conn, (entered.workspace.id, id)).await?;
    found.ok_or(PageError::NotFound)
}

/// The parts of a site, as tabs.
fn tabs(ctx: &Ctx, entered: &Entered, site: &Site, current: &str) -> ui::Tabs {
    let own = own(entered, site);
    ["", "proxy", "settings"]
        .into_iter()
        .fold(ui::tabs(&site.name), |tabs, part| {
            let key = if part.is_empty() { "rules" } else { part };
            let href = format!("{own}/{part}");
            let words = ctx.text(&format!("sites-tab-{key}"));
            tabs.tab(href.trim_end_matches('/'), words, part == current)
        })
}
