//! Groups: a list, and a page for each with its members.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use base::db::Conn;
use people::groups::{self, Group, Grouped};
use people::members;
use people::roles::{self, Regrouped};
use people::search::{self, MemberSearch};
use people::{GroupId, MemberId, Name};
use serde::Deserialize;

use super::acts::{self, Deed, Joined};
use super::{group_role, name_problem};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, picture, rejected, show as shown};

/// Members shown on the page of a group, and people offered to add.
const SHOWN: u32 = 100;
const OFFERED: u32 = 20;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;

#[derive(Template)]
#[template(path = "structure/groups.html")]
struct ListPage {
    frame: Frame,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
    action: String,
    name: ui::Field,
    description: ui::Field,
}

#[derive(Template)]
#[template(path = "structure/group.html")]
struct Page {
    frame: Frame,
    name: String,
    refusal: Option<ui::Notice>,
    gives: Option<ui::Notice>,
    action: String,
    role: ui::Select,
    role_action: String,
    delete: String,
    name_field: ui::Field,
    description_field: ui::Field,
    members: Option<ui::Table>,
    none: Option<ui::EmptyState>,
    find: ui::FilterBar,
    found: Option<ui::Table>,
    nobody: Option<ui::NoMatch>,
}

#[derive(Template)]
#[template(path = "structure/group_confirm.html")]
pub(super) struct Confirm {
    pub(super) frame: Frame,
    pub(super) refusal: Option<ui::Notice>,
    pub(super) confirmation: ui::Confirmation,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    search: String,
}

#[derive(Deserialize)]
pub(super) struct MemberChange {
    #[serde(default)]
    add: String,
    #[serde(default)]
    remove: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) fn path(entered: &Entered) -> String {
    format!("/w/{}/groups", entered.workspace.address)
}

pub(super) async fn frame(app: &App, ctx: &Ctx, entered: &Entered) -> Result<Frame, PageError> {
    inside::workspace(app, ctx, entered, "inside-groups", "groups").await
}

/// Nobody else would run the workspace: nothing was changed.
pub(super) fn alone(ctx: &Ctx) -> ui::Notice {
    ui::notice(ui::Tone::Bad, ctx.text("people-last-administrator")).after_deed()
}

/// The page that says so.
pub(super) fn conflict(mut response: Response) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    response
}

/// `GET /w/{workspace}/groups`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
) -> Result<Response, PageError> {
    Ok(shown(
        &list_page(&app, &ctx, &entered, (None, "", "")).await?,
    ))
}

async fn list_page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (problem, name, description): (Option<String>, &str, &str),
) -> Result<ListPage, PageError> {
    let mut frame = frame(app, ctx, entered).await?;
    frame.page.has_error = problem.is_some();
    let mut conn = app.db.read().await?;
    let all = groups::list(&mut conn, entered.workspace.id).await?;
    drop(conn);
    let path = path(entered);
    let head = ui::table(ctx.text("inside-groups"))
        .column(ui::column(ctx.text("structure-name")))
        .column(ui::column(ctx.text("structure-description")))
        .column(ui::column(ctx.text("inside-people")).number());
    let table = head.rows(all.iter().map(|(group, count)| {
        ui::row(ui::link(format!("{path}/{}", group.id), &group.name))
            .cell(group.description.clone().unwrap_or_default())
            .cell(ctx.texts.number(*count))
    }));
    let none = all.is_empty();
    let empty =
        || ui::empty(ctx.text("structure-no-groups")).text(ctx.text("structure-why-groups"));
    Ok(ListPage {
        table: (!none).then_some(table),
        empty: none.then(empty),
        action: path,
        name: ui::field("name", ctx.text("structure-name"))
            .value(name)
            .error(problem),
        description: description_field(ctx, description),
        frame,
    })
}

fn description_field(ctx: &Ctx, value: &str) -> ui::Field {
    ui::field("description", ctx.text("structure-description"))
        .value(value)
        .optional(&ctx.texts)
}

fn description(typed: &Typed) -> Option<String> {
    let text: String = typed
        .description
        .trim()
        .chars()
        .take(LONGEST_DESCRIPTION)
        .collect();
    (!text.is_empty()).then_some(text)
}

