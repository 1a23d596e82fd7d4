//! An answer from memory is never older than what its asker may know.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::change::{self, Change};
use super::tables::{REFERENCED, WATCHED};
use super::*;
use crate::clock::Clock;
use crate::db::{Conn, Db, DbError, Sql, Whole, sql};
use crate::params;
use crate::testing::{self, TestDb};

fn of(text: &str) -> Option<Change> {
    change::of(text, &["a", "b", "c"].map(Value::from))
}

fn row(name: &str, key: &str) -> Option<Change> {
    let place = WATCHED.iter().position(|one| one.name == name).unwrap();
    Some(Change::Row(place, digest(&key.into())))
}

fn table(name: &str) -> Option<Change> {
    Some(Change::Table(
        WATCHED.iter().position(|one| one.name == name).unwrap(),
    ))
}

#[test]
fn a_row_that_is_named_is_the_only_one_that_changes() {
    for (text, key) in [
        (
            "UPDATE passports SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch",
            "a",
        ),
        (
            "UPDATE passports SET name = $1, given_name = $3 WHERE id = $2",
            "b",
        ),
        (
            "UPDATE passports SET is_operator = $2 WHERE id = $1 AND is_operator <> $2",
            "a",
        ),
    ] {
        assert_eq!(of(text), row("passports", key), "{text}");
    }
    let sessions =
        "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND passport_id = $2 AND ended_at IS NULL";
    assert_eq!(of(sessions), row("sessions", "a"));
    let members = "UPDATE members SET epoch = epoch + 1 WHERE workspace_id = $1 AND id = $2";
    assert_eq!(of(members), row("members", "b"));
    assert_eq!(
        of("DELETE FROM access_tokens WHERE hash = $1"),
        row("access_tokens", "a")
    );
}

#[test]
fn what_is_not_named_changes_its_table() {
    for text in [
        "UPDATE sessions SET ended_at = $1 WHERE passport_id = $2",
        "UPDATE sessions SET ended_at = $1 WHERE id = $2 OR id = $3",
        "UPDATE sessions SET ended_at = $1 WHERE id IN ($2, $3)",
        "UPDATE sessions SET ended_at = $1 WHERE id = (SELECT id FROM sessions LIMIT 1)",
        "UPDATE sessions SET ended_at = $1 WHERE id <> $2",
        "UPDATE sessions SET ended_at = $1 WHERE id > $2 AND passport_id = $3",
        "UPDATE sessions SET ended_at = $1",
        "UPDATE sessions SET ended_at = $9 WHERE id = $9",
        "DELETE FROM sessions WHERE ends_at < $1",
    ] {
        assert_eq!(of(text), table("sessions"), "{text}");
    }
    let put = "INSERT INTO member_blocks (member_id) VALUES ($1) ON CONFLICT (member_id) DO UPDATE SET since = $2";
    assert_eq!(of(put), table("member_blocks"));
}

