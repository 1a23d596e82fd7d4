//! The list: who may enter is the door's matter; here stands what is connected and when it was used.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use protocol::oauth::ClientAuth;

use super::path;
use crate::inside;
use crate::oidc::{Application, ApplicationId, Listed, registration};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Content, Frame, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "oidc/console/list.html")]
struct Page {
    frame: Frame,
    new: String,
    registration: String,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

/// `GET /w/{workspace}/applications`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &entered, "inside-applications", "applications");
    let frame = frame.await?;
    let mut conn = app.db.read().await?;
    let all = Application::of_workspace(&mut conn, entered.workspace.id).await?;
    let registered = registration::store::all_of(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let path = path(&entered);
    let new = format!("{path}/new");
    let table = table(&ctx, &path, (&all, &registered));
    let empty = || {
        ui::empty(ctx.text("applications-none"))
            .text(ctx.text("applications-why"))
            .action(&new, ctx.text("applications-connect"))
    };
    let page = Page {
        table: (!all.is_empty()).then_some(table),
        empty: all.is_empty().then(empty),
        new: new.clone(),
        registration: format!("{path}/registration"),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, path: &str, (all, registered): (&[Listed], &[ApplicationId])) -> ui::Table {
    let head = ["name", "kind", "state", "last-used"]
        .iter()
        .fold(ui::table(ctx.text("inside-applications")), |table, key| {
            table.column(ui::column(ctx.text(&format!("applications-column-{key}"))))
        });
    let rows = all.iter().map(|listed| {
        let one = &listed.application;
        let link = ui::link(format!("{path}/{}", one.id), &one.name);
        let row = ui::row(ui::named(ui::application(&one.name), link));
        let row = match registered.contains(&one.id) {
            true => row.cell(kind(ctx, one).html().and(mark(ctx))),
            false => row.cell(kind(ctx, one)),
        };
        let row = match one.disabled_at {
            None => row.cell(ui::badge(Tone::Good, ctx.text("applications-enabled"))),
            Some(_) => row.cell(ui::badge(Tone::Warn, ctx.text("applications-disabled"))),
        };
        match listed.last_used {
            Some(at) => row.cell(ui::time(at, ctx.at, &ctx.texts)),
            None => row.cell(ctx.text("applications-never-used")),
        }
    });
    head.rows(rows)
}

/// That it registered itself.
fn mark(ctx: &Ctx) -> ui::Badge {
    ui::tag(ctx.text("registration-mark"))
}

/// What sort of application it is, in words.
pub(super) fn kind(ctx: &Ctx, application: &Application) -> String {
    ctx.text(match application.auth {
        ClientAuth::Secret => "applications-kind-confidential",
        ClientAuth::PrivateKeyJwt => "applications-kind-keys",
        ClientAuth::None => "applications-kind-public",
    })
}
