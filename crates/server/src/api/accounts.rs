//! Service accounts and their tokens. Nobody gives more than they have: the scopes of an account or a token are
//! scopes of whoever makes it.

use axum::routing::{delete, get, patch, post};
use base::db::Conn;
use people::WorkspaceId;
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use crate::tokens::{
    self, Account, AccountDraft, AccountId, ApiToken, ApiTokenId, Arranged, MOST_DAYS_OF_ACCOUNT,
    Scope, Scopes, TokenDraft, USUAL_DAYS, allows,
};
use crate::web::ApiError;

/// Every scope there is.
pub(super) const SCOPE_WORDS: &[&str] = &scope_words();
/// A list of scopes.
pub(super) const SCOPES: Shape = Shape::List(&Shape::Word(SCOPE_WORDS), 100);

const fn scope_words() -> [&'static str; Scope::ALL.len()] {
    let mut words = [""; Scope::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        #[expect(
            clippy::indexing_slicing,
            reason = "both have the same length; the compiler looks"
        )]
        {
            words[at] = Scope::ALL[at].word();
        }
        at += 1;
    }
    words
}

const DESCRIPTION: Shape = Shape::Text(0, 500, "Writes people of the payroll into groups");
const ACCOUNT_NAME: Shape = Shape::Text(1, 120, "Payroll sync");

const ACCOUNT: Shape = Shape::Record(
    "ServiceAccount",
    &[
        Field::needed("id", Shape::Id, "Names it; the audit trail does, too."),
        Field::needed("name", ACCOUNT_NAME, "Its name, unique in the workspace."),
        Field::needed("description", DESCRIPTION, "What it is for."),
        Field::needed("scopes", SCOPES, "What its tokens may do at most."),
        Field::needed(
            "enabled",
            Shape::Flag(true),
            "Whether its tokens open anything.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const NEW: Shape = Shape::Record(
    "NewServiceAccount",
    &[
        Field::needed("name", ACCOUNT_NAME, "Its name, unique in the workspace."),
        Field::free("description", Shape::Maybe(&DESCRIPTION), "What it is for."),
        Field::needed(
            "scopes",
            SCOPES,
            "What its tokens may do at most; none that the caller lacks.",
        ),
    ],
);

const CHANGE: Shape = Shape::Record(
    "ServiceAccountChange",
    &[
        Field::free("name", ACCOUNT_NAME, "Its name."),
        Field::free("description", Shape::Maybe(&DESCRIPTION), "What it is for."),
        Field::free(
            "scopes",
            SCOPES,
            "What its tokens may do at most; none that the caller lacks.",
        ),
        Field::free(
            "enabled",
            Shape::Flag(false),
            "Whether its tokens open anything.",
        ),
    ],
);

const TOKEN_FIELDS: &[Field] = &[
    Field::needed("id", Shape::Id, "Names it; opens nothing."),
    Field::needed(
        "name",
        Shape::Text(1, 120, "Nightly run"),
        "What it is called.",
    ),
    Field::needed("scopes", SCOPES, "What it may do at most."),
    Field::needed("created_at", Shape::Moment, "When it was made."),
    Field::needed("expires_at", Shape::Moment, "When it ends."),
    Field::needed(
        "used_at",
        Shape::Maybe(&Shape::Moment),
        "When it was last used, to the minute.",
    ),
    Field::needed(
        "used_from",
        Shape::Maybe(&Shape::Text(0, 60, "192.0.2.7")),
        "From which address.",
    ),
];
const TOKEN: Shape = Shape::Record("Token", TOKEN_FIELDS);

const MADE: Shape = Shape::Record(
    "MadeToken",
    &[
        Field::needed("token", TOKEN, "What is known of it from now on."),
        Field::needed(
            "secret",
            Shape::Maybe(&Shape::Text(
                51,
                51,
                "vst_pVQ5Gxk0mJw2H9dKr7sYtB3nLfE8uZcA1oXiTqW6vMgR4a2",
            )),
            "The token itself, this once; `null` when the same request is told again.",
        ),
    ],
);

const NEW_TOKEN: Shape = Shape::Record(
    "NewToken",
    &[
        Field::needed(
            "name",
            Shape::Text(1, 120, "Nightly run"),
            "What it is called.",
        ),
        Field::free(
            "scopes",
            SCOPES,
            "What it may do; all of the account's when nothing is said.",
        ),
        Field::free(
            "expires_in_days",
            Shape::Whole(1, MOST_DAYS_OF_ACCOUNT as i64, 90),
            "How long it lasts; 90 days when nothing is said.",
        ),
    ],
);

const LIST: &str = "/workspaces/{workspace}/service-accounts";
const ONE: &str = "/workspaces/{workspace}/service-accounts/{account}";
const TOKENS: &str = "/workspaces/{workspace}/service-accounts/{account}/tokens";
const TOKEN_AT: &str = "/workspaces/{workspace}/service-accounts/{account}/tokens/{token}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listServiceAccounts",
            LIST,
            "The service accounts of a workspace",
        ),
        || get(list),
    )
    .scope(Scope::TokensRead)
    .page(ACCOUNT),
    Operation::post(
        ("createServiceAccount", LIST, "Makes a service account"),
        || post(create),
    )
    .scope(Scope::TokensWrite)
    .body(NEW)
    .created(ACCOUNT),
    Operation::get(("getServiceAccount", ONE, "One service account"), || {
        get(show)
    })
    .scope(Scope::TokensRead)
    .one(ACCOUNT),
    Operation::patch(
        (
            "changeServiceAccount",
            ONE,
            "Changes a service account, disables or enables it",
        ),
        || patch(change),
    )
    .scope(Scope::TokensWrite)
    .body(CHANGE)
    .one(ACCOUNT),
    Operation::delete(
        (
            "deleteServiceAccount",
            ONE,
            "Deletes a service account with its tokens",
        ),
        || delete(remove),
    )
    .scope(Scope::TokensWrite),
    Operation::get(
        ("listTokens", TOKENS, "The tokens of a service account"),
        || get(tokens_of),
    )
    .scope(Scope::TokensRead)
    .page(TOKEN),
    Operation::post(
        ("createToken", TOKENS, "Makes a token, shown this once"),
        || post(make),
    )
    .scope(Scope::TokensWrite)
    .body(NEW_TOKEN)
    .created(MADE),
    Operation::delete(("revokeToken", TOKEN_AT, "Revokes a token"), || {
        delete(revoke)
    })
    .scope(Scope::TokensWrite),
];

