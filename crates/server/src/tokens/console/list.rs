//! All service accounts of a workspace, and making another.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Fields, Typed, path};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::tokens::account::{self, Account, Arranged};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "tokens/console/list.html")]
struct Page {
    frame: Frame,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
    action: String,
    fields: Fields,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (typed, wrong): (&Typed, Option<&'static str>),
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(
        app,
        ctx,
        entered,
        "inside-service-accounts",
        "service-accounts",
    )
    .await?;
    frame.page.has_error = wrong.is_some();
    let mut conn = app.db.read().await?;
    let all = account::list(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let why = ctx.text("tokens-accounts-why");
    let empty = || ui::empty(ctx.text("tokens-no-accounts")).text(why);
    Ok(Page {
        table: (!all.is_empty()).then(|| table(ctx, entered, &all)),
        empty: all.is_empty().then(empty),
        action: path(entered),
        fields: Fields::new(ctx, typed, wrong),
        frame,
    })
}

fn table(ctx: &Ctx, entered: &Entered, all: &[Account]) -> ui::Table {
    let head = ui::table(ctx.text("inside-service-accounts"))
        .column(ui::column(ctx.text("tokens-account-name")))
        .column(ui::column(ctx.text("tokens-account-state")))
        .column(ui::column(ctx.text("tokens-account-description")))
        .column(ui::column(ctx.text("tokens-made")));
    head.rows(all.iter().map(|one| {
        let link = ui::link(format!("{}/{}", path(entered), one.id), &one.name);
        ui::row(link)
            .cell(badge(ctx, one))
            .cell(one.description.clone())
            .cell(ui::time(one.created_at, ctx.at, &ctx.texts))
    }))
}

/// Whether it is enabled.
pub(super) fn badge(ctx: &Ctx, one: &Account) -> ui::Badge {
    match one.disabled_at {
        None => ui::badge(Tone::Good, ctx.text("tokens-account-enabled")),
        Some(_) => ui::badge(Tone::Warn, ctx.text("tokens-account-disabled")),
    }
}

/// `GET /w/{workspace}/service-accounts`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let nothing = Typed::default();
    Ok(shown(&page(&app, &ctx, &entered, (&nothing, None)).await?))
}

/// `POST /w/{workspace}/service-accounts`.
pub(super) async fn create(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let wrong = match typed.draft() {
        Err(wrong) => wrong,
        Ok(draft) => {
            let acting = entered.acting(&app, &ctx);
            let mut conn = app.db.write().await?;
            if let Arranged::Done(made) = account::create(&acting, &mut conn, &draft).await? {
                conn.commit().await?;
                let said = Flash::new("tokens-account-made").with("name", &made.name);
                return Ok(said.redirect(&ctx, &format!("{}/{}", path(&entered), made.id)));
            }
            "tokens-account-taken"
        }
    };
    Ok(rejected(
        &page(&app, &ctx, &entered, (&typed, Some(wrong))).await?,
    ))
}
