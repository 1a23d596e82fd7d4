//! Phone numbers: what people type, and the one form in which a number is kept (ITU-T E.164).
//!
//! The plans of numbers come from the `phonenumber` crate; what may reach it is narrowed here first, so that neither the
//! `tel:` form with its parameters nor extensions are ever parsed.

use std::fmt;

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is typed is never longer, in bytes.
const LONGEST: usize = 40;
/// A number has at most so many digits (E.164, section 6.2.1); typed with the way out of a country, some more.
const MOST_DIGITS: usize = 20;
/// Fewer digits are no subscriber's number anywhere: emergency calls and short codes.
const FEWEST_DIGITS: usize = 6;

/// A country or territory whose numbers have a plan of their own, by its two letters (ISO 3166-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// Two letters that name no country with phone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no country with phone numbers has these two letters")]
pub struct NoCountry;

impl Country {
    /// Reads two letters, in either case.
    ///
    /// # Errors
    /// [`NoCountry`].
    pub fn parse(letters: &str) -> Result<Self, NoCountry> {
        let upper = letters.to_ascii_uppercase();
        let bytes = <[u8; 2]>::try_from(upper.as_bytes()).map_err(|_| NoCountry)?;
        let known = upper.parse::<Id>().is_ok() && DATABASE.by_id(&upper).is_some();
        known.then_some(Self(bytes)).ok_or(NoCountry)
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    fn id(self) -> Option<Id> {
        self.code().parse().ok()
    }
}

impl TryFrom<String> for Country {
    type Error = NoCountry;

    fn try_from(letters: String) -> Result<Self, NoCountry> {
        Self::parse(&letters)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// Why something typed is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// It holds something no phone number is written with.
    #[error(
        "a phone number is digits, with spaces, hyphens, dots, slashes and brackets between them"
    )]
    Character,
    /// It has too few or too many digits.
    #[error("this is too short or too long for a phone number")]
    Length,
    /// It is written without its country, and none was given to read it in.
    #[error("a number without its country begins with + and the country's code")]
    Country,
    /// No plan of numbers knows it.
    #[error("there is no such phone number")]
    Unknown,
}

/// A phone number somebody can have, in the form of E.164.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber {
    e164: String,
    country: Option<Country>,
    takes_texts: bool,
}

impl PhoneNumber {
    /// Reads what somebody typed: in the international form, or in the national one of `country`.
    ///
    /// # Errors
    /// [`PhoneError`].
    pub fn parse(typed: &str, country: Option<Country>) -> Result<Self, PhoneError> {
        let plain = plain(typed)?;
        if country.is_none() && !plain.starts_with('+') {
            return Err(PhoneError::Country);
        }
        let found = phonenumber::parse(country.and_then(Country::id), &plain);
        let found = found.map_err(|_| PhoneError::Unknown)?;
        if !found.is_valid() || found.extension().is_some() {
            return Err(PhoneError::Unknown);
        }
        let e164 = found.format().mode(Mode::E164).to_string();
        // A number that is read differently once more is none to keep.
        let again = phonenumber::parse(None, &e164).map_err(|_| PhoneError::Unknown)?;
        if again.format().mode(Mode::E164).to_string() != e164 || !is_e164(&e164) {
            return Err(PhoneError::Unknown);
        }
        let kind = again.number_type(&DATABASE);
        let country = again.country().id();
        Ok(Self {
            e164,
            country: country.and_then(|id| Country::parse(id.as_ref()).ok()),
            takes_texts: matches!(kind, Type::Mobile | Type::FixedLineOrMobile),
        })
    }

    /// Whether something typed could be a phone number at all: nothing but the signs of one, and enough digits.
    pub fn looks_like_one(typed: &str) -> bool {
        plain(typed).is_ok()
    }

    /// The one form in which it is kept and compared: `+` and digits.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The digits alone, for gateways that want no `+`.
    pub fn digits(&self) -> &str {
        self.e164.trim_start_matches('+')
    }

