//! The fields of an application that everybody fills in: name, addresses, what it may be told.

use protocol::oauth::{Scope, Scopes};
use serde::Deserialize;

use crate::oidc::{Application, ApplicationDraft, Mistakes};
use crate::web::Ctx;
use crate::web::ui;

/// What an application may be told beside who somebody is, as ticks of the form.
const OFFERED: [Scope; 8] = [
    Scope::Profile,
    Scope::Email,
    Scope::Phone,
    Scope::OfflineAccess,
    Scope::Workspace,
    Scope::Role,
    Scope::Department,
    Scope::Groups,
];

/// What the forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    /// What sort of application it is; asked for once.
    #[serde(default)]
    pub(super) kind: String,
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
    /// The form of an application nobody has said anything about yet.
    pub(super) fn usual() -> Self {
        Self {
            kind: "confidential".to_owned(),
            scope: vec!["profile".to_owned(), "email".to_owned()],
            ..Self::default()
        }
    }

    /// The form of an application as it stands.
    pub(super) fn of(application: &Application) -> Self {
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

    /// A draft with what was typed in place of what it said.
    pub(super) fn over(&self, draft: ApplicationDraft) -> ApplicationDraft {
        let ticked = self.scope.iter().filter_map(|name| Scope::from_name(name));
        ApplicationDraft {
            name: self.name.clone(),
            redirect_uris: lines(&self.redirect_uris),
            post_logout_uris: lines(&self.post_logout_uris),
            home_url: Some(self.home_url.clone()),
            scopes: ticked
                .filter(|scope| OFFERED.contains(scope))
                .collect::<Scopes>(),
            ..draft
        }
    }
}

/// The lines of a field.
pub(super) fn lines(typed: &str) -> Vec<String> {
    typed.lines().map(str::to_owned).collect()
}

/// The fields of an application, with what is wrong beside each.
pub(super) struct Fields {
    pub(super) summary: ui::ErrorSummary,
    pub(super) name: ui::Field,
    pub(super) redirect_uris: ui::Field,
    pub(super) post_logout_uris: ui::Field,
    pub(super) home_url: ui::Field,
    pub(super) scopes: Vec<ui::Checkbox>,
}

impl Fields {
    pub(super) fn new(ctx: &Ctx, typed: &Typed, wrong: &Mistakes) -> Self {
        let beside = |field: &str| wrong.beside(field, &ctx.texts);
        let uris = |name: &str, key: &str, value: &str| {
            let label = ctx.text(&format!("applications-{key}"));
            let hint = ctx.text(&format!("applications-{key}-hint"));
            ui::textarea(name, label)
                .hint(hint)
                .rows(3)
                .mono()
                .value(value)
                .error(beside(name))
        };
        let after = ("post_logout_uris", "post-logout-uris");
        Self {
            summary: summary(ctx, wrong),
            name: ui::field("name", ctx.text("applications-name"))
                .hint(ctx.text("applications-name-hint"))
                .value(&typed.name)
                .error(beside("name")),
            redirect_uris: uris("redirect_uris", "redirect-uris", &typed.redirect_uris),
            post_logout_uris: uris(after.0, after.1, &typed.post_logout_uris).optional(&ctx.texts),
            home_url: ui::url("home_url", ctx.text("applications-home"))
                .hint(ctx.text("applications-home-hint"))
                .optional(&ctx.texts)
                .value(&typed.home_url)
                .error(beside("home_url")),
            scopes: OFFERED
                .iter()
                .map(|scope| tick(ctx, *scope, &typed.scope))
                .collect(),
        }
    }
}

/// All that is wrong, above the form.
pub(super) fn summary(ctx: &Ctx, wrong: &Mistakes) -> ui::ErrorSummary {
    let mut fields: Vec<&str> = wrong.iter().map(|one| one.field).collect();
    fields.dedup();
    let line = |summary: ui::ErrorSummary, field: &str| {
        summary.error(field, wrong.beside(field, &ctx.texts))
    };
    fields.into_iter().fold(ui::error_summary(&ctx.texts), line)
}

fn tick(ctx: &Ctx, scope: Scope, ticked: &[String]) -> ui::Checkbox {
    let name = scope.as_str();
    let key = format!("applications-scope-{}", name.replace('_', "-"));
    ui::checkbox("scope", ctx.text(&key))
        .id(format!("scope-{name}"))
        .value(name)
        .ticked(ticked.iter().any(|known| known == name))
}
