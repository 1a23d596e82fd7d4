//! The pages of the trail.

use askama::Template;
use axum::extract::{Query as InAddress, State};
use axum::response::Response;
use base::audit::{self, Outcome, Recorded};
use base::db::Conn;
use people::WorkspaceId;

use super::search::{FEATURES, Query, SPANS, Sought};
use super::words::{Line, Names};
use crate::inside;
use crate::signin::door::{Operator, WorkspaceAdmin};
use crate::web::ui::{self, Content, Frame, Tone};
use crate::web::{App, Ctx, PageError, show};

/// Events on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "audit_trail/page.html")]
struct Page {
    frame: Frame,
    filters: ui::FilterBar,
    table: Option<ui::Table>,
    nothing: Option<ui::NoMatch>,
    next: Option<String>,
}

/// `GET /w/{workspace}/audit`.
pub(super) async fn of_workspace(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    InAddress(query): InAddress<Query>,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &entered, "inside-audit", "audit").await?;
    let path = format!("/w/{}/audit", entered.workspace.address);
    page(
        &app,
        &ctx,
        (frame, path),
        Some(entered.workspace.id),
        &query,
    )
    .await
}

/// `GET /operator/audit`.
pub(super) async fn of_server(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    InAddress(query): InAddress<Query>,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-audit", "audit").await?;
    page(
        &app,
        &ctx,
        (frame, "/operator/audit".to_owned()),
        None,
        &query,
    )
    .await
}

async fn page(
    app: &App,
    ctx: &Ctx,
    (frame, path): (Frame, String),
    workspace: Option<WorkspaceId>,
    query: &Query,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let now = app.clock.now();
    let (events, next) = match query.sought(&mut conn, workspace, now).await? {
        Sought::Nobody => (Vec::new(), None),
        Sought::Request(reference) => {
            let within = workspace.map(|id| id.to_string());
            (
                audit::by_reference(&mut conn, &reference, within).await?,
                None,
            )
        }
        Sought::Filtered(filter) => listed(&mut conn, workspace, &filter, query).await?,
    };
    let names = Names::of(&mut conn, workspace, &events).await?;
    drop(conn);
    let next = next.map(|cursor| format!("{path}?{}&after={cursor}", query.with("", "")));
    let page = Page {
        filters: filters(ctx, &path, query),
        nothing: events.is_empty().then(|| ui::no_match(&path, &ctx.texts)),
        table: (!events.is_empty()).then(|| table(ctx, &events, &names)),
        next,
        frame,
    };
    Ok(show(&page))
}

async fn listed(
    conn: &mut Conn,
    workspace: Option<WorkspaceId>,
    filter: &audit::Filter,
    query: &Query,
) -> Result<(Vec<Recorded>, Option<String>), PageError> {
    let page = match workspace {
        Some(id) => audit::in_workspace(conn, id, filter, query.cursor(), PAGE).await?,
        None => audit::everywhere(conn, filter, query.cursor(), PAGE).await?,
    };
    Ok((page.events, page.next.map(audit::Cursor::text)))
}

fn filters(ctx: &Ctx, path: &str, query: &Query) -> ui::FilterBar {
    let choice = |name: &str, offered: &[&str], chosen: &str| {
        let any = ctx.text(&format!("audit-{name}-any"));
        let start = ui::select(name, ctx.text(&format!("audit-{name}"))).choice("", any);
        let all = offered.iter().fold(start, |select, value| {
            select.choice(value, ctx.text(&format!("audit-{name}-{value}")))
        });
        all.chosen(chosen)
    };
    let outcomes = [Outcome::Done, Outcome::Refused, Outcome::Broken].map(Outcome::as_str);
    let bar = ui::filters(path, "events", &ctx.texts)
        .search("search", ctx.text("audit-search"), &query.search)
        .choice(choice("kind", &FEATURES, &query.kind))
        .choice(choice("outcome", &outcomes, &query.outcome))
        .choice(choice("days", &SPANS, &query.days));
    let on = [
        ("kind", &query.kind),
        ("outcome", &query.outcome),
        ("days", &query.days),
    ];
    let offered = |name: &str, value: &str| match name {
        "kind" => FEATURES.contains(&value),
        "outcome" => outcomes.contains(&value),
        _ => SPANS.contains(&value),
    };
    on.into_iter()
        .filter(|(name, value)| offered(name, value))
        .fold(bar, |bar, (name, value)| {
            let words = ctx.text(&format!("audit-{name}-{value}"));
            bar.chip(words, format!("{path}?{}", query.with(name, "")))
        })
}

fn table(ctx: &Ctx, events: &[Recorded], names: &Names) -> ui::Table {
    let start = ["event", "time", "who", "from", "outcome", "reference"]
        .iter()
        .fold(ui::table(ctx.text("inside-audit")), |table, key| {
            table.column(ui::column(ctx.text(&format!("audit-column-{key}"))))
        });
    start.rows(events.iter().map(|event| row(ctx, event, names)))
}

fn row(ctx: &Ctx, event: &Recorded, names: &Names) -> ui::Row {
    let line = Line::new(ctx, event, names);
    let facts = line.facts.join(" · ");
    let what = line.sentence.html().and(ui::meta(facts));
    let outcome = match line.outcome {
        Some(Outcome::Done) | None => ui::badge(Tone::Good, ctx.text("audit-outcome-done")),
        Some(Outcome::Refused) => ui::badge(Tone::Warn, refusal(ctx, line.reason.as_deref())),
        Some(Outcome::Broken) => ui::badge(Tone::Bad, ctx.text("audit-outcome-broken")),
    };
    ui::row(what)
        .cell(ui::time(event.at, ctx.at, &ctx.texts))
        .cell(line.who)
        .cell(event.ip.as_deref().map(ui::tag))
        .cell(outcome)
        .cell(ui::tag(event.reference.to_uppercase()))
}

fn refusal(ctx: &Ctx, reason: Option<&str>) -> String {
    let refused = ctx.text("audit-outcome-refused");
    match reason {
        Some(reason) => format!("{refused}: {reason}"),
        None => refused,
    }
}
