//! What the operator sees of it: which pages leave questions open, and what was missed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Language;

use super::store::{self, Count, Remark};
use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, PageError, show as shown, topic};

/// The most remarks shown: all that are kept.
const SHOWN: u32 = 500;

#[derive(Template)]
#[template(path = "help/answers.html")]
struct Page {
    frame: Frame,
    counts: Option<ui::Table>,
    remarks: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

/// `GET /operator/help`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-help", "help").await?;
    let mut conn = app.db.read().await?;
    let mut counts = store::counts(&mut conn).await?;
    let remarks = store::remarks(&mut conn, SHOWN).await?;
    drop(conn);
    counts.sort_by_key(|one| std::cmp::Reverse(one.not_helped));
    let nothing = counts.is_empty() && remarks.is_empty();
    let why = || ui::empty(ctx.text("guide-none")).text(ctx.text("guide-none-why"));
    let page = Page {
        empty: nothing.then(why),
        counts: (!counts.is_empty()).then(|| counted(&ctx, &counts)),
        remarks: (!remarks.is_empty()).then(|| remarked(&ctx, &remarks)),
        frame,
    };
    Ok(shown(&page))
}

/// What the pages of a topic are called; the topic itself when a later version wrote it.
fn name(ctx: &Ctx, topic: &str) -> String {
    topic::named(topic).map_or_else(|| topic.to_owned(), |(_, key)| ctx.text(key))
}

fn language(code: &str) -> String {
    Language::from_code(code)
        .map_or(code, |language| language.own_name())
        .to_owned()
}

fn columns(ctx: &Ctx, title: &str, keys: &[&str]) -> ui::Table {
    let table = ui::table(ctx.text(title));
    keys.iter().fold(table, |table, key| {
        table.column(ui::column(ctx.text(&format!("guide-column-{key}"))))
    })
}

fn counted(ctx: &Ctx, counts: &[Count]) -> ui::Table {
    let keys = ["page", "language", "helped", "not-helped", "last"];
    columns(ctx, "guide-counts", &keys).rows(counts.iter().map(|one| {
        ui::row(name(ctx, &one.topic))
            .cell(language(&one.language))
            .cell(ctx.texts.number(one.helped))
            .cell(ctx.texts.number(one.not_helped))
            .cell(ui::time(one.last_at, ctx.at, &ctx.texts))
    }))
}

fn remarked(ctx: &Ctx, remarks: &[Remark]) -> ui::Table {
    let keys = ["page", "language", "remark", "written"];
    columns(ctx, "guide-remarks", &keys).rows(remarks.iter().map(|one| {
        ui::row(name(ctx, &one.topic))
            .cell(language(&one.language))
            .cell(one.remark.clone())
            .cell(ui::time(one.written_at, ctx.at, &ctx.texts))
    }))
}
