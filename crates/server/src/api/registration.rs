//! Who may register without being invited.

use axum::routing::{get, put};
use people::registration::{By, Registration};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, OnServer};
use super::fields;
use super::operation::Operation;
use crate::operator;
use crate::tokens::Scope;
use crate::web::ApiError;

const DOMAINS: Shape = Shape::List(&Shape::Text(1, 253, "acme.example"), 100);

const BY: Shape = Shape::Word(&["email", "phone", "either"]);
const ABOUT_BY: &str =
    "By what; numbers need `open` and text messages. As it is when nothing is said.";

const FIELDS: &[Field] = &[
    Field::needed(
        "who",
        Shape::Word(&["by-invitation", "domains", "open"]),
        "Whoever is invited; besides, whoever reads a mailbox of the domains; everybody.",
    ),
    Field::needed("domains", DOMAINS, "The domains, with `domains`."),
    Field::needed("by", BY, ABOUT_BY),
];
const REGISTRATION: Shape = Shape::Record("Registration", FIELDS);

const NEW: Shape = Shape::Record(
    "NewRegistration",
    &[
        Field::needed(
            "who",
            Shape::Word(&["by-invitation", "domains", "open"]),
            "Whoever is invited; besides, whoever reads a mailbox of the domains; everybody.",
        ),
        Field::free("domains", DOMAINS, "The domains, with `domains`."),
        Field::free("by", BY, ABOUT_BY),
    ],
);

const AT: &str = "/server/settings/registration";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("getRegistration", AT, "Who may register uninvited"),
        || get(show),
    )
    .scope(Scope::ServerSettingsRead)
    .one(REGISTRATION),
    Operation::put(
        ("setRegistration", AT, "Sets who may register uninvited"),
        || put(set),
    )
    .scope(Scope::ServerSettingsWrite)
    .body(NEW)
    .one(REGISTRATION),
];

fn told((set, by): &(Registration, By)) -> Value {
    let domains: &[String] = match set {
        Registration::Domains(domains) => domains,
        Registration::ByInvitation | Registration::Open => &[],
    };
    json!({"who": operator::registration_word(set), "domains": domains, "by": by.word()})
}

/// `GET /server/settings/registration`.
async fn show(OnServer { call, .. }: OnServer) -> Answer {
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &told(&operator::registration(&mut conn).await?))
}

/// `PUT /server/settings/registration`.
async fn set(OnServer { call, doing }: OnServer) -> Answer {
    let domains = call.body.get("domains").and_then(Value::as_array);
    let domains: Vec<&str> = domains
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let wanted = match fields::text(&call, "who") {
        "open" => Registration::Open,
        "domains" => Registration::domains(&domains.join("\n")).map_err(|odd| {
            let key = "operator-registration-odd";
            let words = call.ctx.texts.with(key, &[("name", odd.as_str().into())]);
            ApiError::field("/domains", key, words)
        })?,
        _ => Registration::ByInvitation,
    };
    let mut conn = call.app.db.write().await?;
    let before = operator::registration(&mut conn).await?;
    call.meant(&told(&before))?;
    let by = By::from_word(fields::text(&call, "by")).unwrap_or(before.1);
    operator::set_registration(&doing, &mut conn, (&wanted, by)).await?;
    conn.commit().await?;
    Ok(answer::changed(&told(&(wanted, by))))
}
