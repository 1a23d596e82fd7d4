//! The tokens with which applications register themselves in a workspace: a page of its administrators.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::token::{InitialAccess, Token};
use people::Name;
use serde::Deserialize;

use super::{Initial, InitialDraft, InitialTokenId, Opened, PATH, acts, store};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// How long a token works, in days.
const DAYS: [u32; 4] = [1, 7, 30, 90];
/// How often.
const USES: [i64; 4] = [1, 5, 20, 100];

#[derive(Template)]
#[template(path = "oidc/registration/tokens.html")]
struct Page {
    frame: Frame,
    summary: ui::ErrorSummary,
    /// Whether applications may come at all.
    opened: ui::Notice,
    table: Option<ui::Table>,
    /// For another token, where one would open anything.
    fields: Option<Fields>,
    action: String,
}

struct Fields {
    name: ui::Field,
    uses: ui::Select,
    days: ui::Select,
}

/// The token, shown this once.
#[derive(Template)]
#[template(path = "oidc/registration/made.html")]
struct MadePage {
    frame: Frame,
    token: ui::Secret,
    endpoint: ui::Secret,
    back: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    uses: String,
    #[serde(default)]
    days: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    id: String,
}

fn path(entered: &Entered) -> String {
    format!("/w/{}/applications/registration", entered.workspace.address)
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (typed, wrong): (&Typed, Option<String>),
) -> Result<Page, PageError> {
    let frame = inside::workspace(app, ctx, entered, "registration-title", "applications");
    let mut frame = frame.await?;
    frame.page.has_error = wrong.is_some();
    let mut conn = app.db.read().await?;
    let opened = acts::opened(&mut conn).await?;
    let all = store::of_workspace(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let is_open = opened != Opened::Nobody;
    Ok(Page {
        frame,
        summary: ui::error_summary(&ctx.texts).error("name", wrong.clone()),
        opened: notice(ctx, entered, opened),
        table: (!all.is_empty()).then(|| table(ctx, entered, &all)),
        fields: is_open.then(|| fields(ctx, typed, wrong)),
        action: path(entered),
    })
}

fn notice(ctx: &Ctx, entered: &Entered, opened: Opened) -> ui::Notice {
    let (tone, part) = match opened {
        Opened::Nobody => (Tone::Info, "nobody"),
        Opened::Everybody(here) if here == entered.workspace.id => (Tone::Warn, "everybody"),
        Opened::TokenHolders | Opened::Everybody(_) => (Tone::Info, "token-holders"),
    };
    let words = ctx.text(&format!("registration-open-{part}"));
    ui::notice(tone, words).text(ctx.text(&format!("registration-open-{part}-why")))
}

fn fields(ctx: &Ctx, typed: &Typed, wrong: Option<String>) -> Fields {
    let counted = |key: &str, n: i64| ctx.texts.with(key, &[("n", n.into())]);
    let uses = ui::select("uses", ctx.text("registration-uses"));
    let uses = USES.iter().fold(uses, |list, n| {
        list.choice(n, counted("registration-uses-n", *n))
    });
    let days = ui::select("days", ctx.text("registration-days"));
    let days = DAYS.iter().fold(days, |list, n| {
        list.choice(n, counted("registration-days-n", i64::from(*n)))
    });
    Fields {
        name: ui::field("name", ctx.text("registration-name"))
            .hint(ctx.text("registration-name-hint"))
            .value(&typed.name)
            .error(wrong),
        uses: uses.chosen(&typed.uses),
        days: days.chosen(&typed.days),
    }
}

fn table(ctx: &Ctx, entered: &Entered, all: &[Initial]) -> ui::Table {
    let table = ["token", "state", "left", "last-used", "ends"]
        .iter()
        .fold(ui::table(ctx.text("registration-tokens")), |table, key| {
            table.column(ui::column(ctx.text(&format!("registration-column-{key}"))))
        });
    let table = table.column(ui::column(ctx.text("registration-column-actions")).unseen());
    let end = format!("{}/end", path(entered));
    table.rows(all.iter().map(|one| {
        let left = [("left", one.uses_left.into()), ("of", one.uses.into())];
        let row = ui::row(one.name.as_str())
            .cell(state(ctx, one))
            .cell(ctx.texts.with("registration-left", &left));
        let row = match one.used_at {
            Some(at) => row.cell(ui::time(at, ctx.at, &ctx.texts)),
            None => row.cell(ctx.text("registration-never")),
        };
        let button = ui::post_button(&end, &ctx.csrf, ctx.text("registration-end"));
        row.cell(ui::time(one.expires_at, ctx.at, &ctx.texts))
            .cell(button.with("id", one.id).about(&one.name).quiet())
    }))
}

fn state(ctx: &Ctx, one: &Initial) -> ui::Badge {
    if one.expires_at <= ctx.at {
        ui::badge(Tone::Warn, ctx.text("registration-state-over"))
    } else if one.uses_left <= 0 {
        ui::badge(Tone::Warn, ctx.text("registration-state-used"))
    } else {
        ui::badge(Tone::Good, ctx.text("registration-state-works"))
    }
}

/// `GET /w/{workspace}/applications/registration`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let typed = Typed::default();
    Ok(shown(&page(&app, &ctx, &entered, (&typed, None)).await?))
}

/// `POST /w/{workspace}/applications/registration`: a token, shown this once.
pub(super) async fn make(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let opened = acts::opened(&mut app.db.read().await?).await?;
    if opened == Opened::Nobody {
        return Ok(rejected(&page(&app, &ctx, &entered, (&typed, None)).await?));
    }
    let Ok(name) = Name::parse(&typed.name) else {
        let wrong = Some(ctx.text("registration-name-odd"));
        return Ok(rejected(
            &page(&app, &ctx, &entered, (&typed, wrong)).await?,
        ));
    };
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let (_, token) = acts::make_initial(&acting, &mut conn, &typed.draft(name)).await?;
    conn.commit().await?;
    made(&app, &ctx, &entered, &token).await
}

impl Typed {
    /// The token that was asked for; a choice that is none of ours is the least.
    fn draft(&self, name: Name) -> InitialDraft {
        let uses = USES.into_iter().find(|n| n.to_string() == self.uses);
        let days = DAYS.into_iter().find(|n| n.to_string() == self.days);
        InitialDraft {
            name,
            uses: uses.unwrap_or(1),
            days: days.unwrap_or(1),
        }
    }
}

async fn made(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    token: &Token<InitialAccess>,
) -> Result<Response, PageError> {
    let frame = inside::workspace(app, ctx, entered, "registration-made-title", "applications");
    let mut frame = frame.await?;
    frame.page.path = path(entered);
    let endpoint = format!("{}{PATH}", app.config.public_url.origin());
    let copy =
        |id: &str, key: &str, value: String| ui::copyable(id, ctx.text(key), value, &ctx.texts);
    Ok(shown(&MadePage {
        token: copy("token", "registration-token", token.reveal()),
        endpoint: copy("endpoint", "registration-endpoint", endpoint),
        back: frame.page.path.clone(),
        frame,
    }))
}

/// `POST /w/{workspace}/applications/registration/end`.
pub(super) async fn end(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(Chosen { id }): Form<Chosen>,
) -> Result<Response, PageError> {
    let id = InitialTokenId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let gone = acts::end_initial(&acting, &mut conn, id).await?;
    let name = gone.ok_or(PageError::NotFound)?;
    conn.commit().await?;
    let said = Flash::new("registration-ended").with("name", name);
    Ok(said.redirect(&ctx, &path(&entered)))
}
