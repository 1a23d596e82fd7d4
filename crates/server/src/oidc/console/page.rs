//! One application: what it needs to know, its addresses and scopes, and its end.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::fields::{Fields, Typed};
use super::one::{Head, find, head, save};
use super::path;
use crate::inside;
use crate::oidc::registration::store::Registered;
use crate::oidc::{Application, Mistakes, acts, registration};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "oidc/console/page.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    own: String,
    enable: String,
    disable: String,
    delete: String,
    failures: String,
    disabled: bool,
    issuer: ui::Secret,
    client_id: ui::Secret,
    kind: String,
    registered: Option<ui::Notice>,
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

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    application: &Application,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let Head {
        mut frame,
        badge,
        tabs,
        own,
    } = head(app, ctx, entered, application, "").await?;
    frame.page.has_error = !wrong.is_empty();
    let mut conn = app.db.read().await?;
    let registered = registration::store::of(&mut conn, application.id).await?;
    drop(conn);
    let copy =
        |id: &str, key: &str, value: &str| ui::copyable(id, ctx.text(key), value, &ctx.texts);
    let issuer = app.config.public_url.origin();
    let client_id = application.id.to_string();
    let of = |deed: &str| format!("{own}/{deed}");
    Ok(Page {
        frame,
        badge,
        tabs,
        enable: of("enable"),
        disable: of("disable"),
        delete: of("delete"),
        failures: of("failures"),
        registered: registered.map(|one| itself(ctx, &one, of("take-over"))),
        own,
        disabled: application.disabled_at.is_some(),
        issuer: copy("issuer", "applications-issuer", issuer),
        client_id: copy("client-id", "applications-client-id", &client_id),
        kind: super::list::kind(ctx, application),
        fields: Fields::new(ctx, typed, wrong),
    })
}

/// That it registered itself, when, by which token, and what comes of changing it here.
fn itself(ctx: &Ctx, one: &Registered, take_over: String) -> ui::Notice {
    let at = ctx.texts.date_time(one.registered_at);
    let words = match one.token_name.as_deref() {
        Some(token) => {
            let given = [("at", at.as_str().into()), ("token", token.into())];
            ctx.texts.with("registration-by-token", &given)
        }
        None => {
            let given = [("at", at.as_str().into())];
            ctx.texts.with("registration-without-token", &given)
        }
    };
    ui::notice(Tone::Info, words)
        .text(ctx.text("registration-itself"))
        .action(take_over, ctx.text("registration-take-over"))
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
    let draft = typed.over(application.draft());
    match save(&app, &ctx, &entered, (&application, &draft), "").await? {
        Ok(saved) => Ok(saved),
        Err(wrong) => {
            let said = (&typed, &wrong);
            let page = page(&app, &ctx, &entered, &application, said).await?;
            Ok(rejected(&page))
        }
    }
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
    let acting = entered.acting(&app, &ctx);
    acts::set_enabled(&acting, &mut conn, &application, false).await?;
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
    let acting = entered.acting(&app, &ctx);
    acts::set_enabled(&acting, &mut conn, &application, true).await?;
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
    let acting = entered.acting(&app, &ctx);
    acts::delete(&acting, &mut conn, &application).await?;
    conn.commit().await?;
    let said = Flash::new("applications-deleted").with("name", &application.name);
    Ok(said.redirect(&ctx, &path(&entered)))
}
