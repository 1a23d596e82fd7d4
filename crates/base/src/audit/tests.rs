use std::time::Duration;

use super::chain::{Fault, Head, Verifier};
use super::*;
use crate::clock::{Clock, Time};
use crate::db::{Db, sql};
use crate::params;
use crate::random::Randomness;
use crate::testing;

crate::event_kinds! {
    /// What these tests record.
    KINDS;
    /// A sign-in that was refused.
    REFUSED = "signin.password.refused";
    /// A person who was added.
    ADDED = "people.member.added";
}

const START: Time = Time::from_seconds(1_795_294_020);

fn origin() -> Origin {
    Origin {
        ip: Some("::ffff:192.0.2.7".parse().unwrap()),
        user_agent: Some("Firefox ".repeat(100)),
    }
}

fn event(number: usize, random: &Randomness) -> Event {
    let (kind, outcome) = if number.is_multiple_of(2) {
        (REFUSED, Outcome::Refused)
    } else {
        (ADDED, Outcome::Done)
    };
    Event::new(kind, outcome, &Reference::fresh(random))
        .in_workspace(if number.is_multiple_of(3) {
            "falke"
        } else {
            "adler"
        })
        .by(format!("person-{}", number % 5))
        .because("password-wrong")
        .detail("number", number)
        .personal("name", "Anna Новак")
        .from(&origin())
}

/// Records `count` events, a second apart and ten a transaction.
async fn fill(db: &Db, count: usize) {
    let random = Randomness::system();
    for tens in 0..count.div_ceil(10) {
        let mut conn = db.write().await.unwrap();
        for number in (tens * 10)..count.min(tens * 10 + 10) {
            let at = START.plus(Duration::from_secs(number as u64));
            record(&mut conn, event(number, &random), at, &random)
                .await
                .unwrap();
        }
        conn.commit().await.unwrap();
    }
}

async fn all(db: &Db) -> Vec<Recorded> {
    store::sealed_after(&mut db.read().await.unwrap(), 0, 10_000)
        .await
        .unwrap()
}

fn check(events: &[Recorded], stored: &Head, remembered: Option<Head>) -> Result<Head, Fault> {
    let mut verifier = Verifier::new(remembered);
    events.iter().try_for_each(|event| verifier.feed(event))?;
    verifier.finish(stored)
}

#[test]
fn declared_kinds_are_listed() {
    assert_eq!(KINDS, [REFUSED, ADDED]);
    assert_eq!(ADDED.as_str(), "people.member.added");
}

#[tokio::test]
async fn an_event_is_there_with_its_transaction_and_only_then() {
    for test in testing::databases().await {
        let random = Randomness::seeded(1);
        let mut conn = test.db.write().await.unwrap();
        record(&mut conn, event(1, &random), START, &random)
            .await
            .unwrap();
        drop(conn);
        fill(&test.db, 1).await;
        let mut conn = test.db.read().await.unwrap();
        let page = everywhere(&mut conn, &Filter::default(), None, 10)
            .await
            .unwrap();
        assert_eq!(page.events.len(), 1);
        let event = &page.events[0];
        assert_eq!(event.kind, "signin.password.refused");
        assert_eq!(
            (event.outcome.as_str(), event.reason.as_deref()),
            ("refused", Some("password-wrong"))
        );
        assert_eq!(event.ip.as_deref(), Some("192.0.2.7"));
        assert_eq!(event.user_agent.as_ref().unwrap().chars().count(), 300);
        assert_eq!(event.details()["number"], 0);
        assert_eq!(event.personal()["name"], "Anna Новак");
        assert_eq!((event.sequence, event.at), (None, START));
    }
}

