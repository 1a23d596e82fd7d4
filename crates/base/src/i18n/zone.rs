//! Time zones of the IANA list, compiled in: what the machine has of them is never asked.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::clock::Time;

/// The parts of the world under which the list names places. The rest are old names and offsets.
const REGIONS: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

/// The longest name looked at, in bytes.
const LONGEST: usize = 64;

/// A time zone to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its name in the IANA list: `Europe/Warsaw`.
    pub name: String,
    /// How far it is from UTC at the moment asked for: `+01:00`.
    pub offset: String,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Zones(TimeZoneDatabase);

impl Zones {
    pub(super) fn embedded() -> Self {
        Self(TimeZoneDatabase::bundled())
    }

    /// The name as the list writes it; `None` for what is not in it.
    pub fn known(&self, name: &str) -> Option<String> {
        let zone = self.find(name)?;
        Some(zone.iana_name()?.to_owned())
    }

    pub(super) fn find(&self, name: &str) -> Option<TimeZone> {
        if name.len() > LONGEST || !REGIONS.iter().any(|region| name.starts_with(region)) {
            return None;
        }
        self.0.get(name).ok()
    }

    /// Every place of the list by name, with its distance from UTC at the moment `at`.
    pub fn all(&self, at: Time) -> Vec<Zone> {
        let stamp = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
        let mut all: Vec<Zone> = self
            .0
            .available()
            .filter_map(|name| {
                let zone = self.find(name.as_str())?;
                Some(Zone {
                    name: name.to_string(),
                    offset: offset(zone.to_offset(stamp).seconds()),
                })
            })
            .collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_of_the_list_are_known() {
        let zones = Zones::embedded();
        assert_eq!(
            zones.known("Europe/Warsaw").as_deref(),
            Some("Europe/Warsaw")
        );
        for odd in [
            "",
            "UTC",
            "Etc/GMT+1",
            "US/Eastern",
            "Europe/Nowhere",
            "Europe/../etc/passwd",
            "/etc/localtime",
            &format!("Europe/{}", "x".repeat(100)),
        ] {
            assert_eq!(zones.known(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_says_the_offset_of_the_season() {
        let winter = Zones::embedded().all(Time::from_seconds(1_795_294_020));
        assert!(winter.len() > 300, "{}", winter.len());
        assert!(winter.windows(2).all(|pair| pair[0].name < pair[1].name));
        let of = |all: &[Zone], name: &str| {
            let found = all.iter().find(|zone| zone.name == name);
            found.map(|zone| zone.offset.clone())
        };
        assert_eq!(of(&winter, "Europe/Berlin").as_deref(), Some("+01:00"));
        assert_eq!(of(&winter, "America/St_Johns").as_deref(), Some("−03:30"));
        let summer = Zones::embedded().all(Time::from_seconds(1_782_000_000));
        assert_eq!(of(&summer, "Europe/Berlin").as_deref(), Some("+02:00"));
    }
}
