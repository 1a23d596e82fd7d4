//! The sign-in rules of a workspace: the policy of its door, each rule a sentence.
//!
//! What a rule means is decided in `admission`; this feature shows and changes the stored policy.

use admission::{Door, Span};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use base::db::{Conn, DbError};
use people::workspaces;
use serde::Deserialize;

use crate::inside;
use crate::signin::acting::Acting;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// The policy of the door was changed.
    CHANGED = "workspace.rules.changed";
}

/// The longest a sign-in may count, and the longest it may stay unused, in hours.
pub const MOST_HOURS: u32 = 24 * 30;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/w/{workspace}/rules", get(show).post(change))
}

#[derive(Template)]
#[template(path = "door_rules/page.html")]
struct Page {
    frame: Frame,
    sentences: Vec<String>,
    action: String,
    counts: ui::Field,
    idle: ui::Field,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    counts: String,
    #[serde(default)]
    idle: String,
}

const fn hours(span: Span) -> u32 {
    span.as_seconds() / 3600
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    typed: Option<&Typed>,
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, entered, "inside-rules", "rules").await?;
    frame.page.has_error = typed.is_some();
    let door = &entered.workspace.door;
    let sentence = |key: &str, span| ctx.texts.with(key, &[("n", i64::from(hours(span)).into())]);
    let field = |name: &str, key: &str, stored: Span, typed: Option<&String>| {
        let value = typed.cloned().unwrap_or_else(|| hours(stored).to_string());
        let problem = typed.filter(|typed| parse(typed).is_none()).map(|_| {
            ctx.texts.with(
                "rules-hours-wrong",
                &[("most", i64::from(MOST_HOURS).into())],
            )
        });
        ui::field(name, ctx.text(key))
            .value(value)
            .error(problem)
            .keyboard("numeric")
            .short()
    };
    Ok(Page {
        sentences: vec![
            ctx.text("rules-members-only"),
            sentence("rules-counts-sentence", door.proof_holds),
            sentence("rules-idle-sentence", door.idle),
        ],
        action: format!("/w/{}/rules", entered.workspace.address),
        counts: field(
            "counts",
            "rules-counts",
            door.proof_holds,
            typed.map(|one| &one.counts),
        ),
        idle: field("idle", "rules-idle", door.idle, typed.map(|one| &one.idle)),
        frame,
    })
}

fn parse(typed: &str) -> Option<Span> {
    let hours: u32 = typed.trim().parse().ok()?;
    (1..=MOST_HOURS)
        .contains(&hours)
        .then(|| Span::from_hours(hours))
}

/// Gives the workspace this policy of its door.
///
/// # Errors
/// What the database says.
pub async fn set(acting: &Acting, conn: &mut Conn, door: &Door) -> Result<(), DbError> {
    workspaces::set_door(conn, acting.workspace.id, door).await?;
    let event = acting
        .done(CHANGED)
        .detail("counts_hours", hours(door.proof_holds))
        .detail("idle_hours", hours(door.idle));
    acting.record(conn, event).await
}

/// `GET /w/{workspace}/rules`.
async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &entered, None).await?))
}

/// `POST /w/{workspace}/rules`.
async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (Some(proof_holds), Some(idle)) = (parse(&typed.counts), parse(&typed.idle)) else {
        return Ok(rejected(&page(&app, &ctx, &entered, Some(&typed)).await?));
    };
    let door = Door {
        proof_holds,
        idle,
        ..entered.workspace.door.clone()
    };
    let mut conn = app.db.write().await?;
    set(&entered.acting(&app, &ctx), &mut conn, &door).await?;
    conn.commit().await?;
    let to = format!("/w/{}/rules", entered.workspace.address);
    Ok(Flash::new("rules-saved").redirect(&ctx, &to))
}