#[tokio::test]
async fn sealing_is_in_order_and_goes_on_where_it_stopped() {
    for test in testing::databases().await {
        assert_eq!(seal(&test.db, START).await.unwrap(), 0);
        fill(&test.db, 450).await;
        let empty = verify(&test.db, None).await.unwrap();
        assert_eq!(empty, (Head::empty(), 450));
        assert_eq!(seal(&test.db, START).await.unwrap(), 450);
        assert_eq!(seal(&test.db, START).await.unwrap(), 0);
        let events = all(&test.db).await;
        assert!(events.is_sorted_by_key(|event| (event.at, event.id)));
        assert!(
            (1..)
                .zip(&events)
                .all(|(number, event)| event.sequence == Some(number))
        );
        let (head, waiting) = verify(&test.db, None).await.unwrap();
        assert_eq!((head.sequence, waiting), (450, 0));
        fill(&test.db, 20).await;
        seal(&test.db, START).await.unwrap();
        let (later, _) = verify(&test.db, Some(head)).await.unwrap();
        assert_eq!(later.sequence, 470);
    }
}

#[tokio::test]
async fn many_writers_and_many_sealers_make_one_chain() {
    for test in testing::databases().await {
        let writers = (0..8).map(|seed| {
            let db = test.db.clone();
            tokio::spawn(async move {
                let random = Randomness::seeded(seed);
                for number in 0..25 {
                    let mut conn = db.write().await.unwrap();
                    record(&mut conn, event(number, &random), START, &random)
                        .await
                        .unwrap();
                    conn.commit().await.unwrap();
                }
            })
        });
        let sealers = (0..3).map(|_| {
            let db = test.db.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    seal(&db, START).await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        });
        for task in writers.chain(sealers).collect::<Vec<_>>() {
            task.await.unwrap();
        }
        seal(&test.db, START).await.unwrap();
        let (head, waiting) = verify(&test.db, None).await.unwrap();
        assert_eq!(
            (head.sequence, waiting),
            (200, 0),
            "{}",
            test.db.engine_name()
        );
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn the_first_bad_line_is_named() {
    let test = testing::sqlite().await;
    fill(&test.db, 20).await;
    seal(&test.db, START).await.unwrap();
    let (events, head) = (all(&test.db).await, verify(&test.db, None).await.unwrap().0);
    assert_eq!(check(&events, &head, Some(head.clone())), Ok(head.clone()));

    type Change = fn(&mut Vec<Recorded>);
    let changes: [(&str, Change, Fault); 14] = [
        ("at", |e| e[6].at = START, Fault::Changed { sequence: 7 }),
        (
            "workspace",
            |e| e[6].workspace = None,
            Fault::Changed { sequence: 7 },
        ),
        (
            "actor",
            |e| e[6].actor = Some("other".into()),
            Fault::Changed { sequence: 7 },
        ),
        (
            "subject",
            |e| e[6].subject = Some(String::new()),
            Fault::Changed { sequence: 7 },
        ),
        (
            "kind",
            |e| e[6].kind.push('x'),
            Fault::Changed { sequence: 7 },
        ),
        (
            "outcome",
            |e| e[6].outcome = "done".into(),
            Fault::Changed { sequence: 7 },
        ),
        (
            "details",
            |e| e[6].details = "{}".into(),
            Fault::Changed { sequence: 7 },
        ),
        (
            "digest",
            |e| e[6].personal_digest[0] ^= 1,
            Fault::Changed { sequence: 7 },
        ),
        (
            "ip",
            |e| e[6].ip = Some("10.0.0.1".into()),
            Fault::PersonalChanged { sequence: 7 },
        ),
        (
            "name",
            |e| e[6].personal = None,
            Fault::PersonalChanged { sequence: 7 },
        ),
        (
            "salt",
            |e| e[6].salt = None,
            Fault::PersonalChanged { sequence: 7 },
        ),
        (
            "dropped",
            |e| drop(e.remove(6)),
            Fault::Missing { sequence: 7 },
        ),
        (
            "reordered",
            |e| e.swap(6, 7),
            Fault::Missing { sequence: 7 },
        ),
        (
            "twice",
            |e| e.insert(7, e[6].clone()),
            Fault::Misplaced { sequence: 7 },
        ),
    ];
    for (name, change, fault) in changes {
        let mut changed = events.clone();
        change(&mut changed);
        assert_eq!(check(&changed, &head, None), Err(fault), "{name}");
    }
    let mut exchanged = events.clone();
    exchanged.swap(6, 7);
    (exchanged[6].sequence, exchanged[7].sequence) = (Some(7), Some(8));
    assert_eq!(
        check(&exchanged, &head, None),
        Err(Fault::Changed { sequence: 7 })
    );
}

#[tokio::test]
async fn a_cut_or_rewritten_trail_is_seen_against_a_remembered_head() {
    let test = testing::sqlite().await;
    fill(&test.db, 20).await;
    seal(&test.db, START).await.unwrap();
    let (events, head) = (all(&test.db).await, verify(&test.db, None).await.unwrap().0);
    let cut = &events[..15];
    let truncated = Fault::Truncated {
        sequence: 15,
        remembered: 20,
    };
    assert_eq!(check(cut, &head, None), Err(truncated.clone()));
    // Whoever cuts the trail and moves the stored head along is still seen.
    let moved = Head {
        sequence: 15,
        chain: cut[14].chain.clone().unwrap(),
    };
    assert!(check(cut, &moved, None).is_ok());
    assert_eq!(check(cut, &moved, Some(head.clone())), Err(truncated));
    // So is whoever makes a whole new chain.
    let mut forged = events.clone();
    let mut before = Vec::new();
    forged[3].kind = "nothing.happened".to_owned();
    for event in &mut forged {
        before = chain::link(&before, event.sequence.unwrap(), event);
        event.chain = Some(before.clone());
    }
    let own = Head {
        sequence: 20,
        chain: before,
    };
    assert!(check(&forged, &own, None).is_ok());
    assert_eq!(
        check(&forged, &own, Some(head.clone())),
        Err(Fault::Rewritten { sequence: 20 })
    );
    assert_eq!(
        check(&events, &own, None),
        Err(Fault::Rewritten { sequence: 20 })
    );
    assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
    assert_eq!(
        Head::empty().to_string().parse::<Head>().unwrap(),
        Head::empty()
    );
    for wrong in ["", "1", "1:", "1:zz", "x:00", &format!("{head}0")] {
        assert!(wrong.parse::<Head>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_database_itself_is_verified() {
    for test in testing::databases().await {
        fill(&test.db, 30).await;
        seal(&test.db, START).await.unwrap();
        let mut conn = test.db.write().await.unwrap();
        let change = sql("UPDATE audit_events SET reason = 'none' WHERE sequence = $1");
        conn.execute(change, params![12]).await.unwrap();
        conn.commit().await.unwrap();
        let seen = verify(&test.db, None).await;
        assert!(
            matches!(
                seen,
                Err(Inspected::Faulty(Fault::Changed { sequence: 12 }))
            ),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn erased_people_leave_a_chain_that_verifies() {
    for test in testing::databases().await {
        fill(&test.db, 20).await;
        seal(&test.db, START).await.unwrap();
        let (head, _) = verify(&test.db, None).await.unwrap();
        let mut conn = test.db.write().await.unwrap();
        assert_eq!(erase(&mut conn, "person-2").await.unwrap(), 4);
        assert_eq!(erase(&mut conn, "person-2").await.unwrap(), 0);
        conn.commit().await.unwrap();
        assert_eq!(verify(&test.db, None).await.unwrap().0, head);
        let mut conn = test.db.read().await.unwrap();
        let page = of_person(&mut conn, "person-2", None, 10).await.unwrap();
        assert_eq!(page.events.len(), 4);
        for event in page.events {
            assert!(event.is_erased() && event.ip.is_none() && event.personal().is_empty());
            assert!(event.user_agent.is_none() && event.reason.is_some());
        }
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn filters_choose_and_stay_in_their_workspace() {
    for test in testing::databases().await {
        fill(&test.db, 60).await;
        let mut conn = test.db.read().await.unwrap();
        let at = |second| Some(START.plus(Duration::from_secs(second)));
        for (filter, wanted) in [
            (Filter::default(), 20),
            (
                Filter {
                    kind: Some("signin.".into()),
                    ..Filter::default()
                },
                10,
            ),
            (
                Filter {
                    kind: Some("signin.password.refused".into()),
                    ..Filter::default()
                },
                10,
            ),
            (
                Filter {
                    kind: Some("%".into()),
                    ..Filter::default()
                },
                20,
            ),
            (
                Filter {
                    kind: Some("_ignin".into()),
                    ..Filter::default()
                },
                0,
            ),
            (
                Filter {
                    person: Some("person-0".into()),
                    ..Filter::default()
                },
                4,
            ),
            (
                Filter {
                    from: at(30),
                    ..Filter::default()
                },
                10,
            ),
            (
                Filter {
                    until: at(30),
                    ..Filter::default()
                },
                10,
            ),
            (
                Filter {
                    from: at(30),
                    until: at(33),
                    ..Filter::default()
                },
                1,
            ),
            (
                Filter {
                    ip: Some("192.0.2.7".into()),
                    ..Filter::default()
                },
                20,
            ),
            (
                Filter {
                    ip: Some("192.0.2.8".into()),
                    ..Filter::default()
                },
                0,
            ),
            (
                Filter {
                    outcome: Some(Outcome::Done),
                    ..Filter::default()
                },
                10,
            ),
        ] {
            let page = in_workspace(&mut conn, "falke", &filter, None, 100)
                .await
                .unwrap();
            assert_eq!(
                page.events.len(),
                wanted,
                "{filter:?} {}",
                test.db.engine_name()
            );
            assert!(
                page.events
                    .iter()
                    .all(|e| e.workspace.as_deref() == Some("falke"))
            );
            assert!(page.next.is_none());
        }
        let everything = everywhere(&mut conn, &Filter::default(), None, 100)
            .await
            .unwrap();
        assert_eq!(everything.events.len(), 60);
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gaps() {
    for test in testing::databases().await {
        fill(&test.db, 25).await;
        fill(&test.db, 25).await;
        let mut conn = test.db.read().await.unwrap();
        let until = Some(START.plus(Duration::from_secs(20)));
        for (filter, wanted) in [
            (Filter::default(), 50),
            (
                Filter {
                    until,
                    ..Filter::default()
                },
                40,
            ),
        ] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = everywhere(&mut conn, &filter, after, 7).await.unwrap();
                found.extend(page.events);
                let Some(next) = page.next else { break };
                after = Some(Cursor::parse(&next.text()).unwrap());
            }
            assert_eq!(found.len(), wanted);
            assert!(found.is_sorted_by(|a, b| (a.at, a.id) > (b.at, b.id)));
        }
    }
    for wrong in ["", "-", "1-", "x-00000000000000000000000000", "1-short"] {
        assert_eq!(Cursor::parse(wrong), None);
    }
}

#[tokio::test]
async fn a_reference_finds_its_events_in_its_workspace() {
    for test in testing::databases().await {
        let random = Randomness::seeded(4);
        let reference = Reference::fresh(&random);
        let mut conn = test.db.write().await.unwrap();
        for (workspace, second) in [("falke", 2), ("falke", 1), ("adler", 3)] {
            let event = Event::new(ADDED, Outcome::Done, &reference).in_workspace(workspace);
            let at = START.plus(Duration::from_secs(second));
            record(&mut conn, event, at, &random).await.unwrap();
        }
        conn.commit().await.unwrap();
        let mut conn = test.db.read().await.unwrap();
        let own = by_reference(&mut conn, &reference, Some("falke".into()))
            .await
            .unwrap();
        assert_eq!(own.len(), 2);
        assert!(own.is_sorted_by_key(|event| event.at));
        assert_eq!(
            by_reference(&mut conn, &reference, None)
                .await
                .unwrap()
                .len(),
            3
        );
        let other = Reference::fresh(&random);
        assert!(
            by_reference(&mut conn, &other, None)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn the_loop_seals_what_is_left_when_it_is_told_to_stop() {
    let test = testing::sqlite().await;
    let (stop, heard) = tokio::sync::watch::channel(false);
    let sealing = tokio::spawn(keep_sealing(test.db.clone(), Clock::movable(START), heard));
    fill(&test.db, 5).await;
    stop.send(true).unwrap();
    sealing.await.unwrap();
    assert_eq!(verify(&test.db, None).await.unwrap().0.sequence, 5);
}
