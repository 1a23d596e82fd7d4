//! Time: the one source of "now". Tests hold a clock they can move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment in UTC, in microseconds since 1970-01-01. Stored as such in every table.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// The moment `micros` microseconds after 1970-01-01 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `seconds` seconds after 1970-01-01 UTC.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970-01-01 UTC.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 UTC, rounded down (the `NumericDate` of RFC 7519).
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment and `span` more; saturates at the end of time.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }

    /// This moment less `span`.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros(span)))
    }

    /// How long ago `earlier` was, seen from this moment; zero when it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 with milliseconds, in UTC: `2026-11-21T20:47:00.000Z`.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(stamp) => format!("{stamp:.3}"),
            Err(_) => String::from("out of range"),
        }
    }

    /// The moment written as `text` in RFC 3339.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let stamp: jiff::Timestamp = text.parse().ok()?;
        Some(Self(stamp.as_microsecond()))
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// Where "now" comes from: the system, or a test that moves it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Movable(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until it is moved.
    pub fn movable(start: Time) -> Self {
        Self(Source::Movable(Arc::new(AtomicI64::new(start.as_micros()))))
    }

    /// The present moment.
    pub fn now(&self) -> Time {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the clock all others must ask"
            )]
            Source::System => {
                let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Time(micros(passed.unwrap_or_default()))
            }
            Source::Movable(at) => Time(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a movable clock forward by `span`; the system's clock stays as it is.
    pub fn advance(&self, span: Duration) {
        if let Source::Movable(at) = &self.0 {
            at.fetch_add(micros(span), Ordering::SeqCst);
        }
    }

    /// A point from which to measure how long work took, whatever the wall clock does.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock all others must ask"
    )]
    pub fn monotonic(&self) -> std::time::Instant {
        std::time::Instant::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_back_and_nonsense_is_none() {
        let at = Time::from_micros(1_795_294_020_123_000);
        assert_eq!(Time::from_rfc3339(&at.rfc3339()), Some(at));
        for odd in [
            "",
            "now",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-24",
        ] {
            assert_eq!(Time::from_rfc3339(odd), None, "{odd}");
        }
    }

    #[test]
    fn movable_clock_stands_still_until_moved() {
        let clock = Clock::movable(Time::from_seconds(100));
        assert_eq!(clock.now(), clock.now());
        clock.clone().advance(Duration::from_secs(5));
        assert_eq!(clock.now().as_seconds(), 105);
    }

    #[test]
    fn seconds_round_down_before_the_epoch_too() {
        assert_eq!(Time::from_micros(-1).as_seconds(), -1);
        assert_eq!(Time::from_micros(1_999_999).as_seconds(), 1);
    }

    #[test]
    fn since_is_never_negative() {
        let (early, late) = (Time::from_seconds(1), Time::from_seconds(9));
        assert_eq!(late.since(early), Duration::from_secs(8));
        assert_eq!(early.since(late), Duration::ZERO);
    }

    #[test]
    fn rfc3339_is_utc_with_milliseconds() {
        assert_eq!(
            Time::from_seconds(1_795_293_420).rfc3339(),
            "2026-11-21T20:37:00.000Z"
        );
    }
}