#[test]
fn what_changes_nothing_that_is_remembered_is_left_out() {
    for text in [
        "SELECT id FROM passports WHERE id = $1",
        "UPDATE grants SET used_at = $2 WHERE id = $1 AND ended_at IS NULL",
        "UPDATE workspaces SET version = version + 1 WHERE id = $1",
        "UPDATE throttles SET failures = 0 WHERE key = $1",
        "DELETE FROM throttles WHERE key = $1",
        "INSERT INTO events (id) VALUES ($1)",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
    let both = "UPDATE grants SET used_at = $2, ended_at = $2 WHERE id = $1";
    assert_eq!(of(both), row("grants", "a"));
    assert_eq!(of("INSERT INTO sessions (id) VALUES ($1)"), None);
    assert!(matches!(
        of("INSERT INTO identifiers (id) VALUES ($1)"),
        Some(Change::Added(_))
    ));
}

#[test]
fn what_is_not_understood_or_takes_others_with_it_changes_everything() {
    for text in [
        "DELETE FROM passports WHERE id = $1",
        "DELETE FROM members WHERE created_at < $1",
        "WITH gone AS (DELETE FROM sessions RETURNING id) SELECT id FROM gone",
        "TRUNCATE sessions",
        "update sessions set ended_at = 1",
        "",
    ] {
        assert_eq!(of(text), Some(Change::All), "{text}");
    }
}

#[test]
fn no_change_to_a_watched_table_is_overlooked() {
    for one in &WATCHED {
        for end in [
            "",
            " WHERE",
            " WHERE id",
            " WHERE id = ",
            " WHERE id = $x",
            " = 1 WHERE id = $0",
        ] {
            let odd = [
                format!("UPDATE {} SET name{end}", one.name),
                format!("DELETE FROM {}{end}", one.name),
                format!(
                    "INSERT INTO {} (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET name{end}",
                    one.name
                ),
            ];
            for text in odd {
                assert!(of(&text).is_some(), "{text}");
            }
            for text in [
                format!("INSERT INTO {} (id){end}", one.name),
                format!("INSERT INTO {}(id) VALUES ($1){end}", one.name),
            ] {
                assert_eq!(of(&text).is_some(), one.key.is_empty(), "{text}");
            }
        }
    }
}

async fn passport(test: &TestDb) {
    let mut conn = test.db.write().await.unwrap();
    conn.execute(
        sql(
            "INSERT INTO passports (id, name, language, is_operator, epoch, created_at) \
             VALUES ('one', 'One', 'en', 0, 1, 0)",
        ),
        vec![],
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
}

async fn raise(db: &Db) {
    let mut conn = db.write().await.unwrap();
    raise_in(&mut conn).await;
    conn.commit().await.unwrap();
}

async fn raise_in(conn: &mut Conn) {
    let statement = sql("UPDATE passports SET epoch = epoch + 1 WHERE id = $1");
    conn.execute(statement, params!["one"]).await.unwrap();
}

/// A statement is known by its place, and a `const` may have several.
static EPOCH: Sql = sql("SELECT id, epoch FROM passports WHERE id = $1");

async fn epoch(db: &Db) -> i64 {
    let mut conn = db.read().await.unwrap();
    let row = conn.warm_row(EPOCH, params!["one"]).await.unwrap();
    row.unwrap().int("epoch").unwrap()
}

fn is_remembered(db: &Db) -> bool {
    db.warm
        .find(&db.warm.question(EPOCH, params!["one"]), None)
        .is_some()
}

#[tokio::test]
async fn the_lists_of_tables_are_those_of_the_schema() {
    let test = testing::sqlite().await;
    let mut conn = test.db.read().await.unwrap();
    let referenced = conn
        .query(
            sql("SELECT DISTINCT f.\"table\" AS name FROM sqlite_master m \
                 JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1"),
            vec![],
        )
        .await
        .unwrap();
    let referenced: Vec<_> = referenced
        .iter()
        .map(|row| row.text("name").unwrap())
        .collect();
    assert_eq!(referenced, REFERENCED);
    let schema = test.db.schema().await.unwrap();
    for one in &WATCHED {
        let there = |column: &str| {
            let start = format!("{}.{column} ", one.name);
            assert!(
                schema.iter().any(|line| line.starts_with(&start)),
                "{start}"
            );
        };
        one.quiet.iter().for_each(|column| there(column));
        if !one.key.is_empty() {
            there(one.key);
        }
    }
}

#[tokio::test]
async fn an_answer_is_remembered_until_its_row_changes() {
    for test in testing::databases().await {
        passport(&test).await;
        test.db.nobody_else_writes();
        assert_eq!(epoch(&test.db).await, 1);
        assert!(is_remembered(&test.db));
        raise(&test.db).await;
        assert!(!is_remembered(&test.db));
        assert_eq!(epoch(&test.db).await, 2);
        // What is rolled back may cost a read, and never shows.
        let mut conn = test.db.write().await.unwrap();
        raise_in(&mut conn).await;
        drop(conn);
        assert_eq!(epoch(&test.db).await, 2);
    }
}

fn made(row: &Row) -> Result<i64, DbError> {
    row.int("epoch")
}

#[tokio::test]
async fn what_is_made_of_a_row_is_made_once_until_the_row_changes() {
    static ONE: Sql = sql("SELECT id, epoch FROM passports WHERE id = $1");
    static ALL: Sql = sql("SELECT id, epoch FROM passports WHERE name = $1");
    for test in testing::databases().await {
        passport(&test).await;
        test.db.nobody_else_writes();
        let mut conn = test.db.read().await.unwrap();
        let one = conn.warm_one(ONE, params!["one"], made).await.unwrap();
        let all = conn.warm_all(ALL, params!["One"], made).await.unwrap();
        assert_eq!((one.as_deref(), all.as_slice()), (Some(&1), &[1][..]));
        let again = conn.warm_one(ONE, params!["one"], made).await.unwrap();
        assert!(Arc::ptr_eq(&one.unwrap(), &again.unwrap()));
        let again = conn.warm_all(ALL, params!["One"], made).await.unwrap();
        assert!(Arc::ptr_eq(&all, &again));
        raise(&test.db).await;
        let one = conn.warm_one(ONE, params!["one"], made).await.unwrap();
        assert_eq!(one.as_deref(), Some(&2));
        let all = conn.warm_all(ALL, params!["One"], made).await.unwrap();
        assert_eq!(*all, [2]);
        assert!(
            conn.warm_one(ONE, params!["two"], made)
                .await
                .unwrap()
                .is_none()
        );
        // In a transaction it is read, and what is read there is not kept.
        drop(conn);
        let mut conn = test.db.write().await.unwrap();
        raise_in(&mut conn).await;
        let one = conn.warm_one(ONE, params!["one"], made).await.unwrap();
        assert_eq!(one.as_deref(), Some(&3));
        drop(conn);
        let mut conn = test.db.read().await.unwrap();
        let one = conn.warm_one(ONE, params!["one"], made).await.unwrap();
        assert_eq!(one.as_deref(), Some(&2));
    }
}

#[tokio::test]
async fn what_was_not_found_is_asked_again() {
    let test = testing::sqlite().await;
    test.db.nobody_else_writes();
    let mut conn = test.db.read().await.unwrap();
    assert!(
        conn.warm_row(EPOCH, params!["one"])
            .await
            .unwrap()
            .is_none()
    );
    passport(&test).await;
    assert_eq!(epoch(&test.db).await, 1);
}

#[tokio::test]
async fn nothing_is_answered_from_memory_while_nobody_vouches() {
    for test in testing::databases().await {
        passport(&test).await;
        assert!(!test.db.is_warm());
        assert_eq!(epoch(&test.db).await, 1);
        assert!(!is_remembered(&test.db));
        test.db.nobody_else_writes();
        assert_eq!(epoch(&test.db).await, 1);
        test.db.warm.distrust();
        assert!(!test.db.is_warm() && !is_remembered(&test.db));
        // What was kept before does not come back with the trust.
        test.db.nobody_else_writes();
        assert!(!is_remembered(&test.db));
    }
}

#[tokio::test]
async fn trust_ends_by_itself() {
    let test = testing::sqlite().await;
    let now = Clock::system().monotonic();
    test.db.warm.trust_for(Duration::from_millis(30), now);
    assert!(test.db.is_warm());
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert!(!test.db.is_warm());
}

#[tokio::test]
async fn a_read_that_began_before_a_change_is_not_kept_after_it() {
    let test = testing::sqlite().await;
    passport(&test).await;
    test.db.nobody_else_writes();
    let as_of = test.db.warm.before_reading();
    let mut conn = test.db.read().await.unwrap();
    let rows: Arc<[Row]> = conn.query(EPOCH, params!["one"]).await.unwrap().into();
    raise(&test.db).await;
    let question = test.db.warm.question(EPOCH, params!["one"]);
    let answer = Answer::of_rows(&rows);
    test.db.warm.keep(question, &rows, (answer, as_of), None);
    assert!(!is_remembered(&test.db));
}

#[tokio::test]
async fn the_memory_stays_small() {
    let warm = Warm::new();
    warm.trust_for(Duration::from_secs(60), Clock::system().monotonic());
    let test = testing::sqlite().await;
    passport(&test).await;
    let mut conn = test.db.read().await.unwrap();
    let rows: Arc<[Row]> = conn.query(EPOCH, params!["one"]).await.unwrap().into();
    for number in 0..i64::try_from(SHARDS * MOST * 2).unwrap() {
        let answer = Answer::of_rows(&rows);
        warm.keep(
            warm.question(EPOCH, params![number]),
            &rows,
            (answer, 1),
            None,
        );
    }
    let held: usize = warm
        .shards
        .iter()
        .map(|shard| shard.lock().unwrap().len())
        .sum();
    assert!(
        (SHARDS * MOST / 4..=SHARDS * MOST).contains(&held),
        "{held}"
    );
}

/// Readers fill while writers commit: nobody who was told that a change is done reads an older state.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_reads_less_than_what_was_done_before() {
    for test in testing::databases().await {
        passport(&test).await;
        test.db.nobody_else_writes();
        let done = Arc::new(AtomicI64::new(1));
        let mut reading = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (db, done) = (test.db.clone(), Arc::clone(&done));
            reading.spawn(async move {
                while done.load(Ordering::SeqCst) < 200 {
                    let least = done.load(Ordering::SeqCst);
                    let question = db.warm.question(EPOCH, params!["one"]);
                    let found = match db.warm.find(&question, None) {
                        Some(known) => known.rows().unwrap()[0].int("epoch").unwrap(),
                        None => epoch(&db).await,
                    };
                    assert!(found >= least, "{found} after {least}");
                    tokio::task::yield_now().await;
                }
            });
        }
        for number in 2..=200 {
            raise(&test.db).await;
            done.store(number, Ordering::SeqCst);
        }
        while let Some(ended) = reading.join_next().await {
            ended.unwrap();
        }
    }
}

