//! Login names: what one may choose to sign in with instead of an e-mail address.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::fold;

/// Characters of a login name, at least and at most.
const SHORTEST: usize = 2;
const LONGEST: usize = 64;

/// A login name: letters and digits of any script with `.`, `_` and `-` between them. It holds no
/// `@`, so that it can never be taken for an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName {
    name: String,
    folded: String,
}

/// Why a text is no login name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginError {
    /// Fewer than two characters.
    #[error("the login name is too short")]
    TooShort,
    /// More than 64 characters.
    #[error("the login name is too long")]
    TooLong,
    /// Something other than letters, digits, and `.`, `_`, `-` between them.
    #[error("the login name holds characters it may not")]
    Characters,
}

impl LoginName {
    /// Takes what was typed; space around it is trimmed.
    ///
    /// # Errors
    /// [`LoginError`] says what is wrong.
    pub fn parse(typed: &str) -> Result<Self, LoginError> {
        let typed = typed.trim_matches(' ');
        if typed.len() > LONGEST * 16 {
            return Err(LoginError::TooLong);
        }
        let name: String = typed.nfkc().collect();
        let length = name.chars().count();
        if length < SHORTEST {
            return Err(LoginError::TooShort);
        }
        if length > LONGEST {
            return Err(LoginError::TooLong);
        }
        let edge = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let inner = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
        let edges = edge(name.chars().next()) && edge(name.chars().next_back());
        if !edges || !name.chars().all(inner) {
            return Err(LoginError::Characters);
        }
        Ok(Self {
            folded: fold::identity(&name),
            name,
        })
    }

    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The form under which two login names are the same.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_does_not_matter_but_is_kept() {
        let anna = LoginName::parse(" Anna.K ").unwrap();
        assert_eq!((anna.as_str(), anna.folded()), ("Anna.K", "anna.k"));
    }

    #[test]
    fn every_wrong_form_is_refused_with_its_reason() {
        for (typed, reason) in [
            ("", LoginError::TooShort),
            ("a", LoginError::TooShort),
            ("anna@example", LoginError::Characters),
            ("anna k", LoginError::Characters),
            (".anna", LoginError::Characters),
            ("anna-", LoginError::Characters),
            ("an\nna", LoginError::Characters),
            ("an/na", LoginError::Characters),
        ] {
            assert_eq!(LoginName::parse(typed), Err(reason), "{typed:?}");
        }
        assert_eq!(LoginName::parse(&"a".repeat(65)), Err(LoginError::TooLong));
        assert_eq!(
            LoginName::parse(&"a".repeat(100_000)),
            Err(LoginError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn a_login_name_is_one_again_and_never_an_address(typed in "\\PC{0,70}") {
            if let Ok(name) = LoginName::parse(&typed) {
                prop_assert!(!name.as_str().contains('@'));
                prop_assert_eq!(LoginName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
