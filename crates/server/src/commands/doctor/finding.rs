//! What a check saw.

use std::fmt::{self, Display};

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As it should be.
    Good,
    /// It works, and somebody should look at it.
    Doubtful,
    /// It does not work.
    Bad,
}

/// One thing that was looked at: how it stands, what was seen, what to do.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    what: &'static str,
    state: State,
    evidence: String,
    remedy: Option<String>,
}

impl Finding {
    fn new(what: &'static str, state: State, evidence: impl Display) -> Self {
        Self {
            what,
            state,
            evidence: evidence.to_string(),
            remedy: None,
        }
    }

    pub(super) fn good(what: &'static str, evidence: impl Display) -> Self {
        Self::new(what, State::Good, evidence)
    }

    pub(super) fn doubtful(what: &'static str, evidence: impl Display) -> Self {
        Self::new(what, State::Doubtful, evidence)
    }

    pub(super) fn bad(what: &'static str, evidence: impl Display) -> Self {
        Self::new(what, State::Bad, evidence)
    }

    /// What to do about it.
    pub(super) fn remedy(mut self, words: impl Display) -> Self {
        self.remedy = Some(words.to_string());
        self
    }

    pub(super) fn is(&self, state: State) -> bool {
        self.state == state
    }
}

impl Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Good => "good  ",
            State::Doubtful => "look  ",
            State::Bad => "BROKEN",
        };
        write!(out, "{state}  {:<16} {}", self.what, self.evidence)?;
        if let Some(remedy) = &self.remedy {
            write!(out, "\n{:<25}-> {remedy}", "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_was_seen_and_what_to_do() {
        let finding = Finding::bad("mail", "no answer").remedy("start it");
        let shown = finding.to_string();
        assert!(shown.starts_with("BROKEN  mail             no answer\n"));
        assert!(shown.ends_with("-> start it"));
        assert!(finding.is(State::Bad));
        assert!(!Finding::good("mail", "").to_string().contains("->"));
    }
}
