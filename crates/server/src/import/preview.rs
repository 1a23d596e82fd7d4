//! A file looked at before anybody is invited: which column is what, the first rows, and every mistake.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::db::Conn;
use base::settings;
use base::sms::SMS;
use people::identifiers;
use people::members::{self, Role};
use people::{MemberState, WorkspaceId, departments, joining};
use protocol::csv::Record;
use serde::Deserialize;

use super::acts::{self, Unread};
use super::page::{path, words};
use super::progress;
use super::roster::{Column, Person, Place, Plan, Row, Tree, Why};
use super::store::{Import, State as Stand};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// Rows that are shown.
const SHOWN: usize = 10;
/// Mistakes that are shown.
const MISTAKES: usize = 200;
/// So many rows are compared with the members there are; beyond, the work itself finds them.
const COMPARED: usize = 1000;

#[derive(Template)]
#[template(path = "import/preview.html")]
struct Page {
    frame: Frame,
    list: String,
    action: String,
    wrong: Option<ui::Notice>,
    columns: Vec<ui::Select>,
    head: ui::Checkbox,
    departments: ui::Checkbox,
    role: ui::Select,
    first: ui::Table,
    told: ui::Notice,
    mistakes: Option<ui::Table>,
    start: Option<String>,
}

/// What the form sends.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    column: Vec<String>,
    #[serde(default)]
    head: String,
    #[serde(default)]
    departments: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    what: String,
}

/// A file as it would be taken.
struct Seen {
    records: Vec<Record>,
    rows: Vec<Row>,
}

impl Seen {
    async fn of(conn: &mut Conn, import: &Import) -> Result<Self, PageError> {
        let records = acts::records(conn, import).await?;
        let tree = Tree::of(&departments::tree(conn, import.workspace).await?);
        let texts = settings::load(conn, &SMS).await?;
        let mut rows = import.plan.rows(&records, &texts);
        let makes = import.plan.makes_departments;
        for (place, row) in rows.iter_mut().enumerate() {
            let Ok(person) = &row.found else { continue };
            let at = |what| {
                import
                    .plan
                    .columns
                    .iter()
                    .position(|one| *one == Some(what))
            };
            let lost = person.department.as_deref().map(|typed| tree.find(typed));
            let is_odd = match lost {
                Some(Place::Odd) => true,
                Some(Place::Missing(..)) => !makes,
                Some(Place::There(_)) | None => false,
            };
            if is_odd {
                let at = at(Column::Department).unwrap_or_default();
                row.found = Err(vec![(at, Why::OddDepartment)]);
            } else if place < COMPARED
                && let Some(why) = known(conn, import.workspace, person).await?
            {
                let at = import.plan.at_contact(&person.contact);
                row.found = Err(vec![(at, why)]);
            }
        }
        Ok(Self { records, rows })
    }
}

/// Whether the person is in the workspace in any way.
async fn known(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: &Person,
) -> Result<Option<Why>, PageError> {
    // Whom an invitation waits for may own nothing yet.
    let invited = joining::invited_at(conn, workspace, &person.contact).await?;
    if invited.is_some() {
        return Ok(Some(Why::Invited));
    }
    let named = person.contact.named();
    let Some(owner) = identifiers::owner(conn, &named).await? else {
        return Ok(None);
    };
    let member = members::of_passport(conn, workspace, owner).await?;
    Ok(member.map(|one| match one.state {
        MemberState::Active => Why::Member,
        MemberState::Invited => Why::Invited,
        MemberState::Dismissed => Why::Dismissed,
    }))
}

/// `GET /w/{workspace}/people/import/{import}`: a draft is looked at, everything else watched.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let import = acts::find(&mut conn, admin.workspace.id, &id).await?;
    if import.state != Stand::Draft {
        drop(conn);
        return progress::show(&app, &ctx, &admin, &import).await;
    }
    let seen = Seen::of(&mut conn, &import).await?;
    drop(conn);
    Ok(shown(
        &page(&app, &ctx, &admin, (&import, &seen, None)).await?,
    ))
}

async fn page(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    (import, seen, wrong): (&Import, &Seen, Option<Unread>),
) -> Result<Page, PageError> {
    let mut frame = inside::workspace(app, ctx, admin, "import-preview", "people").await?;
    frame.page.has_error = wrong.is_some();
    let (texts, plan) = (&ctx.texts, &import.plan);
    let list = path(&admin.workspace.address);
    let good = seen.rows.iter().filter(|row| row.found.is_ok()).count();
    let bad = seen.rows.len() - good;
    let counts = [("count", good.into()), ("wrong", bad.into())];
    let told = match (plan.is_whole(), bad) {
        (false, _) => ui::notice(Tone::Warn, texts.get("import-columns-odd")),
        (true, 0) => ui::notice(Tone::Good, texts.with("import-all-good", &counts)),
        (true, _) => ui::notice(Tone::Warn, texts.with("import-some-bad", &counts))
            .text(texts.get("import-some-bad-text")),
    };
    let mut roles = ui::select("role", texts.get("import-role")).chosen(plan.role.word());
    for one in [Role::Employee, Role::Guest] {
        let key = format!("people-role-{}", one.word());
        roles = roles.choice(one.word(), texts.get(&key));
    }
    let can = plan.is_whole() && good > 0;
    Ok(Page {
        action: format!("{list}/{}", import.id),
        wrong: wrong.map(|unread| ui::notice(Tone::Bad, words(ctx, unread))),
        columns: columns(ctx, plan, &seen.records),
        head: ui::checkbox("head", texts.get("import-head")).ticked(plan.has_head),
        departments: ui::checkbox("departments", texts.get("import-departments"))
            .hint(texts.get("import-departments-hint"))
            .ticked(plan.makes_departments),
        role: roles,
        first: first(ctx, plan, seen),
        mistakes: (plan.is_whole() && bad > 0).then(|| mistakes(ctx, seen)),
        start: can.then(|| texts.with("import-start", &[("count", good.into())])),
        told,
        list,
        frame,
    })
}

