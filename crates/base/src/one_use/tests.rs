//! The one-use store on both engines.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::*;
use crate::clock::Clock;
use crate::db::Db;
use crate::random::Randomness;
use crate::testing;
use crate::token::{AuthorizationCode, RefreshToken, ResetPassword, SetPassword, Token};

const LIFE: Duration = Duration::from_secs(3600);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Grant {
    passport: String,
    scopes: Vec<String>,
}

fn grant() -> Grant {
    Grant {
        passport: "Zoë".to_owned(),
        scopes: vec!["openid".to_owned(), "e\"mail".to_owned()],
    }
}

fn noon() -> Clock {
    Clock::movable(Time::from_seconds(1_800_000_000))
}

async fn issue<P: Purpose>(db: &Db, now: Time, about: Option<&str>) -> TokenHash<P> {
    let hash = Token::<P>::fresh(&Randomness::system()).hash();
    let mut issue = Issue::new(hash, now, LIFE);
    if let Some(subject) = about {
        issue = issue.about(subject);
    }
    let mut conn = db.write().await.unwrap();
    create(&mut conn, issue, &grant()).await.unwrap();
    conn.commit().await.unwrap();
    hash
}

async fn take<P: Purpose>(db: &Db, hash: &TokenHash<P>, now: Time) -> Consumed<Grant> {
    let mut conn = db.write().await.unwrap();
    let consumed = consume(&mut conn, hash, now).await.unwrap();
    conn.commit().await.unwrap();
    consumed
}

async fn look<P: Purpose>(db: &Db, hash: &TokenHash<P>, now: Time) -> Peeked<Grant> {
    let mut conn = db.read().await.unwrap();
    peek(&mut conn, hash, now).await.unwrap()
}

#[tokio::test]
async fn a_token_works_once_and_its_second_use_is_noticed_with_its_payload() {
    for test in testing::databases().await {
        let now = noon().now();
        let hash = issue::<AuthorizationCode>(&test.db, now, None).await;
        let expires = now.plus(LIFE);
        let good = Peeked::Good {
            payload: grant(),
            expires,
        };
        assert_eq!(look(&test.db, &hash, now).await, good);
        assert_eq!(look(&test.db, &hash, now).await, good);
        assert_eq!(take(&test.db, &hash, now).await, Consumed::Taken(grant()));
        assert_eq!(take(&test.db, &hash, now).await, Consumed::Reused(grant()));
        assert_eq!(look(&test.db, &hash, now).await, Peeked::Used(grant()));
    }
}

