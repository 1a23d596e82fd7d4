//! Making a link: what it allows, and its address, shown once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::departments::{self, Branch};
use people::groups::{self, Group};
use people::links::{MOST_DAYS, MOST_USES};
use people::members::Role;
use people::registration::Registration;
use people::{DepartmentId, GroupId, Name};
use serde::Deserialize;

use super::acts::{self, LinkDraft, Mistakes};
use super::links::path;
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "join/new.html")]
struct Page {
    frame: Frame,
    action: String,
    list: String,
    summary: ui::ErrorSummary,
    name: ui::Field,
    role: ui::Select,
    uses: ui::Field,
    days: ui::Field,
    domains: ui::Field,
    approval: ui::Checkbox,
    department: Option<ui::Select>,
    groups: Vec<ui::Checkbox>,
}

#[derive(Template)]
#[template(path = "join/made.html")]
struct Made {
    frame: Frame,
    link: ui::Secret,
    list: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    uses: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    domains: String,
    #[serde(default)]
    approval: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    group: Vec<String>,
}

impl Typed {
    /// Reads every field, or says all that is wrong at once.
    fn check(&self) -> Result<LinkDraft, Mistakes> {
        let mut mistakes = Mistakes::new();
        let name = Name::parse(&self.name);
        if name.is_err() {
            mistakes.push(("name", "people-name-odd"));
        }
        let number = |text: &str| text.trim().parse::<u32>().unwrap_or(0);
        let role = Role::from_word(&self.role).unwrap_or(Role::Administrator);
        let domains = domains(&self.domains);
        if domains.is_none() {
            mistakes.push(("domains", "join-domains-odd"));
        }
        let department = DepartmentId::parse(&self.department);
        if department.is_none() && !self.department.is_empty() {
            mistakes.push(("department", "people-department-odd"));
        }
        let groups: Option<Vec<GroupId>> = self.group.iter().map(|id| GroupId::parse(id)).collect();
        if groups.is_none() {
            mistakes.push(("group", "join-group-odd"));
        }
        match (name, domains, groups) {
            (Ok(name), Some(domains), Some(groups)) if mistakes.is_empty() => Ok(LinkDraft {
                name,
                role,
                department,
                groups,
                domains,
                with_approval: !self.approval.is_empty(),
                uses: number(&self.uses),
                days: number(&self.days),
            }),
            _ => Err(mistakes),
        }
    }
}

/// The mail domains in a text; none is any.
fn domains(typed: &str) -> Option<Vec<String>> {
    if typed.trim().is_empty() {
        return Some(Vec::new());
    }
    match Registration::domains(typed) {
        Ok(Registration::Domains(domains)) => Some(domains),
        _ => None,
    }
}

async fn page(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, admin, "join-link-new", "people").await?;
    frame.page.has_error = !wrong.is_empty();
    let mut conn = app.db.read().await?;
    let tree = departments::tree(&mut conn, admin.workspace.id).await?;
    let mut all = groups::named(&mut conn, admin.workspace.id).await?;
    // Nobody comes to rights over others by a link.
    all.retain(|group| !group.acts_on_others());
    drop(conn);
    let list = path(&admin.workspace.address);
    let texts = &ctx.texts;
    let say = |field: &str| {
        let found = wrong.iter().find(|(at, _)| *at == field);
        found.map(|(_, key)| limits(ctx, key))
    };
    let number = |name: &str, label: &str, value: &str| {
        ui::field(name, texts.get(label))
            .value(value)
            .keyboard("numeric")
            .short()
            .error(say(name))
    };
    let fields = ["name", "role", "uses", "days", "domains", "department"];
    let summary = fields.iter().fold(ui::error_summary(texts), |all, one| {
        all.error(one, say(one))
    });
    Ok(Page {
        action: format!("{list}/new"),
        name: ui::field("name", texts.get("join-link-name"))
            .hint(texts.get("join-link-name-hint"))
            .value(&typed.name)
            .error(say("name")),
        role: roles(ctx, &typed.role).error(say("role")),
        uses: number("uses", "join-link-most", &typed.uses),
        days: number("days", "join-link-days", &typed.days),
        domains: ui::field("domains", texts.get("join-link-domains"))
            .hint(texts.get("join-link-domains-hint"))
            .optional(texts)
            .value(&typed.domains)
            .error(say("domains")),
        approval: ui::checkbox("approval", texts.get("join-link-ask"))
            .hint(texts.get("join-link-ask-hint"))
            .ticked(!typed.approval.is_empty()),
        department: (!tree.is_empty()).then(|| choice(ctx, &tree, typed).error(say("department"))),
        groups: all.iter().map(|one| tick(one, typed)).collect(),
        summary,
        list,
        frame,
    })
}

