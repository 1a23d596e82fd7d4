//! The statements on tokens and service accounts.

use admission::Proof;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{ApiKey, TokenHash};
use people::{Name, PassportId, WorkspaceId};

use super::account::{Account, AccountDraft};
use super::scope::{line, of_line};
use super::token::{ApiToken, Epochs, Found, Owner};
use super::{AccountId, ApiTokenId};

fn token(row: &Row) -> Result<ApiToken, DbError> {
    let (passport, account) = (row.get("passport_id")?, row.get("account_id")?);
    let owner = match (passport, account) {
        (Some(passport), None) => Owner::Person(passport),
        (None, Some(account)) => Owner::Account(account),
        _ => return Err(DbError::Shape("api_tokens.passport_id".to_owned())),
    };
    Ok(ApiToken {
        id: row.get("id")?,
        owner,
        name: row.text("name")?,
        scopes: of_line(&row.text("scopes")?),
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
        used_from: row.get("used_from")?,
    })
}

/// The token of this hash, unless it was revoked.
pub(super) async fn by_hash(
    conn: &mut Conn,
    hash: &TokenHash<ApiKey>,
) -> Result<Option<Found>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, passport_id, account_id, name, scopes, created_at, expires_at, used_at, \
                 used_from, passport_epoch, member_epochs, proofs FROM api_tokens \
                 WHERE hash = $1 AND revoked_at IS NULL",
            ),
            params![*hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let odd = |_| DbError::Shape("api_tokens.proofs".to_owned());
    let text = |column| Ok::<_, DbError>(row.get::<Option<String>>(column)?.unwrap_or_default());
    let (members, proofs) = (text("member_epochs")?, text("proofs")?);
    let token = token(&row)?;
    let is_person = matches!(token.owner, Owner::Person(_));
    Ok(Some(Found {
        epochs: Epochs {
            passport: row.get("passport_epoch")?,
            members: if is_person {
                serde_json::from_str(&members).map_err(odd)?
            } else {
                Epochs::default().members
            },
        },
        proofs: if is_person {
            serde_json::from_str::<Vec<Proof>>(&proofs).map_err(odd)?
        } else {
            Vec::new()
        },
        token,
    }))
}

/// Whose a token is and the epoch of their passport when it was made, unless it was revoked.
pub(super) async fn unrevoked(
    conn: &mut Conn,
    id: ApiTokenId,
) -> Result<Option<(Option<PassportId>, Option<i64>)>, DbError> {
    let row = conn
        .optional(
            sql("SELECT passport_id, passport_epoch FROM api_tokens \
                 WHERE id = $1 AND revoked_at IS NULL"),
            params![id],
        )
        .await?;
    row.map(|row| Ok((row.get("passport_id")?, row.get("passport_epoch")?)))
        .transpose()
}

pub(super) async fn insert(
    conn: &mut Conn,
    found: &Found,
    hash: TokenHash<ApiKey>,
) -> Result<(), DbError> {
    let odd = |_| DbError::Shape("api_tokens.proofs".to_owned());
    let token = &found.token;
    let (passport, account) = match token.owner {
        Owner::Person(passport) => (Some(passport), None),
        Owner::Account(account) => (None, Some(account)),
    };
    conn.execute(
        sql(
            "INSERT INTO api_tokens (id, hash, passport_id, account_id, name, scopes, \
             passport_epoch, member_epochs, proofs, created_at, expires_at, used_at, used_from, \
             revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL)",
        ),
        params![
            token.id,
            hash,
            passport,
            account,
            &token.name,
            line(&token.scopes),
            found.epochs.passport,
            serde_json::to_string(&found.epochs.members).map_err(odd)?,
            serde_json::to_string(&found.proofs).map_err(odd)?,
            token.created_at,
            token.expires_at,
        ],
    )
    .await
    .map(drop)
}

/// Notes that a token was used.
pub(super) async fn touch(
    conn: &mut Conn,
    id: ApiTokenId,
    now: Time,
    from: &str,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE api_tokens SET used_at = $2, used_from = $3 WHERE id = $1"),
        params![id, now, from],
    )
    .await
    .map(drop)
}

/// The tokens of a person that were not revoked, the newest first.
pub(super) async fn of_person(
    conn: &mut Conn,
    passport: PassportId,
) -> Result<Vec<ApiToken>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, passport_id, account_id, name, scopes, created_at, expires_at, used_at, \
                 used_from FROM api_tokens WHERE passport_id = $1 AND revoked_at IS NULL \
                 ORDER BY id DESC LIMIT 200",
            ),
            params![passport],
        )
        .await?;
    rows.iter().map(token).collect()
}

/// The tokens of a service account that were not revoked, the newest first.
pub(super) async fn of_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: AccountId,
) -> Result<Vec<ApiToken>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT t.id AS id, t.passport_id AS passport_id, t.account_id AS account_id, \
                 t.name AS name, t.scopes AS scopes, t.created_at AS created_at, \
                 t.expires_at AS expires_at, t.used_at AS used_at, t.used_from AS used_from \
                 FROM api_tokens t JOIN service_accounts a ON a.id = t.account_id \
                 WHERE t.account_id = $2 AND a.workspace_id = $1 AND t.revoked_at IS NULL \
                 ORDER BY t.id DESC LIMIT 200",
            ),
            params![workspace, account],
        )
        .await?;
    rows.iter().map(token).collect()
}

