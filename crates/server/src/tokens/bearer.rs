//! Who calls the API: the token of the `Authorization` header, and what it opens at this moment.
//!
//! Everything that may have changed since the token was made is asked anew: its end, the person's or
//! account's standing, the revocation epochs, the door of the workspace. Wrong tokens are all answered alike.

use std::time::Duration;

use admission::{Reason, Verdict, WorkspaceState};
use axum::http::{HeaderMap, header};
use base::clock::Time;
use base::db::Conn;
use base::token::{ApiKey, Token};
use people::entrance::{self, Entrance};
use people::members::Role;
use people::passports::{self, Passport};
use people::workspaces::{self, Workspace};
use protocol::api::TokenText;
use protocol::oauth::{BearerError, bearer_token};

use super::account::Account;
use super::scope::{Scope, Scopes, allows};
use super::store;
use super::token::{ApiToken, Found, Owner};
use crate::signin::acting::{Acting, Doer, Doing};
use crate::signin::door;
use crate::signin::{WrongToken, wrong_token};
use crate::web::{ApiError, App, Ctx};

/// How the audit trail names whoever stands at the machine.
const MACHINE: &str = "the-machine";
/// Use is written down at most this often.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// Whoever sent a token that opens something.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token that was sent; none at the machine.
    found: Option<Found>,
    who: Who,
}

/// Says of a request that it never came over a network: whoever made it stands at the machine, and holds the
/// database and its keys anyway. It travels beside the request, where nothing from outside can put it.
#[derive(Clone, Copy, Debug)]
pub struct AtTheMachine(());

impl AtTheMachine {
    /// For requests made within this process, by commands.
    pub(crate) const fn here() -> Self {
        Self(())
    }
}

#[derive(Clone, Debug)]
enum Who {
    Person(Passport),
    Account(Account),
    Machine,
}

impl Caller {
    /// Whoever stands at the machine.
    pub const fn at_the_machine(_: AtTheMachine) -> Self {
        Self {
            found: None,
            who: Who::Machine,
        }
    }

    /// Whoever the token of these headers belongs to.
    ///
    /// # Errors
    /// [`ApiError::NoToken`], [`ApiError::WrongToken`], or [`ApiError::TooMany`] of them.
    pub async fn of(app: &App, ctx: &Ctx, headers: &HeaderMap) -> Result<Self, ApiError> {
        let mut lines = headers.get_all(header::AUTHORIZATION).iter();
        let line = match (lines.next(), lines.next()) {
            (Some(line), None) => line.to_str().ok(),
            (None, _) => None,
            (Some(_), Some(_)) => return wrong(app, ctx).await,
        };
        let sent = match bearer_token(line) {
            Ok(sent) => sent,
            Err(BearerError::Absent) => return Err(ApiError::NoToken),
            Err(BearerError::Malformed) => return wrong(app, ctx).await,
        };
        let token = TokenText::parse(sent.expose());
        let token = token.and_then(|text| Token::<ApiKey>::parse(text.body()));
        let Some(token) = token else {
            return wrong(app, ctx).await;
        };
        let now = app.clock.now();
        let mut conn = app.db.read().await?;
        let found = store::by_hash(&mut conn, &token.hash()).await?;
        let caller = match found.filter(|found| now < found.token.expires_at) {
            Some(found) => Self::behind(&mut conn, found).await?,
            None => None,
        };
        drop(conn);
        match caller {
            Some(caller) => {
                if let Some(token) = caller.token() {
                    note_use(app, ctx, token, now).await;
                }
                Ok(caller)
            }
            None => wrong(app, ctx).await,
        }
    }

