//! One rule as a form.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::members::Role;
use protocol::forward::Rule;
use serde::Deserialize;

use super::rules::{place, with_rules};
use super::words;
use super::{find, own};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::sites::rule::{MOST, Named, RuleDraft, RuleMistakes as Wrong};
use crate::sites::site::Site;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "sites/console/rule.html")]
struct Page {
    frame: Frame,
    action: String,
    back: String,
    summary: ui::ErrorSummary,
    path: ui::Field,
    methods: ui::Field,
    who: ui::Radios,
    groups: Vec<ui::Checkbox>,
    departments: Vec<ui::Checkbox>,
    roles: Vec<ui::Checkbox>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    path: String,
    #[serde(default)]
    methods: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    group: Vec<String>,
    #[serde(default)]
    department: Vec<String>,
    #[serde(default)]
    role: Vec<String>,
}

impl Typed {
    fn of(rule: &Rule) -> Self {
        let draft = RuleDraft::of(rule);
        Self {
            path: draft.path,
            methods: draft.methods,
            who: draft.who,
            group: draft.groups,
            department: draft.departments,
            role: draft.roles,
        }
    }

    /// The rule with this number. Only what the workspace has can be named.
    fn check(&self, id: u32, named: &Named) -> Result<Rule, Wrong> {
        let draft = RuleDraft {
            path: self.path.clone(),
            methods: self.methods.clone(),
            who: self.who.clone(),
            groups: self.group.clone(),
            departments: self.department.clone(),
            roles: self.role.clone(),
        };
        draft.check(id, named)
    }
}

async fn page(
    app: &App,
    ctx: &Ctx,
    (entered, site): (&Entered, &Site),
    number: Option<u32>,
    (typed, wrong, named): (&Typed, Wrong, &Named),
) -> Result<Page, PageError> {
    let key = if number.is_some() {
        "sites-rule-change"
    } else {
        "sites-rule-add"
    };
    let mut frame = inside::workspace(app, ctx, entered, key, "sites").await?;
    frame.page.has_error = wrong != Wrong::default();
    let back = own(entered, site);
    let part = number.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let text = |key: Option<&'static str>| key.map(|key| ctx.text(key));
    let (path, methods, who) = (text(wrong.path), text(wrong.methods), text(wrong.who));
    Ok(Page {
        frame,
        action: format!("{back}/rules/{part}"),
        back,
        summary: ui::error_summary(&ctx.texts)
            .error("path", path.clone())
            .error("methods", methods.clone())
            .error("who", who.clone()),
        path: ui::field("path", ctx.text("sites-rule-path"))
            .hint(ctx.text("sites-rule-path-hint"))
            .value(&typed.path)
            .error(path),
        methods: ui::field("methods", ctx.text("sites-rule-methods"))
            .hint(ctx.text("sites-rule-methods-hint"))
            .optional(&ctx.texts)
            .value(&typed.methods)
            .error(methods),
        who: radios(ctx, &typed.who).error(who),
        groups: groups(typed, named),
        departments: departments(typed, named),
        roles: roles(ctx, typed),
    })
}

fn radios(ctx: &Ctx, chosen: &str) -> ui::Radios {
    let chosen = if chosen.is_empty() { "members" } else { chosen };
    ["members", "some", "everybody", "nobody"]
        .into_iter()
        .fold(
            ui::radios("who", ctx.text("sites-rule-who")),
            |radios, one| {
                let key = format!("sites-who-{one}");
                radios.explained(one, ctx.text(&key), ctx.text(&format!("{key}-hint")))
            },
        )
        .chosen(chosen)
}

fn tick(name: &str, value: &str, words: &str, ticked: &[String]) -> ui::Checkbox {
    ui::checkbox(name, words)
        .id(format!("{name}-{value}"))
        .value(value)
        .ticked(ticked.iter().any(|known| known == value))
}

fn groups(typed: &Typed, named: &Named) -> Vec<ui::Checkbox> {
    let all = named.groups.iter();
    all.map(|one| tick("group", &one.id.to_string(), &one.name, &typed.group))
        .collect()
}

fn departments(typed: &Typed, named: &Named) -> Vec<ui::Checkbox> {
    let all = named.departments.iter().map(|branch| &branch.department);
    all.map(|one| {
        tick(
            "department",
            &one.id.to_string(),
            &one.name,
            &typed.department,
        )
    })
    .collect()
}

fn roles(ctx: &Ctx, typed: &Typed) -> Vec<ui::Checkbox> {
    let all = Role::ALL.iter().map(|role| role.word());
    all.map(|word| tick("role", word, &words::role(ctx, word), &typed.role))
        .collect()
}

async fn named(app: &App, entered: &Entered) -> Result<Named, PageError> {
    let mut conn = app.db.read().await?;
    Ok(Named::load(&mut conn, entered.workspace.id).await?)
}

/// `GET …/rules/new`.
pub(super) async fn blank(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let named = named(&app, &entered).await?;
    let said = (&Typed::default(), Wrong::default(), &named);
    Ok(shown(
        &page(&app, &ctx, (&entered, &site), None, said).await?,
    ))
}

/// `POST …/rules/new`.
pub(super) async fn add(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let named = named(&app, &entered).await?;
    let rule = match typed.check(0, &named) {
        Ok(rule) if site.rules.len() < MOST => rule,
        other => {
            let full = Wrong {
                path: Some("sites-rules-many"),
                ..Wrong::default()
            };
            let said = (&typed, other.err().unwrap_or(full), &named);
            return Ok(rejected(
                &page(&app, &ctx, (&entered, &site), None, said).await?,
            ));
        }
    };
    with_rules(&app, &ctx, &entered, &id, |rules| {
        let highest = rules.iter().map(|rule| rule.id).max().unwrap_or(0);
        let path = rule.path.to_string();
        rules.push(Rule {
            id: highest.checked_add(1)?,
            ..rule
        });
        Some(path)
    })
    .await
}

/// `GET …/rules/{rule}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, number)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let rule = place(&site.rules, &number).and_then(|at| site.rules.get(at));
    let rule = rule.ok_or(PageError::NotFound)?;
    let named = named(&app, &entered).await?;
    let said = (&Typed::of(rule), Wrong::default(), &named);
    Ok(shown(
        &page(&app, &ctx, (&entered, &site), Some(rule.id), said).await?,
    ))
}

/// `POST …/rules/{rule}`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, number)): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let site = find(&app, &entered, &id).await?;
    let known = place(&site.rules, &number).and_then(|at| site.rules.get(at));
    let known = known.ok_or(PageError::NotFound)?.id;
    let named = named(&app, &entered).await?;
    let rule = match typed.check(known, &named) {
        Ok(rule) => rule,
        Err(wrong) => {
            let said = (&typed, wrong, &named);
            let page = page(&app, &ctx, (&entered, &site), Some(known), said).await?;
            return Ok(rejected(&page));
        }
    };
    with_rules(&app, &ctx, &entered, &id, |rules| {
        let standing = rules.iter_mut().find(|one| one.id == known)?;
        let path = rule.path.to_string();
        *standing = rule;
        Some(path)
    })
    .await
}
