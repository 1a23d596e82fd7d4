//! The secrets of an application: shown once, at most two at a time, each ended by itself.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use protocol::oauth::ClientAuth;
use serde::Deserialize;

use super::new::connected;
use super::one::find;
use super::{path, proof};
use crate::inside;
use crate::oidc::applications::secrets::MOST;
use crate::oidc::{Application, HeldSecret, SecretId, Secured, acts};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// How long a secret may live, in days; none for ever.
const LIFETIMES: [u64; 3] = [90, 180, 365];

#[derive(Template)]
#[template(path = "oidc/console/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

/// The part of a page that shows them.
pub(super) struct Part {
    pub(super) table: Option<ui::Table>,
    pub(super) empty: Option<ui::EmptyState>,
    /// How long another one shall live, when there is room for one.
    pub(super) lifetime: Option<ui::Select>,
    pub(super) action: String,
}

/// What the form for another one sends.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    days: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The secrets of an application that proves itself by one.
pub(super) async fn part(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    own: &str,
) -> Result<Option<Part>, PageError> {
    if application.auth != ClientAuth::Secret {
        return Ok(None);
    }
    let mut conn = app.db.read().await?;
    let all = application.secrets(&mut conn).await?;
    let live = all.iter().filter(|one| one.is_live(ctx.at)).count();
    let words = |days: u64| {
        let days = i64::try_from(days).unwrap_or(i64::MAX);
        let given = [("days", days.into())];
        ctx.texts.with("applications-secret-days", &given)
    };
    let lifetime = ui::select("days", ctx.text("applications-secret-lifetime"))
        .choice("never", ctx.text("applications-secret-forever"));
    let lifetime = LIFETIMES
        .iter()
        .fold(lifetime, |list, days| list.choice(days, words(*days)));
    Ok(Some(Part {
        table: (!all.is_empty()).then(|| table(ctx, own, &all)),
        empty: all
            .is_empty()
            .then(|| ui::empty(ctx.text("applications-secrets-none"))),
        lifetime: (live < MOST).then_some(lifetime),
        action: format!("{own}/secrets"),
    }))
}

fn table(ctx: &Ctx, own: &str, all: &[HeldSecret]) -> ui::Table {
    let columns = ["made", "last-used", "ends"];
    let head = ui::table(ctx.text("applications-secrets"))
        .column(ui::column(ctx.text("applications-secret-label")));
    let head = columns
        .iter()
        .fold(head, |table, key| {
            table.column(ui::column(ctx.text(&format!("applications-column-{key}"))))
        })
        .column(ui::column(ctx.text("applications-column-actions")).unseen());
    let time = |at| ui::time(at, ctx.at, &ctx.texts);
    head.rows(all.iter().map(|one| {
        let row = ui::row(name(ctx, one)).cell(time(one.created_at));
        let row = match one.used_at {
            Some(at) => row.cell(time(at)),
            None => row.cell(ctx.text("applications-never-used")),
        };
        let row = match one.expires_at {
            Some(_) if !one.is_live(ctx.at) => {
                row.cell(ui::badge(Tone::Warn, ctx.text("applications-secret-over")))
            }
            Some(at) => row.cell(time(at)),
            None => row.cell(ctx.text("applications-secret-forever")),
        };
        let end = format!("{own}/secrets/{}/end", one.id);
        row.cell(ui::link(end, ctx.text("applications-secret-end")).about(name(ctx, one)))
    }))
}

/// What tells it from others: the end of its text.
fn name(ctx: &Ctx, secret: &HeldSecret) -> String {
    match secret.hint.as_str() {
        "" => ctx.text("applications-secret-label"),
        hint => format!("…{hint}"),
    }
}

/// `POST …/secrets`: another secret, shown once.
pub(super) async fn add(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let days = LIFETIMES
        .iter()
        .find(|days| days.to_string() == wanted.days);
    let until = days.map(|days| app.clock.now().plus(Duration::from_secs(days * 24 * 3600)));
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let wish = (None, until);
    let secret = match acts::add_secret(&acting, &mut conn, &application, wish).await? {
        Secured::Done(_, secret) => secret,
        Secured::Known(_) | Secured::Enough | Secured::ProvesOtherwise => {
            let to = format!("{}/{}{}", path(&entered), application.id, proof::HERE);
            return Ok(Flash::new("applications-secrets-enough").redirect(&ctx, &to));
        }
    };
    conn.commit().await?;
    let secret = secret.map(|secret| secret.reveal());
    connected(&app, &ctx, &entered, &application, secret).await
}

/// The secret of the address.
async fn find_secret(
    app: &App,
    application: &Application,
    id: &str,
) -> Result<HeldSecret, PageError> {
    let id = SecretId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let all = application.secrets(&mut conn).await?;
    let found = all.into_iter().find(|one| one.id == id);
    found.ok_or(PageError::NotFound)
}

/// `GET …/secrets/{secret}/end`.
pub(super) async fn ask_end(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, secret)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let secret = find_secret(&app, &application, &secret).await?;
    let frame = inside::workspace(&app, &ctx, &entered, "inside-applications", "applications");
    let frame = frame.await?;
    let own = format!("{}/{}", path(&entered), application.id);
    let (named, hint) = (application.name.as_str(), name(&ctx, &secret));
    let given = [("name", named.into()), ("hint", hint.as_str().into())];
    let question = ctx.texts.with("applications-secret-end-question", &given);
    let action = format!("{own}/secrets/{}/end", secret.id);
    let back = format!("{own}{}", proof::HERE);
    let confirmation = ui::confirmation(question, action, &ctx.csrf, back, &ctx.texts)
        .happens(ctx.text("applications-secret-end-happens"))
        .undo(ctx.text("applications-secret-end-undo"))
        .button(ctx.text("applications-secret-end"));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST …/secrets/{secret}/end`.
pub(super) async fn end(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, secret)): Path<(String, String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let secret = find_secret(&app, &application, &secret).await?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    acts::end_secret(&acting, &mut conn, (&application, &secret)).await?;
    conn.commit().await?;
    let to = format!("{}/{}{}", path(&entered), application.id, proof::HERE);
    Ok(Flash::new("applications-secret-ended").redirect(&ctx, &to))
}
