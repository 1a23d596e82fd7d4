//! Both engines behave alike; SQLite always, PostgreSQL where the test command started one.

use std::time::Duration;

use super::*;
use crate::clock::{Clock, Time};
use crate::params;
use crate::testing::{self, TestDb};

async fn with_table(test: &TestDb) {
    let mut conn = test.db.write().await.unwrap();
    conn.execute(
        sql("CREATE TABLE things (id BIGINT PRIMARY KEY NOT NULL, name TEXT, body TEXT)"),
        vec![],
    )
    .await
    .unwrap();
    conn.execute(
        sql("CREATE UNIQUE INDEX things_name ON things (name)"),
        vec![],
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
}

async fn put(conn: &mut Conn, id: i64, name: &str) -> Result<u64, DbError> {
    conn.execute(
        sql("INSERT INTO things (id, name) VALUES ($1, $2)"),
        params![id, name],
    )
    .await
}

async fn count(db: &Db) -> i64 {
    let mut conn = db.read().await.unwrap();
    conn.one(sql("SELECT COUNT(*) AS n FROM things"), vec![])
        .await
        .unwrap()
        .int("n")
        .unwrap()
}

#[tokio::test]
async fn values_come_back_as_they_went_in_whatever_the_order_of_placeholders() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut conn = test.db.write().await.unwrap();
        conn.execute(
            sql("INSERT INTO things (body, id, name) VALUES ($3, $1, $2)"),
            params![i64::MIN, "naïve ☕", Option::<String>::None],
        )
        .await
        .unwrap();
        let row = conn
            .one(
                sql("SELECT id, name, body FROM things WHERE name = $2 AND id = $1"),
                params![i64::MIN, "naïve ☕"],
            )
            .await
            .unwrap();
        assert_eq!(row.int("id").unwrap(), i64::MIN);
        assert_eq!(row.text("name").unwrap(), "naïve ☕");
        assert_eq!(row.get::<Option<String>>("body").unwrap(), None);
        assert!(matches!(row.text("absent"), Err(DbError::Shape(_))));
        assert!(matches!(row.int("name"), Err(DbError::Shape(_))));
    }
}

#[tokio::test]
async fn a_dropped_transaction_leaves_no_trace_and_a_committed_one_is_seen() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut dropped = test.db.write().await.unwrap();
        put(&mut dropped, 1, "a").await.unwrap();
        drop(dropped);
        let mut kept = test.db.write().await.unwrap();
        put(&mut kept, 2, "b").await.unwrap();
        kept.commit().await.unwrap();
        assert_eq!(count(&test.db).await, 1);
    }
}

#[tokio::test]
async fn a_unique_value_names_its_table_and_spoils_the_transaction() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut conn = test.db.write().await.unwrap();
        put(&mut conn, 1, "same").await.unwrap();
        let taken = put(&mut conn, 2, "same").await.unwrap_err();
        assert!(taken.is_unique("things"), "{taken}");
        assert!(!taken.is_unique("others"));
        assert!(put(&mut conn, 3, "other").await.is_err());
        assert!(conn.commit().await.is_err());
        assert_eq!(count(&test.db).await, 0);
    }
}

#[tokio::test]
async fn a_read_connection_does_not_write() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut conn = test.db.read().await.unwrap();
        assert!(put(&mut conn, 1, "a").await.is_err());
        assert_eq!(count(&test.db).await, 0);
    }
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing_and_a_counter_never_counts_twice() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut conn = test.db.write().await.unwrap();
        put(&mut conn, 0, "counter").await.unwrap();
        conn.commit().await.unwrap();
        let tasks: Vec<_> = (1..=60)
            .map(|n: i64| {
                let db = test.db.clone();
                tokio::spawn(async move {
                    let mut conn = db.write().await.unwrap();
                    put(&mut conn, n, &format!("n{n}")).await.unwrap();
                    if n % 3 == 0 {
                        return; // rolled back
                    }
                    conn.commit().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(count(&test.db).await, 41);
    }
}

#[tokio::test]
async fn a_long_list_is_the_same_as_a_query() {
    for test in testing::databases().await {
        with_table(&test).await;
        let mut conn = test.db.write().await.unwrap();
        for n in 0..50 {
            put(&mut conn, n, &format!("{n:03}")).await.unwrap();
        }
        conn.commit().await.unwrap();
        let mut conn = test.db.read().await.unwrap();
        let text = sql("SELECT name FROM things WHERE id >= $1 ORDER BY name");
        let long = conn.list(text, params![10]).await.unwrap();
        assert_eq!(long.len(), 40);
        assert_eq!(conn.query(text, params![10]).await.unwrap().len(), 40);
        assert_eq!(long[0].text("name").unwrap(), "010");
    }
}

#[tokio::test]
async fn an_idle_transaction_does_not_hold_up_the_others_for_ever() {
    let test = testing::sqlite().await;
    with_table(&test).await;
    let mut idle = test.db.write().await.unwrap();
    put(&mut idle, 1, "idle").await.unwrap();
    let mut other = test.db.write().await.unwrap();
    put(&mut other, 2, "other").await.unwrap();
    other.commit().await.unwrap();
    assert!(idle.commit().await.is_err());
    assert_eq!(count(&test.db).await, 1);
}

#[tokio::test]
async fn opening_again_changes_nothing_and_a_newer_schema_is_refused() {
    for test in testing::databases().await {
        let (again, migrated) = Db::open(&test.location, &Clock::system()).await.unwrap();
        assert_eq!(migrated.from, migrated.to);
        assert_eq!(migrated.to, latest_migration());
        let mut conn = again.write().await.unwrap();
        conn.execute(
            sql("INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)"),
            params![9_999, "9999_future", Time::from_seconds(1)],
        )
        .await
        .unwrap();
        conn.commit().await.unwrap();
        let refused = Db::open(&test.location, &Clock::system())
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("9999_future"), "{refused}");
    }
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_unavailable() {
    let clock = Clock::system();
    let nowhere = Location::Postgres("postgres://nobody@127.0.0.1:1/none".to_owned());
    let refused = tokio::time::timeout(Duration::from_secs(8), Db::open(&nowhere, &clock));
    assert!(matches!(
        refused.await.unwrap(),
        Err(DbError::Unavailable(_))
    ));
}

#[tokio::test]
async fn a_copy_holds_what_was_committed() {
    let test = testing::sqlite().await;
    with_table(&test).await;
    let mut conn = test.db.write().await.unwrap();
    put(&mut conn, 1, "a").await.unwrap();
    conn.commit().await.unwrap();
    let target = test.folder().join("copy.db");
    test.db.copy_to(&target).await.unwrap();
    let copy = Db::connect(&Location::Sqlite(target)).await.unwrap();
    assert_eq!(count(&copy).await, 1);
}
