//! Guessing is slowed down: wrong passwords are counted by account and by address.
//!
//! The first few are free; then each doubles the pause. A browser that has signed in as this
//! passport before has a counter of its own, so that nobody outside can lock a person out
//! by guessing. Counting is one statement per counter, so parallel tries share one budget, and
//! it happens before the password is looked at: known and unknown names are counted alike.

mod store;

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::{Browser, TokenHash};
use people::PassportId;
use people::identifiers::{self, Named};

/// Wrong tries before the first pause.
const FREE_BY_ACCOUNT: u32 = 5;
/// Many people may share an address.
const FREE_BY_ADDRESS: u32 = 30;
/// The longest pause of the growing kind.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// From this many wrong tries in a row on, one a day (ASVS 5.0, 6.3.1: at most 100).
const ALMOST_CLOSED: u32 = 90;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What is counted.
#[derive(Clone, Debug)]
pub(super) enum Counted<'a> {
    /// Tries at a name, whether it exists or not; the name in its folded form.
    Name(&'a str),
    /// Tries at a passport from a browser it knows.
    KnownBrowser(PassportId, &'a TokenHash<Browser>),
    /// Tries from an address, at any name.
    Address(IpAddr),
    /// Tries of a person at codes others show.
    CodePassport(PassportId),
    /// Tries of a browser at such codes.
    CodeBrowser(&'a TokenHash<Browser>),
    /// Tries from an address at such codes.
    CodeAddress(IpAddr),
    /// Wrong tokens of the API from an address.
    Tokens(IpAddr),
}

/// Whether a try may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It may, and is counted as wrong until [`forget`] says otherwise.
    Taken,
    /// It may not before this moment.
    Paused(Time),
}

impl Counted<'_> {
    fn key(&self) -> Vec<u8> {
        let text = match self {
            Self::Name(name) => format!("name {name}"),
            Self::KnownBrowser(passport, browser) => {
                format!("browser {passport} {:02x?}", browser.as_bytes())
            }
            Self::Address(address) => format!("address {}", network(*address)),
            Self::CodePassport(passport) => format!("code passport {passport}"),
            Self::CodeBrowser(browser) => format!("code browser {:02x?}", browser.as_bytes()),
            Self::CodeAddress(address) => format!("code address {}", network(*address)),
            Self::Tokens(address) => format!("tokens {}", network(*address)),
        };
        digest::digest(&digest::SHA256, text.as_bytes())
            .as_ref()
            .to_vec()
    }

    const fn free(&self) -> u32 {
        match self {
            Self::Name(_)
            | Self::KnownBrowser(..)
            | Self::CodePassport(_)
            | Self::CodeBrowser(_) => FREE_BY_ACCOUNT,
            Self::Address(_) | Self::CodeAddress(_) | Self::Tokens(_) => FREE_BY_ADDRESS,
        }
    }
}

/// One customer holds a whole /64 of IPv6, so that is what is counted.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x?}", v6.segments().get(..4).unwrap_or_default()),
    }
}

/// How long to wait after this many wrong tries in a row.
fn pause(failures: u32, free: u32) -> Duration {
    if failures >= ALMOST_CLOSED {
        return DAY;
    }
    let Some(over) = failures.checked_sub(free) else {
        return Duration::ZERO;
    };
    let doubled = 1u64.checked_shl(over).unwrap_or(u64::MAX);
    Duration::from_secs(doubled).min(LONGEST)
}

/// Takes a turn at `counted`, in the caller's write transaction.
///
/// # Errors
/// What the database says.
pub(super) async fn take_turn(
    conn: &mut Conn,
    counted: &Counted<'_>,
    now: Time,
) -> Result<Turn, DbError> {
    let key = counted.key();
    // A day without a wrong try starts anew.
    let Some(failures) = store::count(conn, &key, now, now.minus(DAY)).await? else {
        return Ok(Turn::Paused(store::paused_until(conn, &key).await?));
    };
    let wait = pause(failures, counted.free());
    if !wait.is_zero() {
        store::pause(conn, &key, now.plus(wait)).await?;
    }
    Ok(Turn::Taken)
}

/// The try was right: the counter starts anew.
///
/// # Errors
/// What the database says.
pub(super) async fn forget(conn: &mut Conn, counted: &Counted<'_>) -> Result<(), DbError> {
    store::forget(conn, &counted.key()).await
}

