//! What a password is, byte for byte, and what hashing it costs.

use base::db::sql;
use base::hash::{Checked, Cost, PasswordHash, Passwords, PoolLimits};
use base::params;
use base::random::Randomness;
use base::secret::Secret;
use server::signin::choose_password;

use super::stage::{ANNA, at_password, enter, try_with};
use crate::harness::{PASSWORD, TestApp};

async fn stored(server: &TestApp) -> PasswordHash {
    let mut conn = server.app.db.read().await.unwrap();
    let statement = sql("SELECT hash FROM passwords");
    let row = conn.one(statement, params![]).await.unwrap();
    PasswordHash::parse(&row.text("hash").unwrap()).unwrap()
}

#[tokio::test]
async fn every_byte_of_a_password_counts() {
    let server = TestApp::start().await;
    let long = format!("{}Ends here", "seven quiet otters ".repeat(5));
    let right = format!(" {long}\u{e4} ");
    server.person("Anna Nowak", ANNA, &right).await;
    let wrong = [
        long.clone(),
        format!("{long}\u{e4}"),
        format!(" {long}a\u{308} "),
        right.to_lowercase(),
        format!("{right} "),
        right[..73].to_owned(),
        format!("{}X{}", &right[..72], &right[73..]),
    ];
    for (n, guess) in wrong.iter().enumerate() {
        server.pass(std::time::Duration::from_secs(3600));
        let mut browser = at_password(&server, ANNA).await;
        try_with(&mut browser, guess).await;
        assert_eq!(browser.status, 422, "{n}");
    }
    server.pass(std::time::Duration::from_secs(3600));
    let mut browser = at_password(&server, ANNA).await;
    try_with(&mut browser, &right).await;
    assert_eq!(browser.url.path(), "/passport");
}

#[tokio::test]
async fn a_password_of_more_than_a_kilobyte_costs_no_hash_and_no_try() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = at_password(&server, ANNA).await;
    for _ in 0..10 {
        try_with(&mut browser, &"x".repeat(1025)).await;
        assert!(browser.page.says("do not match"));
    }
    assert_eq!(server.rows().await["throttles"], 0);
    enter(&mut browser).await;
    assert_eq!(browser.url.path(), "/passport");
}

#[tokio::test]
async fn a_weaker_stored_hash_is_replaced_when_its_password_comes_by() {
    let dear = Cost {
        memory: 256,
        passes: 2,
        lanes: 1,
    };
    let server = TestApp::start_with(&[], dear).await;
    let anna = server.person("Anna Nowak", ANNA, PASSWORD).await;
    let limits = PoolLimits {
        cost: Cost::cheap(),
        threads: 1,
        queue: 4,
    };
    let old = Passwords::start(limits, &Randomness::seeded(9)).unwrap();
    let weak = old.hash(Secret::new(PASSWORD.to_owned())).await.unwrap();
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    choose_password(&mut conn, anna, &weak, now).await.unwrap();
    conn.commit().await.unwrap();
    let mut browser = at_password(&server, ANNA).await;
    try_with(&mut browser, "a wrong guess").await;
    assert_eq!(
        stored(&server).await.cost(),
        Cost::cheap(),
        "a wrong guess renews nothing"
    );
    enter(&mut browser).await;
    assert_eq!(browser.url.path(), "/passport");
    let renewed = stored(&server).await;
    assert_eq!(renewed.cost(), dear);
    let check = server
        .app
        .passwords
        .check(Secret::new(PASSWORD.to_owned()), &renewed)
        .await;
    assert_eq!(
        check.unwrap(),
        Checked::Right {
            needs_rehash: false
        }
    );
}

/// Fills a pool of one thread and one place in the queue: a stored password of high cost is
/// checked for some seconds, and another waits.
async fn fill(server: &TestApp) -> Vec<tokio::task::JoinHandle<()>> {
    let stored = "$argon2id$v=19$m=24576,t=64,p=1$c29tZXNhbHRzb21lc2FsdA$\
                  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let dear = PasswordHash::parse(stored).unwrap();
    let mut busy = Vec::new();
    while server.app.passwords.load() < 2 {
        let (passwords, dear) = (server.app.passwords.clone(), dear.clone());
        busy.push(tokio::spawn(async move {
            let _ = passwords.check(Secret::new("else".to_owned()), &dear).await;
        }));
        tokio::task::yield_now().await;
    }
    busy
}

#[tokio::test]
async fn a_full_pool_is_an_honest_answer_and_no_wrong_try() {
    let narrow = [("hash_threads", "1"), ("hash_queue", "1")];
    let server = TestApp::start_with(&narrow, Cost::cheap()).await;
    server.person("Anna Nowak", ANNA, PASSWORD).await;
    let mut anna = at_password(&server, ANNA).await;
    let mut nobody = at_password(&server, "nobody@falke.example.com").await;
    let form = anna.page.fill("Sign in", &[("Password", PASSWORD)]);
    let other = nobody.page.fill("Sign in", &[("Password", PASSWORD)]);
    let page = anna.url.clone();
    let busy = fill(&server).await;
    for _ in 0..6 {
        anna.send(form.clone()).await;
        assert_eq!(anna.status, 503, "{}", anna.page.main());
        assert_eq!(anna.page.heading(), "Many people are signing in just now");
        let wait = anna.headers["retry-after"].to_str().unwrap();
        assert!(wait.parse::<u32>().unwrap() >= 1);
    }
    // Who does not exist needs the pool as well: both names cost a hash.
    nobody.send(other).await;
    assert_eq!(nobody.status, 503);
    busy.iter().for_each(tokio::task::JoinHandle::abort);
    while server.app.passwords.load() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    anna.url = page;
    anna.send(form).await;
    assert_eq!(
        anna.url.path(),
        "/passport",
        "nobody was counted as guessing"
    );
}