    /// Who stands behind a token, if they still do.
    async fn behind(conn: &mut Conn, found: Found) -> Result<Option<Self>, ApiError> {
        let who = match found.token.owner {
            Owner::Person(id) => {
                let person = passports::load(conn, id).await?;
                let same = |person: &Passport| found.epochs.passport == Some(person.epoch);
                person
                    .filter(|person| person.claimed_at.is_some() && same(person))
                    .map(Who::Person)
            }
            Owner::Account(id) => {
                let account = store::account_of_token(conn, id).await?;
                account
                    .filter(|account| account.disabled_at.is_none())
                    .map(Who::Account)
            }
        };
        Ok(who.map(|who| Self {
            found: Some(found),
            who,
        }))
    }

    /// The token that was sent.
    pub fn token(&self) -> Option<&ApiToken> {
        self.found.as_ref().map(|found| &found.token)
    }

    /// The name of the person or service account.
    pub fn name(&self) -> &str {
        match &self.who {
            Who::Person(person) => &person.name,
            Who::Account(account) => &account.name,
            Who::Machine => "vestibule apply",
        }
    }

    /// The identifier by which the audit trail names the caller.
    pub fn id(&self) -> String {
        match &self.who {
            Who::Person(person) => person.id.to_string(),
            Who::Account(account) => account.id.to_string(),
            Who::Machine => MACHINE.to_owned(),
        }
    }

    /// The person, if it is one.
    pub fn person(&self) -> Option<&Passport> {
        match &self.who {
            Who::Person(person) => Some(person),
            Who::Account(_) | Who::Machine => None,
        }
    }

    /// The service account, if it is one.
    pub fn account(&self) -> Option<&Account> {
        match &self.who {
            Who::Account(account) => Some(account),
            Who::Person(_) | Who::Machine => None,
        }
    }

    /// What the caller may do at this moment.
    pub fn scopes(&self) -> Scopes {
        let may = |scope: &Scope| match &self.who {
            Who::Person(person) => person.is_operator || !scope.is_of_server(),
            Who::Account(account) => scope.is_of_workspace() && allows(&account.scopes, *scope),
            Who::Machine => true,
        };
        match self.token() {
            Some(token) => token.scopes.iter().copied().filter(may).collect(),
            None => Scope::ALL.iter().copied().filter(may).collect(),
        }
    }

    /// Wants a scope.
    ///
    /// # Errors
    /// [`ApiError::Scope`].
    pub fn want(&self, scope: Scope) -> Result<(), ApiError> {
        if allows(&self.scopes(), scope) {
            Ok(())
        } else {
            Err(ApiError::Scope(scope.word()))
        }
    }

    /// The caller at work.
    pub fn doing(&self, app: &App, ctx: &Ctx) -> Doing {
        Doing {
            app: app.clone(),
            ctx: ctx.clone(),
            doer: Doer {
                id: self.id(),
                person: self.person().map(|person| person.id),
                name: self.name().to_owned(),
                token: self.token().map(|token| token.id.to_string()),
            },
        }
    }

    /// The caller at work on the server, as an operator.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] when it is none.
    pub fn operating(&self, app: &App, ctx: &Ctx) -> Result<Doing, ApiError> {
        match (&self.who, self.person()) {
            (Who::Machine, _) => Ok(self.doing(app, ctx)),
            (_, Some(person)) if person.is_operator => Ok(self.doing(app, ctx)),
            _ => {
                let words = "Only operators of the server may do this.".to_owned();
                Err(ApiError::Forbidden("operators-only", words))
            }
        }
    }

    /// The caller at work on their own passport.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] when it is no person.
    pub fn on_own_passport(&self, app: &App, ctx: &Ctx) -> Result<(Passport, Doing), ApiError> {
        let Some(person) = self.person() else {
            let words = "Only people have a passport.".to_owned();
            return Err(ApiError::Forbidden("persons-only", words));
        };
        Ok((person.clone(), self.doing(app, ctx)))
    }

