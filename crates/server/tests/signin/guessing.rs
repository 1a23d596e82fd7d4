//! Guessing: who is slowed down, and who is not.

use std::net::IpAddr;
use std::time::Duration;

use super::stage::{ANNA, at_password, copied, enter, try_with};
use crate::harness::{PASSWORD, TestApp};

const WRONG: &str = "a wrong guess";

async fn guess(server: &TestApp, name: &str, from: &str) -> (u16, bool) {
    let mut browser = at_password(server, name).await;
    browser.address = from.parse::<IpAddr>().unwrap();
    try_with(&mut browser, WRONG).await;
    (
        browser.status.as_u16(),
        browser.page.says("Too many attempts"),
    )
}

#[tokio::test]
async fn an_address_has_thirty_free_tries_whatever_the_names() {
    let server = TestApp::start().await;
    for n in 0..30 {
        let seen = guess(
            &server,
            &format!("nobody{n}@falke.example.com"),
            "203.0.113.5",
        )
        .await;
        assert_eq!(seen, (422, false), "try {n}");
    }
    assert_eq!(guess(&server, "somebody", "203.0.113.5").await, (422, true));
    assert_eq!(
        guess(&server, "somebody", "203.0.113.6").await,
        (422, false)
    );
    server.pass(Duration::from_secs(2));
    assert_eq!(
        guess(&server, "somebody.else", "203.0.113.5").await,
        (422, false)
    );
}

#[tokio::test]
async fn a_whole_ipv6_network_shares_its_tries() {
    let server = TestApp::start().await;
    for n in 0..30 {
        let from = format!("2001:db8:1:2:{n:x}::{n:x}");
        assert_eq!(
            guess(&server, &format!("nobody{n}"), &from).await,
            (422, false)
        );
    }
    assert_eq!(
        guess(&server, "x", "2001:db8:1:2:ffff::1").await,
        (422, true)
    );
    assert_eq!(guess(&server, "x", "2001:db8:1:3::1").await, (422, false));
}

#[tokio::test]
async fn unknown_names_are_paused_exactly_like_known_ones() {
    let server = TestApp::start().await;
    server.company().await;
    let mut seen = Vec::new();
    for name in [ANNA, "nobody@falke.example.com", "no name at all"] {
        let mut answers = Vec::new();
        for n in 0..9_u8 {
            answers.push(guess(&server, name, &format!("203.0.{n}.7")).await);
        }
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    let paused = seen[0].iter().filter(|(_, paused)| *paused).count();
    assert_eq!(paused, 4, "five are free: {:?}", seen[0]);
}

#[tokio::test]
async fn the_spellings_of_a_name_share_its_tries() {
    let server = TestApp::start().await;
    server.company().await;
    let spellings = [
        ANNA,
        "ANNA@falke.example.com",
        "anna@FALKE.example.com",
        " Anna@Falke.Example.Com ",
        "anna@falke.example.com",
    ];
    for (n, name) in spellings.into_iter().enumerate() {
        assert_eq!(
            guess(&server, name, &format!("203.0.{n}.7")).await,
            (422, false)
        );
    }
    assert_eq!(
        guess(&server, "aNNa@falke.example.com", "203.0.99.7").await,
        (422, true)
    );
}

#[tokio::test]
async fn a_hundred_guesses_at_once_share_one_budget() {
    let server = TestApp::start().await;
    server.company().await;
    let mut all = Vec::new();
    for n in 0..100_u8 {
        let mut browser = at_password(&server, ANNA).await;
        browser.address = IpAddr::from([203, 0, n, 7]);
        all.push(browser);
    }
    let start = server.app.clock.now();
    let mut waiting = Vec::new();
    for browser in &mut all {
        waiting.push(Box::pin(try_with(browser, WRONG)));
    }
    together(waiting).await;
    assert!(server.app.clock.now().since(start) < Duration::from_secs(1));
    let looked_at = all
        .iter()
        .filter(|one| one.page.says("do not match"))
        .count();
    assert_eq!(looked_at, 5);
    assert!(all.iter().all(|one| one.status == 422));
}

/// Waits for all, taking turns.
async fn together<F: Future<Output = ()> + Unpin>(mut all: Vec<F>) {
    std::future::poll_fn(|context| {
        all.retain_mut(|one| std::pin::Pin::new(one).poll(context).is_pending());
        if all.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

#[tokio::test]
async fn the_right_password_in_a_pause_is_not_looked_at() {
    let server = TestApp::start().await;
    server.company().await;
    for n in 0..5_u8 {
        guess(&server, ANNA, &format!("203.0.{n}.7")).await;
    }
    let mut anna = at_password(&server, ANNA).await;
    enter(&mut anna).await;
    assert!(anna.page.says("Too many attempts") && anna.cookie("vestibule-session").is_none());
    server.pass(Duration::from_secs(2));
    enter(&mut anna).await;
    assert_eq!(anna.url.path(), "/passport");
    for n in 0..5_u8 {
        assert!(
            !guess(&server, ANNA, &format!("203.1.{n}.7")).await.1,
            "counted anew"
        );
    }
}

#[tokio::test]
async fn ones_own_password_does_not_buy_guesses_at_others() {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person("Mallory", "mallory@evil.example", PASSWORD)
        .await;
    let mut looked_at = 0;
    for n in 0..80 {
        if n % 5 == 4 {
            let mut own = at_password(&server, "mallory@evil.example").await;
            enter(&mut own).await;
        }
        let (_, paused) = guess(&server, &format!("victim{n}"), "198.51.100.7").await;
        looked_at += u32::from(!paused);
    }
    assert!(
        looked_at <= 31,
        "{looked_at} names were tried from one address"
    );
}

#[tokio::test]
async fn a_known_browser_in_a_thiefs_hands_is_slowed_down_too() {
    let server = TestApp::start().await;
    server.company().await;
    let anna = server.signed_in(ANNA).await;
    let mut thief = copied(&server, &anna);
    thief.open("/sign-in?switch=1").await;
    thief.press("Continue", &[("Login or e-mail", ANNA)]).await;
    for n in 0..5 {
        try_with(&mut thief, WRONG).await;
        assert!(thief.page.says("do not match"), "{n}");
    }
    enter(&mut thief).await;
    assert!(thief.page.says("Too many attempts"));
    assert!(
        !guess(&server, ANNA, "203.0.113.9").await.1,
        "others have their own budget"
    );
}

#[tokio::test]
async fn a_day_of_patience_gives_no_more_than_a_hundred_guesses() {
    let server = TestApp::start().await;
    server.company().await;
    let mut looked_at = 0;
    for n in 0..(24 * 4) {
        for _ in 0..2 {
            let from = format!("203.{}.{}.7", n / 200, n % 200);
            looked_at += u32::from(!guess(&server, ANNA, &from).await.1);
        }
        server.pass(Duration::from_secs(15 * 60));
    }
    assert!(looked_at <= 100, "ASVS 5.0, 6.3.1: {looked_at}");
}