async fn warmed(db: &Db) -> tokio::task::JoinHandle<()> {
    let task = tokio::spawn(db.clone().keep_warm());
    for _ in 0..200 {
        if db.is_warm() {
            return task;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody vouches");
}

/// Two processes: each has its own memory over one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_sees_a_change_within_two_seconds() {
    for test in testing::databases().await {
        passport(&test).await;
        let other = Db::connect(&test.location).await.unwrap();
        let task = warmed(&other).await;
        assert_eq!(epoch(&other).await, 1);
        assert!(is_remembered(&other));
        raise(&test.db).await;
        let since = Clock::system().monotonic();
        while is_remembered(&other) {
            assert!(since.elapsed() < Duration::from_secs(2));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(epoch(&other).await, 2);
        task.abort();
    }
}

/// The connection that listens is cut: the memory is passed by until the channel stands again, and what
/// changed meanwhile is seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_is_down_makes_every_read_one() {
    let Some(test) = testing::postgres().await else {
        return;
    };
    passport(&test).await;
    let other = Db::connect(&test.location).await.unwrap();
    let task = warmed(&other).await;
    assert_eq!(epoch(&other).await, 1);
    let mut conn = test.db.read().await.unwrap();
    conn.query(
        sql(
            "SELECT COUNT(pg_terminate_backend(pid)) AS n FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        ),
        vec![],
    )
    .await
    .unwrap();
    let since = Clock::system().monotonic();
    while other.is_warm() {
        assert!(since.elapsed() < Duration::from_secs(2));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    raise(&test.db).await;
    assert_eq!(epoch(&other).await, 2);
    task.abort();
    let again = warmed(&other).await;
    assert_eq!(epoch(&other).await, 2);
    again.abort();
}

static BLOCKS: Sql = sql("SELECT member_id, reason FROM member_blocks WHERE member_id = $1");

/// A passport with what stands beside it.
#[derive(Debug, PartialEq)]
struct Both {
    epoch: i64,
    blocks: usize,
}

impl Whole for Both {
    type Key = str;

    fn key(key: &str) -> Vec<Value> {
        params![key]
    }

    async fn put_together(conn: &mut Conn, key: &str) -> Result<Option<Self>, DbError> {
        let Some(row) = conn.warm_row(EPOCH, params![key]).await? else {
            return Ok(None);
        };
        let blocks = conn.warm(BLOCKS, params![key]).await?;
        Ok(Some(Self {
            epoch: row.int("epoch")?,
            blocks: blocks.len(),
        }))
    }
}

/// A whole that reads something nobody remembers.
#[derive(Debug, PartialEq)]
struct Spoilt(i64);

impl Whole for Spoilt {
    type Key = str;

    fn key(key: &str) -> Vec<Value> {
        params![key]
    }

    async fn put_together(conn: &mut Conn, key: &str) -> Result<Option<Self>, DbError> {
        let both = conn.whole::<Both>(key).await?;
        let plain = sql("SELECT COUNT(*) AS n FROM passports");
        conn.query(plain, vec![]).await?;
        Ok(both.map(|both| Self(both.epoch)))
    }
}

/// A whole with another one inside.
#[derive(Debug, PartialEq)]
struct Around(i64);

impl Whole for Around {
    type Key = str;

    fn key(key: &str) -> Vec<Value> {
        params![key]
    }

    async fn put_together(conn: &mut Conn, key: &str) -> Result<Option<Self>, DbError> {
        let both = conn.whole::<Both>(key).await?;
        Ok(both.map(|both| Self(both.epoch)))
    }
}

fn keeps<T: Whole>(db: &Db, key: Vec<Value>) -> bool {
    let question = db.warm.whole(std::any::TypeId::of::<T>(), key);
    db.warm.find(&question, None).is_some()
}

async fn whole<T: Whole<Key = str>>(db: &Db) -> Option<Arc<T>> {
    let mut conn = db.read().await.unwrap();
    conn.whole::<T>("one").await.unwrap()
}

#[tokio::test]
async fn a_whole_is_kept_until_one_of_its_parts_changes() {
    for test in testing::databases().await {
        passport(&test).await;
        test.db.nobody_else_writes();
        let before = whole::<Around>(&test.db).await.unwrap();
        assert_eq!(before.0, 1);
        assert!(
            keeps::<Around>(&test.db, params!["one"]) && keeps::<Both>(&test.db, params!["one"])
        );
        assert!(!is_remembered(&test.db), "a part is not kept by itself");
        let again = whole::<Around>(&test.db).await.unwrap();
        assert!(Arc::ptr_eq(&before, &again));
        raise(&test.db).await;
        assert!(
            !keeps::<Around>(&test.db, params!["one"]) && !keeps::<Both>(&test.db, params!["one"])
        );
        assert_eq!(whole::<Around>(&test.db).await.unwrap().0, 2);
        // A set that was empty is a part as well.
        test.db
            .warm
            .changed(&[Change::Added(tables::find("member_blocks").unwrap().0)]);
        assert!(!keeps::<Around>(&test.db, params!["one"]));
    }
}

#[tokio::test]
async fn what_reads_more_than_is_remembered_or_is_not_there_is_not_kept() {
    let test = testing::sqlite().await;
    test.db.nobody_else_writes();
    assert!(whole::<Both>(&test.db).await.is_none());
    assert!(whole::<Around>(&test.db).await.is_none());
    assert!(!keeps::<Around>(&test.db, params!["one"]));
    passport(&test).await;
    assert_eq!(whole::<Spoilt>(&test.db).await.unwrap().0, 1);
    assert!(!keeps::<Spoilt>(&test.db, params!["one"]));
    assert!(
        keeps::<Both>(&test.db, params!["one"]),
        "what is inside is whole"
    );
    // The connection goes on as before: what is read after a whole spoils nothing.
    let mut conn = test.db.read().await.unwrap();
    conn.whole::<Spoilt>("one").await.unwrap();
    conn.warm_row(EPOCH, params!["one"]).await.unwrap();
    assert!(conn.parts.is_none() && is_remembered(&test.db));
}

#[tokio::test]
async fn a_whole_in_a_transaction_is_read_there_and_not_kept() {
    let test = testing::sqlite().await;
    passport(&test).await;
    test.db.nobody_else_writes();
    let mut conn = test.db.write().await.unwrap();
    raise_in(&mut conn).await;
    assert_eq!(conn.whole::<Both>("one").await.unwrap().unwrap().epoch, 2);
    drop(conn);
    assert!(!keeps::<Both>(&test.db, params!["one"]));
    assert_eq!(whole::<Both>(&test.db).await.unwrap().epoch, 1);
}
