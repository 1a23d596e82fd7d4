//! Applications: connected, changed, disabled and deleted. Their secrets are told once (`secrets`); who
//! may act with their tokens stands in `actors`.

mod actors;
mod secrets;
mod shapes;

use axum::routing::{delete, get, patch, post, put};
use base::db::Conn;
use people::WorkspaceId;
use protocol::api::{Field, Shape};
use serde_json::{Map, Value, json};

use shapes::{ACTOR, APPLICATION, CHANGE, HELD, MADE, MADE_SECRET, NEW, NEW_SECRET};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::oidc::{
    self, Application, ApplicationDraft, ApplicationId, CheckedDraft, SecretWish, Sought,
};
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};

const FILTERS: &[Field] = &[
    Field::free("name", fields::NAME, "Only those of this very name."),
    Field::free(
        "enabled",
        Shape::Flag(true),
        "Only those that are enabled, or that are not.",
    ),
];

const LIST: &str = "/workspaces/{workspace}/applications";
const ONE: &str = "/workspaces/{workspace}/applications/{application}";
const SECRETS: &str = "/workspaces/{workspace}/applications/{application}/secrets";
const SECRET: &str = "/workspaces/{workspace}/applications/{application}/secrets/{secret}";
const ACTORS: &str = "/workspaces/{workspace}/applications/{application}/actors";
const ACTOR_AT: &str = "/workspaces/{workspace}/applications/{application}/actors/{actor}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("listApplications", LIST, "The applications of a workspace"),
        || get(list),
    )
    .scope(Scope::ApplicationsRead)
    .query(FILTERS)
    .page(APPLICATION),
    Operation::post(
        (
            "createApplication",
            LIST,
            "Connects an application; a secret drawn for it is shown this once",
        ),
        || post(create),
    )
    .scope(Scope::ApplicationsWrite)
    .body(NEW)
    .created(MADE),
    Operation::get(("getApplication", ONE, "One application"), || get(show))
        .scope(Scope::ApplicationsRead)
        .one(APPLICATION),
    Operation::patch(
        (
            "changeApplication",
            ONE,
            "Changes an application, disables or enables it",
        ),
        || patch(change),
    )
    .scope(Scope::ApplicationsWrite)
    .body(CHANGE)
    .one(APPLICATION),
    Operation::delete(
        (
            "deleteApplication",
            ONE,
            "Deletes an application with all it holds",
        ),
        || delete(remove),
    )
    .scope(Scope::ApplicationsWrite),
    Operation::get(
        (
            "listClientSecrets",
            SECRETS,
            "The secrets of an application, without themselves",
        ),
        || get(secrets::list),
    )
    .scope(Scope::ApplicationsRead)
    .page(HELD),
    Operation::post(
        (
            "createClientSecret",
            SECRETS,
            "Gives an application another secret; the one it has goes on",
        ),
        || post(secrets::add),
    )
    .scope(Scope::ApplicationsWrite)
    .body(NEW_SECRET)
    .created(MADE_SECRET)
    .conflicts(),
    Operation::delete(("endClientSecret", SECRET, "Ends a secret at once"), || {
        delete(secrets::end)
    })
    .scope(Scope::ApplicationsWrite),
    Operation::get(
        (
            "listActors",
            ACTORS,
            "The applications that may act with the tokens of this one",
        ),
        || get(actors::list),
    )
    .scope(Scope::ApplicationsRead)
    .page(ACTOR),
    Operation::put(
        (
            "addActor",
            ACTOR_AT,
            "Lets another application act with the tokens of this one",
        ),
        || put(actors::add),
    )
    .scope(Scope::ApplicationsWrite),
    Operation::delete(
        ("removeActor", ACTOR_AT, "Lets it do so no more, at once"),
        || delete(actors::take_out),
    )
    .scope(Scope::ApplicationsWrite),
];

/// The draft as JSON, with the public keys as the JSON they are.
fn said(draft: &ApplicationDraft) -> Result<Map<String, Value>, ApiError> {
    let value = serde_json::to_value(draft).map_err(ApiError::internal)?;
    let Value::Object(mut fields) = value else {
        return Err(ApiError::internal("a draft is no object"));
    };
    if let Some(keys) = &draft.jwks {
        let keys = serde_json::from_str(keys).map_err(ApiError::internal)?;
        fields.insert("jwks".to_owned(), keys);
    }
    Ok(fields)
}

