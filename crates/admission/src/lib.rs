//! Whether a door opens for these proofs in these circumstances. Pure: no I/O and no clock.
//!
//! Owns the words of the decision ([`Proof`], [`Door`], [`Circumstances`], [`Verdict`], [`Trace`])
//! and the list of rules. Leaves to others: gathering proofs (sign-in), loading members (people),
//! keeping sessions, and saying any of it in words to a person.
//!
//! Sign-in, the session check, refresh of tokens, rehearsal and what-if all call [`admit`], and
//! nothing else decides.

#![warn(missing_docs)]

mod circumstances;
mod door;
mod proof;
mod rules;
#[cfg(test)]
mod tests;
mod time;
mod trace;
mod verdict;
mod words;

pub use circumstances::{
    Block, BlockReason, Circumstances, Member, MemberState, Place, WorkspaceState,
};
pub use door::Door;
pub use proof::{Means, Proof, Strength, Subject};
pub use time::{Moment, Span};
pub use trace::{Considered, Fact, Trace};
pub use verdict::{Decision, Limits, Need, Reason, Verdict};

use rules::{Question, RULES};

/// Decides whether `door` opens.
///
/// Every rule of the list is considered. The first that does not open decides; when all
/// open, their limits add up to the tightest, and the rule that set the end decides. Total and
/// deterministic: the order of `proofs` does not matter, and one more proof never closes a
/// door that stands open.
pub fn admit(door: &Door, proofs: &[Proof], circumstances: &Circumstances) -> Decision {
    let question = Question {
        door,
        proofs,
        circumstances,
    };
    let considered: Vec<Considered> = RULES.iter().map(|rule| rule.consider(&question)).collect();
    let refusal = considered.iter().find(|one| !one.verdict.is_open());
    let verdict = refusal.map_or_else(|| tightest(&considered), |one| one.verdict.clone());
    let decided_by = refusal.or_else(|| considered.iter().find(|one| sets_end(one, &verdict)));
    let decided_by = decided_by.map(|one| one.rule.clone()).unwrap_or_default();
    Decision {
        verdict,
        trace: Trace {
            decided_by,
            considered,
        },
    }
}

fn tightest(considered: &[Considered]) -> Verdict {
    let limits = considered.iter().filter_map(|one| one.verdict.limits());
    Verdict::Open(limits.fold(Limits::NONE, Limits::tighter))
}

fn sets_end(one: &Considered, whole: &Verdict) -> bool {
    let end = |verdict: &Verdict| verdict.limits().map(|limits| limits.until);
    end(&one.verdict) == end(whole)
}
