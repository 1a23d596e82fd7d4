//! How text messages leave the server: the gateway, where they may go, how many there may be, and whether a phone number is a
//! name to sign in with. The secret of the gateway can be written and never read.

use axum::routing::{get, put};
use base::db::Conn;
use base::sms::{Saved, Way};
use protocol::api::{Field, Shape};
use serde_json::{Map, Value, json};

use super::answer;
use super::call::{Answer, Call, OnServer};
use super::operation::Operation;
use crate::operator::{self, SMS_PRESETS, SmsForm, SmsMistakes};
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};

const TRANSPORT: Shape = Shape::Word(&["off", "folder", "gateway"]);
const COUNTRIES: Shape = Shape::List(&Shape::Text(2, 2, "DE"), 300);
const METHOD: Shape = Shape::Maybe(&Shape::Word(&["post", "get", "put"]));
const FORMAT: Shape = Shape::Maybe(&Shape::Word(&["json", "form", "none"]));
const FROM: Shape = Shape::Maybe(&Shape::Text(0, 200, "Acme"));
const URL: Shape = Shape::Maybe(&Shape::Text(0, 2000, "https://sms.example.com/v1/messages"));
const HEADERS: Shape = Shape::List(&Shape::Text(3, 1000, "Authorization: Bearer {secret}"), 20);
const BODY: Shape = Shape::Maybe(&Shape::Text(
    0,
    4000,
    "{\"to\": \"{to}\", \"from\": \"{from}\", \"text\": \"{text}\"}",
));
const WORD: Shape = Shape::Maybe(&Shape::Text(0, 200, "AC42"));
const SUCCESS: Shape = Shape::Maybe(&Shape::Text(0, 200, "sid"));
const LIMIT: Shape = Shape::Whole(0, 1_000_000, 10);

/// The fields that are told and taken alike, and those that are not.
macro_rules! settings {
    ($name:literal, $kind:ident, $($more:expr),+) => {
        Shape::Record($name, &[
            Field::needed("transport", TRANSPORT, "Whether text messages leave, and how."),
            Field::$kind("countries", COUNTRIES, "The countries they go to and no other; national forms are read in the first."),
            Field::$kind("signs_in", Shape::Flag(true), "Whether a confirmed phone number is a name to sign in with."),
            Field::$kind("from", FROM, "What stands for `{from}`."),
            Field::$kind("method", METHOD, "How the gateway is asked."),
            Field::$kind("url", URL, "Where; `{user}` and the message may stand behind the host."),
            Field::$kind("headers", HEADERS, "Headers, as `Name: value`."),
            Field::$kind("format", FORMAT, "What the body is."),
            Field::$kind("body", BODY, "The body, with its places."),
            Field::$kind("user", WORD, "What stands for `{user}`."),
            Field::$kind("success_field", SUCCESS, "The field of the answer that tells success."),
            Field::$kind("success_value", WORD, "What stands in it then."),
            Field::$kind("number_hour", LIMIT, "At most so many to one number in an hour."),
            Field::$kind("number_day", LIMIT, "At most so many to one number in a day."),
            Field::$kind("network_hour", LIMIT, "At most so many caused from one network in an hour."),
            Field::$kind("passport_day", LIMIT, "At most so many caused by one person in a day."),
            Field::$kind("server_hour", LIMIT, "At most so many of the whole server in an hour."),
            Field::$kind("server_day", LIMIT, "At most so many of the whole server in a day."),
            $($more),+
        ])
    };
}

const SMS: Shape = settings!(
    "SmsSettings",
    needed,
    Field::needed(
        "has_secret",
        Shape::Flag(true),
        "Whether there is a secret; it is never told.",
    )
);

