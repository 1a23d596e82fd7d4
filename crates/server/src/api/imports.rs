//! Inviting many at once: rows as a script has them, or a file; done beside the call, with progress.

use axum::routing::{get, post};
use base::db::Conn;
use people::WorkspaceId;
use people::members::Role;
use protocol::api::{Field, Shape};
use protocol::csv::{self, Record};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::import::{self, Column, Import, ImportId, Plan, Unread};
use crate::tokens::Scope;
use crate::web::ApiError;

const STATES: &[&str] = &["draft", "done", "running", "stopped"];

const IMPORT: Shape = Shape::Record(
    "Import",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("state", Shape::Word(STATES), "How far it is."),
        Field::needed("total", fields::COUNT, "How many rows there are."),
        Field::needed("taken", fields::COUNT, "How many were taken."),
        Field::needed("invited", fields::COUNT, "How many were invited."),
        Field::needed("refused", fields::COUNT, "How many rows invited nobody."),
        Field::needed("created_at", Shape::Moment, "When it was made."),
        Field::needed("changed_at", Shape::Moment, "When it last went on."),
    ],
);

const REFUSAL: Shape = Shape::Record(
    "RefusedRow",
    &[
        Field::needed(
            "line",
            fields::COUNT,
            "The line of the file; of rows, the second for the first.",
        ),
        Field::needed("why", Shape::Text(1, 60, "invited"), "Why, as a word."),
        Field::needed(
            "cells",
            Shape::List(&Shape::Text(0, 4000, "Anna Nowak"), 50),
            "What stands in it.",
        ),
    ],
);

