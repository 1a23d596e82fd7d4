//! The stored form of a password: the PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

/// What one hash costs. The default is 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

/// More than this is no stored password of ours but an attempt to keep the machine busy.
const MOST: Cost = Cost {
    memory: 1 << 20,
    passes: 64,
    lanes: 16,
};
const SALT_BYTES: std::ops::RangeInclusive<usize> = 8..=64;
const HASH_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

impl Cost {
    /// As cheap as the algorithm allows, for tests that are not about hashing.
    pub const fn cheap() -> Self {
        Self {
            memory: 64,
            passes: 1,
            lanes: 1,
        }
    }

    /// Whether any part of this cost is below `wanted`.
    pub const fn is_below(self, wanted: Self) -> bool {
        self.memory < wanted.memory || self.passes < wanted.passes || self.lanes < wanted.lanes
    }

    /// The algorithm with this cost; `None` when the algorithm does not allow it.
    pub(super) fn argon2(self) -> Option<Argon2<'static>> {
        if MOST.is_below(self) {
            return None;
        }
        let params = Params::new(self.memory, self.passes, self.lanes, None).ok()?;
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A password as it is stored: cost, salt and hash. Prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    pub(super) cost: Cost,
    pub(super) salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl PasswordHash {
    /// Reads a PHC string; `None` when it is not Argon2id version 19 within sane limits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let (cost, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let mut fields = cost.split(',');
        let mut field = |name: &str| -> Option<u32> {
            let digits = fields.next()?.strip_prefix(name)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits.parse().ok())?
        };
        let cost = Cost {
            memory: field("m=")?,
            passes: field("t=")?,
            lanes: field("p=")?,
        };
        if fields.next().is_some() || cost.argon2().is_none() {
            return None;
        }
        let salt = BASE64_STANDARD_NO_PAD.decode(salt).ok()?;
        let hash = BASE64_STANDARD_NO_PAD.decode(hash).ok()?;
        let fits = SALT_BYTES.contains(&salt.len()) && HASH_BYTES.contains(&hash.len());
        fits.then_some(Self { cost, salt, hash })
    }

    /// The PHC string, to be stored.
    pub fn phc(&self) -> String {
        let Cost {
            memory,
            passes,
            lanes,
        } = self.cost;
        let (salt, hash) = (
            BASE64_STANDARD_NO_PAD.encode(&self.salt),
            BASE64_STANDARD_NO_PAD.encode(&self.hash),
        );
        format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
    }

    /// What it costs to check this password.
    pub const fn cost(&self) -> Cost {
        self.cost
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[password hash]")
    }
}

impl From<&PasswordHash> for crate::db::Value {
    fn from(hash: &PasswordHash) -> Self {
        Self::Text(hash.phc())
    }
}

impl crate::db::FromValue for PasswordHash {
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

    const GOOD: &str =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    #[test]
    fn phc_round_trips() {
        let parsed = PasswordHash::parse(GOOD).unwrap();
        assert_eq!(
            parsed.cost(),
            Cost {
                memory: 256,
                passes: 2,
                lanes: 1
            }
        );
        assert_eq!(parsed.salt, b"somesalt");
        assert_eq!(parsed.phc(), GOOD);
    }

    #[test]
    fn other_algorithms_and_bad_forms_are_refused() {
        for (from, to) in [
            ("argon2id", "argon2i"),
            ("argon2id", "argon2d"),
            ("v=19", "v=16"),
            ("$v=19", ""),
            ("m=256", "m=+256"),
            ("m=256", "m="),
            ("m=256", "m=4"),
            ("m=256", "m=4000000000"),
            ("t=2", "t=0"),
            ("t=2", "t=100000"),
            ("p=1", "p=200"),
            ("p=1", "p=1,x=1"),
            ("c29tZXNhbHQ", "c29t"),
            ("c29tZXNhbHQ", "c29tZXNhbHQ="),
            ("GHGi/4", "GHGi/4$"),
            ("nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "nf65"),
        ] {
            let text = GOOD.replace(from, to);
            assert!(
                text == GOOD || PasswordHash::parse(&text).is_none(),
                "{text}"
            );
        }
        assert!(PasswordHash::parse("").is_none());
    }

    #[test]
    fn a_cost_is_below_when_any_part_is() {
        let wanted = Cost::default();
        assert!(!wanted.is_below(wanted));
        assert!(
            Cost {
                passes: 1,
                ..wanted
            }
            .is_below(wanted)
        );
        assert!(
            Cost {
                memory: 1024,
                passes: 10,
                lanes: 1
            }
            .is_below(wanted)
        );
        assert!(
            !Cost {
                memory: 65_536,
                passes: 3,
                lanes: 1
            }
            .is_below(wanted)
        );
    }
}
