//! What a gateway's answer means.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// So much of an answer is kept, in characters.
const KEPT: usize = 300;
/// As many digits in a row may be a code or a number of somebody.
const TELLING_DIGITS: usize = 6;
/// A word as long may be the secret of a link.
const TELLING_WORD: usize = 16;

/// How success is recognised beyond the status: a field of the JSON that is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Success {
    /// The way to it, names and positions with dots between, such as `messages.0.status`; empty when the status
    /// alone decides.
    pub field: String,
    /// What stands there; empty when being there, and neither `null` nor `false`, is enough.
    pub value: String,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The gateway took the message.
    Taken,
    /// It will never take it.
    Refused,
    /// It might take it later.
    Later,
}

impl Success {
    /// Whether the way to the field can be gone at all.
    pub fn is_well_formed(&self) -> bool {
        let step = |step: &str| !step.is_empty() && !step.chars().any(char::is_control);
        self.field.is_empty() || (self.field.len() <= 200 && self.field.split('.').all(step))
    }

    /// Judges an answer by its status and body.
    pub fn judge(&self, status: u16, body: &[u8]) -> Judged {
        match status {
            200..=299 if self.is_met(body) => Judged::Taken,
            408 | 425 | 429 | 500..=599 => Judged::Later,
            _ => Judged::Refused,
        }
    }

    fn is_met(&self, body: &[u8]) -> bool {
        if self.field.is_empty() {
            return true;
        }
        let Ok(document) = serde_json::from_slice::<Value>(body) else {
            return false;
        };
        let found = self
            .field
            .split('.')
            .try_fold(&document, |value, step| match value {
                Value::Array(all) => all.get(step.parse::<usize>().ok()?),
                Value::Object(all) => all.get(step),
                _ => None,
            });
        match found {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(_) if self.value.is_empty() => true,
            Some(Value::String(text)) => *text == self.value,
            Some(other) => serde_json::to_string(other).is_ok_and(|text| text == self.value),
        }
    }
}

/// An answer as it may be kept: short, on one line, without what could be a code, a number of somebody or the
/// secret of a link, for gateways like to repeat what they were told.
pub fn scrubbed(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut made = String::new();
    let mut word = String::new();
    for sign in text.chars().chain([' ']) {
        if sign.is_alphanumeric() || sign == '_' || sign == '-' {
            word.push(sign);
            continue;
        }
        made.push_str(if is_telling(&word) { "…" } else { &word });
        word.clear();
        made.push(if sign.is_control() { ' ' } else { sign });
        if made.len() > 4 * KEPT {
            break;
        }
    }
    made.trim().chars().take(KEPT).collect()
}

fn is_telling(word: &str) -> bool {
    let mut row = 0;
    let digits = word.chars().any(|sign| {
        row = if sign.is_numeric() { row + 1 } else { 0 };
        row >= TELLING_DIGITS
    });
    digits || word.chars().count() >= TELLING_WORD
}
