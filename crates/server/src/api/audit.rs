//! The audit trail, of a workspace and of the server.

use axum::routing::get;
use base::audit::{self, Cursor, Filter, Outcome, Page, Recorded};
use base::clock::Time;
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::call::{Answer, Call, InWorkspace, OnServer};
use super::operation::Operation;
use super::paging::odd_place;
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};

const OUTCOMES: Shape = Shape::Word(&["done", "refused", "broken"]);
const SOME_TEXT: Shape = Shape::Maybe(&Shape::Text(0, 10_000, "last-administrator"));
const SOME_ID: Shape = Shape::Maybe(&Shape::Text(0, 100, "01kasr4m2c8q1v5w9x3y7z2b4d"));

const EVENT: Shape = Shape::Record(
    "Event",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("at", Shape::Moment, "When it happened."),
        Field::needed(
            "kind",
            Shape::Text(1, 200, "people.invited"),
            "What happened.",
        ),
        Field::needed("outcome", OUTCOMES, "How it ended."),
        Field::needed("reason", SOME_TEXT, "Why, as a short word."),
        Field::needed("workspace", SOME_ID, "In which workspace."),
        Field::needed(
            "actor",
            SOME_ID,
            "The passport or service account that did it.",
        ),
        Field::needed("subject", SOME_ID, "To whom or what it was done."),
        Field::needed(
            "reference",
            Shape::Text(1, 20, "7k3m9qxd"),
            "Names the request.",
        ),
        Field::needed("details", Shape::Facts, "Facts that are nobody's."),
        Field::needed(
            "personal",
            Shape::Facts,
            "Facts about people; empty once erased.",
        ),
        Field::needed(
            "ip",
            Shape::Maybe(&Shape::Text(0, 60, "192.0.2.7")),
            "From which address.",
        ),
        Field::needed(
            "sequence",
            Shape::Maybe(&Shape::Whole(0, i64::MAX, 4711)),
            "Its place in the hash chain, once sealed.",
        ),
    ],
);

const FILTERS: &[Field] = &[
    Field::free(
        "kind",
        Shape::Text(1, 100, "people."),
        "Kinds that begin so.",
    ),
    Field::free(
        "person",
        Shape::Id,
        "By or about this passport or service account.",
    ),
    Field::free("outcome", OUTCOMES, "With this outcome."),
    Field::free("ip", Shape::Text(1, 60, "192.0.2.7"), "From this address."),
    Field::free("from", Shape::Moment, "From this moment on."),
    Field::free("until", Shape::Moment, "Before this moment."),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listEvents",
            "/workspaces/{workspace}/audit",
            "The audit trail of a workspace, newest first",
        ),
        || get(of_workspace),
    )
    .scope(Scope::AuditRead)
    .query(FILTERS)
    .page(EVENT),
    Operation::get(
        (
            "listServerEvents",
            "/server/audit",
            "The audit trail of the whole server, newest first",
        ),
        || get(of_server),
    )
    .scope(Scope::ServerAuditRead)
    .query(FILTERS)
    .page(EVENT),
];

fn event(one: &Recorded) -> Value {
    json!({
        "id": one.id, "at": one.at.rfc3339(), "kind": one.kind, "outcome": one.outcome,
        "reason": one.reason, "workspace": one.workspace, "actor": one.actor,
        "subject": one.subject, "reference": one.reference, "details": one.details(),
        "personal": one.personal(), "ip": one.ip, "sequence": one.sequence,
    })
}

fn moment(call: &Call, name: &'static str) -> Result<Option<Time>, ApiError> {
    let Some(text) = call.text(name) else {
        return Ok(None);
    };
    match Time::from_rfc3339(text) {
        Some(at) => Ok(Some(at)),
        None => {
            let words = "There is no such moment.";
            Err(ApiError::Unfit(vec![Mistake::parameter(
                name, "form", words,
            )]))
        }
    }
}

fn filter(call: &Call) -> Result<Filter, ApiError> {
    let own = |name| call.text(name).map(str::to_owned);
    Ok(Filter {
        kind: own("kind"),
        person: own("person"),
        from: moment(call, "from")?,
        until: moment(call, "until")?,
        ip: own("ip"),
        outcome: call.text("outcome").and_then(Outcome::parse),
    })
}

fn after(call: &Call) -> Result<Option<Cursor>, ApiError> {
    let place = call.place_in_list()?;
    let read = |text: &str| Cursor::parse(text).ok_or_else(odd_place);
    place.as_deref().map(read).transpose()
}

fn told(call: &Call, page: &Page) -> Answer {
    let items = page.events.iter().map(event).collect();
    call.page(items, page.next.map(Cursor::text))
}

/// `GET /workspaces/{workspace}/audit`.
async fn of_workspace(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let (filter, after) = (filter(&call)?, after(&call)?);
    let mut conn = call.app.db.read().await?;
    let (id, limit) = (acting.workspace.id, call.limit());
    told(
        &call,
        &audit::in_workspace(&mut conn, id, &filter, after, limit).await?,
    )
}

/// `GET /server/audit`.
async fn of_server(OnServer { call, .. }: OnServer) -> Answer {
    let (filter, after) = (filter(&call)?, after(&call)?);
    let mut conn = call.app.db.read().await?;
    told(
        &call,
        &audit::everywhere(&mut conn, &filter, after, call.limit()).await?,
    )
}
