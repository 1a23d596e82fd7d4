//! Settings of the server: how letters leave it. The password of the mail server can be written and never
//! read.

use axum::routing::{get, put};
use base::db::Conn;
use base::mail::{MailSettings, Saved};
use protocol::api::{Field, Shape};
use serde_json::{Map, Value, json};

use super::answer;
use super::call::{Answer, Call, OnServer};
use super::operation::Operation;
use crate::operator::{self, MailForm, MailMistakes};
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};

const TRANSPORT: Shape = Shape::Word(&["off", "smtp", "folder"]);
const SECURITY: Shape = Shape::Maybe(&Shape::Word(&["starttls", "tls", "plain"]));
const ADDRESS: Shape = Shape::Maybe(&Shape::Text(3, 254, "door@acme.example"));
const FROM_NAME: Shape = Shape::Maybe(&Shape::Text(0, 200, "Acme"));
const HOST: Shape = Shape::Maybe(&Shape::Text(1, 253, "mail.acme.example"));
const PORT: Shape = Shape::Maybe(&Shape::Whole(1, 65_535, 587));
const USER: Shape = Shape::Maybe(&Shape::Text(0, 500, "door"));
const FOLDER: Shape = Shape::Maybe(&Shape::Text(0, 1000, "/var/lib/vestibule/letters"));

const MAIL: Shape = Shape::Record(
    "MailSettings",
    &[
        Field::needed("transport", TRANSPORT, "Whether letters leave, and how."),
        Field::needed("from", ADDRESS, "The sender of every letter."),
        Field::needed("from_name", FROM_NAME, "The sender's name."),
        Field::needed("host", HOST, "The mail server."),
        Field::needed("port", PORT, "Its port."),
        Field::needed("security", SECURITY, "How the way there is protected."),
        Field::needed("user", USER, "The name to log in with."),
        Field::needed(
            "has_password",
            Shape::Flag(true),
            "Whether there is a password; it is never told.",
        ),
        Field::needed("folder", FOLDER, "Where letters are put as files."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewMailSettings",
    &[
        Field::needed("transport", TRANSPORT, "Whether letters leave, and how."),
        Field::free("from", ADDRESS, "The sender of every letter."),
        Field::free("from_name", FROM_NAME, "The sender's name."),
        Field::free("host", HOST, "The mail server."),
        Field::free("port", PORT, "Its port; 587 when nothing is said."),
        Field::free(
            "security",
            SECURITY,
            "How the way there is protected; `starttls` when nothing is said.",
        ),
        Field::free("user", USER, "The name to log in with."),
        Field::free(
            "password",
            Shape::Maybe(&Shape::Text(0, 1000, "of the mail server")),
            "Its password; the old one stays when nothing is said and the server is the same.",
        ),
        Field::free("folder", FOLDER, "Where letters are put as files."),
    ],
);

const AT: &str = "/server/settings/mail";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("getMailSettings", AT, "How letters leave the server"),
        || get(show),
    )
    .scope(Scope::ServerSettingsRead)
    .one(MAIL),
    Operation::put(
        ("setMailSettings", AT, "Sets how letters leave the server"),
        || put(set),
    )
    .scope(Scope::ServerSettingsWrite)
    .body(NEW)
    .one(MAIL),
];

async fn load(call: &Call, conn: &mut Conn) -> Result<Value, ApiError> {
    let stored = call
        .app
        .mail
        .settings(conn)
        .await
        .map_err(ApiError::internal)?;
    let smtp = matches!(stored.settings, MailSettings::Smtp { .. });
    let mut told = Map::new();
    for (name, value) in MailForm::of(&stored.settings).values() {
        let of_server = matches!(name, "host" | "port" | "security" | "user");
        let value = match value {
            "" => Value::Null,
            _ if of_server && !smtp => Value::Null,
            port if name == "port" => json!(port.parse::<u16>().ok()),
            text => json!(text),
        };
        told.insert(name.to_owned(), value);
    }
    told.insert("has_password".to_owned(), json!(stored.has_password));
    Ok(Value::Object(told))
}

/// `GET /server/settings/mail`.
async fn show(OnServer { call, .. }: OnServer) -> Answer {
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &load(&call, &mut conn).await?)
}

/// The form of the page, filled with what was sent.
fn form(call: &Call) -> Result<MailForm, ApiError> {
    let mut texts = Map::from_iter([
        ("port".to_owned(), json!("587")),
        ("security".to_owned(), json!("starttls")),
    ]);
    let sent = call.body.as_object();
    for (name, value) in sent.into_iter().flatten() {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        texts.insert(name.clone(), Value::String(text));
    }
    serde_json::from_value(Value::Object(texts)).map_err(ApiError::internal)
}

fn unfit(call: &Call, wrong: &MailMistakes) -> ApiError {
    let told =
        |(field, key): &(&str, &str)| Mistake::at(&format!("/{field}"), key, call.ctx.text(key));
    ApiError::Unfit(wrong.fields().iter().map(told).collect())
}

/// `PUT /server/settings/mail`.
async fn set(OnServer { call, doing }: OnServer) -> Answer {
    let form = form(&call)?;
    let proposal = form.proposal().map_err(|wrong| unfit(&call, &wrong))?;
    let mut conn = call.app.db.write().await?;
    call.meant(&load(&call, &mut conn).await?)?;
    let transport = call
        .body
        .get("transport")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let saved = operator::save_mail(&doing, &mut conn, &proposal, transport).await;
    match saved.map_err(ApiError::internal)? {
        Saved::Done => {}
        Saved::Refused(problems) => return Err(unfit(&call, &MailMistakes::of(&problems))),
    }
    let value = load(&call, &mut conn).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}
