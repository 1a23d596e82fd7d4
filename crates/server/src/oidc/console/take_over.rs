//! Taking over an application that registered itself, as it is.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::one::find;
use super::path;
use crate::inside;
use crate::oidc::{acts, registration};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "oidc/console/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `GET …/take-over`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let mut conn = app.db.read().await?;
    let registered = registration::store::of(&mut conn, application.id).await?;
    drop(conn);
    // One that is taken over already is not there to be taken over.
    registered.ok_or(PageError::NotFound)?;
    let frame = inside::workspace(&app, &ctx, &entered, "inside-applications", "applications");
    let frame = frame.await?;
    let own = format!("{}/{}", path(&entered), application.id);
    let name = [("name", application.name.as_str().into())];
    let question = ctx.texts.with("registration-take-over-question", &name);
    let action = format!("{own}/take-over");
    let confirmation = ui::confirmation(question, action, &ctx.csrf, own, &ctx.texts)
        .happens(ctx.text("registration-take-over-happens"))
        .undo(ctx.text("registration-take-over-undo"))
        .button(ctx.text("registration-take-over"));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST …/take-over`.
pub(super) async fn take_over(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let acting = entered.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    acts::take_over(&acting, &mut conn, &application).await?;
    conn.commit().await?;
    let to = format!("{}/{}", path(&entered), application.id);
    Ok(Flash::new("registration-taken-over").redirect(&ctx, &to))
}
