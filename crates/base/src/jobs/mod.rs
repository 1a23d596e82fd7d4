//! Work that is done later, outlives the process and is done by one of many processes.
//!
//! A job is queued in the caller's own transaction, so it exists exactly when what caused it does.
//! A [`Runner`] takes due jobs under a lease, extends the lease while it works, and repeats what
//! went wrong after growing delays; what never works ends as dead, for the operator to look at. A
//! process that dies loses its leases and others take over, so **every job may run twice**: what
//! it does must bear that. What the kinds of jobs do is left to the features that declare them.

mod runner;
mod store;
mod task;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use tokio::sync::Notify;

pub use runner::{Ran, Runner, Trouble};
pub use store::{Line, Overview, State, delete, hasten, list, overview, retry};
pub use task::Task;

use crate::clock::{Clock, Time};
use crate::db::{Conn, DbError};
use crate::id_type;
use crate::random::Randomness;

id_type!(JobId, "a job");

/// A kind of job and what a job of it has to be told. Its name is of lower-case letters and
/// hyphens and is never changed once released, for it stands in rows.
pub struct Kind<P> {
    name: &'static str,
    payload: PhantomData<fn(P)>,
}

impl<P> Kind<P> {
    /// Declares a kind.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            payload: PhantomData,
        }
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<P> fmt::Debug for Kind<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kind({})", self.name)
    }
}

/// Why a job did not do its work. The words are kept and shown to the operator: no secrets.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JobError {
    /// It went wrong. Tried again after a growing delay, and dead after too many times.
    #[error("{0}")]
    Again(String),
    /// What it needs is not there yet. Tried again after `after`, without counting.
    #[error("{why}")]
    NotYet {
        /// What is missing.
        why: String,
        /// How long to wait.
        after: Duration,
    },
    /// It can never work. Dead at once.
    #[error("{0}")]
    Never(String),
}

impl From<DbError> for JobError {
    fn from(cause: DbError) -> Self {
        Self::Again(cause.to_string())
    }
}

/// The queue as those see it who have work to be done. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Jobs {
    clock: Clock,
    random: Randomness,
    queued: Arc<Notify>,
}

impl Jobs {
    /// The queue. A [`Runner`] that is made with it hears of new jobs without delay.
    pub fn new(clock: Clock, random: Randomness) -> Self {
        Self {
            clock,
            random,
            queued: Arc::default(),
        }
    }

    /// Queues a job in the caller's transaction, to be run at `run_at` or soon after. The payload
    /// lies in the database in the clear: put no secret into it.
    ///
    /// # Errors
    /// What the engine says; [`DbError::Shape`] when the payload cannot be written as JSON.
    pub async fn enqueue<P: Serialize + Sync>(
        &self,
        conn: &mut Conn,
        kind: &Kind<P>,
        payload: &P,
        run_at: Time,
    ) -> Result<JobId, DbError> {
        let now = self.clock.now();
        let id = JobId::fresh(now, &self.random);
        let payload =
            serde_json::to_string(payload).map_err(|_| DbError::Shape("jobs.payload".into()))?;
        store::insert(conn, id, kind.name, payload, (now, run_at)).await?;
        if run_at <= now {
            self.queued.notify_one();
        }
        Ok(id)
    }

    /// Tells the runner of this process that something may be due, after a commit that made it so.
    pub fn look_again(&self) {
        self.queued.notify_one();
    }
}
