//! The order of the rules: what stands before what, and what goes.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use base::db::Conn;
use people::workspaces;
use protocol::forward::Rule;
use serde::Deserialize;

use super::deeds::Nothing;
use super::own;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::sites::site::{Site, SiteId};
use crate::sites::{acts, store};
use crate::web::{App, Ctx, Flash, Form, PageError};

/// Changes the rules of a site under the lock of its workspace, so that of two administrators neither
/// undoes what the other did; writes the event; goes back to the list.
pub(super) async fn with_rules(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    id: &str,
    change: impl FnOnce(&mut Vec<Rule>) -> Option<String>,
) -> Result<Response, PageError> {
    let id = SiteId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let site = locked(&mut conn, entered, id).await?;
    let mut rules = site.rules.clone();
    let path = change(&mut rules).ok_or(PageError::NotFound)?;
    let acting = entered.acting(app, ctx);
    acts::set_rules(&acting, &mut conn, &site, (&rules, Some(path))).await?;
    conn.commit().await?;
    Ok(Flash::new("sites-rules-saved").redirect(ctx, &own(entered, &site)))
}

async fn locked(conn: &mut Conn, entered: &Entered, id: SiteId) -> Result<Site, PageError> {
    workspaces::lock(conn, entered.workspace.id).await?;
    let site = store::load(conn, (entered.workspace.id, id)).await?;
    site.ok_or(PageError::NotFound)
}

/// The place of the rule with this number.
pub(super) fn place(rules: &[Rule], number: &str) -> Option<usize> {
    let number: u32 = number.parse().ok()?;
    rules.iter().position(|rule| rule.id == number)
}

#[derive(Deserialize)]
pub(super) struct Way {
    #[serde(default)]
    way: String,
}

/// `POST …/rules/{rule}/move`.
pub(super) async fn put_elsewhere(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    (Path((_, id, number)), Query(Way { way })): (Path<(String, String, String)>, Query<Way>),
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    with_rules(&app, &ctx, &entered, &id, |rules| {
        let at = place(rules, &number)?;
        let to = match way.as_str() {
            "up" => at.checked_sub(1),
            "down" => Some(at + 1).filter(|to| *to < rules.len()),
            _ => None,
        };
        if let Some(to) = to {
            rules.swap(at, to);
        }
        rules
            .get(to.unwrap_or(at))
            .map(|rule| rule.path.to_string())
    })
    .await
}

/// `POST …/rules/{rule}/remove`.
pub(super) async fn remove(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, number)): Path<(String, String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    with_rules(&app, &ctx, &entered, &id, |rules| {
        let at = place(rules, &number)?;
        Some(rules.remove(at).path.to_string())
    })
    .await
}
