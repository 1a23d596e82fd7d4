//! Reading claims (RFC 7519) so that a claim that is not there can never pass for one that is.

use serde_json::{Map, Value};

use crate::json::{self, JsonError};

/// How far the clocks of two parties may differ, in seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 30;

/// Why claims are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// The payload is not a JSON object with unique members.
    #[error("the claims are refused: {0}")]
    Json(JsonError),
    /// The claim is not there (or empty).
    #[error("the claim {0} is absent")]
    Absent(&'static str),
    /// The claim has the wrong type.
    #[error("the claim {0} has the wrong type")]
    Type(&'static str),
    /// The claim is there but says something else than is due.
    #[error("the claim {0} is not the expected one")]
    Mismatch(&'static str),
    /// The token has expired.
    #[error("the token has expired")]
    Expired,
    /// The token is not valid yet, or was issued in the future.
    #[error("the token is not valid yet")]
    NotYet,
}

/// The claims of a verified token.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ClaimError> {
        json::object(bytes).map(Self).map_err(ClaimError::Json)
    }

    /// A text that must be there and not empty.
    ///
    /// # Errors
    /// [`ClaimError::Absent`] or [`ClaimError::Type`].
    pub fn text(&self, name: &'static str) -> Result<&str, ClaimError> {
        self.optional_text(name)?.ok_or(ClaimError::Absent(name))
    }

    /// A text that may be absent; an empty one counts as absent.
    ///
    /// # Errors
    /// [`ClaimError::Type`].
    pub fn optional_text(&self, name: &'static str) -> Result<Option<&str>, ClaimError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(ClaimError::Type(name)),
        }
    }

    /// A time in whole seconds since the epoch that must be there (RFC 7519 NumericDate; a
    /// fraction is cut off).
    ///
    /// # Errors
    /// [`ClaimError::Absent`] or [`ClaimError::Type`].
    pub fn seconds(&self, name: &'static str) -> Result<i64, ClaimError> {
        self.optional_seconds(name)?.ok_or(ClaimError::Absent(name))
    }

    /// A time that may be absent.
    ///
    /// # Errors
    /// [`ClaimError::Type`].
    pub fn optional_seconds(&self, name: &'static str) -> Result<Option<i64>, ClaimError> {
        /// The year 9999; larger numbers are milliseconds or an attack on arithmetic.
        const LAST: i64 = 253_402_300_799;
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let whole = value.as_i64().or_else(|| {
            let float = value
                .as_f64()
                .filter(|float| (0.0..=LAST as f64).contains(float));
            float.map(|float| float as i64)
        });
        let time = whole.filter(|seconds| (0..=LAST).contains(seconds));
        time.map(Some).ok_or(ClaimError::Type(name))
    }

    /// The audiences, of which there is at least one.
    ///
    /// # Errors
    /// [`ClaimError::Absent`] or [`ClaimError::Type`].
    pub fn audiences(&self) -> Result<Vec<&str>, ClaimError> {
        match self.0.get("aud") {
            None => Err(ClaimError::Absent("aud")),
            Some(Value::String(_)) => Ok(vec![self.text("aud")?]),
            Some(Value::Array(entries)) if entries.is_empty() => Err(ClaimError::Absent("aud")),
            Some(Value::Array(entries)) => entries
                .iter()
                .map(|entry| entry.as_str().filter(|text| !text.is_empty()))
                .collect::<Option<_>>()
                .ok_or(ClaimError::Type("aud")),
            Some(_) => Err(ClaimError::Type("aud")),
        }
    }

    /// A claim in whatever form it has.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Requires a text claim to be exactly this.
    ///
    /// # Errors
    /// [`ClaimError::Absent`], [`ClaimError::Type`] or [`ClaimError::Mismatch`].
    pub fn require(&self, name: &'static str, expected: &str) -> Result<(), ClaimError> {
        if self.text(name)? == expected {
            Ok(())
        } else {
            Err(ClaimError::Mismatch(name))
        }
    }

    /// Requires this audience to be among those named.
    ///
    /// # Errors
    /// [`ClaimError::Absent`], [`ClaimError::Type`] or [`ClaimError::Mismatch`].
    pub fn require_audience(&self, expected: &str) -> Result<(), ClaimError> {
        if self.audiences()?.contains(&expected) {
            Ok(())
        } else {
            Err(ClaimError::Mismatch("aud"))
        }
    }

    /// Checks `exp` and `iat`, which must be there, and `nbf`, which may be, against the time `now`
    /// in seconds since the epoch, allowing [`CLOCK_SKEW_SECONDS`].
    ///
    /// # Errors
    /// [`ClaimError::Expired`], [`ClaimError::NotYet`], [`ClaimError::Absent`], [`ClaimError::Type`].
    pub fn check_times(&self, now: i64) -> Result<(), ClaimError> {
        let latest_start = now.saturating_add(CLOCK_SKEW_SECONDS);
        let starts = [Some(self.seconds("iat")?), self.optional_seconds("nbf")?];
        if self.seconds("exp")?.saturating_add(CLOCK_SKEW_SECONDS) <= now {
            return Err(ClaimError::Expired);
        }
        if starts
            .into_iter()
            .flatten()
            .any(|start| start > latest_start)
        {
            return Err(ClaimError::NotYet);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(json: &str) -> Claims {
        Claims::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn absent_claims_are_errors() {
        let none = claims("{}");
        assert_eq!(none.text("iss"), Err(ClaimError::Absent("iss")));
        assert_eq!(none.seconds("exp"), Err(ClaimError::Absent("exp")));
        assert_eq!(none.audiences(), Err(ClaimError::Absent("aud")));
        assert_eq!(none.require("nonce", ""), Err(ClaimError::Absent("nonce")));
        assert_eq!(none.require_audience("us"), Err(ClaimError::Absent("aud")));
        let empty = claims(r#"{"iss":"","aud":[],"nonce":null}"#);
        assert_eq!(empty.text("iss"), Err(ClaimError::Absent("iss")));
        assert_eq!(empty.require("iss", ""), Err(ClaimError::Absent("iss")));
        assert_eq!(empty.audiences(), Err(ClaimError::Absent("aud")));
        assert_eq!(empty.text("nonce"), Err(ClaimError::Type("nonce")));
        for dropped in ["exp", "iat"] {
            let mut some = claims(r#"{"exp":2000,"iat":1000}"#);
            some.0.remove(dropped);
            assert_eq!(some.check_times(1500), Err(ClaimError::Absent(dropped)));
        }
    }

    #[test]
    fn times_have_edges() {
        let token = claims(r#"{"iat":1000,"nbf":1000,"exp":2000}"#);
        assert_eq!(
            token.check_times(1000 - CLOCK_SKEW_SECONDS - 1),
            Err(ClaimError::NotYet)
        );
        assert_eq!(token.check_times(1000 - CLOCK_SKEW_SECONDS), Ok(()));
        assert_eq!(token.check_times(2000 + CLOCK_SKEW_SECONDS - 1), Ok(()));
        assert_eq!(
            token.check_times(2000 + CLOCK_SKEW_SECONDS),
            Err(ClaimError::Expired)
        );
        let later = claims(r#"{"iat":1000,"nbf":1900,"exp":2000}"#);
        assert_eq!(later.check_times(1500), Err(ClaimError::NotYet));
    }

    #[test]
    fn odd_times_are_not_times() {
        for json in [
            "\"1500\"",
            "-1",
            "1e300",
            "9223372036854775807",
            "1763000000000",
            "null",
            "[]",
        ] {
            let token = claims(&format!(r#"{{"exp":{json}}}"#));
            assert_eq!(token.seconds("exp"), Err(ClaimError::Type("exp")), "{json}");
        }
        assert_eq!(claims(r#"{"exp":1500.9}"#).seconds("exp"), Ok(1500));
    }

    #[test]
    fn audiences_match_whole() {
        let one = claims(r#"{"aud":"app"}"#);
        let two = claims(r#"{"aud":["other","app"]}"#);
        assert!(one.require_audience("app").is_ok());
        assert!(two.require_audience("app").is_ok());
        assert_eq!(two.require_audience("ap"), Err(ClaimError::Mismatch("aud")));
        assert_eq!(
            claims(r#"{"aud":["app",1]}"#).audiences(),
            Err(ClaimError::Type("aud"))
        );
        assert_eq!(
            claims(r#"{"aud":{"app":1}}"#).audiences(),
            Err(ClaimError::Type("aud"))
        );
    }
}
