//! Names of persons, workspaces, departments and groups: what a person may type as one.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::fold;

/// The longest name, in characters.
pub const LONGEST: usize = 120;

/// A name: one line, composed (NFC), without space around it or controls in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing but space.
    #[error("the name is empty")]
    Empty,
    /// More than [`LONGEST`] characters.
    #[error("the name is too long")]
    TooLong,
    /// Controls, line ends, or letters that turn or hide others.
    #[error("the name holds characters that cannot be shown")]
    Unshowable,
}

impl Name {
    /// Takes what was typed; space is trimmed and runs of it become one.
    ///
    /// # Errors
    /// When nothing is left, too much is, or it cannot be shown on one line.
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        // Bounds the work; composing never makes a text four times shorter in characters.
        if typed.len() > LONGEST * 16 {
            return Err(NameError::TooLong);
        }
        let words: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        let name: String = words.join(" ").nfc().collect();
        let name = name.trim();
        if name.is_empty() {
            Err(NameError::Empty)
        } else if name.chars().any(fold::is_treacherous) {
            Err(NameError::Unshowable)
        } else if name.chars().count() > LONGEST {
            Err(NameError::TooLong)
        } else {
            Ok(Self(name.to_owned()))
        }
    }

    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which two names are the same.
    pub fn folded(&self) -> String {
        fold::identity(&self.0)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<&Name> for base::db::Value {
    fn from(name: &Name) -> Self {
        Self::Text(name.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn space_is_tidied() {
        assert_eq!(
            Name::parse("  Anna   Kowalska ").unwrap().as_str(),
            "Anna Kowalska"
        );
        assert_eq!(Name::parse("Cafe\u{301}").unwrap().as_str(), "Café");
    }

    #[test]
    fn what_is_no_name_is_refused_with_its_reason() {
        assert_eq!(Name::parse(" \u{a0} "), Err(NameError::Empty));
        assert_eq!(Name::parse("a\r\nBcc: b"), Err(NameError::Unshowable));
        assert_eq!(Name::parse("gnp\u{202e}exe"), Err(NameError::Unshowable));
        assert_eq!(Name::parse("A\u{200b}nna"), Err(NameError::Unshowable));
        assert!(Name::parse(&"я".repeat(LONGEST)).is_ok());
        assert_eq!(
            Name::parse(&"я".repeat(LONGEST + 1)),
            Err(NameError::TooLong)
        );
        assert_eq!(Name::parse(&"a".repeat(1_000_000)), Err(NameError::TooLong));
    }

    proptest! {
        #[test]
        fn a_name_is_a_name_again(typed in "\\PC{0,130}") {
            if let Ok(name) = Name::parse(&typed) {
                prop_assert_eq!(Name::parse(name.as_str()), Ok(name));
            }
        }
    }
}
