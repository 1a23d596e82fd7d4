//! How many letters anybody can cause: by whoever asks, to one address, and on the whole server.
//!
//! The first and the last are counted before anything is looked up, so that known and unknown names are
//! counted alike; what goes to one address is counted where the letter is written, and its refusal is never
//! shown.

use std::net::IpAddr;
use std::time::Duration;

use base::allowance::Allowance;
use base::clock::Time;
use base::db::{Conn, DbError};
use people::EmailAddress;

use crate::signin::network;

/// What is counted begins anew after this long.
const WINDOW: Duration = Duration::from_secs(3600);
/// Letters an hour that one network can cause; a company may sit behind one address.
const FROM_ONE_NETWORK: u32 = 20;
/// Letters an hour to one address.
const TO_ONE_ADDRESS: u32 = 4;
/// Letters an hour about one thing that others cause.
const ABOUT_ONE_THING: u32 = 6;
/// Letters an hour that strangers can cause together.
const AT_ALL: u32 = 1000;

/// Whether another letter may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// It may, and is counted.
    Yes,
    /// This network has asked for too many.
    TooManyFromHere,
    /// All together have asked for too many.
    TooManyAtAll,
}

/// Counts a letter that somebody at `asker` asks for, in the caller's transaction.
///
/// # Errors
/// What the database says.
pub async fn allow(conn: &mut Conn, asker: IpAddr, now: Time) -> Result<Allowed, DbError> {
    let from = format!("from {}", network(asker));
    if !count(conn, &from, FROM_ONE_NETWORK, now).await? {
        return Ok(Allowed::TooManyFromHere);
    }
    Ok(if count(conn, "at all", AT_ALL, now).await? {
        Allowed::Yes
    } else {
        Allowed::TooManyAtAll
    })
}

/// Counts a letter to `email`; whether it may be sent.
///
/// # Errors
/// What the database says.
pub async fn allow_to(conn: &mut Conn, email: &EmailAddress, now: Time) -> Result<bool, DbError> {
    let to = format!("to {}", email.folded());
    count(conn, &to, TO_ONE_ADDRESS, now).await
}

/// Counts a letter about something that others can cause again and again; whether it may be sent.
///
/// # Errors
/// What the database says.
pub async fn allow_about(conn: &mut Conn, what: &str, now: Time) -> Result<bool, DbError> {
    count(conn, &format!("about {what}"), ABOUT_ONE_THING, now).await
}

async fn count(conn: &mut Conn, what: &str, most: u32, now: Time) -> Result<bool, DbError> {
    let allowance = Allowance {
        what,
        most,
        within: WINDOW,
    };
    allowance.take(conn, now).await
}

#[cfg(test)]
mod tests {
    use base::testing;

    use super::*;

    const NOW: Time = Time::from_seconds(1_000_000);

    #[tokio::test]
    async fn an_hour_renews_what_one_mailbox_gets() {
        for test in testing::databases().await {
            let email = EmailAddress::parse("anna@example.com").unwrap();
            let mut conn = test.db.write().await.unwrap();
            for _ in 0..TO_ONE_ADDRESS {
                assert!(allow_to(&mut conn, &email, NOW).await.unwrap());
            }
            let upper = EmailAddress::parse("ANNA@Example.com").unwrap();
            assert!(
                !allow_to(&mut conn, &upper, NOW).await.unwrap(),
                "the same mailbox"
            );
            let other = EmailAddress::parse("bea@example.com").unwrap();
            assert!(allow_to(&mut conn, &other, NOW).await.unwrap());
            assert!(allow_to(&mut conn, &email, NOW.plus(WINDOW)).await.unwrap());
        }
    }

    #[tokio::test]
    async fn one_network_cannot_use_up_what_is_left_for_others() {
        for test in testing::databases().await {
            let mut conn = test.db.write().await.unwrap();
            let here = |n: u32| format!("2001:db8::{n:x}").parse().unwrap();
            for n in 0..FROM_ONE_NETWORK {
                let may = allow(&mut conn, here(n), NOW).await.unwrap();
                assert_eq!(may, Allowed::Yes);
            }
            let more = allow(&mut conn, here(9999), NOW).await.unwrap();
            assert_eq!(more, Allowed::TooManyFromHere);
            for n in FROM_ONE_NETWORK..AT_ALL {
                let elsewhere = format!("10.{}.{}.1", n / 256, n % 256).parse().unwrap();
                assert_eq!(
                    allow(&mut conn, elsewhere, NOW).await.unwrap(),
                    Allowed::Yes
                );
            }
            let last = "192.0.2.1".parse().unwrap();
            let may = allow(&mut conn, last, NOW).await.unwrap();
            assert_eq!(may, Allowed::TooManyAtAll);
            let later = NOW.plus(WINDOW);
            assert_eq!(
                allow(&mut conn, here(1), later).await.unwrap(),
                Allowed::Yes
            );
        }
    }
}
