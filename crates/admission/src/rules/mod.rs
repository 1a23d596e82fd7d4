//! The list of rules. A rule is one file and one line here; its place is its precedence.
//!
//! A rule looks at the question and gives a verdict of its own. It is total and
//! pure, and one more proof must never turn its open verdict into another or shorten its limits.
//! Until somebody has proved who they are, nothing about a member is told: `identity` stands
//! before every rule that looks at one.

mod blocks;
mod freshness;
mod identity;
mod membership;
mod workspace;

use std::borrow::Cow;

use crate::circumstances::{Circumstances, Member, Place};
use crate::door::Door;
use crate::proof::Proof;
use crate::time::Span;
use crate::trace::{Considered, Fact};
use crate::verdict::Verdict;

/// The rules, in order: the first that does not open decides.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "workspace",
        judge: workspace::judge,
    },
    Rule {
        name: "identity",
        judge: identity::judge,
    },
    Rule {
        name: "membership",
        judge: membership::judge,
    },
    Rule {
        name: "blocks",
        judge: blocks::judge,
    },
    Rule {
        name: "freshness",
        judge: freshness::judge,
    },
];

/// The machines of one installation agree on the time this closely; a proof from further ahead is
/// not believed.
const CLOCK_SKEW: Span = Span::from_seconds(60);

/// A rule: its name in traces, and its judgement.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    judge: fn(&Question<'_>) -> (Vec<Fact>, Verdict),
}

impl Rule {
    pub(crate) fn consider(&self, question: &Question<'_>) -> Considered {
        let (saw, verdict) = (self.judge)(question);
        Considered {
            rule: Cow::Borrowed(self.name),
            saw,
            verdict,
        }
    }
}

/// Everything a rule may look at.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) door: &'a Door,
    pub(crate) proofs: &'a [Proof],
    pub(crate) circumstances: &'a Circumstances,
}

impl<'a> Question<'a> {
    /// The proofs that count: of this subject, by a means the door takes, and not from the future.
    fn counted(self) -> impl Iterator<Item = &'a Proof> {
        let latest = self.circumstances.now.plus(CLOCK_SKEW);
        let subject = self.circumstances.subject.as_ref();
        self.proofs.iter().filter(move |proof| {
            subject == Some(&proof.subject) && self.door.takes(proof.means) && proof.at <= latest
        })
    }

    /// The member the question is about; `None` for a stranger and where there are no members.
    fn member(self) -> Option<&'a Member> {
        match &self.circumstances.place {
            Place::Passport => None,
            Place::Workspace { member, .. } => member.as_ref(),
        }
    }
}
