//! The keys an application publishes: what was fetched last, or why it could not be.

use axum::extract::{Path, State};
use axum::response::Response;
use protocol::jose::JwkSet;
use serde::Deserialize;

use super::one::find;
use super::{path, proof};
use crate::oidc::Application;
use crate::oidc::client_keys::{self, Fetched};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError};

/// The end of the address.
pub(super) const HERE: &str = "/keys";
/// As many keys are named.
const NAMED: usize = 8;
/// Of the name of a key as many letters are shown.
const LETTERS: usize = 48;

/// The part of a page that shows them.
pub(super) struct Part {
    pub(super) facts: ui::SummaryList,
    pub(super) trouble: Option<ui::Notice>,
    pub(super) action: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The keys of an application that publishes them.
pub(super) async fn part(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    own: &str,
) -> Result<Option<Part>, PageError> {
    if application.jwks_uri.is_none() {
        return Ok(None);
    }
    let known = client_keys::known(app, application).await?;
    let trouble = known.as_ref().and_then(|known| trouble(ctx, known));
    Ok(Some(Part {
        facts: facts(ctx, known.as_ref()),
        trouble,
        action: format!("{own}{HERE}"),
    }))
}

fn facts(ctx: &Ctx, known: Option<&Fetched>) -> ui::SummaryList {
    let list = ui::summary_list();
    let what = ctx.text("applications-keys-fetched");
    let list = match known.and_then(|known| known.fetched_at) {
        Some(at) => list.row(what, ui::time(at, ctx.at, &ctx.texts)),
        None => list.row(what, ctx.text("applications-keys-never")),
    };
    match known.and_then(|known| known.jwks.as_deref()) {
        Some(set) => list.row(ctx.text("applications-keys-known"), named(set)),
        None => list,
    }
}

/// What the keys are called, each with its algorithm.
fn named(set: &str) -> String {
    let set = JwkSet::parse(set.as_bytes()).unwrap_or_default();
    let name = |key: &protocol::jose::Jwk| {
        let id: String = key.key_id().unwrap_or("—").chars().take(LETTERS).collect();
        format!("{id} ({})", key.algorithm())
    };
    let mut names: Vec<String> = set.keys.iter().take(NAMED).map(name).collect();
    if set.keys.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Why the last try brought nothing.
fn trouble(ctx: &Ctx, known: &Fetched) -> Option<ui::Notice> {
    let word = known.trouble.as_deref()?;
    let texts = &ctx.texts;
    let why = match word {
        "not-allowed" => texts.get("applications-keys-not-allowed"),
        "too-large" => texts.get("applications-keys-too-large"),
        "odd" => texts.get("applications-keys-odd"),
        "no-keys" => texts.get("applications-keys-none"),
        "private-key" => texts.get("applications-keys-private"),
        word => match word.strip_prefix("http-") {
            Some(status) => texts.with("applications-keys-status", &[("status", status.into())]),
            None => texts.get("applications-keys-no-answer"),
        },
    };
    let more = match known.jwks {
        Some(_) => texts.get("applications-keys-stay"),
        None => texts.get("applications-keys-need"),
    };
    Some(ui::notice(Tone::Warn, why).text(more))
}

/// `POST …/keys`: fetches them now.
pub(super) async fn fetch(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    client_keys::by_hand(&app, &application).await?;
    let to = format!("{}/{}{}", path(&entered), application.id, proof::HERE);
    Ok(Flash::new("applications-keys-asked").redirect(&ctx, &to))
}