/// Revokes a token of a person; the token, if it was one of theirs and lived.
pub(super) async fn revoke_of_person(
    conn: &mut Conn,
    (passport, id): (PassportId, ApiTokenId),
    now: Time,
) -> Result<Option<ApiToken>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE api_tokens SET revoked_at = $3 WHERE passport_id = $1 AND id = $2 \
                 AND revoked_at IS NULL RETURNING id, passport_id, account_id, name, scopes, \
                 created_at, expires_at, used_at, used_from",
            ),
            params![passport, id, now],
        )
        .await?;
    row.as_ref().map(token).transpose()
}

/// Revokes a token of a service account; the token, if it was one of its and lived.
pub(super) async fn revoke_of_account(
    conn: &mut Conn,
    (workspace, account, id): (WorkspaceId, AccountId, ApiTokenId),
    now: Time,
) -> Result<Option<ApiToken>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE api_tokens SET revoked_at = $4 WHERE id = $3 AND account_id = $2 \
                 AND revoked_at IS NULL AND EXISTS (SELECT 1 FROM service_accounts a \
                 WHERE a.id = $2 AND a.workspace_id = $1) RETURNING id, passport_id, account_id, \
                 name, scopes, created_at, expires_at, used_at, used_from",
            ),
            params![workspace, account, id, now],
        )
        .await?;
    row.as_ref().map(token).transpose()
}

/// Forgets tokens that were revoked or ran out before `before`.
pub(super) async fn clean(conn: &mut Conn, before: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM api_tokens WHERE revoked_at < $1 OR expires_at < $1"),
        params![before],
    )
    .await
    .map(drop)
}

fn account(row: &Row) -> Result<Account, DbError> {
    Ok(Account {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        description: row.text("description")?,
        scopes: of_line(&row.text("scopes")?),
        disabled_at: row.get("disabled_at")?,
        created_at: row.get("created_at")?,
    })
}

/// A service account by its id alone: the workspace follows from it. For authentication only.
pub(super) async fn account_of_token(
    conn: &mut Conn,
    id: AccountId,
) -> Result<Option<Account>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, description, scopes, disabled_at, created_at \
                 FROM service_accounts WHERE id = $1",
            ),
            params![id],
        )
        .await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn load_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: AccountId,
) -> Result<Option<Account>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, description, scopes, disabled_at, created_at \
                 FROM service_accounts WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn page_of_accounts(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<AccountId>,
    most: u32,
) -> Result<Vec<Account>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, description, scopes, disabled_at, created_at \
                 FROM service_accounts WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            ),
            params![
                workspace,
                after.map(|id| id.to_string()).unwrap_or_default(),
                i64::from(most),
            ],
        )
        .await?;
    rows.iter().map(account).collect()
}

pub(super) async fn accounts(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Account>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, description, scopes, disabled_at, created_at \
                 FROM service_accounts WHERE workspace_id = $1 ORDER BY folded, id LIMIT 500",
            ),
            params![workspace],
        )
        .await?;
    rows.iter().map(account).collect()
}

/// Writes a new service account; `None` when the name is taken.
pub(super) async fn insert_account(
    conn: &mut Conn,
    new: &Account,
    name: &Name,
) -> Result<bool, DbError> {
    let written = conn
        .execute(
            sql(
                "INSERT INTO service_accounts (id, workspace_id, name, folded, description, scopes, \
                 disabled_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7) \
                 ON CONFLICT (workspace_id, folded) DO NOTHING",
            ),
            params![
                new.id,
                new.workspace,
                &new.name,
                name.folded(),
                &new.description,
                line(&new.scopes),
                new.created_at,
            ],
        )
        .await?;
    Ok(written > 0)
}

/// Changes a service account; whether the name was free.
pub(super) async fn change_account(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, AccountId),
    draft: &AccountDraft,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE service_accounts SET name = $3, folded = $4, description = $5, scopes = $6 \
                 WHERE workspace_id = $1 AND id = $2 AND NOT EXISTS (SELECT 1 \
                 FROM service_accounts o WHERE o.workspace_id = $1 AND o.folded = $4 \
                 AND o.id <> $2)",
            ),
            params![
                workspace,
                id,
                draft.name.as_str(),
                draft.name.folded(),
                &draft.description,
                line(&draft.scopes),
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Disables or enables a service account; whether that changed anything.
pub(super) async fn set_disabled(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, AccountId),
    since: Option<Time>,
) -> Result<bool, DbError> {
    let statement = match since {
        Some(_) => sql("UPDATE service_accounts SET disabled_at = $3 \
             WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NULL"),
        None => sql("UPDATE service_accounts SET disabled_at = $3 \
             WHERE workspace_id = $1 AND id = $2 AND disabled_at IS NOT NULL"),
    };
    Ok(conn
        .execute(statement, params![workspace, id, since])
        .await?
        > 0)
}

pub(super) async fn delete_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: AccountId,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM service_accounts WHERE workspace_id = $1 AND id = $2"),
            params![workspace, id],
        )
        .await?;
    Ok(gone > 0)
}