/// A choice for each column, named by what stands at its top.
fn columns(ctx: &Ctx, plan: &Plan, records: &[Record]) -> Vec<ui::Select> {
    let top = records.first().map(|one| one.cells.as_slice());
    let top = top.unwrap_or_default();
    let one = |(at, chosen): (usize, &Option<Column>)| {
        let cell = top.get(at).map(|cell| cell.chars().take(40).collect());
        let cell: String = cell.unwrap_or_default();
        let (number, name) = ((at + 1).into(), cell.as_str().into());
        let label = ctx
            .texts
            .with("import-column", &[("number", number), ("name", name)]);
        let mut choice = ui::select("column", label)
            .id(format!("column-{at}"))
            .free();
        choice = choice.choice("", ctx.text("import-column-none"));
        for what in Column::ALL {
            choice = choice.choice(what.word(), ctx.text(column(*what)));
        }
        choice.chosen(chosen.map(Column::word).unwrap_or_default())
    };
    plan.columns.iter().enumerate().map(one).collect()
}

/// The text that says what a column is.
const fn column(what: Column) -> &'static str {
    match what {
        Column::Name => "people-name",
        Column::Given => "import-given",
        Column::Family => "import-family",
        Column::Email => "people-email",
        Column::Phone => "people-phone",
        Column::Role => "people-role",
        Column::Department => "people-department",
        Column::Language => "people-language",
    }
}

/// The first rows as they stand in the file.
fn first(ctx: &Ctx, plan: &Plan, seen: &Seen) -> ui::Table {
    let mut table = ui::table(ctx.text("import-first"))
        .titled()
        .column(ui::column(ctx.text("import-line")));
    for (at, what) in plan.columns.iter().enumerate() {
        let words = match what {
            Some(what) => ctx.text(column(*what)),
            None => (at + 1).to_string(),
        };
        table = table.column(ui::column(words));
    }
    let skipped = usize::from(plan.has_head);
    table.rows(seen.records.iter().skip(skipped).take(SHOWN).map(|record| {
        let cells = record.cells.iter();
        cells.fold(ui::row(record.line.to_string()), |row, cell| {
            row.cell(cell.clone())
        })
    }))
}

fn mistakes(ctx: &Ctx, seen: &Seen) -> ui::Table {
    let table = ui::table(ctx.text("import-mistakes"))
        .titled()
        .column(ui::column(ctx.text("import-line")))
        .column(ui::column(ctx.text("import-cell")))
        .column(ui::column(ctx.text("import-why")));
    let faults = seen.rows.iter().flat_map(|row| {
        let all = row.found.as_ref().err().into_iter().flatten();
        all.map(move |(at, why)| (row.line, *at, *why))
    });
    table.rows(faults.take(MISTAKES).map(|(line, at, why)| {
        ui::row(line.to_string())
            .cell((at + 1).to_string())
            .cell(ctx.text(progress::why(why)))
    }))
}

/// `POST /w/{workspace}/people/import/{import}`: looks again with other columns, or begins.
pub(super) async fn settle(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let acting = admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let mut import = acts::find(&mut conn, admin.workspace.id, &id).await?;
    let here = format!("{}/{}", path(&admin.workspace.address), import.id);
    let plan = Plan {
        has_head: !typed.head.is_empty(),
        columns: (0..import.plan.columns.len())
            .map(|at| {
                typed
                    .column
                    .get(at)
                    .and_then(|word| Column::from_word(word))
            })
            .collect(),
        makes_departments: !typed.departments.is_empty(),
        role: Role::from_word(&typed.role).unwrap_or(import.plan.role),
        language: import.plan.language.clone(),
    };
    let runs = typed.what == "start";
    match acts::settle(&acting, &mut conn, (&import, plan.clone()), runs).await? {
        Ok(true) => conn.commit().await?,
        Ok(false) => return Ok(Flash::new("people-unchanged").redirect(&ctx, &here)),
        Err(unread) => {
            drop(conn);
            import.plan = plan;
            let seen = Seen::of(&mut app.db.read().await?, &import).await?;
            let page = page(&app, &ctx, &admin, (&import, &seen, Some(unread))).await?;
            return Ok(rejected(&page));
        }
    }
    if runs {
        app.jobs.look_again();
    }
    Ok(Redirect::to(&here).into_response())
}
