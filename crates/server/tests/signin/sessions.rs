//! Sessions: whose they are, what opens them, and what ends them.

use std::time::Duration;

use base::db::sql;
use base::params;
use people::revocation::{self, Whose};

use super::stage::{ANNA, at_password, copied, enter, is_in, name_at, try_with};
use crate::harness::{Browser, PASSWORD, TestApp};

/// The one column of every row of a statement, as text. SQLite only.
async fn column(server: &TestApp, statement: &'static str) -> Vec<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let rows = conn.query(sql(statement), params![]).await.unwrap();
    rows.iter().map(|row| row.text("v").unwrap()).collect()
}

fn token(browser: &Browser<'_>) -> String {
    browser.cookie("vestibule-session").unwrap().to_owned()
}

#[tokio::test]
async fn every_sign_in_gives_a_fresh_token_and_a_planted_one_opens_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let planted = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let mut victim = server.browser();
    victim.plant("vestibule-session", planted);
    name_at(&mut victim, "/sign-in", ANNA).await;
    enter(&mut victim).await;
    assert_ne!(token(&victim), planted);
    let mut mallory = server.browser();
    mallory.plant("vestibule-session", planted);
    assert!(!is_in(&mut mallory).await);
}

#[tokio::test]
async fn a_sign_in_of_the_attacker_in_the_victims_browser_leaves_the_victim_apart() {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person("Mallory", "mallory@evil.example", PASSWORD)
        .await;
    let mallory = server.signed_in("mallory@evil.example").await;
    let mut victim = copied(&server, &mallory);
    name_at(&mut victim, "/sign-in?switch=1", ANNA).await;
    enter(&mut victim).await;
    assert_ne!(token(&victim), token(&mallory));
    let mut mallory = copied(&server, &mallory);
    mallory.open("/w/falke/groups").await;
    assert_eq!(mallory.status, 404, "the planted session opens what it did");
    victim.open("/w/falke/groups").await;
    assert_eq!(victim.status, 200);
}

#[tokio::test]
async fn proving_it_once_more_keeps_the_session_and_kills_its_old_token() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let ids = column(&server, "SELECT id AS v FROM sessions").await;
    let mut thief = copied(&server, &anna);
    assert!(is_in(&mut thief).await);
    server.pass(Duration::from_secs(23 * 60));
    name_at(&mut anna, "/sign-in?again=1&next=/w/falke/groups", ANNA).await;
    enter(&mut anna).await;
    assert_eq!(anna.page.heading(), "Groups");
    assert_eq!(column(&server, "SELECT id AS v FROM sessions").await, ids);
    assert!(!is_in(&mut thief).await, "the old token is dead");
    server.pass(Duration::from_secs(7 * 3600 + 3000));
    assert!(is_in(&mut anna).await, "the limits were renewed");
}

#[tokio::test]
async fn somebody_else_in_the_same_browser_acts_from_then_on() {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person("Bruno Klein", "bruno@falke.example.com", PASSWORD)
        .await;
    let mut browser = server.signed_in(ANNA).await;
    name_at(&mut browser, "/sign-in?switch=1", "bruno@falke.example.com").await;
    enter(&mut browser).await;
    assert!(is_in(&mut browser).await);
    browser.open("/w/falke/people").await;
    assert_eq!(browser.status, 403, "Anna's page is offered, not opened");
    assert!(!browser.page.source.contains("Add person"));
}

#[tokio::test]
async fn a_failed_sign_in_as_somebody_else_leaves_ones_own_session() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    name_at(&mut anna, "/sign-in?switch=1", "nobody@falke.example.com").await;
    try_with(&mut anna, "a wrong guess").await;
    assert_eq!(anna.status, 422);
    assert!(is_in(&mut anna).await);
}