fn words(scopes: &Scopes) -> Vec<&'static str> {
    scopes.iter().map(|one| one.word()).collect()
}

fn account(one: &Account) -> Value {
    json!({
        "id": one.id, "name": one.name, "description": one.description,
        "scopes": words(&one.scopes), "enabled": one.disabled_at.is_none(),
        "created_at": one.created_at.rfc3339(),
    })
}

fn token(one: &ApiToken) -> Value {
    json!({
        "id": one.id, "name": one.name, "scopes": words(&one.scopes),
        "created_at": one.created_at.rfc3339(), "expires_at": one.expires_at.rfc3339(),
        "used_at": one.used_at.map(|at| at.rfc3339()), "used_from": one.used_from,
    })
}

async fn load(call: &Call, conn: &mut Conn, workspace: WorkspaceId) -> Result<Account, ApiError> {
    let id = call.id("account", AccountId::parse)?;
    answer::found(tokens::load_account(conn, workspace, id).await?)
}

/// The scopes of the body: of workspaces, and none the caller lacks.
fn scopes(call: &Call) -> Result<Option<Scopes>, ApiError> {
    let Some(sent) = call.body.get("scopes").and_then(Value::as_array) else {
        return Ok(None);
    };
    let sent: Scopes = sent
        .iter()
        .filter_map(|one| Scope::from_word(one.as_str()?))
        .collect();
    let held = call.caller.scopes();
    if let Some(beyond) = sent.iter().find(|one| !one.is_of_workspace()) {
        let (code, whose) = if beyond.is_of_server() {
            ("of-server", "operators")
        } else {
            ("of-person", "people")
        };
        let words = format!(
            "{} belongs to {whose}, not to service accounts.",
            beyond.word()
        );
        return Err(ApiError::field("/scopes", code, words));
    }
    match sent.iter().find(|one| !allows(&held, **one)) {
        Some(beyond) => {
            let words = format!("The caller has not {} and cannot give it.", beyond.word());
            Err(ApiError::Forbidden("beyond-own-scopes", words))
        }
        None => Ok(Some(sent)),
    }
}

