//! API tokens: 256 random bits that open the API for a person or a service account.
//!
//! A token of a person does at most what the person may do at that very moment; one of a service account
//! at most what its account may. Only the hash is stored, so a token is shown once.

use std::collections::BTreeMap;
use std::time::Duration;

use admission::Proof;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::{ApiKey, Token};
use people::{Name, PassportId, WorkspaceId, belonging, revocation};
use protocol::api::TokenText;

use super::account::Account;
use super::scope::{Scope, Scopes, line};
use super::{AccountId, ApiTokenId, events, store};
use crate::signin::acting::{Acting, Doing};
use crate::signin::session::SignedIn;

/// How long a token lasts when nothing else is said, in days.
pub const USUAL_DAYS: u32 = 90;
/// How long a person's may last at most, in days.
pub const MOST_DAYS_OF_PERSON: u32 = 365;
/// How long a service account's may last at most, in days.
pub const MOST_DAYS_OF_ACCOUNT: u32 = 730;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Whose a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    Person(PassportId),
    /// A service account's.
    Account(AccountId),
}

/// A token, without what opens anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Names it.
    pub id: ApiTokenId,
    /// Whose it is.
    pub owner: Owner,
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// When it was last used, to the minute.
    pub used_at: Option<Time>,
    /// From which address.
    pub used_from: Option<String>,
}

/// The revocation epochs a person's token was made under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Epochs {
    pub(super) passport: Option<i64>,
    /// Of each membership there was; one that began later had the epoch 0 then.
    pub(super) members: BTreeMap<String, i64>,
}

/// A token with what is asked of it at each use.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) token: ApiToken,
    pub(super) epochs: Epochs,
    pub(super) proofs: Vec<Proof>,
}

impl Epochs {
    /// The epoch that the membership of a workspace must still have.
    pub(super) fn of(&self, workspace: WorkspaceId) -> i64 {
        self.members
            .get(&workspace.to_string())
            .copied()
            .unwrap_or(0)
    }
}

/// What a new token is to be.
#[derive(Clone, Debug)]
pub struct TokenDraft {
    /// What its owner calls it.
    pub name: Name,
    /// What it may do.
    pub scopes: Scopes,
    /// How long it lasts, in days.
    pub days: u32,
}

impl TokenDraft {
    fn token(&self, doing: &Doing, owner: Owner, most_days: u32) -> ApiToken {
        let fresh = doing.fresh();
        ApiToken {
            id: ApiTokenId::fresh(fresh.now, fresh.random),
            owner,
            name: self.name.to_string(),
            scopes: self.scopes.clone(),
            created_at: fresh.now,
            expires_at: fresh.now.plus(DAY * self.days.clamp(1, most_days)),
            used_at: None,
            used_from: None,
        }
    }
}

/// A new token and its text, which is never shown again.
pub struct Made {
    /// The token.
    pub token: ApiToken,
    /// What opens the API.
    pub text: String,
}

async fn write(conn: &mut Conn, doing: &Doing, found: Found) -> Result<Made, DbError> {
    let secret = Token::<ApiKey>::fresh(&doing.app.random);
    store::insert(conn, &found, secret.hash()).await?;
    Ok(Made {
        token: found.token,
        text: TokenText::write(&secret.reveal()),
    })
}

fn told(event: base::audit::Event, token: &ApiToken) -> base::audit::Event {
    event
        .about(token.id)
        .detail("name", token.name.as_str())
        .detail("scopes", line(&token.scopes))
        .detail("expires", token.expires_at.rfc3339())
}

/// Makes a token that acts as the signed-in person. What was proved in the session goes with it: a door
/// that wants more stays closed to the token, too. Scopes of the server are for operators alone.
///
/// # Errors
/// What the database says.
pub(super) async fn make_of_person(
    doing: &Doing,
    conn: &mut Conn,
    signed_in: &SignedIn,
    draft: &TokenDraft,
) -> Result<Made, DbError> {
    let person = &signed_in.person;
    let mut draft = draft.clone();
    let may = |scope: &Scope| person.is_operator || !scope.is_of_server();
    draft.scopes.retain(may);
    let mut members = BTreeMap::new();
    for one in belonging::of_passport(conn, person.id, doing.app.clock.now()).await? {
        let epochs = revocation::epochs(conn, person.id, Some(one.workspace)).await?;
        let epoch = epochs.and_then(|epochs| epochs.member).unwrap_or(0);
        members.insert(one.workspace.to_string(), epoch);
    }
    let token = draft.token(doing, Owner::Person(person.id), MOST_DAYS_OF_PERSON);
    let event = told(doing.done(events::TOKEN_MADE), &token);
    let found = Found {
        token,
        epochs: Epochs {
            passport: Some(person.epoch),
            members,
        },
        proofs: signed_in.session.proofs.clone(),
    };
    let made = write(conn, doing, found).await?;
    doing.record(conn, event).await?;
    Ok(made)
}

/// Makes a token of a service account.
///
/// # Errors
/// What the database says.
pub async fn make_of_account(
    acting: &Acting,
    conn: &mut Conn,
    account: &Account,
    draft: &TokenDraft,
) -> Result<Made, DbError> {
    let token = draft.token(
        &acting.doing,
        Owner::Account(account.id),
        MOST_DAYS_OF_ACCOUNT,
    );
    let event =
        told(acting.done(events::TOKEN_MADE), &token).detail("account", account.name.as_str());
    let found = Found {
        token,
        epochs: Epochs::default(),
        proofs: Vec::new(),
    };
    let made = write(conn, &acting.doing, found).await?;
    acting.record(conn, event).await?;
    Ok(made)
}

/// Revokes a token of the person themselves; whether there was one.
///
/// # Errors
/// What the database says.
pub(super) async fn revoke_of_person(
    doing: &Doing,
    conn: &mut Conn,
    (person, id): (PassportId, ApiTokenId),
) -> Result<Option<ApiToken>, DbError> {
    let now = doing.app.clock.now();
    let gone = store::revoke_of_person(conn, (person, id), now).await?;
    if let Some(token) = &gone {
        let event = told(doing.done(events::TOKEN_REVOKED), token);
        doing.record(conn, event).await?;
    }
    Ok(gone)
}

/// Revokes a token of a service account; the token, if there was one.
///
/// # Errors
/// What the database says.
pub async fn revoke_of_account(
    acting: &Acting,
    conn: &mut Conn,
    (account, id): (AccountId, ApiTokenId),
) -> Result<Option<ApiToken>, DbError> {
    let now = acting.doing.app.clock.now();
    let whose = (acting.workspace.id, account, id);
    let gone = store::revoke_of_account(conn, whose, now).await?;
    if let Some(token) = &gone {
        let event = told(acting.done(events::TOKEN_REVOKED), token);
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

/// The tokens of a person that were not revoked, the newest first.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    conn: &mut Conn,
    person: PassportId,
) -> Result<Vec<ApiToken>, DbError> {
    store::of_person(conn, person).await
}

/// The tokens of a service account that were not revoked, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: AccountId,
) -> Result<Vec<ApiToken>, DbError> {
    store::of_account(conn, workspace, account).await
}
