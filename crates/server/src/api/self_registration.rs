//! Applications that register themselves: which may, and the tokens they bring.

use axum::routing::{delete, get, post, put};
use base::db::Conn;
use people::workspaces;
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, InWorkspace, OnServer};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::oidc::{self, Initial, InitialDraft, InitialTokenId, Opened};
use crate::tokens::Scope;
use crate::web::ApiError;

const TO: Shape = Shape::Word(&["nobody", "token-holders", "everybody"]);
const ABOUT_TO: &str =
    "Which may: none; those that bring a token of a workspace; besides, all that bring none.";
const WORKSPACE: Shape = Shape::Maybe(&Shape::Text(1, 63, "acme"));
const ABOUT_WORKSPACE: &str = "With `everybody`: the address of the workspace they come into.";

const SETTING: Shape = Shape::Record(
    "SelfRegistration",
    &[
        Field::needed("to", TO, ABOUT_TO),
        Field::needed("workspace", WORKSPACE, ABOUT_WORKSPACE),
    ],
);
const NEW_SETTING: Shape = Shape::Record(
    "NewSelfRegistration",
    &[
        Field::needed("to", TO, ABOUT_TO),
        Field::free("workspace", WORKSPACE, ABOUT_WORKSPACE),
    ],
);

const NAME: Shape = Shape::Text(1, 120, "Test bench");
const USES: Shape = Shape::Whole(1, 100, 5);
const ABOUT_USES: &str = "How many applications may register with it.";

const TOKEN: Shape = Shape::Record(
    "RegistrationToken",
    &[
        Field::needed("id", Shape::Id, "Names it; opens nothing."),
        Field::needed("name", NAME, "What it is called."),
        Field::needed("uses", USES, ABOUT_USES),
        Field::needed(
            "uses_left",
            Shape::Whole(0, 100, 4),
            "How many of them may still.",
        ),
        Field::needed("expires_at", Shape::Moment, "When it ends."),
        Field::needed(
            "used_at",
            Shape::Maybe(&Shape::Moment),
            "When it was last used.",
        ),
    ],
);
const MADE: Shape = Shape::Record(
    "MadeRegistrationToken",
    &[
        Field::needed("token", TOKEN, "What is known of it from now on."),
        Field::needed(
            "secret",
            Shape::Maybe(&Shape::Text(
                43,
                43,
                "pVQ5Gxk0mJw2H9dKr7sYtB3nLfE8uZcA1oXiTqW6vMg",
            )),
            "The token itself, this once; `null` when the same request is told again.",
        ),
    ],
);
const NEW: Shape = Shape::Record(
    "NewRegistrationToken",
    &[
        Field::needed("name", NAME, "What it is called."),
        Field::free(
            "uses",
            USES,
            "How many may register with it; one when nothing is said.",
        ),
        Field::free(
            "expires_in_days",
            Shape::Whole(1, 90, 7),
            "How long it works; a day when nothing is said.",
        ),
    ],
);

const AT: &str = "/server/settings/applications";
const LIST: &str = "/workspaces/{workspace}/registration-tokens";
const ONE: &str = "/workspaces/{workspace}/registration-tokens/{initial}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "getSelfRegistration",
            AT,
            "Which applications may register themselves",
        ),
        || get(show),
    )
    .scope(Scope::ServerSettingsRead)
    .one(SETTING),
    Operation::put(
        (
            "setSelfRegistration",
            AT,
            "Sets which applications may register themselves",
        ),
        || put(set),
    )
    .scope(Scope::ServerSettingsWrite)
    .body(NEW_SETTING)
    .one(SETTING),
    Operation::get(
        (
            "listRegistrationTokens",
            LIST,
            "The tokens with which applications register",
        ),
        || get(list),
    )
    .scope(Scope::ApplicationsRead)
    .page(TOKEN),
    Operation::post(
        (
            "createRegistrationToken",
            LIST,
            "Makes a token to register with, shown this once",
        ),
        || post(make),
    )
    .scope(Scope::ApplicationsWrite)
    .body(NEW)
    .created(MADE)
    .conflicts(),
    Operation::delete(
        ("endRegistrationToken", ONE, "Ends a token to register with"),
        || delete(end),
    )
    .scope(Scope::ApplicationsWrite),
];

async fn told(conn: &mut Conn, opened: Opened) -> Result<Value, ApiError> {
    let workspace = match opened {
        Opened::Everybody(id) => workspaces::load(conn, id).await?,
        Opened::Nobody | Opened::TokenHolders => None,
    };
    let address = workspace.map(|found| found.address);
    Ok(json!({"to": opened.word(), "workspace": address}))
}

fn token(one: &Initial) -> Value {
    json!({
        "id": one.id, "name": one.name, "uses": one.uses, "uses_left": one.uses_left,
        "expires_at": one.expires_at.rfc3339(), "used_at": one.used_at.map(|at| at.rfc3339()),
    })
}

/// `GET /server/settings/applications`.
async fn show(OnServer { call, .. }: OnServer) -> Answer {
    let mut conn = call.app.db.read().await?;
    let opened = oidc::opened_registration(&mut conn).await?;
    answer::one(&call, &told(&mut conn, opened).await?)
}

/// `PUT /server/settings/applications`.
async fn set(OnServer { call, doing }: OnServer) -> Answer {
    let mut conn = call.app.db.write().await?;
    let before = oidc::opened_registration(&mut conn).await?;
    call.meant(&told(&mut conn, before).await?)?;
    let address = fields::text(&call, "workspace");
    let Some(to) = Opened::read(&mut conn, fields::text(&call, "to"), address).await? else {
        let words = "No workspace that is in use has this address.";
        return Err(ApiError::field("/workspace", "unknown", words));
    };
    oidc::open_registration(&doing, &mut conn, to).await?;
    let told = told(&mut conn, to).await?;
    conn.commit().await?;
    Ok(answer::changed(&told))
}

/// `GET …/registration-tokens`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let all = oidc::initial_tokens(&mut conn, acting.workspace.id).await?;
    call.slice(
        all.iter()
            .map(|one| (one.id.to_string(), token(one)))
            .collect(),
    )
}

/// `POST …/registration-tokens`.
async fn make(within: InWorkspace) -> Answer {
    let number = |field: &str| within.call.body.get(field).and_then(Value::as_u64);
    let draft = InitialDraft {
        name: fields::name(&within.call, "name")?,
        uses: number("uses")
            .and_then(|n| i64::try_from(n).ok())
            .unwrap_or(1),
        days: number("expires_in_days")
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(1),
    };
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    if oidc::opened_registration(&mut conn).await? == Opened::Nobody {
        let words = "An operator has not opened registration to applications.".to_owned();
        return Err(ApiError::Conflict("not-opened", words));
    }
    let (made, text) = oidc::make_initial(&acting, &mut conn, &draft).await?;
    let location = format!("{}/{}", call.path, made.id);
    let value = json!({"token": token(&made), "secret": text.reveal()});
    once.finish(&call, conn, (location, value), &["secret"])
        .await
}

/// `DELETE …/registration-tokens/{initial}`.
async fn end(within: InWorkspace) -> Answer {
    let id = within.call.id("initial", InitialTokenId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { acting, .. } = within;
    answer::found(oidc::end_initial(&acting, &mut conn, id).await?)?;
    conn.commit().await?;
    Ok(answer::done())
}
