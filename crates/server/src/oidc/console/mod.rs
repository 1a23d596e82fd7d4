//! The applications of a workspace as pages for its administrators.

mod list;
mod new;
mod page;

use axum::Router;
use axum::routing::{get, post};
use protocol::oauth::{Scope, Scopes};
use serde::Deserialize;

use super::{Application, ApplicationDraft, ApplicationId, Mistakes};
use crate::signin::door::Entered;
use crate::web::ui;
use crate::web::{App, Ctx};

/// The routes.
pub(super) fn routes() -> Router<App> {
    let one = "/w/{workspace}/applications/{application}";
    Router::new()
        .route("/w/{workspace}/applications", get(list::show))
        .route(
            "/w/{workspace}/applications/new",
            get(new::show).post(new::create),
        )
        .route(one, get(page::show).post(page::change))
        .route(
            &format!("{one}/secret"),
            get(page::ask_rotate).post(page::rotate),
        )
        .route(
            &format!("{one}/disable"),
            get(page::ask_disable).post(page::disable),
        )
        .route(&format!("{one}/enable"), post(page::enable))
        .route(
            &format!("{one}/delete"),
            get(page::ask_delete).post(page::delete),
        )
}

/// What an application may be told beside who somebody is, as ticks of the form.
const OFFERED: [Scope; 7] = [
    Scope::Profile,
    Scope::Email,
    Scope::OfflineAccess,
    Scope::Workspace,
    Scope::Role,
    Scope::Department,
    Scope::Groups,
];

/// What the forms send.
#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    /// `confidential` or `public`; asked for once.
    #[serde(default)]
    kind: String,
    #[serde(default)]
    redirect_uris: String,
    #[serde(default)]
    post_logout_uris: String,
    #[serde(default)]
    home_url: String,
    #[serde(default)]
    scope: Vec<String>,
}

impl Typed {
    /// The form of an application as it stands.
    fn of(application: &Application) -> Self {
        Self {
            name: application.name.clone(),
            kind: String::new(),
            redirect_uris: application.redirect_uris.join("\n"),
            post_logout_uris: application.post_logout_uris.join("\n"),
            home_url: application.home_url.clone().unwrap_or_default(),
            scope: application
                .scopes
                .iter()
                .map(|scope| scope.as_str().to_owned())
                .collect(),
        }
    }

    fn draft(&self) -> ApplicationDraft<'_> {
        let ticked = self.scope.iter().filter_map(|name| Scope::from_name(name));
        ApplicationDraft {
            name: &self.name,
            redirect_uris: &self.redirect_uris,
            post_logout_uris: &self.post_logout_uris,
            scopes: ticked
                .filter(|scope| OFFERED.contains(scope))
                .collect::<Scopes>(),
            home_url: &self.home_url,
        }
    }
}

/// The fields of an application, with what is wrong beside each.
struct Fields {
    summary: ui::ErrorSummary,
    name: ui::Field,
    redirect_uris: ui::Field,
    post_logout_uris: ui::Field,
    home_url: ui::Field,
    scopes: Vec<ui::Checkbox>,
}

impl Fields {
    fn new(ctx: &Ctx, typed: &Typed, wrong: &Mistakes) -> Self {
        let text = |key| ctx.text(key);
        let sentences = |mistakes: &[super::UriMistake]| {
            let all: Vec<String> = mistakes
                .iter()
                .map(|one| one.sentence(&ctx.texts))
                .collect();
            (!all.is_empty()).then(|| all.join(" "))
        };
        let (name, home) = (wrong.name.map(text), wrong.home_url.map(text));
        let redirect = sentences(&wrong.redirect_uris);
        let after = sentences(&wrong.post_logout_uris);
        let uris = |key: &str| {
            let label = ctx.text(&format!("applications-{key}"));
            let hint = ctx.text(&format!("applications-{key}-hint"));
            ui::textarea(key.replace('-', "_"), label)
                .hint(hint)
                .rows(3)
                .mono()
        };
        Self {
            summary: ui::error_summary(&ctx.texts)
                .error("name", name.clone())
                .error("redirect_uris", redirect.clone())
                .error("post_logout_uris", after.clone())
                .error("home_url", home.clone()),
            name: ui::field("name", ctx.text("applications-name"))
                .hint(ctx.text("applications-name-hint"))
                .value(&typed.name)
                .error(name),
            redirect_uris: uris("redirect-uris")
                .value(&typed.redirect_uris)
                .error(redirect),
            post_logout_uris: uris("post-logout-uris")
                .optional(&ctx.texts)
                .value(&typed.post_logout_uris)
                .error(after),
            home_url: ui::url("home_url", ctx.text("applications-home"))
                .hint(ctx.text("applications-home-hint"))
                .optional(&ctx.texts)
                .value(&typed.home_url)
                .error(home),
            scopes: OFFERED
                .iter()
                .map(|scope| tick(ctx, *scope, &typed.scope))
                .collect(),
        }
    }
}

fn tick(ctx: &Ctx, scope: Scope, ticked: &[String]) -> ui::Checkbox {
    let name = scope.as_str();
    let key = format!("applications-scope-{}", name.replace('_', "-"));
    ui::checkbox("scope", ctx.text(&key))
        .id(format!("scope-{name}"))
        .value(name)
        .ticked(ticked.iter().any(|known| known == name))
}

/// The address of the list of applications.
fn path(entered: &Entered) -> String {
    format!("/w/{}/applications", entered.workspace.address)
}

/// An event about an application of this workspace.
fn event(
    ctx: &Ctx,
    entered: &Entered,
    kind: base::audit::Kind,
    (id, name): (ApplicationId, &str),
) -> base::audit::Event {
    ctx.done(kind)
        .in_workspace(entered.workspace.id)
        .by(entered.signed_in.person.id)
        .about(id)
        .detail("application", name)
}
