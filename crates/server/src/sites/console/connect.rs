//! Connecting a site.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::fields::{Fields, Typed};
use super::{own, path};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::sites::acts;
use crate::sites::site::Mistakes;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "sites/console/connect.html")]
struct Page {
    frame: Frame,
    action: String,
    fields: Fields,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, entered, "sites-connect", "sites").await?;
    frame.page.has_error = !wrong.is_empty();
    Ok(Page {
        frame,
        action: format!("{}/new", path(entered)),
        fields: Fields::new(ctx, typed, wrong),
    })
}

/// `GET /w/{workspace}/sites/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let said = (&Typed::default(), &Mistakes::default());
    Ok(shown(&page(&app, &ctx, &entered, said).await?))
}

/// `POST /w/{workspace}/sites/new`.
pub(super) async fn create(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let checked = match typed.draft().check(app.config.public_url.origin()) {
        Ok(checked) => checked,
        Err(wrong) => {
            let said = (&typed, &wrong);
            return Ok(rejected(&page(&app, &ctx, &entered, said).await?));
        }
    };
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let made = acts::connect(&acting, &mut conn, &checked).await?;
    conn.commit().await?;
    let to = format!("{}/proxy", own(&entered, &made));
    Ok(Flash::new("sites-connected").redirect(&ctx, &to))
}
