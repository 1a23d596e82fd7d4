//! Traces: how a verdict came about, for the audit trail and for explaining it later.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// Every rule that was considered and the one that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The name of the rule that decided: the first that did not open the door, or, if all did,
    /// the first that set its end.
    pub decided_by: Cow<'static, str>,
    /// Each rule in the order of the list.
    pub considered: Vec<Considered>,
}

/// One rule: what it looked at and what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    /// The name of the rule; also names its texts.
    pub rule: Cow<'static, str>,
    /// What it looked at, without anything that would name a person or a secret.
    pub saw: Vec<Fact>,
    /// What it said.
    pub verdict: Verdict,
}

/// Something a rule looked at. Words are those of the enums; moments are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub name: Cow<'static, str>,
    /// What it was; `none` when there was nothing.
    pub value: Cow<'static, str>,
}

impl Fact {
    pub(crate) fn word(name: &'static str, value: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            value: Cow::Borrowed(value),
        }
    }

    pub(crate) fn number(name: &'static str, value: Option<i64>) -> Self {
        let value = value.map_or(Cow::Borrowed("none"), |value| Cow::Owned(value.to_string()));
        Self {
            name: Cow::Borrowed(name),
            value,
        }
    }

    pub(crate) fn words(name: &'static str, words: impl Iterator<Item = &'static str>) -> Self {
        let words: Vec<&str> = words.collect();
        let value = if words.is_empty() {
            Cow::Borrowed("none")
        } else {
            Cow::Owned(words.join(" "))
        };
        Self {
            name: Cow::Borrowed(name),
            value,
        }
    }
}
