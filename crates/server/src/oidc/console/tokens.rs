//! What the tokens of an application are, and what it may come for them with.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use protocol::jose::Algorithm;
use protocol::oauth::{AccessTokenFormat, GrantType, Requirement};
use serde::Deserialize;

use super::fields::{lines, summary};
use super::one::{Head, find, head, save};
use crate::oidc::{Application, ApplicationDraft, Mistakes};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

const HERE: &str = "/tokens";

#[derive(Template)]
#[template(path = "oidc/console/tokens.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    action: String,
    summary: ui::ErrorSummary,
    grants: Vec<ui::Checkbox>,
    grants_wrong: Option<String>,
    format: ui::Radios,
    algorithm: ui::Select,
    resources: ui::Field,
    requires: Vec<ui::Checkbox>,
    requires_wrong: Option<String>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    grants: Vec<String>,
    #[serde(default)]
    access_token_format: String,
    #[serde(default)]
    id_token_alg: String,
    #[serde(default)]
    resources: String,
    #[serde(default)]
    requires: Vec<String>,
}

impl Typed {
    fn of(application: &Application) -> Self {
        Self {
            grants: words(&application.grants, GrantType::as_str),
            access_token_format: application.access_token_format.as_str().to_owned(),
            id_token_alg: application.id_token_alg.name().to_owned(),
            resources: application.resources.join("\n"),
            requires: words(&application.requires, Requirement::as_str),
        }
    }

    /// A word that is none of ours leaves things as they were.
    fn over(&self, draft: ApplicationDraft) -> ApplicationDraft {
        let grants = self.grants.iter();
        let requires = self.requires.iter();
        let format = AccessTokenFormat::from_word(&self.access_token_format);
        ApplicationDraft {
            grants: grants.filter_map(|one| GrantType::from_word(one)).collect(),
            access_token_format: format.unwrap_or(draft.access_token_format),
            id_token_alg: self.id_token_alg.parse().unwrap_or(draft.id_token_alg),
            resources: lines(&self.resources),
            requires: requires
                .filter_map(|one| Requirement::from_word(one))
                .collect(),
            ..draft
        }
    }
}

fn words<T: Copy>(list: &[T], word: fn(T) -> &'static str) -> Vec<String> {
    list.iter().map(|one| word(*one).to_owned()).collect()
}

/// A tick of a list; `list` is the field and the beginning of its texts.
fn tick(ctx: &Ctx, list: &str, word: &str, ticked: &[String]) -> ui::Checkbox {
    let key = word.replace('_', "-");
    let hint = ctx.text(&format!("applications-{list}-{key}-hint"));
    ui::checkbox(list, ctx.text(&format!("applications-{list}-{key}")))
        .id(format!("{list}-{key}"))
        .value(word)
        .hint(hint)
        .ticked(ticked.iter().any(|known| known == word))
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
    let grants = GrantType::SUPPORTED.iter();
    let requires = Requirement::SUPPORTED.iter();
    Ok(Page {
        summary: summary(ctx, wrong),
        grants: grants
            .map(|one| tick(ctx, "grants", one.as_str(), &typed.grants))
            .collect(),
        grants_wrong: beside("grants"),
        format: format(ctx, typed),
        algorithm: algorithm(ctx, typed),
        resources: ui::textarea("resources", ctx.text("applications-resources"))
            .hint(ctx.text("applications-resources-hint"))
            .rows(2)
            .mono()
            .optional(&ctx.texts)
            .value(&typed.resources)
            .error(beside("resources")),
        requires: requires
            .map(|one| tick(ctx, "requires", one.as_str(), &typed.requires))
            .collect(),
        requires_wrong: beside("requires"),
        action: format!("{own}{HERE}"),
        frame,
        badge,
        tabs,
    })
}

fn format(ctx: &Ctx, typed: &Typed) -> ui::Radios {
    let radios = ui::radios("access_token_format", ctx.text("applications-format"));
    let explained = |radios: ui::Radios, one: &AccessTokenFormat| {
        let word = one.as_str();
        let hint = ctx.text(&format!("applications-format-{word}-hint"));
        radios.explained(word, ctx.text(&format!("applications-format-{word}")), hint)
    };
    AccessTokenFormat::ALL
        .iter()
        .fold(radios, explained)
        .chosen(&typed.access_token_format)
}

fn algorithm(ctx: &Ctx, typed: &Typed) -> ui::Select {
    let list = ui::select("id_token_alg", ctx.text("applications-algorithm"))
        .hint(ctx.text("applications-algorithm-hint"));
    let choice = |list: ui::Select, one: &Algorithm| list.choice(one.name(), one.name());
    Algorithm::ALL
        .iter()
        .fold(list, choice)
        .chosen(&typed.id_token_alg)
}

/// `GET …/tokens`.
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

/// `POST …/tokens`.
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
        Ok(saved) => Ok(saved),
        Err(wrong) => {
            let said = (&typed, &wrong);
            let page = page(&app, &ctx, &entered, &application, said).await?;
            Ok(rejected(&page))
        }
    }
}