/// `POST /w/{workspace}/groups`.
pub(super) async fn create(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let problem = match Name::parse(&typed.name) {
        Err(cause) => name_problem(&ctx, cause),
        Ok(name) => {
            let description = description(&typed);
            let acting = entered.acting(&app, &ctx);
            let mut conn = app.db.write().await?;
            let made = acts::create_group(&acting, &mut conn, &name, description.as_deref());
            if let Grouped::Done(made) = made.await? {
                conn.commit().await?;
                let said = Flash::new("structure-group-created").with("name", &made.name);
                return Ok(said.redirect(&ctx, &format!("{}/{}", path(&entered), made.id)));
            }
            ctx.text("structure-group-taken")
        }
    };
    let typed = (
        Some(problem),
        typed.name.as_str(),
        typed.description.as_str(),
    );
    Ok(rejected(&list_page(&app, &ctx, &entered, typed).await?))
}

/// `GET /w/{workspace}/groups/{group}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Query(sought): Query<Sought>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    Ok(shown(
        &page(&app, &ctx, &entered, id, (&sought.search, None)).await?,
    ))
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    id: GroupId,
    (sought, problem): (&str, Option<String>),
) -> Result<Page, PageError> {
    let mut frame = frame(app, ctx, entered).await?;
    let mut conn = app.db.read().await?;
    let group = groups::load(&mut conn, entered.workspace.id, id).await?;
    let group = group.ok_or(PageError::NotFound)?;
    let (inside, outside) = people(app, &mut conn, &group, sought).await?;
    drop(conn);
    let own = format!("{}/{id}", path(entered));
    let nobody = !sought.trim().is_empty() && outside.is_empty();
    let first = ctx.text("structure-find-first");
    let none = || ui::empty(ctx.text("structure-no-members")).text(first);
    let find = ui::filters(&own, "found", &ctx.texts);
    frame.page.has_error = problem.is_some();
    frame.page.title.clone_from(&group.name);
    Ok(Page {
        members: people_table(ctx, &own, &inside, "remove"),
        none: inside.is_empty().then(none),
        find: find.search("search", ctx.text("structure-find"), sought),
        found: people_table(ctx, &own, &outside, "add"),
        nobody: nobody.then(|| ui::no_match(&own, &ctx.texts)),
        refusal: None,
        gives: group_role::notice(ctx, &group),
        role: group_role::choice(ctx, &group),
        role_action: format!("{own}/role"),
        action: own.clone(),
        delete: format!("{own}/delete"),
        name_field: ui::field("name", ctx.text("structure-name"))
            .value(&group.name)
            .error(problem),
        description_field: description_field(ctx, group.description.as_deref().unwrap_or_default()),
        name: group.name,
        frame,
    })
}

/// The members of a group, and others whom the search means.
async fn people(
    app: &App,
    conn: &mut Conn,
    group: &Group,
    sought: &str,
) -> Result<(Vec<search::Listed>, Vec<search::Listed>), PageError> {
    let now = app.clock.now();
    let within = MemberSearch {
        group: Some(group.id),
        limit: SHOWN,
        ..MemberSearch::default()
    };
    let inside = search::members(conn, group.workspace, &within, now)
        .await?
        .members;
    if sought.trim().is_empty() {
        return Ok((inside, Vec::new()));
    }
    let text = sought.to_owned();
    let named = MemberSearch {
        text,
        limit: OFFERED,
        ..MemberSearch::default()
    };
    let mut outside = search::members(conn, group.workspace, &named, now)
        .await?
        .members;
    outside.retain(|one| inside.iter().all(|held| held.member.id != one.member.id));
    Ok((inside, outside))
}

/// People with a button that adds them to the group or takes them out.
fn people_table(ctx: &Ctx, own: &str, people: &[search::Listed], deed: &str) -> Option<ui::Table> {
    let head = ui::table(ctx.text("inside-people"))
        .column(ui::column(ctx.text("structure-name")))
        .column(ui::column(ctx.text("structure-email")))
        .column(ui::column(ctx.text("structure-deed")).unseen());
    let rows = people.iter().map(|one| {
        let words = ctx.text(&format!("structure-{deed}"));
        let button = ui::post_button(format!("{own}/members"), &ctx.csrf, words)
            .with(deed, one.member.id)
            .about(&one.member.name)
            .quiet();
        ui::row(ui::named(
            ui::person(&one.member.name).picture(picture::small(one.member.picture.as_ref())),
            one.member.name.clone(),
        ))
        .cell(
            one.member
                .contact()
                .map(|one| one.shown())
                .unwrap_or_default(),
        )
        .cell(button)
    });
    (!people.is_empty()).then(|| head.rows(rows))
}

