//! The languages Vestibule speaks, and which of them a reader gets.

use serde::{Deserialize, Serialize};

/// A language with a complete set of texts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, the reference all others are compared with.
    #[default]
    En,
    /// German.
    De,
    /// Polish.
    Pl,
    /// Russian.
    Ru,
}

/// No browser lists more; the rest of a longer header is not read.
const MOST_PREFERENCES: usize = 32;

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::En, Self::De, Self::Pl, Self::Ru];

    /// The code of BCP 47, also the name of the folder: `en`, `de`, `pl`, `ru`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Pl => "pl",
            Self::Ru => "ru",
        }
    }

    /// The language's name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Pl => "Polski",
            Self::Ru => "Русский",
        }
    }

    /// The language of exactly this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The language of a tag such as `de-AT` (BCP 47); the region makes no difference.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4); English
    /// when none of ours is wanted.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(u16, Self)> = None;
        for range in accept_language.split(',').take(MOST_PREFERENCES) {
            let (tag, weight) = match range.split_once(';') {
                Some((tag, parameters)) => (tag, weight(parameters)),
                None => (range, 1000),
            };
            let Some(language) = Self::from_tag(tag.trim()) else {
                continue;
            };
            if weight > best.map_or(0, |(heaviest, _)| heaviest) {
                best = Some((weight, language));
            }
        }
        best.map_or(Self::En, |(_, language)| language)
    }

    /// The first of ours in a list of tags separated by spaces, such as `ui_locales`
    /// (OpenID Connect Core, section 3.1.2.1).
    pub fn from_list(tags: &str) -> Option<Self> {
        tags.split_ascii_whitespace()
            .take(MOST_PREFERENCES)
            .find_map(Self::from_tag)
    }
}

/// The weight of a language range in thousandths; one that cannot be read weighs nothing.
fn weight(parameters: &str) -> u16 {
    let Some(value) = parameters.trim().strip_prefix("q=") else {
        return 0;
    };
    match value.trim().parse::<f32>() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in 0..=1000"
        )]
        Ok(q) if (0.0..=1.0).contains(&q) => (q * 1000.0) as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("\"{}\"", language.code()));
        }
        assert_eq!(Language::from_code("DE"), None);
        assert_eq!(Language::from_code("fr"), None);
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        for (header, wanted) in [
            ("", Language::En),
            ("fr, *;q=0.5", Language::En),
            ("pl", Language::Pl),
            ("de-AT,de;q=0.9,en;q=0.8", Language::De),
            ("en;q=0.1, ru;q=0.9", Language::Ru),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Language::En),
            ("de;q=0, pl;q=0.001", Language::Pl),
            ("RU-ru", Language::Ru),
            ("de;q=nonsense, pl;q=0.2", Language::Pl),
            ("de;q=17, pl;q=0.2", Language::Pl),
            ("de;level=1", Language::En),
            ("deutsch", Language::En),
            ("pl , de", Language::Pl),
        ] {
            assert_eq!(Language::negotiate(header), wanted, "{header}");
        }
    }

    #[test]
    fn a_list_gives_the_first_of_ours() {
        assert_eq!(Language::from_list("fr-CA pl de"), Some(Language::Pl));
        assert_eq!(Language::from_list("fr"), None);
        assert_eq!(Language::from_list(""), None);
    }
}
