//! Values that must not be seen: they print nothing, cannot be serialized, and are wiped when dropped.
//!
//! What a secret means (a password, a token, a key) is said by the modules that hold one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A value that shows itself only through [`Secret::expose`].
#[derive(Clone, Default, Zeroize, ZeroizeOnDrop)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes `value` out of sight.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Look for this word to find every place that reads a secret.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// Whether the bytes are those of `other`, in a time that tells nothing but the length.
    pub fn same_as(&self, other: &[u8]) -> bool {
        same(self.0.as_ref(), other)
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[secret]")
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl FromStr for Secret<String> {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self)
    }
}

/// Whether two byte strings are equal, in a time that tells nothing but their lengths.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_printed() {
        #[derive(Debug)]
        struct Form {
            #[expect(dead_code, reason = "only printed")]
            password: Secret<String>,
        }
        let form = Form {
            password: "correct horse".into(),
        };
        assert_eq!(format!("{form:?}"), "Form { password: [secret] }");
        assert_eq!(format!("{:?}", Secret::new(vec![1_u8, 2])), "[secret]");
    }

    #[test]
    fn comparison_wants_every_byte() {
        let secret: Secret<String> = "abc".into();
        assert!(secret.same_as(b"abc"));
        for other in ["abd", "ab", "abcd", "", "ABC"] {
            assert!(!secret.same_as(other.as_bytes()), "{other}");
        }
        assert!(same(b"", b""));
    }

    #[test]
    fn forms_can_carry_one() {
        let secret: Secret<String> = serde_json::from_str("\"hunter\"").unwrap();
        assert_eq!(secret.expose(), "hunter");
        assert_eq!(
            "hunter".parse::<Secret<String>>().unwrap().expose(),
            "hunter"
        );
    }
}