const ROW: Shape = Shape::Record(
    "ImportRow",
    &[
        Field::needed(
            "name",
            Shape::Text(0, 250, "Anna Nowak"),
            "What the workspace is to call them.",
        ),
        Field::free(
            "email",
            Shape::Text(0, 250, "anna@acme.example"),
            "Where the invitation goes. Either this or `phone`.",
        ),
        Field::free(
            "phone",
            Shape::Text(0, 40, "+49 171 3920012"),
            "Where it goes as a text message when there is no address.",
        ),
        Field::free(
            "role",
            Shape::Text(0, 40, "guest"),
            "`employee` or `guest`.",
        ),
        Field::free(
            "department",
            Shape::Text(0, 250, "Sales > North"),
            "By its name, or the way to it from the top.",
        ),
        Field::free("language", Shape::Text(0, 10, "de"), "Of the letter."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewImport",
    &[
        Field::free(
            "csv",
            Shape::Text(0, 250_000, "Name,E-mail\nAnna Nowak,anna@acme.example\n"),
            "A file whose first line names its columns. Either this or `rows`.",
        ),
        Field::free("rows", Shape::List(&ROW, 2000), "The people."),
        Field::free(
            "role",
            Shape::Word(&["employee", "guest"]),
            "The role where a row names none; `employee` when nothing is said.",
        ),
        Field::free(
            "create_departments",
            Shape::Flag(false),
            "Whether departments that are not there are made.",
        ),
    ],
);

const LIST: &str = "/workspaces/{workspace}/imports";
const ONE: &str = "/workspaces/{workspace}/imports/{import}";
const STOP: &str = "/workspaces/{workspace}/imports/{import}/stop";
const REFUSED: &str = "/workspaces/{workspace}/imports/{import}/refused";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::post(
        ("importPeople", LIST, "Invites many people, beside the call"),
        || post(create),
    )
    .scope(Scope::PeopleWrite)
    .body(NEW)
    .created(IMPORT)
    .conflicts(),
    Operation::get(("getImport", ONE, "How far an import is"), || get(show))
        .scope(Scope::PeopleRead)
        .one(IMPORT),
    Operation::post(
        ("stopImport", STOP, "Ends an import: nobody else is invited"),
        || post(stop),
    )
    .scope(Scope::PeopleWrite)
    .one(IMPORT)
    .conflicts(),
    Operation::get(
        (
            "listRefusedRows",
            REFUSED,
            "Rows of an import that invited nobody, and why",
        ),
        || get(refused),
    )
    .scope(Scope::PeopleRead)
    .page(REFUSAL),
];

fn told(one: &Import) -> Value {
    json!({
        "id": one.id, "state": one.state.word(), "total": one.total, "taken": one.next,
        "invited": one.invited, "refused": one.refused,
        "created_at": one.created_at.rfc3339(), "changed_at": one.changed_at.rfc3339(),
    })
}

async fn load(call: &Call, conn: &mut Conn, workspace: WorkspaceId) -> Result<Import, ApiError> {
    let id = call.id("import", ImportId::parse)?;
    answer::found(import::load(conn, workspace, id).await?)
}

const COLUMNS: [Column; 6] = [
    Column::Name,
    Column::Email,
    Column::Phone,
    Column::Role,
    Column::Department,
    Column::Language,
];

/// The file that was sent, or one of the rows that were.
fn file(call: &Call) -> Result<String, ApiError> {
    match (call.body.get("csv"), call.body.get("rows")) {
        (Some(Value::String(text)), None) => Ok(text.clone()),
        (None, Some(Value::Array(rows))) => {
            let mut text = csv::plain(COLUMNS.map(Column::word));
            for row in rows {
                let cell = |column: Column| {
                    let value = row.get(column.word()).and_then(Value::as_str);
                    value.unwrap_or_default()
                };
                text.push_str(&csv::plain(COLUMNS.map(cell)));
            }
            Ok(text)
        }
        _ => Err(ApiError::field("", "form", "Either `csv` or `rows`.")),
    }
}

/// `POST …/imports`: begins at once.
async fn create(within: InWorkspace) -> Answer {
    let file = file(&within.call)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let makes = call.body.get("create_departments").and_then(Value::as_bool);
    let role = Role::from_word(fields::text(&call, "role")).unwrap_or(Role::Employee);
    let language = acting.workspace.language.clone();
    let plan = move |records: &[Record]| Plan {
        makes_departments: makes.unwrap_or(false),
        role,
        ..import::guess(records, &language)
    };
    let kept = import::draft(&acting, &mut conn, (file.as_bytes(), plan)).await?;
    let kept = kept.map_err(unread)?;
    import::start(&acting, &mut conn, &kept)
        .await?
        .map_err(unread)?;
    let begun = answer::found(import::load(&mut conn, acting.workspace.id, kept.id).await?)?;
    let location = format!("{}/{}", call.path, begun.id);
    let answer = once
        .finish(&call, conn, (location, told(&begun)), &[])
        .await;
    call.app.jobs.look_again();
    answer
}

fn unread(cause: Unread) -> ApiError {
    match cause {
        Unread::Csv(cause) => ApiError::field("/csv", "form", format!("{cause}.")),
        Unread::Columns => {
            let words = "The first line names the columns, at least one of names and one of addresses or phone numbers, each once.";
            ApiError::field("/csv", "columns", words)
        }
        Unread::Another => {
            let words =
                "An import of this workspace is going on: wait until it is done, or stop it.";
            ApiError::Conflict("another-import", words.to_owned())
        }
    }
}

/// `GET …/imports/{import}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let one = load(&call, &mut conn, acting.workspace.id).await?;
    answer::one(&call, &told(&one))
}

/// `POST …/imports/{import}/stop`.
async fn stop(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let one = load(&call, &mut conn, acting.workspace.id).await?;
    if !import::stop(&acting, &mut conn, one.id).await? {
        let words = "The import is over.";
        return Err(ApiError::Conflict("standing", words.to_owned()));
    }
    let one = load(&call, &mut conn, acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&told(&one)))
}

/// `GET …/imports/{import}/refused`.
async fn refused(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let place = call.place_in_list()?;
    let after = place.and_then(|place| place.parse().ok()).unwrap_or(-1);
    let mut conn = call.app.db.read().await?;
    let one = load(&call, &mut conn, acting.workspace.id).await?;
    let limit = call.limit();
    let mut rows = import::refused_rows(&mut conn, &one, (after, limit + 1)).await?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|(place, ..)| place.to_string());
    let row = |(_, record, why): &(i64, Record, import::Why)| json!({"line": record.line, "why": why.word(), "cells": record.cells});
    call.page(rows.iter().map(row).collect(), next)
}