    /// The digits without the code of the country, and without the zeros a country may put before them.
    pub fn national(&self) -> &str {
        let code = phonenumber::parse(None, &self.e164).map(|found| found.code().value());
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let rest = self.digits().strip_prefix(&code);
        rest.unwrap_or_default().trim_start_matches('0')
    }

    /// As people read it, with the code of the country.
    pub fn international(&self) -> String {
        match phonenumber::parse(None, &self.e164) {
            Ok(found) => found.format().mode(Mode::International).to_string(),
            Err(_) => self.e164.clone(),
        }
    }

    /// Where it belongs to; none for numbers of no country.
    pub const fn country(&self) -> Option<Country> {
        self.country
    }

    /// Whether a message to it is an ordinary one: a mobile number, or one of a plan in which mobile numbers look like
    /// others. Numbers that cost or earn something by being called are none.
    pub const fn takes_texts(&self) -> bool {
        self.takes_texts
    }

    /// Its beginning and end, for trails and lists where the whole is nobody's business.
    pub fn masked(&self) -> String {
        let keep = |at: usize| at < 3 || at + 2 >= self.e164.len();
        let sign = |(at, sign): (usize, char)| if keep(at) { sign } else { '•' };
        self.e164.char_indices().map(sign).collect()
    }
}

/// Something typed as trails may keep it: what looks like a phone number shows its beginning and end only.
pub fn masked_name(typed: &str) -> String {
    if !PhoneNumber::looks_like_one(typed) {
        return typed.to_owned();
    }
    let last = typed.chars().count().saturating_sub(2);
    let keep = |(at, sign): (usize, char)| if at < 3 || at >= last { sign } else { '•' };
    typed.chars().enumerate().map(keep).collect()
}

/// Without what people write between digits.
fn plain(typed: &str) -> Result<String, PhoneError> {
    if typed.len() > LONGEST {
        return Err(PhoneError::Length);
    }
    let mut plain = String::with_capacity(typed.len());
    for sign in typed.trim().chars() {
        match sign {
            '0'..='9' => plain.push(sign),
            '+' if plain.is_empty() => plain.push(sign),
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2011}' | '\u{2013}' => {}
            _ => return Err(PhoneError::Character),
        }
    }
    let digits = plain.trim_start_matches('+').len();
    if (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits) {
        Ok(plain)
    } else {
        Err(PhoneError::Length)
    }
}

