//! Where a request says it comes from and goes to: believed only from a trusted proxy, and
//! never for what we say ourselves.

use std::net::IpAddr;

use base::hash::Cost;

use super::ask;
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn hostile_hosts_and_forwarded_headers_change_not_a_byte() {
    let server = TestApp::start().await;
    let hostile: [(&str, &str); 9] = [
        ("host", "evil.example"),
        ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-port", "444"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-original-url", "/operator/audit"),
        ("x-rewrite-url", "/operator/audit"),
        ("x-real-ip", "127.0.0.1"),
    ];
    for path in [
        "/sign-in?next=/w/falke",
        "/w/falke/groups",
        "/signed-out",
        "/operator/audit",
    ] {
        let known = (
            "cookie",
            "vestibule-browser=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        );
        let usual = ask(&server, "GET", path, &[known]).await;
        for header in hostile {
            let answer = ask(&server, "GET", path, &[known, header]).await;
            assert_eq!(answer.status, usual.status, "{path} {header:?}");
            assert_eq!(answer.body, usual.body, "{path} {header:?}");
            assert_eq!(answer.header("location"), usual.header("location"));
            assert_eq!(answer.cookies(), usual.cookies());
        }
        assert!(!usual.body.contains("evil"));
    }
}

/// The address under which a wrong password stands in the trail.
async fn noted(server: &TestApp, peer: &str, forwarded: &'static str) -> String {
    let anna = server
        .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
        .await;
    let mut browser = server.browser();
    browser.address = peer.parse::<IpAddr>().unwrap();
    browser.odd = vec![("x-forwarded-for", Some(forwarded))];
    browser.open("/sign-in").await;
    browser
        .press("Continue", &[("Login or e-mail", "anna@falke.example.com")])
        .await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    let mut conn = server.app.db.read().await.unwrap();
    let page = base::audit::of_person(&mut conn, anna, None, 10)
        .await
        .unwrap();
    page.events[0].ip.clone().unwrap()
}

#[tokio::test]
async fn a_forwarded_address_is_written_down_only_from_a_trusted_proxy() {
    let trusted = [("trusted_proxies", "10.0.0.0/8")];
    for (peer, forwarded, seen) in [
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9, unknown", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
    ] {
        let server = TestApp::start_with(&trusted, Cost::cheap()).await;
        assert_eq!(
            noted(&server, peer, forwarded).await,
            seen,
            "{peer} {forwarded}"
        );
    }
    let server = TestApp::start().await;
    assert_eq!(
        noted(&server, "127.0.0.1", "203.0.113.9").await,
        "127.0.0.1"
    );
}

#[tokio::test]
async fn changing_the_forwarded_address_gives_no_further_guesses() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    for n in 0..31_u8 {
        browser.odd = vec![(
            "x-forwarded-for",
            Some(["203.0.113.1", "203.0.113.2"][usize::from(n % 2)]),
        )];
        browser.open("/sign-in").await;
        browser
            .press("Continue", &[("Login or e-mail", &format!("nobody{n}"))])
            .await;
        browser
            .press("Sign in", &[("Password", "a wrong guess")])
            .await;
    }
    assert!(
        browser.page.says("Too many attempts"),
        "{}",
        browser.page.main()
    );
}