/// An application as it is told. What a secret is stands nowhere in it.
async fn told(call: &Call, conn: &mut Conn, one: &Application) -> Result<Value, ApiError> {
    let mut fields = said(&one.draft())?;
    let now = call.app.clock.now();
    let secrets = one.secrets(conn).await?.into_iter();
    let live: Vec<String> = secrets
        .filter(|secret| secret.is_live(now))
        .map(|secret| secret.fingerprint)
        .collect();
    let more = json!({
        "id": one.id, "enabled": one.disabled_at.is_none(), "secrets": live,
        "created_at": one.created_at.rfc3339(), "changed_at": one.changed_at.rfc3339(),
    });
    if let Value::Object(more) = more {
        fields.extend(more);
    }
    Ok(Value::Object(fields))
}

async fn load(
    call: &Call,
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Application, ApiError> {
    let id = call.id("application", ApplicationId::parse)?;
    answer::found(Application::load(conn, workspace, id).await?)
}

/// A draft with what was sent in place of what it said, checked. The shape of the body lets nothing through that
/// is no field of a draft, but for those that are taken out here.
fn drafted(call: &Call, before: &ApplicationDraft) -> Result<CheckedDraft, ApiError> {
    let mut fields = said(before)?;
    let sent = call.body.as_object().cloned().unwrap_or_default();
    fields.extend(sent);
    for other in ["secret", "enabled"] {
        fields.remove(other);
    }
    let draft = serde_json::from_value(Value::Object(fields)).map_err(ApiError::internal)?;
    ApplicationDraft::check(&draft).map_err(|wrong| {
        let told = |one: &oidc::Mistake| {
            let at = format!("/{}", one.field);
            Mistake::at(&at, one.key, one.sentence(&call.ctx.texts))
        };
        ApiError::Unfit(wrong.iter().map(told).collect())
    })
}

/// `GET …/applications`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let sought = Sought {
        name: call.text("name").map(str::to_owned),
        enabled: call.query.get("enabled").and_then(Value::as_bool),
        after: call.behind(ApplicationId::parse)?,
    };
    let mut conn = call.app.db.read().await?;
    let most = call.limit() + 1;
    let mut found = Application::page(&mut conn, acting.workspace.id, &sought, most).await?;
    let next = call.cut(&mut found, |one| one.id.to_string());
    let mut items = Vec::with_capacity(found.len());
    for one in &found {
        items.push(told(&call, &mut conn, one).await?);
    }
    call.page(items, next)
}

/// `GET …/applications/{application}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    answer::one(&call, &told(&call, &mut conn, &found).await?)
}

/// `POST …/applications`.
async fn create(within: InWorkspace) -> Answer {
    let draft = drafted(&within.call, &ApplicationDraft::default())?;
    let wish = match within.call.body.get("secret") {
        None => SecretWish::Fresh,
        Some(Value::Null) => SecretWish::Later,
        Some(_) => SecretWish::Given(secrets::given(&within.call)?),
    };
    // Making a key may take seconds; nothing is held meanwhile.
    let made_ready = oidc::prepare(&within.call.app, &draft).await;
    made_ready.map_err(ApiError::internal)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let (made, secret) = oidc::connect(&acting, &mut conn, &draft, wish).await?;
    let location = format!("{}/{}", call.path, made.id);
    let value = json!({
        "application": told(&call, &mut conn, &made).await?,
        "secret": secret.map(|secret| secret.reveal()),
    });
    once.finish(&call, conn, (location, value), &["secret"])
        .await
}

/// `PATCH …/applications/{application}`.
async fn change(within: InWorkspace) -> Answer {
    let mut conn = within.call.app.db.read().await?;
    let seen = load(&within.call, &mut conn, within.acting.workspace.id).await?;
    drop(conn);
    let draft = drafted(&within.call, &seen.draft())?;
    let made_ready = oidc::prepare(&within.call.app, &draft).await;
    made_ready.map_err(ApiError::internal)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let known = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&told(&call, &mut conn, &known).await?)?;
    // Whoever changed it since it was read above has not made this change undone.
    let draft = drafted(&call, &known.draft())?;
    let changed = oidc::change_application(&acting, &mut conn, &known, &draft).await?;
    let changed = changed.ok_or(ApiError::Changed)?;
    if let Some(enabled) = call.body.get("enabled").and_then(Value::as_bool) {
        oidc::set_application_enabled(&acting, &mut conn, &changed, enabled).await?;
    }
    let after = load(&call, &mut conn, acting.workspace.id).await?;
    let value = told(&call, &mut conn, &after).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `DELETE …/applications/{application}`.
async fn remove(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&told(&call, &mut conn, &found).await?)?;
    oidc::delete_application(&acting, &mut conn, &found).await?;
    conn.commit().await?;
    Ok(answer::done())
}
