//! Circumstances: everything but the proofs that a decision may depend on.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::proof::Subject;
use crate::time::Moment;
use crate::words;

/// The moment, the place and the person a door is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// The present moment.
    pub now: Moment,
    /// Whose passport it is; `None` while nobody has said who they are, and then no proof counts.
    pub subject: Option<Subject>,
    /// Where they want to go.
    pub place: Place,
    /// A proof must be no older than this, whatever the door allows (`max_age`,
    /// `prompt=login`, a change that asks for the password again).
    pub fresh_since: Option<Moment>,
    /// Where the request comes from; `None` when no request asks.
    pub ip: Option<IpAddr>,
}

/// What lies behind the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// The subject's own passport, which belongs to no workspace.
    Passport,
    /// A workspace, or an application of it.
    Workspace {
        /// Whether the workspace is in use.
        state: WorkspaceState,
        /// The subject as a member of it; `None` for a stranger.
        member: Option<Member>,
    },
}

words! {
    /// Whether a workspace is in use.
    pub enum WorkspaceState {
        /// In use.
        Open = "open",
        /// Closed by an operator for the time being.
        Suspended = "suspended",
        /// Given up; kept only until it is erased.
        Deleted = "deleted",
    }
}

/// How somebody stands in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Where in the life of a membership they are.
    pub state: MemberState,
    /// Every reason for which they are blocked.
    pub blocks: Vec<Block>,
}

words! {
    /// The life of a membership.
    pub enum MemberState {
        /// Asked to join, has not accepted.
        Invited = "invited",
        /// Has joined.
        Active = "active",
        /// Has left.
        Dismissed = "dismissed",
    }
}

/// One reason for which a member is blocked. Only its own source lifts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Why.
    pub reason: BlockReason,
    /// When it ends by itself; `None` when somebody has to lift it.
    pub until: Option<Moment>,
}

impl Block {
    /// Whether it still holds at `now`.
    pub fn holds(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

words! {
    /// Why a member is blocked, the gravest first: it is the one that is told.
    pub enum BlockReason {
        /// An administrator dismissed them.
        DismissedByAdministrator = "dismissed_by_administrator",
        /// An administrator blocked them for the time being.
        BlockedByAdministrator = "blocked_by_administrator",
        /// The provisioning client says they are not active.
        InactiveInScim = "inactive_in_scim",
        /// Their directory entry is disabled.
        DisabledInDirectory = "disabled_in_directory",
        /// Their directory entry is gone.
        MissingFromDirectory = "missing_from_directory",
        /// Too many wrong attempts.
        LockedByAttempts = "locked_by_attempts",
    }
}
