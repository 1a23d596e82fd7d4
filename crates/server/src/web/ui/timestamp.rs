//! A moment: absolute, then how long ago.

use std::time::Duration;

use askama::Template;
use base::clock::Time;

use super::Texts;
use super::content::components;

/// Seconds in a minute, an hour, a day.
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// From here on the date alone says it better.
const FAR: u64 = 30 * DAY;

/// `<time>` with the moment in the zone the reader has chosen, which is its title; without one it is said in UTC,
/// and the script writes it in the zone of the browser.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/timestamp.html")]
pub struct TimeStamp {
    machine: String,
    zone: Option<String>,
    words: String,
    relative: String,
}

components!(TimeStamp);

/// The moment `at`, seen from `now`.
pub fn time(at: Time, now: Time, texts: &Texts) -> TimeStamp {
    TimeStamp {
        machine: at.rfc3339(),
        zone: texts.zone().map(str::to_owned),
        words: texts.date_time(at),
        relative: relative(at, now, texts),
    }
}

impl TimeStamp {
    /// Without "3 minutes ago".
    #[must_use]
    pub fn absolute(mut self) -> Self {
        self.relative.clear();
        self
    }
}

/// "3 minutes ago", "in 2 hours", or nothing when it is far away.
fn relative(at: Time, now: Time, texts: &Texts) -> String {
    let (span, past) = if at <= now {
        (now.since(at), true)
    } else {
        (at.since(now), false)
    };
    let (key, count) = match (whole_seconds(span), past) {
        (0..MINUTE, _) => return texts.get("ui-now"),
        (FAR.., _) => return String::new(),
        (seconds @ ..HOUR, true) => ("ui-minutes-ago", seconds / MINUTE),
        (seconds @ ..HOUR, false) => ("ui-in-minutes", seconds / MINUTE),
        (seconds @ ..DAY, true) => ("ui-hours-ago", seconds / HOUR),
        (seconds @ ..DAY, false) => ("ui-in-hours", seconds / HOUR),
        (seconds, true) => ("ui-days-ago", seconds / DAY),
        (seconds, false) => ("ui-in-days", seconds / DAY),
    };
    texts.with(key, &[("count", count.into())])
}

fn whole_seconds(span: Duration) -> u64 {
    span.as_secs()
}

#[cfg(test)]
mod tests {
    use base::i18n::{Catalogue, Language};

    use super::*;

    fn said(language: Language, seconds: i64) -> String {
        let now = Time::from_seconds(1_800_000_000);
        let at = Time::from_seconds(1_800_000_000 - seconds);
        relative(at, now, &Catalogue::embedded().texts(language))
    }

    #[test]
    fn the_largest_unit_that_fits_is_said() {
        let en = |seconds| said(Language::En, seconds);
        assert_eq!(en(0), "just now");
        assert_eq!(en(59), "just now");
        assert_eq!(en(60), "1 minute ago");
        assert_eq!(en(3599), "59 minutes ago");
        assert_eq!(en(7200), "2 hours ago");
        assert_eq!(en(86_400 * 21), "21 days ago");
        assert_eq!(en(86_400 * 30), "");
        assert_eq!(en(-300), "in 5 minutes");
        assert_eq!(en(-86_400), "in 1 day");
    }

    #[test]
    fn counts_bend_the_noun() {
        let ru = |minutes: i64| said(Language::Ru, minutes * 60);
        assert_eq!(ru(1), "1 минуту назад");
        assert_eq!(ru(2), "2 минуты назад");
        assert_eq!(ru(5), "5 минут назад");
        assert_eq!(ru(21), "21 минуту назад");
        assert_eq!(said(Language::Pl, 22 * 60), "22 minuty temu");
        assert_eq!(said(Language::Pl, 5 * 3600), "5 godzin temu");
        assert_eq!(said(Language::De, 86_400), "vor 1 Tag");
    }

    #[test]
    fn a_chosen_zone_is_said_and_the_script_leaves_it() {
        let texts = Catalogue::embedded().texts(Language::En);
        let at = Time::from_seconds(1_795_294_020);
        assert!(
            time(at, at, &texts)
                .to_string()
                .contains("20:47 UTC</time>")
        );
        texts.clone().read_in(Some("Europe/Warsaw"));
        let shown = time(at, at, &texts).to_string();
        assert!(shown.contains("title=\"Europe/Warsaw\""), "{shown}");
        assert!(shown.contains("21:47</time>"), "{shown}");
    }

    #[test]
    fn machines_read_it_too() {
        let texts = Catalogue::embedded().texts(Language::En);
        let at = Time::from_seconds(1_800_000_000);
        let shown = time(at, at, &texts).to_string();
        assert!(shown.contains(&format!("datetime=\"{}\"", at.rfc3339())));
        assert!(shown.contains("just now"));
        assert!(
            !time(at, at, &texts)
                .absolute()
                .to_string()
                .contains("just now")
        );
    }
}
