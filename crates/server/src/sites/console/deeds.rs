//! Disabling a site, opening it again, deleting it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::{find, own, path};
use crate::inside;
use crate::signin::door::WorkspaceAdmin;
use crate::sites::acts;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "sites/console/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `GET …/disable`.
pub(super) async fn ask_disable(
    state: State<App>,
    ctx: Ctx,
    entered: WorkspaceAdmin,
    id: Path<(String, String)>,
) -> Result<Response, PageError> {
    ask(state, ctx, entered, id, "disable").await
}

/// `GET …/delete`.
pub(super) async fn ask_delete(
    state: State<App>,
    ctx: Ctx,
    entered: WorkspaceAdmin,
    id: Path<(String, String)>,
) -> Result<Response, PageError> {
    ask(state, ctx, entered, id, "delete").await
}

/// The page that says what a deed does before it is done.
async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    deed: &str,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let frame = inside::workspace(&app, &ctx, &entered, "inside-sites", "sites").await?;
    let own = own(&entered, &site);
    let name = [("name", site.name.as_str().into())];
    let question = ctx.texts.with(&format!("sites-{deed}-question"), &name);
    let (action, back) = (format!("{own}/{deed}"), format!("{own}/settings"));
    let confirmation = ui::confirmation(question, action, &ctx.csrf, back, &ctx.texts)
        .happens(ctx.text(&format!("sites-{deed}-happens")))
        .undo(ctx.text(&format!("sites-{deed}-undo")))
        .button(ctx.text(&format!("sites-{deed}")));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST …/disable`.
pub(super) async fn disable(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    acts::set_enabled(&acting, &mut conn, &site, false).await?;
    conn.commit().await?;
    let to = format!("{}/settings", own(&entered, &site));
    Ok(Flash::new("sites-disabled-now").redirect(&ctx, &to))
}

/// `POST …/enable`.
pub(super) async fn enable(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    acts::set_enabled(&acting, &mut conn, &site, true).await?;
    conn.commit().await?;
    let to = format!("{}/settings", own(&entered, &site));
    Ok(Flash::new("sites-enabled-now").redirect(&ctx, &to))
}

/// `POST …/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    acts::delete(&acting, &mut conn, &site).await?;
    conn.commit().await?;
    let said = Flash::new("sites-deleted").with("name", &site.name);
    Ok(said.redirect(&ctx, &path(&entered)))
}
