//! Texts in four languages, from the Fluent files in `/locales/<language>/<feature>.ftl`.
//!
//! The files are compiled in. A key begins with the name of its file, so that each feature owns
//! its own. A text missing in a language falls back to English, then to its key, and is logged:
//! the tests find such keys before a reader does.

mod language;
mod number;
mod outline;
mod zone;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::tz::TimeZone;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

pub use language::Language;
pub use outline::{Outline, outline};
pub use zone::{Zone, Zones};

use crate::clock::Time;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../locales"]
struct Locales;

type Bundle = FluentBundle<FluentResource>;

/// The texts of a language, read when the first of them is asked for.
type Late = LazyLock<Bundle, Box<dyn FnOnce() -> Bundle + Send + Sync>>;

/// A value for a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// A count: chooses the plural form and is written in groups.
    Number(i64),
    /// Text, put in as it is.
    Text(Cow<'a, str>),
}

macro_rules! into_arg {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl<'a> From<$from> for Arg<'a> {
            fn from($value: $from) -> Self { $to }
        }
    )*};
}

into_arg! {
    i64 => |n| Self::Number(n);
    i32 => |n| Self::Number(n.into());
    u32 => |n| Self::Number(n.into());
    u64 => |n| Self::Number(i64::try_from(n).unwrap_or(i64::MAX));
    usize => |n| Self::Number(i64::try_from(n).unwrap_or(i64::MAX));
    &'a str => |text| Self::Text(Cow::Borrowed(text));
    &'a String => |text| Self::Text(Cow::Borrowed(text));
    String => |text| Self::Text(Cow::Owned(text));
}

/// All texts in all languages. Built once; cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    bundles: Arc<[Late; 4]>,
    zones: Zones,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Catalogue")
    }
}

impl Catalogue {
    /// The texts compiled into this program. What is wrong with a file is logged and the rest
    /// used; [`outline`] tells the tests the same.
    pub fn embedded() -> Self {
        Self {
            bundles: Arc::new(
                Language::ALL.map(|language| late(move || bundle(language, &sources(language)))),
            ),
            zones: Zones::embedded(),
        }
    }

    /// The texts in one language.
    pub fn texts(&self, language: Language) -> Texts {
        Texts {
            language,
            catalogue: self.clone(),
            zone: Arc::default(),
        }
    }

    /// The time zones there are.
    pub const fn zones(&self) -> &Zones {
        &self.zones
    }

    fn bundle(&self, language: Language) -> &Bundle {
        let [en, de, pl, ru] = &*self.bundles;
        match language {
            Language::En => en,
            Language::De => de,
            Language::Pl => pl,
            Language::Ru => ru,
        }
    }
}

fn late(make: impl FnOnce() -> Bundle + Send + Sync + 'static) -> Late {
    Late::new(Box::new(make))
}

/// The files of a language: the name without `.ftl`, and the text.
pub(crate) fn sources(language: Language) -> Vec<(String, String)> {
    let mut found: Vec<_> = Locales::iter()
        .filter_map(|path| {
            let name = path
                .strip_prefix(language.code())?
                .strip_prefix('/')?
                .strip_suffix(".ftl")?;
            let text = String::from_utf8_lossy(&Locales::get(&path)?.data).into_owned();
            Some((name.to_owned(), text))
        })
        .collect();
    found.sort();
    found
}

fn bundle(language: Language, sources: &[(String, String)]) -> Bundle {
    let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| written(Language::En, value),
        Language::De => |value, _| written(Language::De, value),
        Language::Pl => |value, _| written(Language::Pl, value),
        Language::Ru => |value, _| written(Language::Ru, value),
    }));
    for (name, text) in sources {
        let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(rest, errors)| {
            tracing::error!(file = %name, language = language.code(), ?errors, "text file");
            rest
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file = %name, language = language.code(), ?errors, "text file");
        }
    }
    bundle
}

/// Whole numbers are written in groups; everything else as Fluent does.
fn written(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "only whole numbers get this far"
        )]
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(number::grouped(language, number.value as i64))
        }
        _ => None,
    }
}

/// The texts in one language. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Texts {
    language: Language,
    catalogue: Catalogue,
    /// Shared by all clones: who reads is often known only after the texts were handed out.
    zone: Arc<OnceLock<TimeZone>>,
}

impl Texts {
    /// The language of these texts.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The same texts in another language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> Self {
        self.catalogue.texts(language)
    }

    /// The text of `key`.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of a key that is made of a word from elsewhere; nothing when there is none for it.
    pub fn known(&self, key: &str) -> Option<String> {
        let there = |language| self.catalogue.bundle(language).has_message(key);
        (there(self.language) || there(Language::En)).then(|| self.get(key))
    }

    /// The text of `key` with values in its places.
    pub fn with(&self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            let value = match value {
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            };
            args.set(*name, value);
        }
        self.format(self.language, key, &args)
            .or_else(|| self.format(Language::En, key, &args))
            .unwrap_or_else(|| key.to_owned())
    }

    fn format(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let bundle = self.catalogue.bundle(language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = language.code(), "a text is missing");
            return None;
        };
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if !errors.is_empty() {
            tracing::error!(
                key,
                language = language.code(),
                ?errors,
                "a text is not whole"
            );
        }
        Some(text)
    }

    /// From now on these texts and their clones say moments in the zone of this name. Whoever comes
    /// first decides; a name that is not in the list changes nothing.
    pub fn read_in(&self, zone: Option<&str>) {
        if let Some(zone) = zone.and_then(|name| self.catalogue.zones.find(name)) {
            let _ = self.zone.set(zone);
        }
    }

    /// The name of the reader's zone; `None` when moments are said in UTC.
    pub fn zone(&self) -> Option<&str> {
        self.zone.get().and_then(TimeZone::iana_name)
    }

    /// A moment in the zone of the reader, “21 Nov 2026, 21:47”, or in UTC, “21 Nov 2026, 20:47 UTC”.
    pub fn date_time(&self, at: Time) -> String {
        let mut said = self.moment("dates-date-time", at);
        if self.zone.get().is_none() {
            said.push_str(" UTC");
        }
        said
    }

    /// The day of a moment, where the reader is or in UTC: “21 Nov 2026”.
    pub fn date(&self, at: Time) -> String {
        self.moment("dates-date", at)
    }

    fn moment(&self, key: &str, at: Time) -> String {
        let Ok(stamp) = jiff::Timestamp::from_microsecond(at.as_micros()) else {
            return at.rfc3339();
        };
        let civil = stamp.to_zoned(self.zone.get().cloned().unwrap_or(TimeZone::UTC));
        let month = self.with(
            "dates-month-short",
            &[("month", i64::from(civil.month()).into())],
        );
        let values = [
            ("day", civil.day().to_string().into()),
            ("month", month.into()),
            ("year", civil.year().to_string().into()),
            (
                "time",
                format!("{:02}:{:02}", civil.hour(), civil.minute()).into(),
            ),
        ];
        // The day alone has no place for the time; Fluent lets it lie.
        self.with(key, &values)
    }

    /// A whole number in groups: 100,000 · 100.000 · 100 000.
    pub fn number(&self, number: i64) -> String {
        number::grouped(self.language, number)
    }
}

#[cfg(test)]
mod tests;
