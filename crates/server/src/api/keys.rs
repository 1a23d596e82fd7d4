//! Signing keys: what they sign with and since when, and the change to the next one. The keys themselves are
//! told nowhere.

use axum::routing::{get, post};
use base::keys::{KeyLine, KeyState, Rotation};
use protocol::api::{Field, Shape};
use protocol::jose::Algorithm;
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, OnServer};
use super::fields;
use super::operation::Operation;
use crate::operator;
use crate::tokens::Scope;
use crate::web::ApiError;

const ALGORITHM: Shape = Shape::Word(&["ES256", "EdDSA", "PS256", "RS256"]);
const KID: Shape = Shape::Text(1, 100, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");

const KEY: Shape = Shape::Record(
    "SigningKey",
    &[
        Field::needed("kid", KID, "Its name, as tokens and the key set say it."),
        Field::needed("algorithm", ALGORITHM, "What it signs with."),
        Field::needed(
            "state",
            Shape::Word(&["active", "next", "retired"]),
            "What it is there for.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was made."),
        Field::needed("signs_from", Shape::Moment, "From when it signs."),
        Field::needed(
            "published_until",
            Shape::Maybe(&Shape::Moment),
            "Until when a retired one is published.",
        ),
    ],
);

const CHOICE: Shape = Shape::Record(
    "KeyRotation",
    &[Field::needed(
        "algorithm",
        ALGORITHM,
        "Which algorithm gets a new key.",
    )],
);

const NEXT: Shape = Shape::Record(
    "NextKey",
    &[
        Field::needed("kid", KID, "Its name."),
        Field::needed("algorithm", ALGORITHM, "What it signs with."),
        Field::needed("signs_from", Shape::Moment, "When it takes over."),
        Field::needed(
            "prepared",
            Shape::Flag(true),
            "Whether this call made it; `false` when one was waiting already.",
        ),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listSigningKeys",
            "/server/signing-keys",
            "The signing keys of the server",
        ),
        || get(list),
    )
    .scope(Scope::ServerKeysRead)
    .page(KEY),
    Operation::post(
        (
            "rotateSigningKey",
            "/server/signing-keys/rotate",
            "Publishes the next key of an algorithm, which takes over a day later",
        ),
        || post(rotate),
    )
    .scope(Scope::ServerKeysWrite)
    .body(CHOICE)
    .one(NEXT),
];

fn key(line: &KeyLine) -> Value {
    let (state, until) = match line.state {
        KeyState::Active => ("active", None),
        KeyState::Next => ("next", None),
        KeyState::Retired {
            published_until, ..
        } => ("retired", Some(published_until.rfc3339())),
    };
    json!({
        "kid": line.kid, "algorithm": line.algorithm.name(), "state": state,
        "created_at": line.created.rfc3339(), "signs_from": line.from.rfc3339(),
        "published_until": until,
    })
}

/// `GET /server/signing-keys`.
async fn list(OnServer { call, .. }: OnServer) -> Answer {
    let refreshed = call.app.signing.refresh().await;
    refreshed.map_err(ApiError::internal)?;
    let all = call.app.signing.list();
    call.slice(
        all.iter()
            .map(|line| (line.kid.clone(), key(line)))
            .collect(),
    )
}

/// `POST /server/signing-keys/rotate`.
async fn rotate(OnServer { call, doing }: OnServer) -> Answer {
    let word = fields::text(&call, "algorithm");
    let algorithm = Algorithm::ALL.into_iter().find(|one| one.name() == word);
    let algorithm = algorithm.ok_or_else(|| ApiError::internal("an algorithm of no shape"))?;
    let (kid, from, prepared) = match operator::rotate_key(&doing, algorithm).await? {
        Rotation::Prepared { kid, from } => (kid, from, true),
        Rotation::Waiting { kid, from } => (kid, from, false),
    };
    Ok(answer::changed(&json!({
        "kid": kid, "algorithm": algorithm.name(), "signs_from": from.rfc3339(),
        "prepared": prepared,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algorithms_are_those_we_sign_with() {
        let Shape::Word(words) = ALGORITHM else {
            panic!("words");
        };
        assert_eq!(words, Algorithm::ALL.map(Algorithm::name));
    }
}