    /// The caller at work in the workspace at this address, with the rights of its administrators. Whoever
    /// has nothing to do with it is told that there is none.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], [`ApiError::Forbidden`].
    pub async fn acting(&self, app: &App, ctx: &Ctx, address: &str) -> Result<Acting, ApiError> {
        let mut conn = app.db.read().await?;
        let found = workspaces::at(&mut conn, address).await?;
        let workspace = found.ok_or(ApiError::NotFound)?;
        match &self.who {
            Who::Account(account) => within(account, &workspace)?,
            Who::Machine if workspace.state == WorkspaceState::Deleted => {
                return Err(ApiError::NotFound);
            }
            Who::Machine => {}
            Who::Person(person) => {
                let found = entrance::load(&mut conn, workspace.id, person.id).await?;
                let entrance = found.ok_or(ApiError::NotFound)?;
                self.enter(ctx, person, &entrance)?;
            }
        }
        Ok(Acting {
            doing: self.doing(app, ctx),
            workspace,
            pace: Duration::ZERO,
        })
    }

    /// Asks the door for the person, and whether they administer the workspace.
    fn enter(&self, ctx: &Ctx, person: &Passport, entrance: &Entrance) -> Result<(), ApiError> {
        let found = self.found.as_ref().ok_or(ApiError::NotFound)?;
        let seen = (ctx.at, ctx.address);
        let decision = door::ask_for_token(entrance, person.id, &found.proofs, seen);
        let member = entrance.member.as_ref();
        match (decision.verdict, member) {
            (
                Verdict::Closed {
                    reason: Reason::NotAMember,
                    ..
                },
                _,
            )
            | (_, None) => Err(ApiError::NotFound),
            (Verdict::Closed { reason, .. }, _) => {
                let place = [("workspace", entrance.workspace.name.as_str().into())];
                let words = ctx.texts.with(door::sentence(reason), &place);
                Err(ApiError::Forbidden(door::sentence(reason), words))
            }
            (Verdict::Ask { .. }, _) => Err(ApiError::Forbidden(
                "asks-for-proof",
                "The door of the workspace wants another proof than the token was made with."
                    .to_owned(),
            )),
            (Verdict::Open(_), Some(member)) => {
                if member.epoch != found.epochs.of(entrance.workspace.id) {
                    let words = "What was issued to this member was revoked; make another token.";
                    return Err(ApiError::Forbidden("member-revoked", words.to_owned()));
                }
                if member.role != Role::Administrator {
                    let words = "Only administrators of the workspace may do this.";
                    return Err(ApiError::Forbidden("administrators-only", words.to_owned()));
                }
                Ok(())
            }
        }
    }
}

/// Whether an account works for this workspace, and the workspace is open.
fn within(account: &Account, workspace: &Workspace) -> Result<(), ApiError> {
    if account.workspace != workspace.id {
        return Err(ApiError::NotFound);
    }
    match workspace.state {
        WorkspaceState::Open => Ok(()),
        WorkspaceState::Suspended => Err(ApiError::Forbidden(
            "door-workspace-suspended",
            "The workspace is suspended.".to_owned(),
        )),
        WorkspaceState::Deleted => Err(ApiError::NotFound),
    }
}

/// Counts a wrong token, and answers it like every other.
async fn wrong<T>(app: &App, ctx: &Ctx) -> Result<T, ApiError> {
    let mut conn = app.db.write().await?;
    let counted = wrong_token(&mut conn, ctx.address, app.clock.now()).await?;
    conn.commit().await?;
    Err(match counted {
        WrongToken::Refused => ApiError::WrongToken,
        WrongToken::Paused(wait) => ApiError::TooMany(wait),
    })
}

/// Writes down that a token is used. A call is not refused because this could not be written.
async fn note_use(app: &App, ctx: &Ctx, token: &ApiToken, now: Time) {
    if token.used_at.is_some_and(|at| now.since(at) < NOTE_EVERY) {
        return;
    }
    let address = ctx.address.to_string();
    let noted = async {
        let mut conn = app.db.write().await?;
        store::touch(&mut conn, token.id, now, &address).await?;
        conn.commit().await
    };
    if let Err(cause) = noted.await {
        tracing::warn!(%cause, "the use of a token was not noted");
    }
}
