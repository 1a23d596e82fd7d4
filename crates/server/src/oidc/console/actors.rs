//! Which other applications may act with the tokens that are given to this one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::one::{Head, find, head};
use crate::oidc::exchange::{self, Actor};
use crate::oidc::{ApplicationId, acts};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

const HERE: &str = "/acting";

#[derive(Template)]
#[template(path = "oidc/console/actors.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    action: String,
    actors: Vec<ui::Checkbox>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    actor: Vec<String>,
}

fn tick(actor: &Actor) -> ui::Checkbox {
    ui::checkbox("actor", &actor.name)
        .id(format!("actor-{}", actor.id))
        .value(actor.id.to_string())
        .ticked(actor.allowed)
}

/// `GET …/acting`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let Head {
        frame,
        badge,
        tabs,
        own,
    } = head(&app, &ctx, &entered, &application, HERE).await?;
    let mut conn = app.db.read().await?;
    let actors = exchange::actors_of(&mut conn, entered.workspace.id, application.id).await?;
    drop(conn);
    Ok(shown(&Page {
        action: format!("{own}{HERE}"),
        actors: actors.iter().map(tick).collect(),
        frame,
        badge,
        tabs,
    }))
}

/// `POST …/acting`. An application of another workspace is left out like one that does not exist.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let ticked = typed.actor.iter().take(500);
    let actors: Vec<_> = ticked.filter_map(|id| ApplicationId::parse(id)).collect();
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    acts::set_actors(&acting, &mut conn, &application, &actors).await?;
    conn.commit().await?;
    let to = format!("{}/{}{HERE}", super::path(&entered), application.id);
    Ok(Flash::new("applications-saved").redirect(&ctx, &to))
}
