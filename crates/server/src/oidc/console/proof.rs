//! How an application proves itself: by a secret, by keys of its own, or not at all.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use protocol::oauth::ClientAuth;
use serde::Deserialize;

use super::fields::summary;
use super::one::{Head, find, head, save};
use super::{keys, secrets};
use crate::oidc::{Application, ApplicationDraft, Mistakes, client_keys};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

/// The end of the address.
pub(super) const HERE: &str = "/proof";

#[derive(Template)]
#[template(path = "oidc/console/proof.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    action: String,
    summary: ui::ErrorSummary,
    auth: ui::Radios,
    jwks: ui::Field,
    jwks_uri: ui::Field,
    secrets: Option<secrets::Part>,
    keys: Option<keys::Part>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    auth: String,
    #[serde(default)]
    jwks: Option<String>,
    #[serde(default)]
    jwks_uri: Option<String>,
}

impl Typed {
    fn of(application: &Application) -> Self {
        Self {
            auth: application.auth.as_str().to_owned(),
            jwks: application.jwks.clone(),
            jwks_uri: application.jwks_uri.clone(),
        }
    }

    /// Something that is no way of proving oneself leaves the way as it was, and so does a form
    /// without fields for keys.
    fn over(&self, draft: ApplicationDraft) -> ApplicationDraft {
        ApplicationDraft {
            auth: ClientAuth::from_word(&self.auth).unwrap_or(draft.auth),
            jwks: self.jwks.clone().or(draft.jwks),
            jwks_uri: self.jwks_uri.clone().or(draft.jwks_uri),
            ..draft
        }
    }
}

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
    } = head(app, ctx, entered, application, HERE).await?;
    frame.page.has_error = !wrong.is_empty();
    let beside = |field: &str| wrong.beside(field, &ctx.texts);
    let explained = |radios: ui::Radios, auth: &ClientAuth| {
        let kind = match auth {
            ClientAuth::Secret => "confidential",
            ClientAuth::PrivateKeyJwt => "keys",
            ClientAuth::None => "public",
        };
        let words = ctx.text(&format!("applications-kind-{kind}"));
        let hint = ctx.text(&format!("applications-kind-{kind}-hint"));
        radios.explained(auth.as_str(), words, hint)
    };
    let auth = ui::radios("auth", ctx.text("applications-proof"));
    Ok(Page {
        summary: summary(ctx, wrong),
        auth: ClientAuth::SUPPORTED
            .iter()
            .fold(auth, explained)
            .chosen(&typed.auth),
        jwks: ui::textarea("jwks", ctx.text("applications-jwks"))
            .hint(ctx.text("applications-jwks-hint"))
            .rows(5)
            .mono()
            .optional(&ctx.texts)
            .value(typed.jwks.as_deref().unwrap_or_default())
            .error(beside("jwks")),
        jwks_uri: ui::url("jwks_uri", ctx.text("applications-jwks-uri"))
            .hint(ctx.text("applications-jwks-uri-hint"))
            .optional(&ctx.texts)
            .value(typed.jwks_uri.as_deref().unwrap_or_default())
            .error(beside("jwks_uri")),
        secrets: secrets::part(app, ctx, application, &own).await?,
        keys: keys::part(app, ctx, application, &own).await?,
        action: format!("{own}{HERE}"),
        frame,
        badge,
        tabs,
    })
}

/// `GET …/proof`.
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

/// `POST …/proof`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let draft = typed.over(application.draft());
    match save(&app, &ctx, &entered, (&application, &draft), HERE).await? {
        Ok(saved) => {
            // What comes from the address stands on the page that follows.
            let changed = find(&app, &entered, &id).await?;
            client_keys::by_hand(&app, &changed).await?;
            Ok(saved)
        }
        Err(wrong) => {
            let said = (&typed, &wrong);
            let page = page(&app, &ctx, &entered, &application, said).await?;
            Ok(rejected(&page))
        }
    }
}
