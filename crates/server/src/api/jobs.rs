//! Jobs of the server.

use axum::routing::{delete, get, post};
use base::jobs::{self, JobId, Line, State};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, OnServer};
use super::fields;
use super::operation::Operation;
use crate::operator;
use crate::tokens::Scope;
use crate::web::ApiError;

const STATES: &[&str] = &["dead", "running", "waiting"];
const SOME_TIME: Shape = Shape::Maybe(&Shape::Moment);
/// Jobs of each state that are shown.
const SHOWN: u32 = 1000;

const JOB: Shape = Shape::Record(
    "Job",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("kind", Shape::Text(1, 100, "send-letter"), "What it does."),
        Field::needed(
            "state",
            Shape::Word(STATES),
            "`dead` is one that was given up.",
        ),
        Field::needed(
            "periodic",
            Shape::Flag(false),
            "Whether it comes back by itself.",
        ),
        Field::needed("attempts", fields::COUNT, "How often it was tried."),
        Field::needed(
            "last_error",
            Shape::Maybe(&Shape::Text(0, 10_000, "421 try later")),
            "What went wrong last.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was queued."),
        Field::needed("due_at", SOME_TIME, "When it is done next."),
        Field::needed("died_at", SOME_TIME, "When it was given up."),
    ],
);

const FILTERS: &[Field] = &[Field::free(
    "state",
    Shape::Word(STATES),
    "Only those in this state.",
)];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("listJobs", "/server/jobs", "The jobs of the server"),
        || get(list),
    )
    .scope(Scope::ServerJobsRead)
    .query(FILTERS)
    .page(JOB),
    Operation::post(
        (
            "retryJob",
            "/server/jobs/{job}/retry",
            "Starts a job again that was given up",
        ),
        || post(retry),
    )
    .scope(Scope::ServerJobsWrite),
    Operation::delete(
        (
            "deleteJob",
            "/server/jobs/{job}",
            "Deletes a job that was given up",
        ),
        || delete(remove),
    )
    .scope(Scope::ServerJobsWrite),
];

fn job(line: &Line, state: &str) -> Value {
    json!({
        "id": line.id, "kind": line.kind, "state": state, "periodic": line.periodic,
        "attempts": line.attempts, "last_error": line.last_error,
        "created_at": line.created.rfc3339(),
        "due_at": line.due.map(|at| at.rfc3339()), "died_at": line.died.map(|at| at.rfc3339()),
    })
}

/// `GET /server/jobs`.
async fn list(OnServer { call, .. }: OnServer) -> Answer {
    let wanted = call.text("state");
    let mut conn = call.app.db.read().await?;
    let mut all = Vec::new();
    for (state, word) in [
        (State::Dead, "dead"),
        (State::Running, "running"),
        (State::Waiting, "waiting"),
    ] {
        if wanted.is_none_or(|wanted| wanted == word) {
            let lines = jobs::list(&mut conn, state, SHOWN).await?;
            all.extend(
                lines
                    .iter()
                    .map(|line| (line.id.to_string(), job(line, word))),
            );
        }
    }
    call.slice(all)
}

/// `POST /server/jobs/{job}/retry`.
async fn retry(OnServer { call, doing }: OnServer) -> Answer {
    let id = call.id("job", JobId::parse)?;
    let mut conn = call.app.db.write().await?;
    if !operator::retry_job(&doing, &mut conn, id).await? {
        return Err(ApiError::NotFound);
    }
    conn.commit().await?;
    call.app.jobs.look_again();
    Ok(answer::done())
}

/// `DELETE /server/jobs/{job}`.
async fn remove(OnServer { call, doing }: OnServer) -> Answer {
    let id = call.id("job", JobId::parse)?;
    let mut conn = call.app.db.write().await?;
    if !operator::delete_job(&doing, &mut conn, id).await? {
        return Err(ApiError::NotFound);
    }
    conn.commit().await?;
    Ok(answer::done())
}