const NEW: Shape = settings!(
    "NewSmsSettings",
    free,
    Field::free(
        "preset",
        Shape::Maybe(&Shape::Word(&SMS_PRESETS)),
        "Fills what is not said as gateways of this kind want it.",
    ),
    Field::free(
        "secret",
        Shape::Maybe(&Shape::Text(0, 1000, "of the gateway")),
        "Its secret; the old one stays when nothing is said and the gateway is asked as before.",
    )
);

const AT: &str = "/server/settings/sms";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "getSmsSettings",
            AT,
            "How text messages leave the server, and how many may",
        ),
        || get(show),
    )
    .scope(Scope::ServerSettingsRead)
    .one(SMS),
    Operation::put(
        (
            "setSmsSettings",
            AT,
            "Sets how text messages leave the server, and how many may",
        ),
        || put(set),
    )
    .scope(Scope::ServerSettingsWrite)
    .body(NEW)
    .one(SMS),
];

async fn load(call: &Call, conn: &mut Conn) -> Result<Value, ApiError> {
    let stored = call.app.sms.settings(conn).await;
    let stored = stored.map_err(ApiError::internal)?;
    let form = SmsForm::of(&stored.settings);
    let asked = matches!(stored.settings.way, Way::Gateway(_));
    let mut told = Map::new();
    for (name, text) in form.values() {
        let value = match name {
            "countries" => json!(stored.settings.countries),
            "headers" => json!(text.lines().collect::<Vec<_>>()),
            "method" | "format" if !asked => Value::Null,
            limit if is_limit(limit) => json!(text.parse::<u32>().unwrap_or_default()),
            _ if text.is_empty() => Value::Null,
            _ => json!(text),
        };
        told.insert(name.to_owned(), value);
    }
    told.insert("signs_in".to_owned(), json!(form.signs_in()));
    told.insert("has_secret".to_owned(), json!(stored.has_secret));
    Ok(Value::Object(told))
}

fn is_limit(name: &str) -> bool {
    name.ends_with("_hour") || name.ends_with("_day")
}

/// `GET /server/settings/sms`.
async fn show(OnServer { call, .. }: OnServer) -> Answer {
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &load(&call, &mut conn).await?)
}

/// The form of the page: as its preset fills it, and over that what was sent.
fn form(call: &Call) -> Result<SmsForm, ApiError> {
    let preset = SmsForm::preset(
        call.body
            .get("preset")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    );
    let mut texts: Map<String, Value> = preset
        .values()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
    texts.insert("signs_in".to_owned(), json!("on"));
    for (name, value) in call.body.as_object().into_iter().flatten() {
        let text = match value {
            Value::Null => continue,
            Value::Bool(false) => {
                texts.remove(name);
                continue;
            }
            Value::Array(all) => {
                let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                if all.iter().any(|one| one.contains(['\n', '\r'])) {
                    let words = "Each item is one line.".to_owned();
                    return Err(ApiError::field(&format!("/{name}"), "character", words));
                }
                all.join("\n")
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        texts.insert(name.clone(), Value::String(text));
    }
    serde_json::from_value(Value::Object(texts)).map_err(ApiError::internal)
}

fn unfit(call: &Call, wrong: &SmsMistakes) -> ApiError {
    let told =
        |(field, key): &(&str, &str)| Mistake::at(&format!("/{field}"), key, call.ctx.text(key));
    ApiError::Unfit(wrong.fields().iter().map(told).collect())
}

/// `PUT /server/settings/sms`.
async fn set(OnServer { call, doing }: OnServer) -> Answer {
    let proposal = form(&call)?.proposal();
    let proposal = proposal.map_err(|wrong| unfit(&call, &wrong))?;
    let mut conn = call.app.db.write().await?;
    call.meant(&load(&call, &mut conn).await?)?;
    let saved = operator::save_sms(&doing, &mut conn, &proposal).await;
    match saved.map_err(ApiError::internal)? {
        Saved::Done => {}
        Saved::Refused(problems) => return Err(unfit(&call, &SmsMistakes::of(&problems))),
    }
    let value = load(&call, &mut conn).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}