fn description(call: &Call) -> String {
    fields::words(call, "description").unwrap_or_default()
}

fn taken() -> ApiError {
    ApiError::field(
        "/name",
        "taken",
        "A service account of the workspace has this name.",
    )
}

/// `GET …/service-accounts`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let after = call.behind(AccountId::parse)?;
    let (workspace, most) = (acting.workspace.id, call.limit() + 1);
    let mut conn = call.app.db.read().await?;
    let mut found = tokens::page_of_accounts(&mut conn, workspace, after, most).await?;
    let next = call.cut(&mut found, |one| one.id.to_string());
    call.page(found.iter().map(account).collect(), next)
}

/// `GET …/service-accounts/{account}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    answer::one(&call, &account(&found))
}

/// `POST …/service-accounts`.
async fn create(within: InWorkspace) -> Answer {
    let draft = AccountDraft {
        name: fields::name(&within.call, "name")?,
        description: description(&within.call),
        scopes: scopes(&within.call)?.unwrap_or_default(),
    };
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let Arranged::Done(made) = tokens::create_account(&acting, &mut conn, &draft).await? else {
        return Err(taken());
    };
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, account(&made)), &[])
        .await
}

/// `PATCH …/service-accounts/{account}`.
async fn change(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let before = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&account(&before))?;
    let draft = AccountDraft {
        name: fields::name_or(&call, "name", &before.name)?,
        description: match call.has("description") {
            true => description(&call),
            false => before.description.clone(),
        },
        scopes: scopes(&call)?.unwrap_or_else(|| before.scopes.clone()),
    };
    match tokens::change_account(&acting, &mut conn, before.id, &draft).await? {
        Arranged::Done(_) => {}
        Arranged::NameTaken => return Err(taken()),
        Arranged::NoSuchAccount => return Err(ApiError::NotFound),
    }
    if let Some(enabled) = call.body.get("enabled").and_then(Value::as_bool) {
        tokens::set_enabled(&acting, &mut conn, &before, enabled).await?;
    }
    let after = load(&call, &mut conn, acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&account(&after)))
}

/// `DELETE …/service-accounts/{account}`.
async fn remove(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&account(&found))?;
    tokens::delete_account(&acting, &mut conn, &found).await?;
    conn.commit().await?;
    Ok(answer::done())
}

/// `GET …/service-accounts/{account}/tokens`.
async fn tokens_of(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    let all = tokens::of_account(&mut conn, acting.workspace.id, found.id).await?;
    call.slice(
        all.iter()
            .map(|one| (one.id.to_string(), token(one)))
            .collect(),
    )
}

/// `POST …/service-accounts/{account}/tokens`.
async fn make(within: InWorkspace) -> Answer {
    let (name, wanted) = (fields::name(&within.call, "name")?, scopes(&within.call)?);
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    let held = call.caller.scopes();
    let scopes = wanted.unwrap_or_else(|| found.scopes.clone());
    if let Some(beyond) = scopes
        .iter()
        .find(|one| !allows(&held, **one) || !allows(&found.scopes, **one))
    {
        let words = format!(
            "The caller or the service account has not {}.",
            beyond.word()
        );
        return Err(ApiError::Forbidden("beyond-own-scopes", words));
    }
    let days = call.body.get("expires_in_days").and_then(Value::as_i64);
    let days = days
        .and_then(|days| u32::try_from(days).ok())
        .unwrap_or(USUAL_DAYS);
    let draft = TokenDraft { name, scopes, days };
    let made = tokens::make_of_account(&acting, &mut conn, &found, &draft).await?;
    let location = format!("{}/{}", call.path, made.token.id);
    let value = json!({"token": token(&made.token), "secret": made.text});
    once.finish(&call, conn, (location, value), &["secret"])
        .await
}

/// `DELETE …/service-accounts/{account}/tokens/{token}`.
async fn revoke(within: InWorkspace) -> Answer {
    let id = within.call.id("token", ApiTokenId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    let gone = tokens::revoke_of_account(&acting, &mut conn, (found.id, id)).await?;
    answer::found(gone)?;
    conn.commit().await?;
    Ok(answer::done())
}
