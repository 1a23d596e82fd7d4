//! The workspace is in use.

use super::Question;
use crate::circumstances::{Place, WorkspaceState};
use crate::trace::Fact;
use crate::verdict::{Limits, Reason, Verdict};

pub(super) fn judge(question: &Question<'_>) -> (Vec<Fact>, Verdict) {
    let Place::Workspace { state, .. } = &question.circumstances.place else {
        return (
            vec![Fact::word("place", "passport")],
            Verdict::Open(Limits::NONE),
        );
    };
    let verdict = match state {
        WorkspaceState::Open => Verdict::Open(Limits::NONE),
        WorkspaceState::Suspended => Verdict::Closed {
            reason: Reason::WorkspaceSuspended,
            until: None,
        },
        WorkspaceState::Deleted => Verdict::Closed {
            reason: Reason::WorkspaceDeleted,
            until: None,
        },
    };
    (vec![Fact::word("state", state.word())], verdict)
}
