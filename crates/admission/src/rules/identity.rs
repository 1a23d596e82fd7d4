//! At least one proof says who it is, by a means and of a strength this door takes.

use super::Question;
use crate::trace::Fact;
use crate::verdict::{Limits, Need, Reason, Verdict};

pub(super) fn judge(question: &Question<'_>) -> (Vec<Fact>, Verdict) {
    let counted = question.counted().count();
    let options = question.door.ways_in();
    let saw = vec![
        Fact::words("accepts", options.iter().map(|means| means.word())),
        Fact::word("least_strength", question.door.least_strength.word()),
        Fact::number("proofs", i64::try_from(question.proofs.len()).ok()),
        Fact::number("counted", i64::try_from(counted).ok()),
    ];
    let verdict = if counted > 0 {
        Verdict::Open(Limits::NONE)
    } else if options.is_empty() {
        Verdict::Closed {
            reason: Reason::NoWayIn,
            until: None,
        }
    } else {
        Verdict::Ask {
            need: Need::SignIn,
            options,
        }
    };
    (saw, verdict)
}
