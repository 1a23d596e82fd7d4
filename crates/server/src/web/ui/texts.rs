//! Stands in for `base::i18n` until it is landed.

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    language: Language,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
    De,
    Pl,
    Ru,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::En, Self::De, Self::Pl, Self::Ru];

    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Pl => "pl",
            Self::Ru => "ru",
        }
    }

    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Pl => "Polski",
            Self::Ru => "Русский",
        }
    }
}

impl Texts {
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn get(&self, key: &str) -> String {
        let file = match self.language {
            Language::En => include_str!("../../../../../locales/en/ui.ftl"),
            Language::De => include_str!("../../../../../locales/de/ui.ftl"),
            Language::Pl => include_str!("../../../../../locales/pl/ui.ftl"),
            Language::Ru => include_str!("../../../../../locales/ru/ui.ftl"),
        };
        let line = file
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.unwrap_or(key).to_owned()
    }
}
