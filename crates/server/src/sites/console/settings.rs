//! Name, addresses and headers of a site, and its end.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::fields::{Fields, Typed};
use super::{find, own, tabs};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::sites::acts;
use crate::sites::site::{Mistakes, Site};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "sites/console/settings.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    own: String,
    disabled: bool,
    fields: Fields,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    site: &Site,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, entered, "inside-sites", "sites").await?;
    frame.page.has_error = !wrong.is_empty();
    frame.page.title.clone_from(&site.name);
    let disabled = site.disabled_at.is_some();
    Ok(Page {
        frame,
        badge: super::list::badge(ctx, disabled),
        tabs: tabs(ctx, entered, site, "settings"),
        own: own(entered, site),
        disabled,
        fields: Fields::new(ctx, typed, wrong),
    })
}

/// `GET /w/{workspace}/sites/{site}/settings`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let said = (&Typed::of(&site), &Mistakes::default());
    Ok(shown(&page(&app, &ctx, &entered, &site, said).await?))
}

/// `POST /w/{workspace}/sites/{site}/settings`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let checked = match typed.draft().check(app.config.public_url.origin()) {
        Ok(checked) => checked,
        Err(wrong) => {
            let said = (&typed, &wrong);
            return Ok(rejected(&page(&app, &ctx, &entered, &site, said).await?));
        }
    };
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    if !acts::change(&acting, &mut conn, &site, &checked).await? {
        return Err(PageError::NotFound);
    }
    conn.commit().await?;
    let to = format!("{}/settings", own(&entered, &site));
    Ok(Flash::new("sites-saved").redirect(&ctx, &to))
}
