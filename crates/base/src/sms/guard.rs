//! What keeps the bill small and strangers' phones quiet.
//!
//! Whoever earns by traffic to numbers of their own ("SMS pumping") lets a server write to them. So nothing is sent to a
//! country the operator did not name, nor to numbers that are not for people; and there are limits for one number, one network,
//! one passport and the whole server. A message that is withheld is not kept.

use std::time::Duration;

use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use super::settings::{SmsSettings, Way};
use crate::allowance::Allowance;
use crate::clock::Time;
use crate::db::{Conn, DbError};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How many messages there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// To one number in an hour.
    pub number_hour: u32,
    /// To one number in a day.
    pub number_day: u32,
    /// Caused from one network in an hour; a company may sit behind one address.
    pub network_hour: u32,
    /// Caused by one passport in a day.
    pub passport_day: u32,
    /// Of the whole server in an hour.
    pub server_hour: u32,
    /// Of the whole server in a day.
    pub server_day: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            number_hour: 3,
            number_day: 6,
            network_hour: 10,
            passport_day: 10,
            server_hour: 100,
            server_day: 500,
        }
    }
}

/// Who causes a message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asker<'a> {
    /// The network the request came from; none for what the server does by itself.
    pub network: Option<&'a str>,
    /// The passport of whoever asks, if they are signed in.
    pub passport: Option<&'a str>,
}

/// Why a message is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Text messages are off.
    Off,
    /// The number is of a country the operator did not name.
    Country,
    /// The number is not for people: it is no mobile number, or costs more than others.
    Number,
    /// This number got too many.
    TooManyToNumber,
    /// This network or passport caused too many.
    TooManyFromHere,
    /// There were too many at all.
    TooManyAtAll,
}

impl Withheld {
    /// The word in trails.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "sms-off",
            Self::Country => "sms-country",
            Self::Number => "sms-number",
            Self::TooManyToNumber => "sms-number-limit",
            Self::TooManyFromHere => "sms-asker-limit",
            Self::TooManyAtAll => "sms-server-limit",
        }
    }
}

/// How many messages the whole server has sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// In the hour that runs.
    pub hour: u32,
    /// In the day that runs.
    pub day: u32,
}

/// Counts a message, if it may be sent. The number's own limits come first, so that whoever wants to use up the server's
/// needs many numbers.
pub(super) async fn allow(
    conn: &mut Conn,
    settings: &SmsSettings,
    (to, asker): (&PhoneNumber, Asker<'_>),
    now: Time,
) -> Result<Result<(), Withheld>, DbError> {
    if let Err(why) = settings.admits(to) {
        return Ok(Err(why));
    }
    for one in counters(&settings.limits, (to, asker)) {
        if !one.allowance().take(conn, now).await? {
            return Ok(Err(one.why));
        }
    }
    Ok(Ok(()))
}

/// Whether a message might be sent, without counting it.
pub(super) async fn would_allow(
    conn: &mut Conn,
    settings: &SmsSettings,
    (to, asker): (&PhoneNumber, Asker<'_>),
    now: Time,
) -> Result<Result<(), Withheld>, DbError> {
    if let Err(why) = settings.admits(to) {
        return Ok(Err(why));
    }
    for one in counters(&settings.limits, (to, asker)) {
        if one.allowance().used(conn, now).await? >= one.most {
            return Ok(Err(one.why));
        }
    }
    Ok(Ok(()))
}

/// One of the limits a message is counted under.
struct Counter {
    what: String,
    most: u32,
    within: Duration,
    why: Withheld,
}

impl Counter {
    fn new(what: &str, (most, within): (u32, Duration), why: Withheld) -> Self {
        Self {
            what: counted(what, within),
            most,
            within,
            why,
        }
    }

    fn allowance(&self) -> Allowance<'_> {
        Allowance {
            what: &self.what,
            most: self.most,
            within: self.within,
        }
    }
}

/// All limits a message is counted under.
fn counters(limits: &Limits, (to, asker): (&PhoneNumber, Asker<'_>)) -> Vec<Counter> {
    use Withheld::{TooManyAtAll, TooManyFromHere, TooManyToNumber};
    let number = format!("sms to {}", to.e164());
    let mut all = vec![
        Counter::new(&number, (limits.number_hour, HOUR), TooManyToNumber),
        Counter::new(&number, (limits.number_day, DAY), TooManyToNumber),
    ];
    if let Some(network) = asker.network {
        let what = format!("sms from {network}");
        let most = (limits.network_hour, HOUR);
        all.push(Counter::new(&what, most, TooManyFromHere));
    }
    if let Some(passport) = asker.passport {
        let what = format!("sms of {passport}");
        let most = (limits.passport_day, DAY);
        all.push(Counter::new(&what, most, TooManyFromHere));
    }
    for most in [(limits.server_hour, HOUR), (limits.server_day, DAY)] {
        all.push(Counter::new(SERVER, most, TooManyAtAll));
    }
    all
}

const SERVER: &str = "sms at all";

/// Hours and days are counted apart.
fn counted(what: &str, within: Duration) -> String {
    format!("{what} in {}", within.as_secs())
}

impl SmsSettings {
    /// Whether messages to a number leave at all, limits apart.
    ///
    /// # Errors
    /// [`Withheld`], why not.
    pub fn admits(&self, to: &PhoneNumber) -> Result<(), Withheld> {
        if self.way == Way::Off {
            return Err(Withheld::Off);
        }
        if !to.takes_texts() {
            return Err(Withheld::Number);
        }
        let named = to
            .country()
            .is_some_and(|country| self.countries.contains(&country));
        named.then_some(()).ok_or(Withheld::Country)
    }
}

pub(super) async fn usage(conn: &mut Conn, now: Time) -> Result<Usage, DbError> {
    let mut used = [0, 0];
    for (slot, within) in used.iter_mut().zip([HOUR, DAY]) {
        let what = counted(SERVER, within);
        let allowance = Allowance {
            what: &what,
            most: u32::MAX,
            within,
        };
        *slot = allowance.used(conn, now).await?;
    }
    let [hour, day] = used;
    Ok(Usage { hour, day })
}

/// Counts a test, which an operator asks for: within the limits of the whole server only.
pub(super) async fn allow_test(
    conn: &mut Conn,
    limits: &Limits,
    now: Time,
) -> Result<Result<(), Withheld>, DbError> {
    for (most, within) in [(limits.server_hour, HOUR), (limits.server_day, DAY)] {
        let what = counted(SERVER, within);
        let allowance = Allowance {
            what: &what,
            most,
            within,
        };
        if !allowance.take(conn, now).await? {
            return Ok(Err(Withheld::TooManyAtAll));
        }
    }
    Ok(Ok(()))
}