#[tokio::test]
async fn a_stolen_table_opens_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let anna = server.signed_in(ANNA).await;
    let stored = [
        column(&server, "SELECT id AS v FROM sessions").await,
        column(&server, "SELECT hex(token_hash) AS v FROM sessions").await,
        column(&server, "SELECT hex(browser_hash) AS v FROM known_browsers").await,
        column(&server, "SELECT id AS v FROM attempts").await,
        column(&server, "SELECT hash AS v FROM passwords").await,
    ]
    .concat();
    let own = [
        token(&anna),
        anna.cookie("vestibule-browser").unwrap().to_owned(),
    ];
    for secret in own {
        assert!(!stored.contains(&secret));
    }
    for value in stored {
        let bytes: Vec<u8> = (0..value.len() / 2)
            .filter_map(|at| u8::from_str_radix(value.get(at * 2..at * 2 + 2)?, 16).ok())
            .collect();
        use base64::Engine;
        let encoded = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes);
        for cookie in [value.clone(), value.to_lowercase(), encoded] {
            let mut thief = server.browser();
            thief.plant("vestibule-session", &cookie);
            assert!(!is_in(&mut thief).await, "{cookie}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_cut_or_changed_anywhere_is_none() {
    let server = TestApp::start().await;
    server.company().await;
    let whole = token(&server.signed_in(ANNA).await);
    for at in 0..whole.len() {
        let mut changed = whole.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        for odd in [whole[..at].to_owned(), String::from_utf8(changed).unwrap()] {
            let mut thief = server.browser();
            thief.plant("vestibule-session", &odd);
            assert!(!is_in(&mut thief).await, "{at}: {odd}");
        }
    }
}

#[tokio::test]
async fn a_doubled_session_cookie_is_none() {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person("Mallory", "mallory@evil.example", PASSWORD)
        .await;
    let anna = token(&server.signed_in(ANNA).await);
    let mallory = token(&server.signed_in("mallory@evil.example").await);
    for line in [
        format!("vestibule-session={mallory}; vestibule-session={anna}"),
        format!("vestibule-session={anna}; vestibule-session={mallory}"),
    ] {
        let mut browser = server.browser();
        browser.odd = vec![("cookie", Some(line.leak()))];
        assert!(!is_in(&mut browser).await);
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_leaves_nothing_to_go_back_to() {
    let server = TestApp::start().await;
    let (_, id) = server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let mut thief = copied(&server, &anna);
    anna.open("/w/falke/groups").await;
    assert_eq!(
        anna.headers["cache-control"], "no-store",
        "Back asks the server again"
    );
    let form = anna.page.fill("Create group", &[("Name", "Night shift")]);
    let csrf = anna.hidden_field();
    anna.post_only("/sign-out", &format!("csrf={csrf}")).await;
    let cleared = anna.headers["clear-site-data"].to_str().unwrap();
    assert!(cleared.contains("cache") && cleared.contains("storage"));
    assert!(anna.cookie("vestibule-session").is_none());
    anna.open_only("/w/falke/groups").await;
    assert_eq!(anna.status, 303, "Back shows nothing");
    anna.send(form).await;
    assert_eq!(anna.url.path(), "/sign-in");
    assert!(!is_in(&mut thief).await);
    assert_eq!(server.events_of(id).await.last().unwrap(), "signin.ended");
    assert_eq!(server.rows().await["groups"], 0);
}

#[tokio::test]
async fn signing_out_twice_or_without_a_session_is_calm() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    let csrf = browser.hidden_field();
    for _ in 0..2 {
        browser.post("/sign-out", &format!("csrf={csrf}")).await;
        assert_eq!(browser.page.heading(), "You are signed out");
    }
}

#[tokio::test]
async fn raising_the_epoch_ends_every_session_of_a_person_and_of_nobody_else() {
    let server = TestApp::start().await;
    let (_, id) = server.company().await;
    server
        .person("Bruno Klein", "bruno@falke.example.com", PASSWORD)
        .await;
    let mut desk = server.signed_in(ANNA).await;
    let mut phone = server.signed_in(ANNA).await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let mut conn = server.app.db.write().await.unwrap();
    revocation::raise(&mut conn, Whose::Passport(id))
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert!(!is_in(&mut desk).await && !is_in(&mut phone).await);
    assert!(is_in(&mut bruno).await);
    name_at(&mut desk, "/sign-in", ANNA).await;
    enter(&mut desk).await;
    assert!(is_in(&mut desk).await, "a new sign-in counts");
}

#[tokio::test]
async fn a_session_lives_eight_hours_unused_and_a_day_at_most_to_the_second() {
    let server = TestApp::start().await;
    server.company().await;
    let hour = Duration::from_secs(3600);
    let slack = Duration::from_secs(2);
    let mut unused = server.signed_in(ANNA).await;
    server.pass(8 * hour - slack);
    assert!(is_in(&mut unused).await);
    server.pass(8 * hour + slack);
    assert!(!is_in(&mut unused).await);
    let mut used = server.signed_in(ANNA).await;
    for _ in 0..23 {
        server.pass(hour);
        assert!(is_in(&mut used).await);
    }
    server.pass(hour + slack);
    assert!(!is_in(&mut used).await, "use never carries over the day");
}

#[tokio::test]
async fn a_link_never_begins_a_session() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = at_password(&server, ANNA).await;
    let path = browser.url.path().to_owned();
    for query in [
        format!("?password={PASSWORD}"),
        format!("?username={ANNA}&password={PASSWORD}&csrf=x"),
    ] {
        server.log().keep_out(PASSWORD);
        browser
            .open(&format!("{path}{}", query.replace(' ', "+")))
            .await;
        assert!(browser.cookie("vestibule-session").is_none());
    }
}
