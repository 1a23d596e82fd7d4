//! The page: every identifier, how it stands, and what can be done with it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::identifiers::{self, Identifier, Kind};

use crate::inside;
use crate::signin::SignedIn;
use crate::web::ui::{self, Frame, Notice, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "passport/identifiers/list.html")]
struct Page {
    frame: Frame,
    /// What is said when numbers are all there is.
    numbers_only: Option<Notice>,
    table: ui::Table,
}

/// `GET /passport/identifiers`.
pub(in crate::passport) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let frame = frame(&app, &ctx, &signed_in).await?;
    let mut conn = app.db.read().await?;
    let all = identifiers::of_passport(&mut conn, signed_in.person.id).await?;
    drop(conn);
    Ok(shown(&Page {
        numbers_only: numbers_only(&ctx, &all),
        table: table(&ctx, &all),
        frame,
    }))
}

/// Numbers are given to other people by and by; whoever has no confirmed address is told to add one.
fn numbers_only(ctx: &Ctx, all: &[Identifier]) -> Option<Notice> {
    let confirmed = |kind| {
        all.iter()
            .any(|one| one.kind == kind && one.verified_at.is_some())
    };
    let is_risky = confirmed(Kind::Phone) && !confirmed(Kind::Email);
    is_risky.then(|| {
        ui::notice(Tone::Warn, ctx.text("identifiers-numbers-only"))
            .text(ctx.text("identifiers-numbers-only-text"))
    })
}

/// The frame of every page here.
pub(super) async fn frame(app: &App, ctx: &Ctx, signed_in: &SignedIn) -> Result<Frame, PageError> {
    inside::passport(app, ctx, signed_in, "inside-identifiers", "identifiers").await
}

fn table(ctx: &Ctx, all: &[Identifier]) -> ui::Table {
    let head = ui::table(ctx.text("inside-identifiers"))
        .column(ui::column(ctx.text("identifiers-name")))
        .column(ui::column(ctx.text("identifiers-state")))
        .column(ui::column(ctx.text("identifiers-since")))
        .column(ui::column(ctx.text("identifiers-deeds")).unseen());
    head.rows(all.iter().map(|one| row(ctx, one)))
}

fn row(ctx: &Ctx, one: &Identifier) -> ui::Row {
    let since = one.verified_at.unwrap_or(one.created_at);
    ui::row(one.shown())
        .cell(state(ctx, one))
        .cell(ui::time(since, ctx.at, &ctx.texts).absolute())
        .cell(deeds(ctx, one))
}

fn state(ctx: &Ctx, one: &Identifier) -> ui::Badge {
    let (tone, key) = match (one.kind, one.verified_at, one.is_primary) {
        (_, None, _) => (Tone::Warn, "identifiers-state-waiting"),
        (Kind::Login, Some(_), _) => (Tone::Good, "identifiers-state-login"),
        (Kind::Phone, Some(_), true) => (Tone::Good, "identifiers-state-phone"),
        (Kind::Phone, Some(_), false) => (Tone::Good, "identifiers-state-confirmed"),
        (Kind::Email, Some(_), true) => (Tone::Good, "identifiers-state-primary"),
        (Kind::Email, Some(_), false) => (Tone::Good, "identifiers-state-confirmed"),
    };
    ui::badge(tone, ctx.text(key))
}

fn deeds(ctx: &Ctx, one: &Identifier) -> ui::Menu {
    let path = |deed: &str| format!("/passport/identifiers/{}/{deed}", one.id);
    let menu = ui::row_menu(ctx.texts.with(
        "identifiers-deeds-with",
        &[("name", one.shown().as_str().into())],
    ));
    let menu = match (one.kind, one.verified_at) {
        (Kind::Email, None) => menu.post(path("send"), &ctx.csrf, ctx.text("identifiers-send")),
        (Kind::Phone, None) => menu
            .link(path("code"), ctx.text("identifiers-enter-code"))
            .post(path("send"), &ctx.csrf, ctx.text("identifiers-send-code")),
        (Kind::Email | Kind::Phone, Some(_)) if !one.is_primary => {
            menu.confirmation(path("primary"), ctx.text("identifiers-make-primary"))
        }
        _ => menu,
    };
    menu.confirmation(path("remove"), ctx.text("identifiers-remove"))
}
