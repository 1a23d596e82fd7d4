//! Connecting an application: the form, and the page that shows its secret once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use protocol::oauth::ClientAuth;

use super::fields::{Fields, Typed};
use super::path;
use crate::inside;
use crate::oidc::{Application, ApplicationDraft, Mistakes, SecretWish, acts, prepare};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "oidc/console/new.html")]
struct NewPage {
    frame: Frame,
    action: String,
    kind: ui::Radios,
    fields: Fields,
}

/// What an application needs to know of us, with its secret when it has a fresh one.
#[derive(Template)]
#[template(path = "oidc/console/connected.html")]
struct ConnectedPage {
    frame: Frame,
    issuer: ui::Secret,
    client_id: ui::Secret,
    secret: Option<ui::Secret>,
    on: String,
}

/// `GET /w/{workspace}/applications/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let typed = Typed::usual();
    Ok(shown(
        &page(&app, &ctx, &entered, &typed, &Mistakes::default()).await?,
    ))
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    typed: &Typed,
    wrong: &Mistakes,
) -> Result<NewPage, PageError> {
    let mut frame =
        inside::workspace(app, ctx, entered, "applications-connect", "applications").await?;
    frame.page.has_error = !wrong.is_empty();
    let explained = |radios: ui::Radios, kind: &str| {
        let words = ctx.text(&format!("applications-kind-{kind}"));
        radios.explained(
            kind,
            words,
            ctx.text(&format!("applications-kind-{kind}-hint")),
        )
    };
    let kind = ui::radios("kind", ctx.text("applications-kind"));
    let kind = explained(explained(kind, "confidential"), "public").chosen(&typed.kind);
    let action = format!("{}/new", path(entered));
    Ok(NewPage {
        frame,
        action,
        kind,
        fields: Fields::new(ctx, typed, wrong),
    })
}

/// `POST /w/{workspace}/applications/new`.
pub(super) async fn create(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let auth = match typed.kind.as_str() {
        "public" => ClientAuth::None,
        _ => ClientAuth::Secret,
    };
    let draft = typed.over(ApplicationDraft {
        auth,
        ..ApplicationDraft::default()
    });
    let draft = match draft.check() {
        Ok(draft) => draft,
        Err(wrong) => {
            return Ok(rejected(&page(&app, &ctx, &entered, &typed, &wrong).await?));
        }
    };
    prepare(&app, &draft).await.map_err(PageError::internal)?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let (made, secret) = acts::connect(&acting, &mut conn, &draft, SecretWish::Fresh).await?;
    conn.commit().await?;
    let secret = secret.map(|secret| secret.reveal());
    connected(&app, &ctx, &entered, &made, secret).await
}

/// The page that shows what to paste into the application; the secret only this once.
pub(super) async fn connected(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    application: &Application,
    secret: Option<String>,
) -> Result<Response, PageError> {
    let mut frame =
        inside::workspace(app, ctx, entered, "applications-connected", "applications").await?;
    frame.page.path = format!("{}/{}", path(entered), application.id);
    let issuer = app.config.public_url.origin();
    let copy =
        |id: &str, key: &str, value: &str| ui::copyable(id, ctx.text(key), value, &ctx.texts);
    let page = ConnectedPage {
        issuer: copy("issuer", "applications-issuer", issuer),
        client_id: copy(
            "client-id",
            "applications-client-id",
            &application.id.to_string(),
        ),
        secret: secret.map(|secret| {
            ui::secret(
                "secret",
                ctx.text("applications-secret-label"),
                secret,
                &ctx.texts,
            )
        }),
        on: frame.page.path.clone(),
        frame,
    };
    Ok(shown(&page))
}