/// `POST /w/{workspace}/groups/{group}`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    let problem = match Name::parse(&typed.name) {
        Err(cause) => name_problem(&ctx, cause),
        Ok(name) => {
            let description = description(&typed);
            let (acting, new) = (entered.acting(&app, &ctx), (&name, description.as_deref()));
            let mut conn = app.db.write().await?;
            match acts::change_group(&acting, &mut conn, id, new).await? {
                Grouped::Done(_) => {
                    conn.commit().await?;
                    let to = format!("{}/{id}", path(&entered));
                    return Ok(Flash::new("structure-saved").redirect(&ctx, &to));
                }
                Grouped::NoSuchGroup => return Err(PageError::NotFound),
                Grouped::NameTaken => ctx.text("structure-group-taken"),
            }
        }
    };
    Ok(rejected(
        &page(&app, &ctx, &entered, id, ("", Some(problem))).await?,
    ))
}

/// `POST /w/{workspace}/groups/{group}/members`.
pub(super) async fn change_members(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(change): Form<MemberChange>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    let workspace = entered.workspace.id;
    let adds = !change.add.is_empty();
    let member = MemberId::parse(if adds { &change.add } else { &change.remove });
    let member = member.ok_or(PageError::NotFound)?;
    let acting = entered.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let known = members::load(&mut conn, workspace, member).await?;
    let known = known.ok_or(PageError::NotFound)?;
    match acts::change_members(&acting, &mut conn, (id, member), adds).await? {
        Joined::Done(_) => conn.commit().await?,
        Joined::NoSuchGroup | Joined::NoSuchMember => return Err(PageError::NotFound),
        Joined::LastAdministrator => {
            drop(conn);
            acts::note_refused(&acting, Deed::Members, id).await?;
            let mut page = page(&app, &ctx, &entered, id, ("", None)).await?;
            page.frame.page.has_error = true;
            page.refusal = Some(alone(&ctx));
            return Ok(conflict(shown(&page)));
        }
    }
    let key = if adds {
        "structure-member-added"
    } else {
        "structure-member-removed"
    };
    let said = Flash::new(key).with("name", &known.name);
    Ok(said.redirect(&ctx, &format!("{}/{id}", path(&entered))))
}

/// `GET /w/{workspace}/groups/{group}/delete`.
pub(super) async fn ask_delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    Ok(shown(&delete_page(&app, &ctx, &entered, id).await?))
}

async fn delete_page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    id: GroupId,
) -> Result<Confirm, PageError> {
    let workspace = entered.workspace.id;
    let mut conn = app.db.read().await?;
    let group = groups::load(&mut conn, workspace, id).await?;
    let group = group.ok_or(PageError::NotFound)?;
    let sunk = roles::sunk_by(&mut conn, (workspace, id), None).await?;
    drop(conn);
    let own = format!("{}/{id}", path(entered));
    let question = ctx.texts.with(
        "structure-delete-question",
        &[("name", group.name.as_str().into())],
    );
    let action = format!("{own}/delete");
    let mut confirmation = ui::confirmation(question, action, &ctx.csrf, own, &ctx.texts)
        .happens(ctx.text("structure-delete-group-happens"));
    if sunk > 0 {
        let count = [("count", sunk.into())];
        confirmation = confirmation.happens(ctx.texts.with("structure-role-sunk", &count));
    }
    Ok(Confirm {
        frame: frame(app, ctx, entered).await?,
        refusal: None,
        confirmation: confirmation
            .undo(ctx.text("structure-delete-undo"))
            .button(ctx.text("structure-delete")),
    })
}

/// `POST /w/{workspace}/groups/{group}/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let acting = entered.acting(&app, &ctx);
    let gone = match acts::delete_group(&acting, &mut conn, id).await? {
        Regrouped::Done(gone) => gone,
        Regrouped::NoSuchGroup => return Err(PageError::NotFound),
        Regrouped::LastAdministrator => {
            drop(conn);
            acts::note_refused(&acting, Deed::Delete, id).await?;
            let mut page = delete_page(&app, &ctx, &entered, id).await?;
            page.frame.page.has_error = true;
            page.refusal = Some(alone(&ctx));
            return Ok(conflict(shown(&page)));
        }
    };
    conn.commit().await?;
    Ok(Flash::new("structure-deleted")
        .with("name", gone.name)
        .redirect(&ctx, &path(&entered)))
}
