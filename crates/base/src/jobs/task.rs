//! What a runner does for a kind of job, and what follows from how it ended.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{JobError, Kind};
use crate::clock::Time;

/// A job is dead after this many attempts, some four hours after the first.
const ATTEMPTS: u32 = 12;
/// The delay after the first attempt; each further one doubles it.
const FIRST_DELAY: Duration = Duration::from_secs(10);
/// No delay is longer.
const LONGEST_DELAY: Duration = Duration::from_secs(3600);

type Do<S> = dyn Fn(S, &str) -> Work + Send + Sync;
pub(super) type Work = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// A kind of job and the function that does its work, with the state `S` of the server.
pub struct Task<S> {
    pub(super) kind: &'static str,
    pub(super) every: Option<Duration>,
    pub(super) attempts: u32,
    pub(super) work: Arc<Do<S>>,
}

impl<S> Clone for Task<S> {
    fn clone(&self) -> Self {
        Self {
            work: Arc::clone(&self.work),
            ..*self
        }
    }
}

impl<S> fmt::Debug for Task<S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Task({})", self.kind)
    }
}

impl<S: Send + 'static> Task<S> {
    /// Jobs of `kind` are done by `work`.
    pub fn new<P, F, W>(kind: &Kind<P>, work: F) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        F: Fn(S, P) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let run = move |state: S, payload: &str| -> Work {
            match serde_json::from_str(payload) {
                Ok(payload) => Box::pin(work(state, payload)),
                Err(cause) => {
                    let words = format!("its payload cannot be read: {cause}");
                    Box::pin(std::future::ready(Err(JobError::Never(words))))
                }
            }
        };
        Self {
            kind: kind.name(),
            every: None,
            attempts: ATTEMPTS,
            work: Arc::new(run),
        }
    }

    /// `work` is done again and again, with `every` between two runs, by one process at a time
    /// however many there are. It is never dead: when it went wrong too often, the next run is due
    /// after `every` all the same.
    pub fn periodic<F, W>(kind: &Kind<()>, every: Duration, work: F) -> Self
    where
        F: Fn(S) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        Self {
            every: Some(every),
            ..Self::new(kind, move |state, ()| work(state))
        }
    }

    /// Dead after `most` attempts.
    #[must_use]
    pub fn attempts(mut self, most: u32) -> Self {
        self.attempts = most.max(1);
        self
    }
}

/// How a run ended, as far as the runner knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It came to an end.
    Came(Result<(), JobError>),
    /// The runner stops, and the work with it.
    Stopped,
    /// The lease is gone: another process does the work.
    Lost,
}

/// What becomes of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing is left to do: the row goes.
    Done,
    /// It waits for its next run.
    Waits {
        due: Time,
        attempts: u32,
        error: Option<String>,
    },
    /// It stays for the operator.
    Dead { error: String },
    /// The row is another's now.
    Elsewhere,
}

/// The rules of a task that decide what follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) every: Option<Duration>,
    pub(super) most: u32,
    pub(super) attempt: u32,
    /// From 0 to 255: spreads those that went wrong together.
    pub(super) jitter: u8,
}

impl Rules {
    /// What follows from a run that ended at `now`.
    pub(super) fn fate(&self, ended: Ended, now: Time) -> Fate {
        let before = self.attempt.saturating_sub(1);
        match ended {
            Ended::Lost => Fate::Elsewhere,
            Ended::Stopped => Fate::Waits {
                due: now,
                attempts: before,
                error: None,
            },
            Ended::Came(Ok(())) => match self.every {
                None => Fate::Done,
                Some(every) => self.next_round(now.plus(every), None),
            },
            Ended::Came(Err(JobError::NotYet { why, after })) => Fate::Waits {
                due: now.plus(after),
                attempts: before,
                error: Some(why),
            },
            Ended::Came(Err(JobError::Again(error))) if self.attempt < self.most => Fate::Waits {
                due: now.plus(self.delay()),
                attempts: self.attempt,
                error: Some(error),
            },
            Ended::Came(Err(JobError::Again(error) | JobError::Never(error))) => match self.every {
                None => Fate::Dead { error },
                Some(every) => self.next_round(now.plus(every), Some(error)),
            },
        }
    }

