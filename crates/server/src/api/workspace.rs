//! The workspace itself: name, language, and the rules of its door.

use admission::{Door, Span};
use axum::routing::{get, patch};
use base::db::Conn;
use people::WorkspaceId;
use people::workspaces::{self as stored, Workspace};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::operation::Operation;
use crate::door_rules::{self, MOST_HOURS};
use crate::tokens::Scope;
use crate::web::ApiError;
use crate::workspaces;

const NAME: Shape = Shape::Text(1, 120, "Acme");
const HOURS: Shape = Shape::Whole(1, MOST_HOURS as i64, 8);

const SIGN_IN: Shape = Shape::Record(
    "SignInRules",
    &[
        Field::needed(
            "counts_hours",
            Shape::Whole(0, 100_000, 24),
            "How long a sign-in counts.",
        ),
        Field::needed(
            "idle_hours",
            Shape::Whole(0, 100_000, 8),
            "How long it may stay unused.",
        ),
    ],
);

const SIGN_IN_CHANGE: Shape = Shape::Record(
    "SignInRulesChange",
    &[
        Field::free("counts_hours", HOURS, "How long a sign-in counts."),
        Field::free("idle_hours", HOURS, "How long it may stay unused."),
    ],
);

const WORKSPACE: Shape = Shape::Record(
    "Workspace",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed(
            "address",
            Shape::Text(2, 40, "acme"),
            "The word in its addresses.",
        ),
        Field::needed("name", NAME, "Its name."),
        Field::needed("language", fields::LANGUAGE, "The language of its letters."),
        Field::needed("sign_in", SIGN_IN, "The rules of its door."),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const CHANGE: Shape = Shape::Record(
    "WorkspaceChange",
    &[
        Field::free("name", NAME, "Its name."),
        Field::free("language", fields::LANGUAGE, "The language of its letters."),
        Field::free(
            "sign_in",
            SIGN_IN_CHANGE,
            "The rules of its door; they hold at once, for open sessions too.",
        ),
    ],
);

const ONE: &str = "/workspaces/{workspace}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "getOwnWorkspace",
            ONE,
            "The workspace with its sign-in rules",
        ),
        || get(show),
    )
    .scope(Scope::WorkspaceRead)
    .one(WORKSPACE),
    Operation::patch(
        (
            "changeWorkspace",
            ONE,
            "Changes name, language or sign-in rules",
        ),
        || patch(change),
    )
    .scope(Scope::WorkspaceWrite)
    .body(CHANGE)
    .one(WORKSPACE),
];

fn hours(span: Span) -> u32 {
    span.as_seconds() / 3600
}

fn workspace(one: &Workspace) -> Value {
    json!({
        "id": one.id, "address": one.address, "name": one.name, "language": one.language,
        "sign_in": {
            "counts_hours": hours(one.door.proof_holds), "idle_hours": hours(one.door.idle),
        },
        "created_at": one.created_at.rfc3339(),
    })
}

async fn load(conn: &mut Conn, id: WorkspaceId) -> Result<Workspace, ApiError> {
    answer::found(stored::load(conn, id).await?)
}

/// `GET /workspaces/{workspace}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    answer::one(&call, &workspace(&acting.workspace))
}

/// The door that is meant; none when the body says nothing of it.
fn door(call: &Call, before: &Door) -> Option<Door> {
    let sent = call.body.get("sign_in")?;
    let span = |name: &str, before: Span| {
        let hours = sent.get(name).and_then(Value::as_u64);
        let hours = hours.and_then(|hours| u32::try_from(hours).ok());
        hours.map_or(before, Span::from_hours)
    };
    Some(Door {
        proof_holds: span("counts_hours", before.proof_holds),
        idle: span("idle_hours", before.idle),
        ..before.clone()
    })
}

/// `PATCH /workspaces/{workspace}`.
async fn change(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, mut acting } = within;
    // As it stands now that nobody else changes it.
    acting.workspace = load(&mut conn, acting.workspace.id).await?;
    let before = acting.workspace.clone();
    call.meant(&workspace(&before))?;
    if call.has("name") || call.has("language") {
        let name = fields::name_or(&call, "name", &before.name)?;
        let language = fields::language(&call, "language");
        let language = language.map_or(before.language.as_str(), |one| one.code());
        workspaces::describe(&acting, &mut conn, &name, language).await?;
    }
    if let Some(door) = door(&call, &before.door).filter(|door| *door != before.door) {
        door_rules::set(&acting, &mut conn, &door).await?;
    }
    let after = load(&mut conn, before.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&workspace(&after)))
}
