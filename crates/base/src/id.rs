//! Typed identifiers, ordered by time.
//!
//! 128 bits: 48 bits of milliseconds since 1970, then 80 random bits. Written as 26 characters of
//! lower-case Crockford base32, which sorts as the number does. An identifier is a name and no
//! secret: nothing may be opened by knowing one.

use crate::clock::Time;
use crate::random::Randomness;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;
/// What stands for a byte that is no digit.
const NONE: u8 = 255;
/// The digit that each byte is.
const DIGITS: [u8; 256] = digits();

#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "run by the compiler, over an alphabet of 32 bytes"
)]
const fn digits() -> [u8; 256] {
    let mut all = [NONE; 256];
    let mut place = 0;
    while place < ALPHABET.len() {
        all[ALPHABET[place] as usize] = place as u8;
        place += 1;
    }
    all
}

/// The bits of an identifier, without the type that says what it names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(u128);

impl Bits {
    /// A fresh identifier for something made at `now`.
    pub fn fresh(now: Time, random: &Randomness) -> Self {
        let millis =
            u128::from(u64::try_from(now.as_micros() / 1000).unwrap_or(0)) & 0xffff_ffff_ffff;
        let mut low = [0; 16];
        if let Some(tail) = low.get_mut(6..) {
            random.fill(tail);
        }
        Self((millis << 80) | u128::from_be_bytes(low))
    }

    /// The identifier written as `text`; `None` unless it is exactly the form we write.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != LENGTH {
            return None;
        }
        let mut value: u128 = 0;
        for (place, byte) in text.bytes().enumerate() {
            let digit = *DIGITS.get(usize::from(byte))?;
            if digit == NONE || (place == 0 && digit > 7) {
                return None;
            }
            value = (value << 5) | u128::from(digit);
        }
        Some(Self(value))
    }

    /// The 26 characters.
    pub fn text(self) -> String {
        (0..LENGTH)
            .rev()
            .filter_map(|place| ALPHABET.get(((self.0 >> (place * 5)) & 31) as usize))
            .map(|byte| char::from(*byte))
            .collect()
    }
}

/// Declares identifier types: `id_type!(PassportId, "a passport");`
#[macro_export]
macro_rules! id_type {
    ($name:ident, $what:literal) => {
        #[doc = concat!("Names ", $what, ". Ordered by the time of its making; 26 characters in text.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($crate::id::Bits);

        impl $name {
            /// A fresh identifier for something made at `now`.
            pub fn fresh(now: $crate::clock::Time, random: &$crate::random::Randomness) -> Self {
                Self($crate::id::Bits::fresh(now, random))
            }

            /// The identifier written as `text`; `None` unless it is exactly the form we write.
            pub fn parse(text: &str) -> Option<Self> {
                $crate::id::Bits::parse(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0.text())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}({})", stringify!($name), self)
            }
        }

        impl From<$name> for $crate::db::Value {
            fn from(id: $name) -> Self {
                Self::Text(id.to_string())
            }
        }

        impl $crate::db::FromValue for $name {
            fn from_value(value: $crate::db::Value) -> Option<Self> {
                match value {
                    $crate::db::Value::Text(text) => Self::parse(&text),
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::parse(&text)
                    .ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    id_type!(ThingId, "a thing of this test");

    #[test]
    fn text_round_trips_and_sorts_by_time() {
        let (random, start) = (Randomness::seeded(3), Time::from_seconds(1_700_000_000));
        let ids: Vec<ThingId> = (0..50)
            .map(|n| ThingId::fresh(start.plus(Duration::from_millis(n)), &random))
            .collect();
        let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
        assert!(texts.is_sorted());
        assert!(
            ids.iter()
                .zip(&texts)
                .all(|(id, text)| ThingId::parse(text) == Some(*id))
        );
    }

    #[test]
    fn only_the_written_form_is_taken() {
        let text = ThingId::fresh(Time::from_seconds(5), &Randomness::seeded(1)).to_string();
        assert_eq!(text.len(), 26);
        for wrong in [
            "",
            &text[1..],
            &text.to_uppercase(),
            &format!("{text}0"),
            &format!("8{}", &text[1..]),
        ] {
            assert_eq!(ThingId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn serde_uses_the_text() {
        let id = ThingId::fresh(Time::from_seconds(5), &Randomness::seeded(1));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<ThingId>(&json).unwrap(), id);
        assert!(serde_json::from_str::<ThingId>("\"1\"").is_err());
    }
}
