//! Who does something: a person in a browser, or a script with a token of the API.
//!
//! What changes a workspace or the server takes an [`Acting`] or a [`Doing`], so that pages and API
//! call the same functions and write the same events.

use std::time::Duration;

use base::audit::{Event, Kind};
use base::db::{Conn, DbError};
use people::workspaces::Workspace;
use people::{Fresh, PassportId};

use super::door::{Entered, Operator};
use super::session::SignedIn;
use crate::web::{App, Ctx};

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The identifier the audit trail names: a passport's, or a service account's.
    pub id: String,
    /// The passport, if it is a person.
    pub person: Option<PassportId>,
    /// The name to show.
    pub name: String,
    /// The API token that was used, if one was.
    pub token: Option<String>,
}

/// Something being done in this request, with the right to do it.
#[derive(Clone)]
pub struct Doing {
    /// What all requests share.
    pub app: App,
    /// The request.
    pub ctx: Ctx,
    /// Who does it.
    pub doer: Doer,
}

/// Something being done in a workspace, with the rights of its administrators.
#[derive(Clone)]
pub struct Acting {
    /// By whom.
    pub doing: Doing,
    /// Where.
    pub workspace: Workspace,
    /// How long letters wait before they leave: nothing, but where one deed writes to very many.
    pub pace: Duration,
}

impl Doing {
    /// An event of something done.
    pub fn done(&self, kind: Kind) -> Event {
        self.sign(self.ctx.done(kind))
    }

    /// An event of something refused.
    pub fn refused(&self, kind: Kind, why: &str) -> Event {
        self.sign(self.ctx.refused(kind, why))
    }

    fn sign(&self, event: Event) -> Event {
        let event = event.by(&self.doer.id);
        let event = match &self.doer.token {
            Some(token) => event.detail("token", token.as_str()),
            None => event,
        };
        // The trail still names a service account that was deleted.
        match (self.doer.person, &self.doer.token) {
            (Some(_), _) => event,
            (None, Some(_)) => event.detail("service_account", self.doer.name.as_str()),
            // Whoever stands at the machine is no account; what they called is known.
            (None, None) => event.detail("command", self.doer.name.as_str()),
        }
    }

    /// Writes an event in the transaction of what it tells of.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, conn: &mut Conn, event: Event) -> Result<(), DbError> {
        self.app.record(conn, event).await
    }

    /// What a new row is made with.
    pub fn fresh(&self) -> Fresh<'_> {
        Fresh {
            now: self.app.clock.now(),
            random: &self.app.random,
        }
    }
}

impl Acting {
    /// An event of something done in the workspace.
    pub fn done(&self, kind: Kind) -> Event {
        self.doing.done(kind).in_workspace(self.workspace.id)
    }

    /// An event of something refused in the workspace.
    pub fn refused(&self, kind: Kind, why: &str) -> Event {
        self.doing
            .refused(kind, why)
            .in_workspace(self.workspace.id)
    }

    /// Writes an event in the transaction of what it tells of.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, conn: &mut Conn, event: Event) -> Result<(), DbError> {
        self.doing.record(conn, event).await
    }

    /// What a new row is made with.
    pub fn fresh(&self) -> Fresh<'_> {
        self.doing.fresh()
    }
}

impl Entered {
    /// The person at work in the workspace.
    pub fn acting(&self, app: &App, ctx: &Ctx) -> Acting {
        Acting {
            doing: doing(app, ctx, &self.signed_in.person),
            workspace: self.workspace.clone(),
            pace: Duration::ZERO,
        }
    }
}

impl SignedIn {
    /// The person at work on what is their own.
    pub fn doing(&self, app: &App, ctx: &Ctx) -> Doing {
        doing(app, ctx, &self.person)
    }
}

impl Operator {
    /// The operator at work.
    pub fn doing(&self, app: &App, ctx: &Ctx) -> Doing {
        doing(app, ctx, &self.0.person)
    }
}

fn doing(app: &App, ctx: &Ctx, person: &people::Passport) -> Doing {
    Doing {
        app: app.clone(),
        ctx: ctx.clone(),
        doer: Doer {
            id: person.id.to_string(),
            person: Some(person.id),
            name: person.name.clone(),
            token: None,
        },
    }
}
