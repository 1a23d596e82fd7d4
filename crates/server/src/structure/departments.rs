//! Departments: the tree on the left, the chosen one on the right.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::clock::Time;
use base::db::Conn;
use people::departments::{self, Arranged, Branch, Department};
use people::members::{self, Member};
use people::search::{self, LARGEST_PAGE, MemberSearch};
use people::{DepartmentId, MemberId, MemberState, Name};
use serde::Deserialize;

use super::acts::{self, DepartmentChange, Part};
use super::name_problem;
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "structure/departments.html")]
struct Page {
    frame: Frame,
    tree: Option<ui::Tree>,
    empty: Option<ui::EmptyState>,
    chosen: Option<Chosen>,
    new_action: String,
    new_name: ui::Field,
    new_parent: ui::Select,
}

/// The department shown beside the tree.
struct Chosen {
    name: String,
    action: String,
    people: String,
    people_count: String,
    delete: String,
    name_field: ui::Field,
    parent_field: ui::Select,
    head_field: ui::Select,
    head: Option<ui::PlainLink>,
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Wrong {
    new_name: Option<String>,
    typed: String,
    name: Option<String>,
    parent: Option<String>,
    head: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    parent: String,
    /// Left as it is by a form that does not know of it.
    head: Option<String>,
}

impl Typed {
    fn wanted(&self, name: Name) -> Result<DepartmentChange, PageError> {
        let head = match self.head.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(head) => Some(Some(
                MemberId::parse(head).ok_or(PageError::UnreadableForm)?,
            )),
        };
        Ok(DepartmentChange {
            name: Some(name),
            parent: Some(DepartmentId::parse(&self.parent)),
            head,
        })
    }
}

fn path(entered: &Entered) -> String {
    format!("/w/{}/departments", entered.workspace.address)
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    chosen: Option<DepartmentId>,
    wrong: Wrong,
) -> Result<Page, PageError> {
    let mut frame =
        inside::workspace(app, ctx, entered, "inside-departments", "departments").await?;
    frame.page.has_error = [&wrong.new_name, &wrong.name, &wrong.parent, &wrong.head]
        .iter()
        .any(|one| one.is_some());
    let mut conn = app.db.read().await?;
    let branches = departments::tree(&mut conn, entered.workspace.id).await?;
    let heads = match chosen {
        Some(id) => Heads::of(&mut conn, entered, ctx.at, id).await?,
        None => Heads::default(),
    };
    drop(conn);
    let path = path(entered);
    let branch = branches
        .iter()
        .find(|branch| Some(branch.department.id) == chosen);
    if chosen.is_some() && branch.is_none() {
        return Err(PageError::NotFound);
    }
    let here = branch.map(|branch| branch.department.id.to_string());
    let why = ctx.text("structure-why-departments");
    let empty = || ui::empty(ctx.text("structure-no-departments")).text(why);
    let new_name = ui::field("name", ctx.text("structure-new-department")).id("new-name");
    let new_parent = parents(ctx, &branches, None).id("new-parent");
    Ok(Page {
        tree: (!branches.is_empty()).then(|| tree(ctx, &path, &branches, branch)),
        empty: branches.is_empty().then(empty),
        new_name: new_name.value(&wrong.typed).error(wrong.new_name.clone()),
        new_parent: new_parent.chosen(here.unwrap_or_default()),
        chosen: branch.map(|branch| Chosen::new(ctx, entered, (branch, &branches, heads), wrong)),
        new_action: path,
        frame,
    })
}

/// Who heads a department, and who could.
#[derive(Default)]
struct Heads {
    now: Option<Member>,
    people: Vec<Member>,
}

impl Heads {
    /// The people of the department and of those below it; so many as a list holds that one still chooses from.
    async fn of(
        conn: &mut Conn,
        entered: &Entered,
        now: Time,
        id: DepartmentId,
    ) -> Result<Self, PageError> {
        let workspace = entered.workspace.id;
        let sought = MemberSearch {
            department: Some(id),
            limit: LARGEST_PAGE,
            ..MemberSearch::default()
        };
        let found = search::members(conn, workspace, &sought, now).await?;
        let people = found.members.into_iter().map(|one| one.member);
        let department = departments::load(conn, workspace, id).await?;
        let head = department.and_then(|one| one.head);
        let now = match head {
            Some(head) => members::load(conn, workspace, head).await?,
            None => None,
        };
        Ok(Self {
            people: people
                .filter(|one| one.state != MemberState::Dismissed && Some(one.id) != head)
                .collect(),
            now,
        })
    }

