//! Passports their people gave up: until when each can be taken back. Only its person does that; an operator sees it, so that
//! whoever asks is told.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use people::departing::{self, Listed, Place};
use serde::Deserialize;

use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, PageError, show as shown};

/// Passports on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "operator/leaving.html")]
struct Page {
    frame: Frame,
    table: Option<ui::Table>,
    none: Option<ui::EmptyState>,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    after: String,
}

/// `GET /operator/leaving`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-leaving", "leaving").await?;
    let mut conn = app.db.read().await?;
    let mut all = departing::list(&mut conn, Place::parse(&wish.after), PAGE + 1).await?;
    drop(conn);
    let more = all.len() > PAGE as usize;
    all.truncate(PAGE as usize);
    let last = all.last().filter(|_| more).map(Place::of);
    let none = || ui::empty(ctx.text("operator-leaving-none"));
    let page = Page {
        table: (!all.is_empty()).then(|| table(&ctx, &all)),
        none: all.is_empty().then(none),
        next: last.map(|place| format!("/operator/leaving?after={place}")),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, all: &[Listed]) -> ui::Table {
    let head = ["name", "email", "asked", "gone"]
        .iter()
        .fold(ui::table(ctx.text("inside-leaving")), |table, key| {
            table.column(ui::column(ctx.text(&format!("operator-leaving-{key}"))))
        });
    head.rows(all.iter().map(|one| {
        let Listed { leaving, email } = one;
        ui::row(ui::named(ui::person(&leaving.name), leaving.name.clone()))
            .cell(email.clone().unwrap_or_default())
            .cell(ui::time(leaving.given_up_at(), ctx.at, &ctx.texts))
            .cell(ui::time(leaving.gone_at, ctx.at, &ctx.texts).absolute())
    }))
}