/// `+`, no zero, then at most fifteen digits (E.164, section 6.2.1).
fn is_e164(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let all = digits.bytes().all(|digit| digit.is_ascii_digit());
    all && (7..=15).contains(&digits.len()) && !digits.starts_with('0')
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("PhoneNumber")
            .field(&self.masked())
            .finish()
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text, None)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.e164
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(country: &str, typed: &str) -> Result<String, PhoneError> {
        let country = (!country.is_empty()).then(|| Country::parse(country).unwrap());
        PhoneNumber::parse(typed, country).map(|number| number.e164)
    }

    #[test]
    fn the_national_digits_have_neither_country_nor_zeros() {
        for (number, national) in [
            ("+491713920012", "1713920012"),
            ("+48512345678", "512345678"),
            ("+79161234567", "9161234567"),
            ("+12125550123", "2125550123"),
            ("+390612345678", "612345678"),
        ] {
            let number = PhoneNumber::parse(number, None).unwrap();
            assert_eq!(number.national(), national, "{number:?}");
        }
    }

    #[test]
    fn every_national_form_is_the_same_number() {
        for (country, typed, kept) in [
            ("DE", "0171 3920012", "+491713920012"),
            ("DE", "(0171) 39 200-12", "+491713920012"),
            ("DE", "0049 171/3920012", "+491713920012"),
            ("DE", "+49 171 3920012", "+491713920012"),
            ("PL", "512 345 678", "+48512345678"),
            ("RU", "8 (916) 123-45-67", "+79161234567"),
            ("US", "(212) 555-0123", "+12125550123"),
            ("", "+1.212.555.0123", "+12125550123"),
            ("DE", "+1 212 555 0123", "+12125550123"),
        ] {
            assert_eq!(of(country, typed).as_deref(), Ok(kept), "{country} {typed}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_the_reason() {
        for (country, typed, why) in [
            ("", "0171 3920012", PhoneError::Country),
            ("DE", "anna", PhoneError::Character),
            ("DE", "tel:+49-171-3920012", PhoneError::Character),
            ("DE", "+491713920012;ext=5", PhoneError::Character),
            ("DE", "+491713920012\r\nX: 1", PhoneError::Character),
            ("DE", "+49 171 ٣٩٢٠٠١٢", PhoneError::Character),
            ("DE", "49+1713920012", PhoneError::Character),
            ("DE", "110", PhoneError::Length),
            ("DE", "+4917139200121234567890", PhoneError::Length),
            ("DE", "0000000000", PhoneError::Unknown),
            ("", "+999123456789", PhoneError::Unknown),
        ] {
            assert_eq!(of(country, typed), Err(why), "{country} {typed:?}");
        }
        let long = format!("+49171{}3920012", " ".repeat(LONGEST));
        assert_eq!(of("DE", &long), Err(PhoneError::Length));
    }

    #[test]
    fn texts_go_to_mobile_numbers_only() {
        let takes = |typed: &str| PhoneNumber::parse(typed, None).unwrap().takes_texts();
        assert!(takes("+491713920012"));
        assert!(
            takes("+12125550123"),
            "a plan that does not tell them apart"
        );
        for no in [
            "+49 900 1 234567",
            "+49 30 23125000",
            "+49 800 1234567",
            "+883510012345",
        ] {
            assert!(!takes(no), "{no}");
        }
    }

    #[test]
    fn countries_that_share_a_code_are_told_apart() {
        for (number, country) in [
            ("+12125550123", "US"),
            ("+18765551234", "JM"),
            ("+79161234567", "RU"),
            ("+77011234567", "KZ"),
            ("+491713920012", "DE"),
        ] {
            let number = PhoneNumber::parse(number, None).unwrap();
            assert_eq!(number.country().unwrap().code(), country);
        }
        assert_eq!(Country::parse("de").unwrap().code(), "DE");
        for none in ["", "D", "DEU", "ZZ", "ДЕ", "1A"] {
            assert_eq!(Country::parse(none), Err(NoCountry), "{none}");
        }
    }

    #[test]
    fn a_number_is_shown_in_full_to_its_person_only() {
        let number = PhoneNumber::parse("+491713920012", None).unwrap();
        assert_eq!(number.international(), "+49 171 3920012");
        assert_eq!(number.masked(), "+49••••••••12");
        assert!(!format!("{number:?}").contains("3920"));
        assert_eq!(number.digits(), "491713920012");
        assert_eq!(masked_name("0171 3920012"), "017•••••••12");
        assert_eq!(masked_name("+491713920012"), number.masked());
        assert_eq!(masked_name("anna@example.com"), "anna@example.com");
    }

    #[test]
    fn a_kept_number_is_read_back_and_nonsense_is_not() {
        let number = PhoneNumber::parse("+491713920012", None).unwrap();
        let text = serde_json::to_string(&number).unwrap();
        assert_eq!(text, "\"+491713920012\"");
        assert_eq!(serde_json::from_str::<PhoneNumber>(&text).unwrap(), number);
        assert!(serde_json::from_str::<PhoneNumber>("\"0171\"").is_err());
        assert!(serde_json::from_str::<Country>("\"ZZ\"").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_typed_upsets_it_and_what_is_kept_stays(typed in "[+0-9 ()./-]{0,24}") {
            for country in ["DE", "US", "RU"] {
                let country = Country::parse(country).ok();
                if let Ok(number) = PhoneNumber::parse(&typed, country) {
                    let again = PhoneNumber::parse(number.e164(), None);
                    prop_assert_eq!(again.as_ref(), Ok(&number));
                    let shown = PhoneNumber::parse(&number.international(), None);
                    prop_assert_eq!(shown, again);
                }
            }
        }

        #[test]
        fn strange_signs_upset_nothing(typed in "\\PC{0,30}") {
            let _ = PhoneNumber::parse(&typed, Country::parse("DE").ok());
        }
    }
}
