//! The public keys of applications, for their assertions and their signed requests: pasted, or fetched
//! from where they are published.
//!
//! What was fetched is stored, for all processes. It counts for a quarter of an hour; then it is fetched
//! anew, and when that does not work, counts on for a day. A key nobody knows makes us look at once, but
//! an application's server is asked once a minute at most, however many strangers ask us.

mod fetch;
mod store;

use std::time::Duration;

use base::clock::Time;
use base::db::DbError;
use base::jobs::Task;
use protocol::jose::{JwkSet, KeySet};
use protocol::oauth::AssertionRefusal;
use protocol::oauth::authorization::ObjectRefusal;

use super::applications::{Application, ApplicationId};
use crate::web::App;

pub(super) use fetch::by_hand;
pub(super) use store::Fetched;

/// So long fetched keys count without a further look.
const FRESH: Duration = Duration::from_secs(15 * 60);
/// So long they count when no others can be had.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// The server of an application is asked once in this time.
const PAUSE: Duration = Duration::from_secs(60);

/// Whose keys, and where they are published.
type At<'a> = (ApplicationId, &'a str);

/// A reason why something signed is not taken, as far as keys are concerned.
pub(super) trait OfKeys {
    /// There are no keys.
    fn keys_absent() -> Self;

    /// Whether other keys of the same application might say otherwise.
    fn is_about_keys(&self) -> bool;
}

impl OfKeys for AssertionRefusal {
    fn keys_absent() -> Self {
        Self::KeysAbsent
    }

    fn is_about_keys(&self) -> bool {
        Self::is_about_keys(self)
    }
}

impl OfKeys for ObjectRefusal {
    fn keys_absent() -> Self {
        Self::KeysAbsent
    }

    fn is_about_keys(&self) -> bool {
        Self::is_about_keys(self)
    }
}

/// Verifies something with the keys of the application.
pub(super) async fn check<T, E: OfKeys>(
    app: &App,
    application: &Application,
    verify: impl Fn(&KeySet) -> Result<T, E>,
) -> Result<Result<T, E>, DbError> {
    let with = |keys: Option<KeySet>| match keys {
        Some(keys) => verify(&keys),
        None => Err(E::keys_absent()),
    };
    let Some(uri) = &application.jwks_uri else {
        return Ok(with(application.jwks.as_deref().and_then(read)));
    };
    let (at, now) = ((application.id, uri.as_str()), app.clock.now());
    let known = known(app, application).await?;
    let first = with(known.as_ref().and_then(|known| known.usable(now)));
    match first {
        Err(why) if why.is_about_keys() => match fetch::anew(app, at, known.as_ref()).await? {
            Some(keys) => Ok(verify(&keys)),
            None => Ok(Err(why)),
        },
        decided => {
            if known.is_some_and(|known| known.is_due(now)) {
                fetch::later(app, at).await?;
            }
            Ok(decided)
        }
    }
}

/// The work of this module.
pub(super) fn task() -> Task<App> {
    Task::new(&fetch::TASK, fetch::refresh)
}

/// What was fetched for the application from where it publishes its keys now.
pub(super) async fn known(
    app: &App,
    application: &Application,
) -> Result<Option<Fetched>, DbError> {
    let Some(uri) = &application.jwks_uri else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    store::load(&mut conn, (application.id, uri)).await
}

impl Fetched {
    /// The keys, unless they are too old.
    fn usable(&self, now: Time) -> Option<KeySet> {
        let fetched = self.fetched_at?;
        let counts = now.since(fetched) < KEPT;
        self.jwks.as_deref().filter(|_| counts).and_then(read)
    }

    /// Whether it is time to look again, and somebody may.
    fn is_due(&self, now: Time) -> bool {
        let fresh = self.fetched_at.is_some_and(|at| now.since(at) < FRESH);
        !fresh && self.may_ask(now)
    }

    /// Whether the last try is long enough ago.
    fn may_ask(&self, now: Time) -> bool {
        now.since(self.tried_at) >= PAUSE
    }

    /// Whether somebody is asking at this moment.
    fn is_under_way(&self, now: Time) -> bool {
        let settled = self.settled_at.is_some_and(|at| at >= self.tried_at);
        !settled && now.since(self.tried_at) < fetch::PATIENCE
    }
}

/// A stored set, parsed.
fn read(text: &str) -> Option<KeySet> {
    let set = JwkSet::parse(text.as_bytes()).ok()?;
    KeySet::from_jwks(set).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(fetched_at: Option<i64>, tried_at: i64, settled_at: Option<i64>) -> Fetched {
        Fetched {
            jwks: Some(r#"{"keys":[]}"#.to_owned()),
            fetched_at: fetched_at.map(Time::from_seconds),
            tried_at: Time::from_seconds(tried_at),
            settled_at: settled_at.map(Time::from_seconds),
            trouble: None,
        }
    }

    #[test]
    fn keys_count_for_a_day_and_are_looked_after_each_quarter_of_an_hour() {
        let at = Time::from_seconds;
        let one = fetched(Some(1000), 1000, Some(1001));
        assert!(one.usable(at(1000)).is_some() && one.usable(at(1000 + 24 * 3600 - 1)).is_some());
        assert!(one.usable(at(1000 + 24 * 3600)).is_none());
        assert!(!one.is_due(at(1000 + 899)) && one.is_due(at(1000 + 900)));
        let never = fetched(None, 1000, None);
        assert!(never.usable(at(1000)).is_none());
        assert!(!never.is_due(at(1059)) && never.is_due(at(1060)));
    }

    #[test]
    fn who_is_asking_is_waited_for_and_not_for_ever() {
        let at = Time::from_seconds;
        let asking = fetched(Some(1000), 2000, Some(1001));
        assert!(asking.is_under_way(at(2000)) && asking.is_under_way(at(2005)));
        assert!(!asking.is_under_way(at(2010)), "its process died");
        assert!(!fetched(Some(1000), 2000, Some(2000)).is_under_way(at(2000)));
    }
}
