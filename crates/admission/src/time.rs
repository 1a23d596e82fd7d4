//! Moments and spans as bare numbers: admission has no clock, whoever asks says what time it is.

use serde::{Deserialize, Serialize};

/// A moment in UTC, in microseconds since 1970-01-01.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The end of time: a limit of this sets none.
    pub const MAX: Self = Self(i64::MAX);

    /// The moment `micros` microseconds after 1970-01-01 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01 UTC.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This moment and `span` more; saturates at the end of time.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.as_micros()))
    }

    /// This moment less `span`; saturates at the beginning of time.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.as_micros()))
    }
}

/// A length of time in whole seconds, as policies state it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(u32);

impl Span {
    /// The longest span: a limit of this sets none.
    pub const MAX: Self = Self(u32::MAX);

    /// `seconds` seconds.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// `hours` hours.
    pub const fn from_hours(hours: u32) -> Self {
        Self(hours.saturating_mul(3600))
    }

    /// The number of seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }

    const fn as_micros(self) -> i64 {
        // 2^32 seconds are far below 2^63 microseconds: neither step can overflow.
        (self.0 as i64) * 1_000_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_at_both_ends() {
        let (first, last) = (Moment::from_micros(i64::MIN), Moment::MAX);
        assert_eq!(last.plus(Span::MAX), last);
        assert_eq!(first.minus(Span::MAX), first);
        assert_eq!(
            Moment::from_micros(0).plus(Span::from_hours(1)).as_micros(),
            3_600_000_000
        );
        assert_eq!(Span::from_hours(u32::MAX), Span::MAX);
    }

    #[test]
    fn both_are_plain_numbers_in_json() {
        assert_eq!(
            serde_json::to_string(&Moment::from_micros(-7)).unwrap(),
            "-7"
        );
        assert_eq!(
            serde_json::from_str::<Span>("90").unwrap(),
            Span::from_seconds(90)
        );
    }
}
