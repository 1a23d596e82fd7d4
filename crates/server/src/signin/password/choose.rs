//! Choosing a password: what is good enough, said in words, and storing it.

use std::fmt;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::hash::PasswordHash;
use base::i18n::Texts;
use people::PassportId;

use super::well_known::is_common;
use crate::signin::store;

/// What a new password must be. NIST SP 800-63B-4, 3.1.1.2: fifteen characters where it stands
/// alone, no composition rules, nothing common or guessable.
#[derive(Clone, Copy, Debug)]
pub struct PasswordRules {
    /// The fewest characters.
    pub shortest: usize,
    /// The most characters; bounds the work of hashing and estimating.
    pub longest: usize,
}

/// The fewest letters beside one's own words.
const LEFT: usize = 8;

impl Default for PasswordRules {
    fn default() -> Self {
        Self {
            shortest: 15,
            longest: 256,
        }
    }
}

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Nothing was typed.
    Missing,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// On the list of common passwords, or hardly more than one.
    Common,
    /// Easily guessed: a common password, a pattern, or made of the person's own words.
    Guessable,
}

impl Weakness {
    /// The Fluent key of what to say; takes `shortest` and `longest`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "signin-choose-missing",
            Self::TooShort => "signin-choose-short",
            Self::TooLong => "signin-choose-long",
            Self::Common => "signin-choose-common",
            Self::Guessable => "signin-choose-guessable",
        }
    }

    /// What to say beside the field.
    pub fn words(self, texts: &Texts, rules: PasswordRules) -> String {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let limits = [
            ("shortest", number(rules.shortest).into()),
            ("longest", number(rules.longest).into()),
        ];
        texts.with(self.key(), &limits)
    }
}

impl fmt::Display for Weakness {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.key())
    }
}

impl PasswordRules {
    /// Judges a new password; `own` are words of the person: name, address, workspace.
    ///
    /// # Errors
    /// The first [`Weakness`] found.
    pub fn judge(self, password: &str, own: &[&str]) -> Result<(), Weakness> {
        let length = password.chars().count();
        if length == 0 {
            return Err(Weakness::Missing);
        }
        if length < self.shortest {
            return Err(Weakness::TooShort);
        }
        if length > self.longest {
            return Err(Weakness::TooLong);
        }
        if is_common(password) {
            return Err(Weakness::Common);
        }
        if Self::score(password, own) < 3 || is_mostly_own(password, own) {
            return Err(Weakness::Guessable);
        }
        Ok(())
    }

    /// How hard it is to guess, 0 to 4. Only the first hundred characters are looked at: the
    /// estimate grows faster than the text.
    pub fn score(password: &str, own: &[&str]) -> u8 {
        let looked_at: String = password.chars().take(100).collect();
        let words = own_words(own);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        u8::from(zxcvbn::zxcvbn(&looked_at, &words).score())
    }
}

/// The words of the person in small letters, the longest first.
fn own_words(own: &[&str]) -> Vec<String> {
    let own = own.iter().map(|text| text.to_lowercase());
    let mut words: Vec<String> = own
        .flat_map(|text| {
            let parts = text.split(['@', '.', ' ', '-']).map(str::to_owned);
            parts.collect::<Vec<_>>()
        })
        .filter(|word| word.chars().count() > 2)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether little is left of the password without the person's own words. The estimate alone
/// takes three of them in a row for hard.
fn is_mostly_own(password: &str, own: &[&str]) -> bool {
    let whole = password.to_lowercase();
    let rest = own_words(own)
        .iter()
        .fold(whole.clone(), |rest, word| rest.replace(word.as_str(), ""));
    rest != whole
        && rest
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .count()
            < LEFT
}

/// Stores a chosen password. Hash it before: never inside the transaction.
///
/// # Errors
/// What the database says.
pub async fn choose(
    conn: &mut Conn,
    passport: PassportId,
    hash: &PasswordHash,
    now: Time,
) -> Result<(), DbError> {
    store::set_password(conn, passport, hash, now).await
}

/// Whether a passport has a password.
///
/// # Errors
/// What the database says.
pub async fn has(conn: &mut Conn, passport: PassportId) -> Result<bool, DbError> {
    Ok(store::password(conn, passport).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(password: &str) -> Result<(), Weakness> {
        PasswordRules::default().judge(password, &["Anna Nowak", "anna@falke.example.com"])
    }

    #[test]
    fn a_phrase_in_lower_case_passes() {
        assert_eq!(judged("seven quiet otters swim"), Ok(()));
        assert_eq!(judged("семь тихих выдр плывут"), Ok(()));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(judged(""), Err(Weakness::Missing));
        assert_eq!(judged("x7$Kp2!qLm9&zR"), Err(Weakness::TooShort));
        assert_eq!(judged("x7$Kp2!qLm9&zR4"), Ok(()));
        assert_eq!(judged(&"выдра семь ".repeat(30)), Err(Weakness::TooLong));
    }

    #[test]
    fn famous_sentences_are_common_however_long() {
        for common in [
            "correct horse battery staple",
            "To be, or not to be: that is the question",
            "1q2w3e4r5t6y7u8i9o0p",
        ] {
            assert_eq!(judged(common), Err(Weakness::Common), "{common}");
        }
    }

    #[test]
    fn common_words_and_ones_own_are_not_good_enough() {
        for weak in [
            "passwordpassword",
            "aaaaaaaaaaaaaaaaaa",
            "anna nowak falke",
            "Nowak-Falke-Anna-2026",
            "qwertqwertqwertqwert",
        ] {
            assert_eq!(judged(weak), Err(Weakness::Guessable), "{weak}");
        }
    }
}
