//! No source has a reason to block the member. The gravest reason is told.

use super::Question;
use crate::circumstances::Block;
use crate::trace::Fact;
use crate::verdict::{Limits, Reason, Verdict};

pub(super) fn judge(question: &Question<'_>) -> (Vec<Fact>, Verdict) {
    let now = question.circumstances.now;
    let mut holding: Vec<Block> = question
        .member()
        .map(|member| {
            member
                .blocks
                .iter()
                .copied()
                .filter(|block| block.holds(now))
                .collect()
        })
        .unwrap_or_default();
    holding.sort_unstable();
    let saw = vec![Fact::words(
        "holding",
        holding.iter().map(|block| block.reason.word()),
    )];
    let Some(gravest) = holding.first() else {
        return (saw, Verdict::Open(Limits::NONE));
    };
    // Time alone opens the door only when every block ends by itself.
    let ends: Option<Vec<_>> = holding.iter().map(|block| block.until).collect();
    let until = ends.and_then(|ends| ends.into_iter().max());
    (
        saw,
        Verdict::Closed {
            reason: Reason::Blocked(gravest.reason),
            until,
        },
    )
}
