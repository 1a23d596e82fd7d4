//! Service accounts: somebody of a workspace who is no person, for machines.
//!
//! One never signs in on pages; it has tokens, and the audit trail names it. The screens and the table
//! say "service account", the code says account.

use base::clock::Time;
use base::db::{Conn, DbError};
use people::{Name, WorkspaceId};

use super::scope::{Scopes, line};
use super::{AccountId, events, store};
use crate::signin::acting::Acting;

/// A service account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Names it.
    pub id: AccountId,
    /// The workspace it works for.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What its tokens may do at most.
    pub scopes: Scopes,
    /// Since when it is disabled.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
}

/// What a service account is to be.
#[derive(Clone, Debug)]
pub struct AccountDraft {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// What its tokens may do at most.
    pub scopes: Scopes,
}

/// What came of making or changing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arranged {
    /// The service account as it is now.
    Done(Account),
    /// Another has this name.
    NameTaken,
    /// There is none.
    NoSuchAccount,
}

fn note(acting: &Acting, kind: base::audit::Kind, account: &Account) -> base::audit::Event {
    acting
        .done(kind)
        .about(account.id)
        .detail("name", account.name.as_str())
        .detail("scopes", line(&account.scopes))
}

/// Makes a service account.
///
/// # Errors
/// What the database says.
pub async fn create(
    acting: &Acting,
    conn: &mut Conn,
    draft: &AccountDraft,
) -> Result<Arranged, DbError> {
    let fresh = acting.fresh();
    let account = Account {
        id: AccountId::fresh(fresh.now, fresh.random),
        workspace: acting.workspace.id,
        name: draft.name.to_string(),
        description: draft.description.clone(),
        scopes: draft.scopes.clone(),
        disabled_at: None,
        created_at: fresh.now,
    };
    if !store::insert_account(conn, &account, &draft.name).await? {
        return Ok(Arranged::NameTaken);
    }
    let event = note(acting, events::ACCOUNT_CREATED, &account);
    acting.record(conn, event).await?;
    Ok(Arranged::Done(account))
}

/// Changes name, description and scopes. Tokens keep theirs, but do no more than the account may.
///
/// # Errors
/// What the database says.
pub async fn change(
    acting: &Acting,
    conn: &mut Conn,
    id: AccountId,
    draft: &AccountDraft,
) -> Result<Arranged, DbError> {
    let whose = (acting.workspace.id, id);
    let Some(before) = store::load_account(conn, whose.0, id).await? else {
        return Ok(Arranged::NoSuchAccount);
    };
    if !store::change_account(conn, whose, draft).await? {
        return Ok(Arranged::NameTaken);
    }
    let account = Account {
        name: draft.name.to_string(),
        description: draft.description.clone(),
        scopes: draft.scopes.clone(),
        ..before.clone()
    };
    if account != before {
        let event = note(acting, events::ACCOUNT_CHANGED, &account);
        let event = event.detail("scopes_before", line(&before.scopes));
        acting.record(conn, event).await?;
    }
    Ok(Arranged::Done(account))
}

/// Disables a service account, or enables it again; whether that changed anything.
///
/// # Errors
/// What the database says.
pub async fn set_enabled(
    acting: &Acting,
    conn: &mut Conn,
    account: &Account,
    enabled: bool,
) -> Result<bool, DbError> {
    let since = (!enabled).then(|| acting.doing.app.clock.now());
    let changed = store::set_disabled(conn, (acting.workspace.id, account.id), since).await?;
    if changed {
        let kind = if enabled {
            events::ACCOUNT_ENABLED
        } else {
            events::ACCOUNT_DISABLED
        };
        acting.record(conn, note(acting, kind, account)).await?;
    }
    Ok(changed)
}

/// Deletes a service account with its tokens; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn delete(acting: &Acting, conn: &mut Conn, account: &Account) -> Result<bool, DbError> {
    let gone = store::delete_account(conn, acting.workspace.id, account.id).await?;
    if gone {
        let event = note(acting, events::ACCOUNT_DELETED, account);
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

/// The service account with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: AccountId,
) -> Result<Option<Account>, DbError> {
    store::load_account(conn, workspace, id).await
}

/// The service accounts of a workspace by name; at most 500.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Account>, DbError> {
    store::accounts(conn, workspace).await
}

/// The service accounts of a workspace in the order in which they were made, behind `after`, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<AccountId>,
    most: u32,
) -> Result<Vec<Account>, DbError> {
    store::page_of_accounts(conn, workspace, after, most).await
}
