//! Passports their people gave up, for operators.

use axum::routing::get;
use people::departing::{self, Listed, Place};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::call::{Answer, OnServer};
use super::operation::Operation;
use crate::tokens::Scope;

const LEAVING: Shape = Shape::Record(
    "LeavingPassport",
    &[
        Field::needed("id", Shape::Id, "Names the person on the server."),
        Field::needed(
            "name",
            Shape::Text(0, 200, "Anna Nowak"),
            "What they are called.",
        ),
        Field::needed(
            "email",
            Shape::Maybe(&Shape::Text(3, 254, "anna@acme.example")),
            "Their primary address.",
        ),
        Field::needed("given_up_at", Shape::Moment, "When they gave it up."),
        Field::needed(
            "gone_at",
            Shape::Moment,
            "When it is deleted; until then they can take it back.",
        ),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[Operation::get(
    (
        "listLeavingPassports",
        "/server/leaving-passports",
        "Passports that were given up, soonest gone first",
    ),
    || get(list),
)
.scope(Scope::ServerPassportsRead)
.page(LEAVING)];

fn leaving(one: &Listed) -> Value {
    let Listed { leaving, email } = one;
    json!({
        "id": leaving.passport, "name": leaving.name, "email": email,
        "given_up_at": leaving.given_up_at().rfc3339(), "gone_at": leaving.gone_at.rfc3339(),
    })
}

/// `GET /server/leaving-passports`.
async fn list(OnServer { call, .. }: OnServer) -> Answer {
    let after = call.behind(Place::parse)?;
    let mut conn = call.app.db.read().await?;
    let mut found = departing::list(&mut conn, after, call.limit() + 1).await?;
    let next = call.cut(&mut found, |one| Place::of(one).to_string());
    call.page(found.iter().map(leaving).collect(), next)
}
