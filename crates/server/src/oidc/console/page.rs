//! One application: what it needs to know, its addresses and scopes, and its end.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::Fresh;
use serde::Deserialize;

use super::new::connected;
use super::{Fields, Typed, event, path};
use crate::inside;
use crate::oidc::{Application, ApplicationId, Mistakes, events};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "oidc/console/page.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    own: String,
    rotate: String,
    enable: String,
    disable: String,
    delete: String,
    disabled: bool,
    confidential: bool,
    issuer: ui::Secret,
    client_id: ui::Secret,
    kind: String,
    fields: Fields,
}

#[derive(Template)]
#[template(path = "oidc/console/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The application of the address, in this workspace.
async fn find(app: &App, entered: &Entered, id: &str) -> Result<Application, PageError> {
    let id = ApplicationId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let found = Application::load(&mut conn, entered.workspace.id, id).await?;
    found.ok_or(PageError::NotFound)
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    application: &Application,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let mut frame =
        inside::workspace(app, ctx, entered, "inside-applications", "applications").await?;
    frame.page.has_error = !wrong.is_empty();
    frame.page.title.clone_from(&application.name);
    let disabled = application.disabled_at.is_some();
    let badge = if disabled {
        ui::badge(Tone::Warn, ctx.text("applications-disabled"))
    } else {
        ui::badge(Tone::Good, ctx.text("applications-enabled"))
    };
    let copy =
        |id: &str, key: &str, value: &str| ui::copyable(id, ctx.text(key), value, &ctx.texts);
    let kind = if application.confidential {
        "confidential"
    } else {
        "public"
    };
    let own = format!("{}/{}", path(entered), application.id);
    let of = |deed: &str| format!("{own}/{deed}");
    Ok(Page {
        frame,
        badge,
        rotate: of("secret"),
        enable: of("enable"),
        disable: of("disable"),
        delete: of("delete"),
        own,
        disabled,
        confidential: application.confidential,
        issuer: copy(
            "issuer",
            "applications-issuer",
            app.config.public_url.origin(),
        ),
        client_id: copy(
            "client-id",
            "applications-client-id",
            &application.id.to_string(),
        ),
        kind: ctx.text(&format!("applications-kind-{kind}")),
        fields: Fields::new(ctx, typed, wrong),
    })
}

/// `GET /w/{workspace}/applications/{application}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let (typed, wrong) = (Typed::of(&application), Mistakes::default());
    Ok(shown(
        &page(&app, &ctx, &entered, &application, (&typed, &wrong)).await?,
    ))
}

/// `POST /w/{workspace}/applications/{application}`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let draft = match typed.draft().check() {
        Ok(draft) => draft,
        Err(wrong) => {
            let said = (&typed, &wrong);
            return Ok(rejected(
                &page(&app, &ctx, &entered, &application, said).await?,
            ));
        }
    };
    let mut conn = app.db.write().await?;
    let (workspace, now) = (entered.workspace.id, app.clock.now());
    let changed = Application::change(&mut conn, workspace, application.id, &draft, now).await?;
    let changed = changed.ok_or(PageError::NotFound)?;
    let about = (changed.id, changed.name.as_str());
    app.record(
        &mut conn,
        event(&ctx, &entered, events::APPLICATION_CHANGED, about),
    )
    .await?;
    conn.commit().await?;
    let to = format!("{}/{}", path(&entered), changed.id);
    Ok(Flash::new("applications-saved").redirect(&ctx, &to))
}

/// `GET …/secret`.
pub(super) async fn ask_rotate(
    state: State<App>,
    ctx: Ctx,
    entered: WorkspaceAdmin,
    id: Path<(String, String)>,
) -> Result<Response, PageError> {
    ask(state, ctx, entered, id, "secret").await
}

/// `GET …/disable`.
pub(super) async fn ask_disable(
    state: State<App>,
    ctx: Ctx,
    entered: WorkspaceAdmin,
    id: Path<(String, String)>,
) -> Result<Response, PageError> {
    ask(state, ctx, entered, id, "disable").await
}

/// `GET …/delete`.
pub(super) async fn ask_delete(
    state: State<App>,
    ctx: Ctx,
    entered: WorkspaceAdmin,
    id: Path<(String, String)>,
) -> Result<Response, PageError> {
    ask(state, ctx, entered, id, "delete").await
}

/// The page that says what a deed does before it is done.
async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    deed: &str,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let frame = inside::workspace(&app, &ctx, &entered, "inside-applications", "applications");
    let frame = frame.await?;
    let own = format!("{}/{}", path(&entered), application.id);
    let name = application.name.as_str();
    let question = ctx.texts.with(
        &format!("applications-{deed}-question"),
        &[("name", name.into())],
    );
    let action = format!("{own}/{deed}");
    let confirmation = ui::confirmation(question, action, &ctx.csrf, own, &ctx.texts)
        .happens(ctx.text(&format!("applications-{deed}-happens")))
        .undo(ctx.text(&format!("applications-{deed}-undo")))
        .button(ctx.text(&format!("applications-{deed}")));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST …/secret`: another secret, shown once.
pub(super) async fn rotate(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let workspace = entered.workspace.id;
    let mut conn = app.db.write().await?;
    let secret = Application::rotate_secret(&mut conn, fresh, workspace, application.id).await?;
    let secret = secret.ok_or(PageError::NotFound)?;
    let about = (application.id, application.name.as_str());
    app.record(
        &mut conn,
        event(&ctx, &entered, events::SECRET_ROTATED, about),
    )
    .await?;
    conn.commit().await?;
    connected(&app, &ctx, &entered, &application, Some(secret.reveal())).await
}

/// `POST …/disable`.
pub(super) async fn disable(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    let (workspace, now) = (entered.workspace.id, app.clock.now());
    if Application::disable(&mut conn, workspace, application.id, now).await? {
        let about = (application.id, application.name.as_str());
        app.record(
            &mut conn,
            event(&ctx, &entered, events::APPLICATION_DISABLED, about),
        )
        .await?;
    }
    conn.commit().await?;
    let to = format!("{}/{}", path(&entered), application.id);
    Ok(Flash::new("applications-disabled-now").redirect(&ctx, &to))
}

/// `POST …/enable`.
pub(super) async fn enable(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    let (workspace, now) = (entered.workspace.id, app.clock.now());
    if Application::enable(&mut conn, workspace, application.id, now).await? {
        let about = (application.id, application.name.as_str());
        app.record(
            &mut conn,
            event(&ctx, &entered, events::APPLICATION_ENABLED, about),
        )
        .await?;
    }
    conn.commit().await?;
    let to = format!("{}/{}", path(&entered), application.id);
    Ok(Flash::new("applications-enabled-now").redirect(&ctx, &to))
}

/// `POST …/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let mut conn = app.db.write().await?;
    if Application::delete(&mut conn, entered.workspace.id, application.id).await? {
        let about = (application.id, application.name.as_str());
        app.record(
            &mut conn,
            event(&ctx, &entered, events::APPLICATION_DELETED, about),
        )
        .await?;
    }
    conn.commit().await?;
    let said = Flash::new("applications-deleted").with("name", &application.name);
    Ok(said.redirect(&ctx, &path(&entered)))
}
