//! The outbox: the journey of each letter. Its words are never shown: they hold links.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base::outbox::{self, Channel, LetterId, Line, Resent, State as Stage};
use serde::Deserialize;

use super::{Nothing, acts};
use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// Letters on a page.
const PAGE: u32 = 50;
const STAGES: [Stage; 3] = [Stage::Queued, Stage::Sent, Stage::Refused];

#[derive(Template)]
#[template(path = "operator/outbox.html")]
struct Page {
    frame: Frame,
    filters: ui::FilterBar,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
    older: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    state: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    before: String,
}

/// `GET /operator/outbox`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-outbox", "outbox").await?;
    let stage = STAGES.into_iter().find(|stage| stage.word() == wish.state);
    let mut conn = app.db.read().await?;
    let before = LetterId::parse(&wish.before);
    let channel = Channel::ALL.into_iter();
    let channel = channel.into_iter().find(|one| one.word() == wish.channel);
    let wanted = (stage, channel);
    let mut lines = outbox::list(&mut conn, wanted, before, PAGE + 1).await?;
    drop(conn);
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let last = lines.last().filter(|_| more).map(|line| line.id);
    let state = stage.map_or("", Stage::word);
    let all = ui::select("state", ctx.text("operator-letter-state"))
        .choice("", ctx.text("operator-letter-any"));
    let choice = STAGES.iter().fold(all, |select, stage| {
        select.choice(
            stage.word(),
            ctx.text(&format!("operator-letter-{}", stage.word())),
        )
    });
    let ways = ui::select("channel", ctx.text("operator-letter-channel"))
        .choice("", ctx.text("operator-letter-both"));
    let ways = Channel::ALL.iter().fold(ways, |select, one| {
        let words = ctx.text(&format!("operator-letter-by-{}", one.word()));
        select.choice(one.word(), words)
    });
    let way = channel.map_or("", Channel::word);
    let why = ctx.text("operator-outbox-empty-why");
    let empty = || ui::empty(ctx.text("operator-outbox-empty")).text(why);
    let page = Page {
        filters: ui::filters("/operator/outbox", "letters", &ctx.texts)
            .choice(choice.chosen(state))
            .choice(ways.chosen(way)),
        empty: lines.is_empty().then(empty),
        table: (!lines.is_empty()).then(|| table(&ctx, &lines)),
        older: last.map(|id| format!("/operator/outbox?state={state}&channel={way}&before={id}")),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, lines: &[Line]) -> ui::Table {
    let head = [
        "to",
        "channel",
        "kind",
        "state",
        "answer",
        "queued-at",
        "changed",
    ]
    .iter()
    .fold(ui::table(ctx.text("inside-outbox")), |table, key| {
        table.column(ui::column(ctx.text(&format!("operator-letter-{key}"))))
    });
    let head = head.column(ui::column(ctx.text("operator-letter-resend")).unseen());
    head.rows(lines.iter().map(|line| {
        let tone = match line.state {
            Stage::Queued => Tone::Info,
            Stage::Sent => Tone::Good,
            Stage::Refused => Tone::Bad,
        };
        let state = ctx.text(&format!("operator-letter-{}", line.state.word()));
        let row = ui::row(line.recipient.clone())
            .cell(ctx.text(&format!("operator-letter-by-{}", line.channel.word())))
            .cell(line.kind.clone())
            .cell(ui::badge(tone, state))
            .cell(line.answer.clone().unwrap_or_default())
            .cell(ui::time(line.queued, ctx.at, &ctx.texts))
            .cell(ui::time(line.changed, ctx.at, &ctx.texts));
        if !line.has_text || line.state == Stage::Queued {
            return row.cell("");
        }
        let path = format!("/operator/outbox/{}/resend", line.id);
        let button = ui::post_button(path, &ctx.csrf, ctx.text("operator-letter-resend"));
        row.cell(button.about(&line.recipient).quiet())
    }))
}

/// `POST /operator/outbox/{letter}/resend`.
pub(super) async fn resend(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = LetterId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let doing = operator.doing(&app, &ctx);
    let resent = acts::resend_letter(&doing, &mut conn, id).await;
    let key = match resent.map_err(PageError::internal)? {
        Resent::Unknown => return Err(PageError::NotFound),
        Resent::Queued => "operator-letter-queued-again",
        Resent::WasQueued => "operator-letter-was-queued",
        Resent::TextGone => "operator-letter-text-gone",
    };
    conn.commit().await?;
    Ok(Flash::new(key).redirect(&ctx, "/operator/outbox"))
}
