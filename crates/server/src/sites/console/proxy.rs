//! What to write into the configuration of the proxy.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::snippets;
use super::{find, own, tabs};
use crate::inside;
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "sites/console/proxy.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    untrusted: Option<ui::Notice>,
    proxies: ui::Tabs,
    file: String,
    text: String,
    check: ui::Secret,
    sign_out: ui::Secret,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    proxy: String,
}

/// `GET /w/{workspace}/sites/{site}/proxy`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Query(Wanted { proxy }): Query<Wanted>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let mut frame = inside::workspace(&app, &ctx, &entered, "inside-sites", "sites").await?;
    frame.page.title.clone_from(&site.name);
    let own = own(&entered, &site);
    let [first, ..] = snippets::ALL;
    let chosen = snippets::ALL
        .into_iter()
        .find(|one| one.key == proxy)
        .unwrap_or(first);
    let proxies = snippets::ALL
        .into_iter()
        .fold(ui::tabs(ctx.text("sites-proxy")), |tabs, one| {
            tabs.tab(
                format!("{own}/proxy?proxy={}", one.key),
                one.name,
                one == chosen,
            )
        });
    let untrusted = app.config.trusted_proxies.is_empty().then(|| {
        ui::notice(Tone::Warn, ctx.text("sites-proxy-untrusted"))
            .text(ctx.text("sites-proxy-untrusted-why"))
    });
    let copy =
        |id: &str, key: &str, value: &str| ui::copyable(id, ctx.text(key), value, &ctx.texts);
    let check = format!("/forward-auth/{}/check", site.id);
    let home = site.home().unwrap_or_default();
    let sign_out = format!("{}/.vestibule/sign-out", home.trim_end_matches('/'));
    Ok(shown(&Page {
        badge: super::list::badge(&ctx, site.disabled_at.is_some()),
        tabs: tabs(&ctx, &entered, &site, "proxy"),
        untrusted,
        proxies,
        file: ctx.text(&format!("sites-proxy-{}", chosen.key)),
        text: chosen.filled(&app.config, &site),
        check: copy("check", "sites-proxy-check", &check),
        sign_out: copy("sign-out", "sites-proxy-sign-out", &sign_out),
        frame,
    }))
}
