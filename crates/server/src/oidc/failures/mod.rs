//! Why did it fail: every refusal that concerns an application, with the request as it came.
//!
//! The refusal itself is the event in the audit trail. Here the request is kept beside it, without anything that
//! opens something, for a month and in a bounded number, and shown to the administrators of the application's
//! workspace in plain words: what was asked, what refused it, what to change.

mod compare;
mod explain;
mod keep;
mod page;
mod redact;
mod store;
#[cfg(test)]
mod tests;
mod why;

use std::time::Duration;

use base::clock::Time;
use base::id_type;
use serde::{Deserialize, Serialize};

use super::applications::ApplicationId;

pub(super) use keep::watch;
pub(super) use page::show;
pub(super) use store::clean;
pub(super) use why::lead;

id_type!(FailureId, "a refused request of an application");

/// How long a failure is kept.
pub(super) const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many are kept of an application, the newest.
const MOST: u32 = 500;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// Its name; ordered by time.
    pub(super) id: FailureId,
    /// Whose request it was.
    pub(super) application: ApplicationId,
    /// The reference of the request, by which the trail knows it.
    pub(super) reference: String,
    /// When.
    pub(super) at: Time,
    /// The kind of the event.
    pub(super) kind: String,
    /// The short code of the reason.
    pub(super) reason: String,
    /// The request.
    pub(super) request: Request,
}

/// A request as it came, fit to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    /// The method.
    pub(super) method: String,
    /// The path, without the query.
    pub(super) path: String,
    /// The parameters of query and body, in their order.
    pub(super) params: Vec<Shown>,
    /// The headers that matter.
    pub(super) headers: Vec<Shown>,
}

impl Request {
    /// The first parameter of this name, when it is shown whole.
    pub(super) fn whole(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|one| one.name == name)?;
        (found.hidden == 0).then_some(found.value.as_str())
    }
}

/// A parameter or header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    /// Its name.
    pub(super) name: String,
    /// Its value, or the beginning of it.
    pub(super) value: String,
    /// How many characters of it are not shown.
    #[serde(default)]
    pub(super) hidden: usize,
}
