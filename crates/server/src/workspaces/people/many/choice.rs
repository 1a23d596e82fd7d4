//! What was chosen in the list: the deed, and to whom.

use people::MemberId;
use people::MemberState;
use people::members::Member;
use serde::Deserialize;

use super::super::acts::Ending;
use super::super::wish::Wish;

/// What is done to all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Group,
    Department,
    Again,
    Withdraw,
    Dismiss,
}

impl Deed {
    pub(super) const ALL: [Self; 5] = [
        Self::Group,
        Self::Department,
        Self::Again,
        Self::Withdraw,
        Self::Dismiss,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Department => "department",
            Self::Again => "again",
            Self::Withdraw => "withdraw",
            Self::Dismiss => "dismiss",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether it can be done to somebody who stands so.
    pub(super) fn fits(self, member: &Member) -> bool {
        match self {
            Self::Group | Self::Department => member.state != MemberState::Dismissed,
            Self::Again | Self::Withdraw => member.state == MemberState::Invited,
            Self::Dismiss => Ending::Dismiss.fits(member.state),
        }
    }

    pub(super) const fn button(self) -> &'static str {
        match self {
            Self::Group => "people-many-group",
            Self::Department => "people-many-department",
            Self::Again => "people-pending-again",
            Self::Withdraw => "people-pending-withdraw",
            Self::Dismiss => "people-dismiss",
        }
    }

    pub(super) const fn question(self) -> &'static str {
        match self {
            Self::Group => "people-many-group-question",
            Self::Department => "people-many-department-question",
            Self::Again => "people-many-again-question",
            Self::Withdraw => "people-many-withdraw-question",
            Self::Dismiss => "people-many-dismiss-question",
        }
    }

    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Group => "people-many-grouped",
            Self::Department => "people-many-moved",
            Self::Again => "people-pending-sent",
            Self::Withdraw => "people-pending-withdrawn",
            Self::Dismiss => "people-many-dismissed",
        }
    }
}

/// What the list or the page of confirmation sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in super::super) struct Choice {
    #[serde(default)]
    pub(super) what: String,
    #[serde(default)]
    member: Vec<String>,
    /// Everybody the filters show, and not only who is ticked.
    #[serde(default)]
    pub(super) all: String,
    #[serde(default)]
    pub(super) to_group: String,
    #[serde(default)]
    pub(super) to_department: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    group: String,
}

impl Choice {
    pub(super) fn wish(&self) -> Wish {
        Wish {
            search: self.search.clone(),
            state: self.state.clone(),
            role: self.role.clone(),
            department: self.department.clone(),
            group: self.group.clone(),
            ..Wish::default()
        }
    }

    pub(super) fn ids(&self) -> Vec<MemberId> {
        let mut ids: Vec<MemberId> = self
            .member
            .iter()
            .filter_map(|id| MemberId::parse(id))
            .collect();
        ids.sort();
        ids.dedup();
        ids
    }
}