    fn field(&self, ctx: &Ctx) -> ui::Select {
        let none = ctx.text("structure-head-none");
        let field = ui::select("head", ctx.text("structure-head")).choice("", none);
        let all = self.now.iter().chain(&self.people);
        let field = all.fold(field, |field, one| field.choice(one.id, &one.name));
        let now = self.now.as_ref().map(|one| one.id.to_string());
        field.chosen(now.unwrap_or_default())
    }
}

/// The departments something may belong to; not itself, nor one below it.
fn parents(ctx: &Ctx, branches: &[Branch], but: Option<DepartmentId>) -> ui::Select {
    let label = ctx.text("structure-under");
    let top = ui::select("parent", label).choice("", ctx.text("structure-top"));
    let mut own = None;
    let others = branches.iter().filter(|one| {
        if own.is_some_and(|depth| one.depth <= depth) {
            own = None;
        }
        if Some(one.department.id) == but {
            own = Some(one.depth);
        }
        own.is_none()
    });
    others.fold(top, |select, one| {
        let indent = "\u{2003}".repeat(one.depth);
        select.choice(
            one.department.id,
            format!("{indent}{}", one.department.name),
        )
    })
}

impl Chosen {
    fn new(
        ctx: &Ctx,
        entered: &Entered,
        (branch, all, heads): (&Branch, &[Branch], Heads),
        wrong: Wrong,
    ) -> Self {
        let own = &branch.department;
        let action = format!("{}/{}", path(entered), own.id);
        let above = own.parent.map(|id| id.to_string()).unwrap_or_default();
        let name = ui::field("name", ctx.text("structure-name"));
        Self {
            name: own.name.clone(),
            people: format!(
                "/w/{}/people?department={}",
                entered.workspace.address, own.id
            ),
            people_count: ctx
                .texts
                .with("structure-people", &[("n", branch.members.into())]),
            delete: format!("{action}/delete"),
            name_field: name.value(&own.name).error(wrong.name),
            parent_field: parents(ctx, all, Some(own.id))
                .chosen(above)
                .error(wrong.parent),
            head_field: heads.field(ctx).error(wrong.head),
            head: heads.now.map(|head| {
                let person = format!("/w/{}/people/{}", entered.workspace.address, head.id);
                ui::link(person, head.name)
            }),
            action,
        }
    }
}

/// The flat list, in the order of the tree, as nested nodes.
fn tree(ctx: &Ctx, path: &str, branches: &[Branch], chosen: Option<&Branch>) -> ui::Tree {
    let mut rest = branches.iter().peekable();
    let start = ui::tree(ctx.text("inside-departments"));
    nodes(ctx, path, &mut rest, (0, chosen))
        .into_iter()
        .fold(start, ui::Tree::node)
}

fn nodes<'b>(
    ctx: &Ctx,
    path: &str,
    rest: &mut std::iter::Peekable<std::slice::Iter<'b, Branch>>,
    (depth, chosen): (usize, Option<&Branch>),
) -> Vec<ui::TreeNode> {
    let mut found = Vec::new();
    while let Some(branch) = rest.next_if(|branch| branch.depth >= depth) {
        let children = nodes(ctx, path, rest, (branch.depth + 1, chosen));
        let href = format!("{path}/{}", branch.department.id);
        let mut node = ui::node(href, &branch.department.name)
            .count(branch.members_below, &ctx.texts)
            .open();
        if chosen.is_some_and(|chosen| chosen.department.id == branch.department.id) {
            node = node.current();
        }
        let total = children.len();
        found.push(node.children(children, total, &ctx.texts));
    }
    found
}

/// `GET /w/{workspace}/departments`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    Ok(shown(
        &page(&app, &ctx, &entered, None, Wrong::default()).await?,
    ))
}

/// `GET /w/{workspace}/departments/{department}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = DepartmentId::parse(&id).ok_or(PageError::NotFound)?;
    Ok(shown(
        &page(&app, &ctx, &entered, Some(id), Wrong::default()).await?,
    ))
}

