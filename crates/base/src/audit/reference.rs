//! The short code that leads from what a person saw to the events behind it.

use std::fmt;

use crate::random::Randomness;

/// Without the letters that are mistaken for digits, as in Crockford's base32.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 8;

/// Eight characters to read out on the telephone, such as `7k3m9qxd`. Names one request and
/// everything recorded in it; it is no secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// A new reference.
    pub fn fresh(random: &Randomness) -> Self {
        let bytes = random.bytes::<LENGTH>();
        let letter = |byte: &u8| {
            ALPHABET
                .get(usize::from(byte & 31))
                .copied()
                .map(char::from)
        };
        Self(bytes.iter().filter_map(letter).collect())
    }

    /// A reference as somebody typed it: capitals, blanks, dashes and mistaken letters are
    /// forgiven. `None` when it cannot be one.
    pub fn parse(typed: &str) -> Option<Self> {
        let read = typed.chars().filter(|c| !matches!(c, ' ' | '-'));
        let read = read.map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        });
        let text: String = read.take(LENGTH + 1).collect();
        let known = text.bytes().all(|byte| ALPHABET.contains(&byte));
        (known && text.len() == LENGTH).then_some(Self(text))
    }

    /// The eight characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Reference({})", self.0)
    }
}

impl From<&Reference> for crate::db::Value {
    fn from(reference: &Reference) -> Self {
        Self::Text(reference.0.clone())
    }
}

impl crate::db::FromValue for Reference {
    fn from_value(value: crate::db::Value) -> Option<Self> {
        match value {
            crate::db::Value::Text(text) => Self::parse(&text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_found_as_people_type_it() {
        let shown = Reference("70k1m9qx".to_owned());
        for typed in [
            "70k1m9qx",
            "70K1M9QX",
            " 70k1-m9qx ",
            "7Ok1m9qx",
            "7okIm9qx",
            "7oklm9qx",
        ] {
            assert_eq!(Reference::parse(typed).as_ref(), Some(&shown), "{typed}");
        }
        for wrong in [
            "",
            "70k1m9q",
            "70k1m9qxx",
            "70k1m9qu",
            "70k1m9q;",
            "ยยยยยยยย",
        ] {
            assert_eq!(Reference::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fresh_ones_differ_and_read_back() {
        let random = Randomness::seeded(1);
        let (one, other) = (Reference::fresh(&random), Reference::fresh(&random));
        assert_ne!(one, other);
        assert_eq!(Reference::parse(&one.to_string()), Some(one));
    }
}