    fn next_round(&self, due: Time, error: Option<String>) -> Fate {
        Fate::Waits {
            due,
            attempts: 0,
            error,
        }
    }

    /// Doubles with every attempt, up to an hour or the period, give or take a fifth.
    fn delay(&self) -> Duration {
        let doubled =
            FIRST_DELAY.saturating_mul(2_u32.saturating_pow(self.attempt.saturating_sub(1)));
        let longest = LONGEST_DELAY.min(self.every.unwrap_or(LONGEST_DELAY));
        let spread = 80 + 40 * u32::from(self.jitter) / 255;
        doubled.min(longest) * spread / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_seconds(1000);

    fn rules(attempt: u32) -> Rules {
        Rules {
            every: None,
            most: 3,
            attempt,
            jitter: 0,
        }
    }

    fn wrong() -> Ended {
        Ended::Came(Err(JobError::Again("no".into())))
    }

    #[test]
    fn what_went_wrong_is_repeated_and_then_dead() {
        let waits = |due: u64, attempts| Fate::Waits {
            due: NOW.plus(Duration::from_secs(due)),
            attempts,
            error: Some("no".into()),
        };
        assert_eq!(rules(1).fate(wrong(), NOW), waits(8, 1));
        assert_eq!(rules(2).fate(wrong(), NOW), waits(16, 2));
        assert_eq!(
            rules(3).fate(wrong(), NOW),
            Fate::Dead { error: "no".into() }
        );
        let never = Ended::Came(Err(JobError::Never("x".into())));
        assert_eq!(rules(1).fate(never, NOW), Fate::Dead { error: "x".into() });
        assert_eq!(rules(3).fate(Ended::Came(Ok(())), NOW), Fate::Done);
    }

    #[test]
    fn waiting_and_stopping_do_not_count() {
        let not_yet = JobError::NotYet {
            why: "off".into(),
            after: Duration::from_secs(60),
        };
        for attempt in [1, 3, 9] {
            assert_eq!(
                rules(attempt).fate(Ended::Came(Err(not_yet.clone())), NOW),
                Fate::Waits {
                    due: NOW.plus(Duration::from_secs(60)),
                    attempts: attempt - 1,
                    error: Some("off".into())
                }
            );
            assert_eq!(
                rules(attempt).fate(Ended::Stopped, NOW),
                Fate::Waits {
                    due: NOW,
                    attempts: attempt - 1,
                    error: None
                }
            );
        }
        assert_eq!(rules(1).fate(Ended::Lost, NOW), Fate::Elsewhere);
    }

    #[test]
    fn periodic_work_never_dies() {
        let every = Duration::from_secs(600);
        let periodic = |attempt| Rules {
            every: Some(every),
            ..rules(attempt)
        };
        for (ended, error) in [
            (Ended::Came(Ok(())), None),
            (wrong(), Some("no".to_owned())),
            (
                Ended::Came(Err(JobError::Never("no".into()))),
                Some("no".to_owned()),
            ),
        ] {
            assert_eq!(
                periodic(3).fate(ended, NOW),
                Fate::Waits {
                    due: NOW.plus(every),
                    attempts: 0,
                    error
                }
            );
        }
    }

    #[test]
    fn delays_grow_to_an_hour_and_spread_by_a_fifth() {
        let delay = |attempt, jitter| {
            Rules {
                jitter,
                ..rules(attempt)
            }
            .delay()
            .as_secs()
        };
        assert_eq!((delay(1, 0), delay(1, 255)), (8, 12));
        let middle: Vec<u64> = (1..=40).map(|attempt| delay(attempt, 0)).collect();
        assert!(middle.is_sorted());
        assert_eq!(middle[39], 2880);
        assert_eq!(delay(40, 255), 4320);
    }
}
