//! The newest proof is young enough, for the door and for whoever asks.

use super::Question;
use crate::time::Moment;
use crate::trace::Fact;
use crate::verdict::{Limits, Need, Reason, Verdict};

pub(super) fn judge(question: &Question<'_>) -> (Vec<Fact>, Verdict) {
    let (door, circumstances) = (question.door, question.circumstances);
    let newest = question.counted().map(|proof| proof.at).max();
    let demanded = circumstances.fresh_since;
    let saw = vec![
        Fact::number("newest", newest.map(Moment::as_micros)),
        Fact::number(
            "holds_seconds",
            Some(i64::from(door.proof_holds.as_seconds())),
        ),
        Fact::number("demanded_since", demanded.map(Moment::as_micros)),
        Fact::number("now", Some(circumstances.now.as_micros())),
    ];
    let until = newest.map(|newest| newest.plus(door.proof_holds));
    let asked_for = |newest| demanded.is_none_or(|since| newest >= since);
    let options = door.ways_in();
    let verdict = match (newest, until) {
        (Some(newest), Some(until)) if circumstances.now < until && asked_for(newest) => {
            Verdict::Open(Limits {
                until,
                idle: door.idle,
            })
        }
        _ if options.is_empty() => Verdict::Closed {
            reason: Reason::NoWayIn,
            until: None,
        },
        (Some(_), _) => Verdict::Ask {
            need: Need::SignInAgain,
            options,
        },
        (None, _) => Verdict::Ask {
            need: Need::SignIn,
            options,
        },
    };
    (saw, verdict)
}