/// `POST /w/{workspace}/departments`.
pub(super) async fn create(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let refused = |why: String| Wrong {
        new_name: Some(why),
        typed: typed.name.clone(),
        ..Wrong::default()
    };
    let parent = DepartmentId::parse(&typed.parent);
    let name = match Name::parse(&typed.name) {
        Ok(name) => name,
        Err(cause) => {
            let wrong = refused(name_problem(&ctx, cause));
            return Ok(rejected(&page(&app, &ctx, &entered, parent, wrong).await?));
        }
    };
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    match acts::create_department(&acting, &mut conn, &name, parent).await? {
        Arranged::Done(made) => {
            conn.commit().await?;
            let said = Flash::new("structure-department-created").with("name", &made.name);
            Ok(said.redirect(&ctx, &format!("{}/{}", path(&entered), made.id)))
        }
        other => {
            drop(conn);
            let wrong = refused(problem(&ctx, &other));
            Ok(rejected(&page(&app, &ctx, &entered, parent, wrong).await?))
        }
    }
}

/// `POST /w/{workspace}/departments/{department}`: name and place in one form.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let id = DepartmentId::parse(&id).ok_or(PageError::NotFound)?;
    let name = match Name::parse(&typed.name) {
        Ok(name) => name,
        Err(cause) => {
            let wrong = Wrong {
                name: Some(name_problem(&ctx, cause)),
                ..Wrong::default()
            };
            return Ok(rejected(
                &page(&app, &ctx, &entered, Some(id), wrong).await?,
            ));
        }
    };
    let wanted = typed.wanted(name)?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let wrong = match acts::change_department(&acting, &mut conn, id, &wanted).await? {
        Ok(_) => {
            conn.commit().await?;
            let to = format!("{}/{id}", path(&entered));
            return Ok(Flash::new("structure-saved").redirect(&ctx, &to));
        }
        Err(stumbled) => stumble(&ctx, &stumbled),
    };
    drop(conn);
    Ok(rejected(
        &page(&app, &ctx, &entered, Some(id), wrong).await?,
    ))
}

#[derive(Template)]
#[template(path = "structure/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

/// `GET /w/{workspace}/departments/{department}/delete`.
pub(super) async fn ask_delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = DepartmentId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let branches = departments::tree(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let branch = branches.iter().find(|branch| branch.department.id == id);
    let branch = branch.ok_or(PageError::NotFound)?;
    let frame =
        inside::workspace(&app, &ctx, &entered, "inside-departments", "departments").await?;
    let own = format!("{}/{id}", path(&entered));
    let name = branch.department.name.as_str();
    let question = ctx
        .texts
        .with("structure-delete-question", &[("name", name.into())]);
    let happens = ctx
        .texts
        .with("structure-delete-happens", &[("n", branch.members.into())]);
    let action = format!("{own}/delete");
    let confirmation = ui::confirmation(question, action, &ctx.csrf, own, &ctx.texts)
        .happens(happens)
        .undo(ctx.text("structure-delete-undo"))
        .button(ctx.text("structure-delete"));
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /w/{workspace}/departments/{department}/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = DepartmentId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    match acts::delete_department(&acting, &mut conn, id).await? {
        Arranged::Done(gone) => {
            conn.commit().await?;
            let said = Flash::new("structure-deleted").with("name", gone.department.name);
            Ok(said.redirect(&ctx, &path(&entered)))
        }
        Arranged::NoSuchDepartment => Err(PageError::NotFound),
        other => {
            drop(conn);
            let wrong = Wrong {
                name: Some(problem(&ctx, &other)),
                ..Wrong::default()
            };
            Ok(rejected(
                &page(&app, &ctx, &entered, Some(id), wrong).await?,
            ))
        }
    }
}

/// What a change stumbled over, beside its field.
fn stumble(ctx: &Ctx, (part, why): &(Part, Arranged<Department>)) -> Wrong {
    let mut wrong = Wrong::default();
    match part {
        Part::Name => wrong.name = Some(problem(ctx, why)),
        Part::Parent => wrong.parent = Some(problem(ctx, why)),
        Part::Head => wrong.head = Some(ctx.text("structure-head-gone")),
    }
    wrong
}

fn problem<T>(ctx: &Ctx, outcome: &Arranged<T>) -> String {
    match outcome {
        Arranged::NameTaken { name } => ctx.texts.with(
            "structure-department-taken",
            &[("name", name.as_str().into())],
        ),
        Arranged::Circle => ctx.text("structure-circle"),
        _ => ctx.text("structure-department-gone"),
    }
}
