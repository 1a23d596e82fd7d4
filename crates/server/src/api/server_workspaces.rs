//! The workspaces of the server, for operators.

use admission::WorkspaceState;
use axum::routing::{get, post};
use base::db::Conn;
use people::WorkspaceId;
use people::address::Address;
use people::workspaces::{self, Workspace};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, OnServer};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::operator::{self, Entry};
use crate::tokens::Scope;
use crate::web::ApiError;

const NAME: Shape = Shape::Text(1, 120, "Acme");
const ADDRESS: Shape = Shape::Text(2, 40, "acme");

/// A workspace as its operator sees it.
const WORKSPACE: Shape = Shape::Record(
    "ServerWorkspace",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("address", ADDRESS, "The word in its addresses."),
        Field::needed("name", NAME, "Its name."),
        Field::needed("language", fields::LANGUAGE, "The language of its letters."),
        Field::needed(
            "state",
            Shape::Word(&["open", "suspended", "deleted"]),
            "Whether anybody enters.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewWorkspace",
    &[
        Field::needed(
            "address",
            ADDRESS,
            "Lower-case letters, digits and hyphens.",
        ),
        Field::needed("name", NAME, "Its name."),
        Field::free(
            "language",
            fields::LANGUAGE,
            "The language of its letters; `en` when nothing is said.",
        ),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listWorkspaces",
            "/server/workspaces",
            "All workspaces of the server",
        ),
        || get(list),
    )
    .scope(Scope::ServerWorkspacesRead)
    .page(WORKSPACE),
    Operation::post(
        (
            "createWorkspace",
            "/server/workspaces",
            "Makes a workspace; the operator is its first administrator",
        ),
        || post(create),
    )
    .scope(Scope::ServerWorkspacesWrite)
    .body(NEW)
    .created(WORKSPACE),
    Operation::get(
        ("getWorkspace", "/server/workspaces/{id}", "One workspace"),
        || get(show),
    )
    .scope(Scope::ServerWorkspacesRead)
    .one(WORKSPACE),
    Operation::post(
        (
            "suspendWorkspace",
            "/server/workspaces/{id}/suspend",
            "Suspends a workspace: nobody enters it",
        ),
        || post(suspend),
    )
    .scope(Scope::ServerWorkspacesWrite)
    .one(WORKSPACE)
    .conflicts(),
    Operation::post(
        (
            "openWorkspace",
            "/server/workspaces/{id}/open",
            "Opens a suspended workspace again",
        ),
        || post(open),
    )
    .scope(Scope::ServerWorkspacesWrite)
    .one(WORKSPACE)
    .conflicts(),
];

fn workspace(one: &Workspace) -> Value {
    json!({
        "id": one.id, "address": one.address, "name": one.name, "language": one.language,
        "state": one.state.word(), "created_at": one.created_at.rfc3339(),
    })
}

async fn load(conn: &mut Conn, id: WorkspaceId) -> Result<Workspace, ApiError> {
    answer::found(workspaces::load(conn, id).await?)
}

/// `GET /server/workspaces`.
async fn list(OnServer { call, .. }: OnServer) -> Answer {
    let after = call.behind(WorkspaceId::parse)?;
    let mut conn = call.app.db.read().await?;
    let mut found = workspaces::list(&mut conn, after, call.limit() + 1).await?;
    let next = call.cut(&mut found, |one| one.id.to_string());
    call.page(found.iter().map(workspace).collect(), next)
}

/// `GET /server/workspaces/{id}`.
async fn show(OnServer { call, .. }: OnServer) -> Answer {
    let id = call.id("id", WorkspaceId::parse)?;
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &workspace(&load(&mut conn, id).await?))
}

/// `POST /server/workspaces`.
async fn create(OnServer { call, doing }: OnServer) -> Answer {
    let name = fields::name(&call, "name")?;
    let odd = |_| {
        let words =
            "Lower-case letters, digits and hyphens between them, and no word the server needs.";
        ApiError::field("/address", "form", words)
    };
    let address = Address::parse(fields::text(&call, "address")).map_err(odd)?;
    let language = fields::language(&call, "language")
        .unwrap_or_default()
        .code();
    // Whoever stands at the machine is no person: the workspace waits for those who are invited.
    let operator = call.caller.person().cloned();
    let mut conn = call.app.db.write().await?;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let who = (operator.as_ref(), &address);
    let made = operator::create_workspace(&doing, &mut conn, who, (&name, language)).await?;
    let made =
        made.ok_or_else(|| ApiError::field("/address", "taken", "A workspace has this address."))?;
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, workspace(&made)), &[])
        .await
}

/// `POST /server/workspaces/{id}/suspend`.
async fn suspend(on: OnServer) -> Answer {
    set_state(on, WorkspaceState::Suspended).await
}

/// `POST /server/workspaces/{id}/open`.
async fn open(on: OnServer) -> Answer {
    set_state(on, WorkspaceState::Open).await
}

async fn set_state(OnServer { call, doing }: OnServer, to: WorkspaceState) -> Answer {
    let id = call.id("id", WorkspaceId::parse)?;
    let mut conn = call.app.db.write().await?;
    workspaces::lock(&mut conn, id).await?;
    let before = load(&mut conn, id).await?;
    call.meant(&workspace(&before))?;
    if operator::set_workspace_state(&doing, &mut conn, &before, to).await? == Entry::GivenUp {
        let words = "The workspace was given up.";
        return Err(ApiError::Conflict("given-up", words.to_owned()));
    }
    let after = load(&mut conn, id).await?;
    conn.commit().await?;
    Ok(answer::changed(&workspace(&after)))
}