#[tokio::test]
async fn of_fifty_at_once_exactly_one_takes_it() {
    for test in testing::databases().await {
        let now = noon().now();
        let hash = issue::<AuthorizationCode>(&test.db, now, None).await;
        let tries: Vec<_> = (0..50)
            .map(|_| {
                let db = test.db.clone();
                tokio::spawn(async move { take(&db, &hash, now).await })
            })
            .collect();
        let (mut taken, mut reused) = (0, 0);
        for one in tries {
            match one.await.unwrap() {
                Consumed::Taken(_) => taken += 1,
                Consumed::Reused(_) => reused += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((taken, reused), (1, 49), "{}", test.db.engine_name());
    }
}

#[tokio::test]
async fn a_token_of_another_purpose_never_matches() {
    for test in testing::databases().await {
        let now = noon().now();
        let code = issue::<AuthorizationCode>(&test.db, now, None).await;
        // The very bytes of the stored hash, under another purpose.
        let forged = TokenHash::<RefreshToken>::from_bytes(code.as_bytes()).unwrap();
        assert_eq!(take(&test.db, &forged, now).await, Consumed::Unknown);
        assert_eq!(look(&test.db, &forged, now).await, Peeked::Unknown);
        assert_eq!(take(&test.db, &code, now).await, Consumed::Taken(grant()));
    }
}

#[tokio::test]
async fn it_works_until_the_moment_of_its_end_and_not_at_it() {
    for test in testing::databases().await {
        let clock = noon();
        let early = issue::<SetPassword>(&test.db, clock.now(), None).await;
        let late = issue::<SetPassword>(&test.db, clock.now(), None).await;
        clock.advance(LIFE - Duration::from_micros(1));
        assert!(matches!(
            look(&test.db, &early, clock.now()).await,
            Peeked::Good { .. }
        ));
        assert_eq!(
            take(&test.db, &early, clock.now()).await,
            Consumed::Taken(grant())
        );
        clock.advance(Duration::from_micros(1));
        assert_eq!(
            look(&test.db, &late, clock.now()).await,
            Peeked::Expired(grant())
        );
        assert_eq!(
            take(&test.db, &late, clock.now()).await,
            Consumed::Expired(grant())
        );
        assert_eq!(
            take(&test.db, &early, clock.now()).await,
            Consumed::Reused(grant())
        );
    }
}

#[tokio::test]
async fn a_dropped_transaction_leaves_the_token_good() {
    for test in testing::databases().await {
        let now = noon().now();
        let hash = issue::<ResetPassword>(&test.db, now, None).await;
        let mut conn = test.db.write().await.unwrap();
        let first: Consumed<Grant> = consume(&mut conn, &hash, now).await.unwrap();
        assert_eq!(first, Consumed::Taken(grant()));
        drop(conn);
        assert_eq!(take(&test.db, &hash, now).await, Consumed::Taken(grant()));
    }
}

#[tokio::test]
async fn withdrawing_ends_the_unused_tokens_of_one_subject_and_purpose_only() {
    for test in testing::databases().await {
        let (db, now) = (&test.db, noon().now());
        let used = issue::<SetPassword>(db, now, Some("p1")).await;
        let mine = [
            issue::<SetPassword>(db, now, Some("p1")).await,
            issue::<SetPassword>(db, now, Some("p1")).await,
        ];
        let others = issue::<SetPassword>(db, now, Some("p2")).await;
        let nobodys = issue::<SetPassword>(db, now, None).await;
        let reset = issue::<ResetPassword>(db, now, Some("p1")).await;
        take(db, &used, now).await;

        let mut conn = db.write().await.unwrap();
        let count = withdraw::<SetPassword>(&mut conn, "p1", now).await.unwrap();
        conn.commit().await.unwrap();

        assert_eq!(count, 2);
        for hash in mine {
            assert_eq!(take(db, &hash, now).await, Consumed::Expired(grant()));
        }
        assert_eq!(take(db, &used, now).await, Consumed::Reused(grant()));
        for hash in [others, nobodys] {
            assert_eq!(take(db, &hash, now).await, Consumed::Taken(grant()));
        }
        assert_eq!(take(db, &reset, now).await, Consumed::Taken(grant()));
    }
}

#[tokio::test]
async fn ended_tokens_are_remembered_for_their_time_and_then_forgotten() {
    for test in testing::databases().await {
        let (db, clock) = (&test.db, noon());
        let usual = issue::<SetPassword>(db, clock.now(), None).await;
        let brief = Token::<SetPassword>::fresh(&Randomness::system()).hash();
        let short = Issue::new(brief, clock.now(), LIFE).remembered_for(Duration::ZERO);
        let mut conn = db.write().await.unwrap();
        create(&mut conn, short, &grant()).await.unwrap();
        assert_eq!(clean(&mut conn, clock.now()).await.unwrap(), 0);
        conn.commit().await.unwrap();

        for expected in [Consumed::Expired(grant()), Consumed::Unknown] {
            clock.advance(LIFE);
            let mut conn = db.write().await.unwrap();
            assert_eq!(clean(&mut conn, clock.now()).await.unwrap(), 1);
            conn.commit().await.unwrap();
            assert_eq!(take(db, &brief, clock.now()).await, Consumed::Unknown);
            assert_eq!(take(db, &usual, clock.now()).await, expected);
        }
    }
}

#[tokio::test]
async fn a_token_is_stored_once_and_read_only_as_what_it_is() {
    for test in testing::databases().await {
        let (db, now) = (&test.db, noon().now());
        let hash = issue::<AuthorizationCode>(db, now, None).await;
        let mut conn = db.write().await.unwrap();
        let again = create(&mut conn, Issue::new(hash, now, LIFE), &grant()).await;
        assert!(again.unwrap_err().is_unique("one_use_tokens"));
        drop(conn);

        let mut conn = db.write().await.unwrap();
        let wrong = consume::<_, Vec<u8>>(&mut conn, &hash, now).await;
        assert!(wrong.is_err());
        drop(conn);
        assert_eq!(take(db, &hash, now).await, Consumed::Taken(grant()));
    }
}