/// Ends the pauses of a person at once, under all their names, for the operator at the machine itself.
///
/// # Errors
/// What the database says.
pub async fn end_pause(conn: &mut Conn, passport: PassportId) -> Result<(), DbError> {
    forget(conn, &Counted::Name(&passport.to_string())).await?;
    for one in identifiers::of_passport(conn, passport).await? {
        if let Some(named) = Named::parse(&one.value) {
            forget(conn, &Counted::Name(named.folded())).await?;
        }
    }
    Ok(())
}

/// What a wrong token of the API is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongToken {
    /// That it opens nothing.
    Refused,
    /// That there were too many of them from this address.
    Paused(Duration),
}

/// Counts a wrong token from an address. A right one is never held up by it: it is looked up first, and
/// 256 random bits are not guessed.
///
/// # Errors
/// What the database says.
pub async fn wrong_token(
    conn: &mut Conn,
    address: IpAddr,
    now: Time,
) -> Result<WrongToken, DbError> {
    Ok(
        match take_turn(conn, &Counted::Tokens(address), now).await? {
            Turn::Taken => WrongToken::Refused,
            Turn::Paused(until) => WrongToken::Paused(until.since(now)),
        },
    )
}

/// Gives back the one turn a right try took from a counter that others share.
///
/// # Errors
/// What the database says.
pub(super) async fn give_back(conn: &mut Conn, counted: &Counted<'_>) -> Result<(), DbError> {
    store::give_back(conn, &counted.key()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::testing;

    #[test]
    fn pauses_grow_and_end_in_almost_closed() {
        assert_eq!(pause(4, 5), Duration::ZERO);
        assert_eq!(pause(5, 5), Duration::from_secs(1));
        assert_eq!(pause(8, 5), Duration::from_secs(8));
        assert_eq!(pause(40, 5), LONGEST);
        assert_eq!(pause(89, 5), LONGEST);
        assert_eq!(pause(90, 5), DAY);
        assert!((0..200).all(|n| pause(n, 5) <= pause(n + 1, 5)));
    }

    #[test]
    fn a_whole_ipv6_network_is_one_source() {
        let one = Counted::Address("2001:db8:1:2:aaaa::1".parse().unwrap()).key();
        assert_eq!(
            one,
            Counted::Address("2001:db8:1:2:bbbb::2".parse().unwrap()).key()
        );
        assert_ne!(
            one,
            Counted::Address("2001:db8:1:3::1".parse().unwrap()).key()
        );
        assert_eq!(
            Counted::Address("::ffff:192.0.2.1".parse().unwrap()).key(),
            Counted::Address("192.0.2.1".parse().unwrap()).key()
        );
    }

    #[tokio::test]
    async fn parallel_tries_share_one_budget() {
        for test in testing::databases().await {
            let now = Time::from_seconds(1_000_000);
            let tries = (0..40).map(|_| {
                let db = test.db.clone();
                tokio::spawn(async move {
                    let mut conn = db.write().await.unwrap();
                    let turn = take_turn(&mut conn, &Counted::Name("a"), now)
                        .await
                        .unwrap();
                    conn.commit().await.unwrap();
                    turn
                })
            });
            let mut taken = 0;
            for one in tries.collect::<Vec<_>>() {
                taken += u32::from(one.await.unwrap() == Turn::Taken);
            }
            assert_eq!(taken, FREE_BY_ACCOUNT);
        }
    }

    #[tokio::test]
    async fn a_pause_ends_by_itself_and_a_right_try_forgets() {
        for test in testing::databases().await {
            let start = Time::from_seconds(1_000_000);
            let mut conn = test.db.write().await.unwrap();
            let name = Counted::Name("b");
            for _ in 0..FREE_BY_ACCOUNT {
                assert_eq!(
                    take_turn(&mut conn, &name, start).await.unwrap(),
                    Turn::Taken
                );
            }
            let Turn::Paused(until) = take_turn(&mut conn, &name, start).await.unwrap() else {
                panic!("no pause");
            };
            assert_eq!(until, start.plus(Duration::from_secs(1)));
            assert_eq!(
                take_turn(&mut conn, &name, until).await.unwrap(),
                Turn::Taken
            );
            forget(&mut conn, &name).await.unwrap();
            assert_eq!(
                take_turn(&mut conn, &name, until).await.unwrap(),
                Turn::Taken
            );
            assert_eq!(
                take_turn(&mut conn, &Counted::Name("c"), start)
                    .await
                    .unwrap(),
                Turn::Taken
            );
        }
    }
}