/// A sentence about limits, with the limits in it.
fn limits(ctx: &Ctx, key: &str) -> String {
    let most = match key {
        "join-uses-odd" => MOST_USES,
        "join-days-odd" => MOST_DAYS,
        _ => return ctx.text(key),
    };
    ctx.texts.with(key, &[("most", most.into())])
}

/// The roles a link gives.
fn roles(ctx: &Ctx, chosen: &str) -> ui::Select {
    let mut roles = ui::select("role", ctx.text("people-role")).chosen(chosen);
    for one in [Role::Employee, Role::Guest] {
        let key = format!("people-role-{}", one.word());
        roles = roles.choice(one.word(), ctx.text(&key));
    }
    roles
}

fn choice(ctx: &Ctx, tree: &[Branch], typed: &Typed) -> ui::Select {
    let mut choice = ui::select("department", ctx.text("people-department")).free();
    choice = choice.choice("", ctx.text("people-department-none"));
    for branch in tree {
        let indent = "\u{2003}".repeat(branch.depth.min(8));
        let words = format!("{indent}{}", branch.department.name);
        choice = choice.choice(branch.department.id, words);
    }
    choice.chosen(&typed.department)
}

fn tick(group: &Group, typed: &Typed) -> ui::Checkbox {
    let id = group.id.to_string();
    ui::checkbox("group", &group.name)
        .id(format!("group-{id}"))
        .ticked(typed.group.contains(&id))
        .value(id)
}

/// `GET /w/{workspace}/people/links/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let usual = Typed {
        role: Role::Employee.word().to_owned(),
        uses: "20".to_owned(),
        days: "7".to_owned(),
        approval: "on".to_owned(),
        ..Typed::default()
    };
    let page = page(&app, &ctx, &admin, (&usual, &Mistakes::new())).await?;
    Ok(shown(&page))
}

/// `POST /w/{workspace}/people/links/new`: the only answer that ever shows the link.
pub(super) async fn make(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let acting = admin.acting(&app, &ctx);
    let made = match typed.check() {
        Err(mistakes) => Err(mistakes),
        Ok(draft) => {
            let mut conn = app.db.write().await?;
            let made = acts::create(&acting, &mut conn, &draft).await?;
            if made.is_ok() {
                conn.commit().await?;
            }
            made
        }
    };
    match made {
        Err(mistakes) => Ok(rejected(
            &page(&app, &ctx, &admin, (&typed, &mistakes)).await?,
        )),
        Ok((link, token)) => {
            let mut frame = inside::workspace(&app, &ctx, &admin, "join-link", "people").await?;
            frame.page.title = link.name;
            let url = acts::url(&app, &token);
            Ok(shown(&Made {
                frame,
                link: ui::copyable("link", ctx.text("join-link"), url, &ctx.texts),
                list: path(&admin.workspace.address),
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            name: "Interns".to_owned(),
            role: "guest".to_owned(),
            uses: "5".to_owned(),
            days: " 7 ".to_owned(),
            ..Typed::default()
        }
    }

    #[test]
    fn what_is_typed_is_read_and_what_is_odd_is_named() {
        let draft = typed().check().unwrap();
        assert_eq!((draft.uses, draft.days), (5, 7));
        assert_eq!(draft.role, Role::Guest);
        assert!(draft.domains.is_empty() && !draft.with_approval);
        let mut odd = typed();
        odd.name = " ".to_owned();
        odd.domains = "localhost".to_owned();
        odd.department = "nowhere".to_owned();
        odd.group = vec!["x".to_owned()];
        let mistakes = odd.check().unwrap_err();
        let fields: Vec<&str> = mistakes.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "domains", "department", "group"]);
    }

    #[test]
    fn a_role_or_number_that_cannot_be_read_is_refused_later_and_never_a_default() {
        let mut odd = typed();
        odd.role = "owner".to_owned();
        odd.uses = "many".to_owned();
        odd.days = "-1".to_owned();
        let draft = odd.check().unwrap();
        assert_eq!(draft.role, Role::Administrator, "which no link gives");
        assert_eq!((draft.uses, draft.days), (0, 0));
    }
}
