//! The subject is a member of the workspace and has joined it.

use super::Question;
use crate::circumstances::{MemberState, Place};
use crate::trace::Fact;
use crate::verdict::{Limits, Reason, Verdict};

pub(super) fn judge(question: &Question<'_>) -> (Vec<Fact>, Verdict) {
    if question.circumstances.place == Place::Passport {
        return (
            vec![Fact::word("place", "passport")],
            Verdict::Open(Limits::NONE),
        );
    }
    let state = question.member().map(|member| member.state);
    let closed = |reason| Verdict::Closed {
        reason,
        until: None,
    };
    let verdict = match state {
        Some(MemberState::Active) => Verdict::Open(Limits::NONE),
        Some(MemberState::Invited) => closed(Reason::InvitationOpen),
        Some(MemberState::Dismissed) => closed(Reason::Dismissed),
        None => closed(Reason::NotAMember),
    };
    (
        vec![Fact::word("state", state.map_or("none", MemberState::word))],
        verdict,
    )
}
