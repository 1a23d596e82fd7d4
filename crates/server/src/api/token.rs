//! The token itself: who one is and what one may do.

use axum::routing::get;
use people::belonging;
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call};
use super::operation::Operation;

const PLACE: Shape = Shape::Record(
    "OwnWorkspace",
    &[
        Field::needed(
            "address",
            Shape::Text(1, 60, "acme"),
            "The word in its addresses.",
        ),
        Field::needed("name", super::fields::NAME, "Its name."),
        Field::needed(
            "role",
            super::people::ROLE,
            "What the caller may do there at most.",
        ),
    ],
);

const SELF: Shape = Shape::Record(
    "Self",
    &[
        Field::needed("token", Shape::Id, "Names the token."),
        Field::needed("name", super::fields::NAME, "What the token is called."),
        Field::needed(
            "kind",
            Shape::Word(&["person", "service-account"]),
            "Whose it is.",
        ),
        Field::needed(
            "id",
            Shape::Id,
            "The passport or service account, as the audit trail names it.",
        ),
        Field::needed("owner", super::fields::NAME, "Its name."),
        Field::needed(
            "operator",
            Shape::Flag(false),
            "Whether it is an operator of the server.",
        ),
        Field::needed(
            "scopes",
            super::accounts::SCOPES,
            "What the token may do at this moment.",
        ),
        Field::needed("workspaces", Shape::List(&PLACE, 1000), "Where it can act."),
        Field::needed("expires_at", Shape::Moment, "When it ends."),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[Operation::get(
    (
        "getSelf",
        "/self",
        "Who the token belongs to, and what it may do",
    ),
    || get(show),
)
.one(SELF)];

/// `GET /api/v1/self`.
async fn show(call: Call) -> Answer {
    let caller = &call.caller;
    let token = answer::found(caller.token())?;
    let scopes: Vec<&str> = caller.scopes().into_iter().map(|one| one.word()).collect();
    let value = json!({
        "token": token.id, "name": token.name, "id": caller.id(), "owner": caller.name(),
        "kind": if caller.person().is_some() { "person" } else { "service-account" },
        "operator": caller.person().is_some_and(|person| person.is_operator),
        "scopes": scopes, "workspaces": places(&call).await?,
        "expires_at": token.expires_at.rfc3339(),
    });
    answer::one(&call, &value)
}

async fn places(call: &Call) -> Result<Vec<Value>, crate::web::ApiError> {
    let mut conn = call.app.db.read().await?;
    if let Some(account) = call.caller.account() {
        let found = people::workspaces::load(&mut conn, account.workspace).await?;
        let told = |one: people::Workspace| json!({"address": one.address, "name": one.name, "role": "administrator"});
        return Ok(found.map(told).into_iter().collect());
    }
    let Some(person) = call.caller.person() else {
        return Ok(Vec::new());
    };
    let all = belonging::of_passport(&mut conn, person.id, call.app.clock.now()).await?;
    let here = all.iter().filter(|one| one.is_enterable());
    let told =
        here.map(|one| json!({"address": one.address, "name": one.name, "role": one.role.word()}));
    Ok(told.collect())
}
