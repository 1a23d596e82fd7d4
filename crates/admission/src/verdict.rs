//! Verdicts: what a rule, and all rules together, say.

use serde::{Deserialize, Serialize};

use crate::circumstances::BlockReason;
use crate::proof::Means;
use crate::time::{Moment, Span};
use crate::trace::Trace;

/// The verdict, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the door opens.
    pub verdict: Verdict,
    /// Every rule considered.
    pub trace: Trace,
}

/// Whether a door opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It opens, within these limits.
    Open(Limits),
    /// It would open for more proof.
    Ask {
        /// What is missing.
        need: Need,
        /// Every means that would help, any one of them; never empty.
        options: Vec<Means>,
    },
    /// It stays closed, whatever one proves.
    Closed {
        /// Why.
        reason: Reason,
        /// When it is worth trying again, if time alone will open it.
        until: Option<Moment>,
    },
}

impl Verdict {
    /// Whether the door stands open.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// The limits of an open door.
    pub const fn limits(&self) -> Option<Limits> {
        match self {
            Self::Open(limits) => Some(*limits),
            Self::Ask { .. } | Self::Closed { .. } => None,
        }
    }
}

/// How long an open door may be taken as open without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// It stands open until this moment at most.
    pub until: Moment,
    /// And only while one is never away for longer than this.
    pub idle: Span,
}

impl Limits {
    /// No limits.
    pub const NONE: Self = Self {
        until: Moment::MAX,
        idle: Span::MAX,
    };

    /// What both allow.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        Self {
            until: self.until.min(other.until),
            idle: self.idle.min(other.idle),
        }
    }
}

/// What is missing before a door opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nobody has proved who they are, or not in a way this door takes.
    SignIn,
    /// They have, but too long ago.
    SignInAgain,
}

/// Why a door stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The workspace is closed for the time being.
    WorkspaceSuspended,
    /// The workspace was given up.
    WorkspaceDeleted,
    /// The policy accepts nothing anybody could prove.
    NoWayIn,
    /// Not a member of this workspace.
    NotAMember,
    /// Invited, but the invitation is not accepted yet.
    InvitationOpen,
    /// No longer a member.
    Dismissed,
    /// A member who is blocked.
    Blocked(BlockReason),
}
