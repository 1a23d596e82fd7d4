//! A sign-in under way: a stored row, bound to one browser.

use std::time::Duration;

use admission::{Means, Proof};
use axum::response::Response;
use base::clock::Time;
use base::id_type;
use people::{PassportId, WorkspaceId};

use super::store;
use crate::web::{App, Ctx, FormAction, LocalPath, PageError};

id_type!(AttemptId, "a sign-in under way");

/// How long one may take over a sign-in.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// What is known of a sign-in so far.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Its identifier, in the address of every step.
    pub id: AttemptId,
    /// Where the person goes afterwards; a local path.
    pub next: String,
    /// The workspace whose door asked for it.
    pub workspace: Option<WorkspaceId>,
    /// The application the person comes from.
    pub application_name: Option<String>,
    /// The application's origin, to which the last form may lead on.
    pub leads_to: Option<String>,
    /// What was typed as the name, as typed.
    pub identifier: Option<String>,
    /// Whose name that is; set only once something was proved.
    pub passport: Option<PassportId>,
    /// What was proved.
    pub proofs: Vec<Proof>,
    /// Proofs before this moment do not count.
    pub fresh_since: Option<Time>,
    /// Whether it has led to a session.
    pub finished: bool,
}

/// What a feature asks for when it sends a person to sign in.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Where the person goes afterwards.
    pub next: LocalPath,
    /// The workspace whose door asks.
    pub workspace: Option<WorkspaceId>,
    /// The application the person comes from.
    pub application_name: Option<String>,
    /// The application's origin, to which the last form may lead on (a source of `form-action`).
    pub leads_to: Option<String>,
    /// The name to fill in (`login_hint`).
    pub identifier: Option<String>,
    /// Proofs before this moment do not count (`prompt=login`, `max_age`, step-up).
    pub fresh_since: Option<Time>,
}

impl Begin {
    /// An ordinary sign-in that goes on to `next`.
    pub fn to(next: LocalPath) -> Self {
        Self {
            next,
            workspace: None,
            application_name: None,
            leads_to: None,
            identifier: None,
            fresh_since: None,
        }
    }
}

impl Attempt {
    /// Starts an attempt of the browser that sent this request.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn begin(app: &App, ctx: &Ctx, begin: Begin) -> Result<Self, PageError> {
        let now = app.clock.now();
        let attempt = Self {
            id: AttemptId::fresh(now, &app.random),
            next: begin.next.as_str().to_owned(),
            workspace: begin.workspace,
            application_name: begin.application_name,
            leads_to: begin.leads_to,
            identifier: begin.identifier,
            passport: None,
            proofs: Vec::new(),
            fresh_since: begin.fresh_since,
            finished: false,
        };
        let (browser, master, kept) = (ctx.browser.hash(), app.master.clone(), attempt.clone());
        let inserted = app.db.deed(move |conn| {
            Box::pin(async move {
                store::insert_attempt(conn, &master, &kept, &browser, (now, LIFETIME)).await
            })
        });
        inserted.await?;
        Ok(attempt)
    }

    /// Somebody says who they are; what another name had proved is dropped.
    pub(super) fn name(&mut self, identifier: String) {
        if self.identifier.as_ref() != Some(&identifier) {
            self.proofs.clear();
            self.passport = None;
        }
        self.identifier = Some(identifier);
    }

    /// Notes a proof of `passport`. Proofs of somebody else are dropped: an attempt is about one
    /// person.
    pub(super) fn prove(&mut self, passport: PassportId, means: Means, at: Time) {
        if self.passport != Some(passport) {
            self.proofs.clear();
        }
        self.passport = Some(passport);
        self.proofs.push(proof(passport, means, at));
    }

    /// A page of this attempt: its form may lead on to the application the person came from.
    pub(super) fn page(&self, mut response: Response) -> Response {
        if let Some(origin) = &self.leads_to {
            response.extensions_mut().insert(FormAction(origin.clone()));
        }
        response
    }

    /// The address of the dispatcher, which knows the next step.
    pub fn path(&self) -> String {
        format!("/sign-in/{}", self.id)
    }
}

/// A proof as admission weighs it.
pub(super) fn proof(passport: PassportId, means: Means, at: Time) -> Proof {
    Proof {
        subject: passport.into(),
        means,
        at: admission::Moment::from_micros(at.as_micros()),
    }
}
