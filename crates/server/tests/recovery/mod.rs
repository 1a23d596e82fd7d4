//! A forgotten password and a forgotten login: the answer is a letter, and the page says nothing.

mod phones;

use std::time::Duration;

use people::Fresh;
use people::identifiers::{self, Named};

use crate::harness::post::link_in;
use crate::harness::{Browser, PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const NEW: &str = "paper kite orchard wind";

async fn ask(browser: &mut Browser<'_>, name: &str) {
    browser.open("/recovery").await;
    browser.press("Send", &[("Login or e-mail", name)]).await;
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_works_once() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut elsewhere = server.signed_in(ANNA).await;
        let mut browser = server.browser();
        browser.open("/sign-in").await;
        browser
            .press("Continue", &[("Login or e-mail", ANNA)])
            .await;
        browser.follow("Forgotten the password?").await;
        browser.press("Send", &[("Login or e-mail", ANNA)]).await;
        assert_eq!(browser.page.heading(), "Look into your mailbox");
        assert!(browser.page.says("Valid until 21 Nov 2026, 21:17 UTC"));
        let link = link_in(&server, &server.letter_to(ANNA).await);
        browser.open(&link).await;
        browser
            .press("Choose new password", &[("New password", NEW)])
            .await;
        assert_eq!(browser.page.heading(), "Hello, Anna Nowak");
        elsewhere.open("/passport").await;
        assert_eq!(
            elsewhere.url.path(),
            "/sign-in",
            "other sessions have ended"
        );
        browser.open(&link).await;
        assert_eq!(browser.status, 410);
        let kinds = server.events_of(anna).await;
        for kind in ["signin.recovery.password", "signin.password.replaced"] {
            assert!(kinds.contains(&kind.to_owned()), "{kinds:?}");
        }
    }
}

#[tokio::test]
async fn the_link_is_good_for_half_an_hour_and_a_newer_one_ends_it() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    ask(&mut browser, ANNA).await;
    let first = link_in(&server, &server.letter_to(ANNA).await);
    ask(&mut browser, ANNA).await;
    let second = link_in(&server, &server.letter_to(ANNA).await);
    browser.open(&first).await;
    assert_eq!(browser.status, 410);
    browser.open(&second).await;
    assert_eq!(browser.status, 200);
    server.pass(Duration::from_secs(30 * 60));
    browser
        .press("Choose new password", &[("New password", NEW)])
        .await;
    assert_eq!(browser.status, 410);
}

#[tokio::test]
async fn known_and_unknown_names_are_answered_alike_and_do_the_same_work() {
    for (path, label) in [
        ("/recovery", "Login or e-mail"),
        ("/recovery/login", "E-mail address or phone number"),
    ] {
        let mut seen = Vec::new();
        for name in [ANNA, "nora@falke.example.com"] {
            let server = TestApp::start().await;
            server.company().await;
            let mut browser = server.browser();
            browser.open(path).await;
            browser.press("Send", &[(label, name)]).await;
            assert_eq!(browser.status, 200);
            let field = browser.hidden_field();
            let page = browser.page.source.replace(name, "NAME");
            // The request has written the same rows for both, and no letter yet.
            seen.push((page.replace(&field, "CSRF"), server.rows().await));
            server.work().await;
            let letters = server.mailbox.take();
            assert_eq!(letters.len(), usize::from(name == ANNA));
        }
        assert_eq!(seen[0], seen[1], "{path}");
    }
}

#[tokio::test]
async fn nobody_gets_a_letter_by_an_address_that_was_never_confirmed() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let fresh = Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let claimed = Named::parse("mallory@evil.example").unwrap();
        let mut conn = server.app.db.write().await.unwrap();
        identifiers::claim(&mut conn, fresh, anna, &claimed)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let mut browser = server.browser();
        for path in ["/recovery", "/recovery/login"] {
            browser.open(path).await;
            let csrf = browser.hidden_field();
            let body = format!("csrf={csrf}&username=mallory@evil.example");
            browser.post(path, &body).await;
            assert_eq!(browser.page.heading(), "Look into your mailbox");
        }
        server.work().await;
        assert!(server.mailbox.take().is_empty());
    }
}

#[tokio::test]
async fn a_forgotten_login_is_said_in_a_letter_and_nowhere_else() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let mut conn = server.app.db.write().await.unwrap();
    for name in ["anna.n", "anna@home.example"] {
        let named = Named::parse(name).unwrap();
        identifiers::verify(&mut conn, fresh, anna, &named)
            .await
            .unwrap();
    }
    conn.commit().await.unwrap();
    let mut browser = server.browser();
    browser.open("/recovery/login").await;
    browser
        .press(
            "Send",
            &[("E-mail address or phone number", "ANNA@home.example")],
        )
        .await;
    assert!(!browser.page.says("anna.n"));
    let letter = server.letter_to("ANNA@home.example").await;
    let plain = letter.text().replace('\u{200B}', "");
    for name in ["anna.n", ANNA, "anna@home.example"] {
        assert!(plain.contains(name), "{plain}");
    }
}

#[tokio::test]
async fn a_login_name_leads_to_the_primary_address() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let mut conn = server.app.db.write().await.unwrap();
    let login = Named::parse("anna.n").unwrap();
    identifiers::verify(&mut conn, fresh, anna, &login)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let mut browser = server.browser();
    ask(&mut browser, "Anna.N").await;
    let letter = server.letter_to(ANNA).await;
    assert_eq!(letter.subject(), "Choose a new password");
}

#[tokio::test]
async fn an_address_gets_four_letters_an_hour_and_the_page_does_not_say_so() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    for _ in 0..6 {
        ask(&mut browser, ANNA).await;
        assert_eq!(browser.page.heading(), "Look into your mailbox");
    }
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 4);
    server.pass(Duration::from_secs(3600));
    ask(&mut browser, ANNA).await;
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 1);
}

#[tokio::test]
async fn a_network_asks_for_twenty_letters_an_hour_whoever_they_are_for() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    for number in 0..20 {
        ask(&mut browser, &format!("nobody{number}@falke.example.com")).await;
        assert_eq!(browser.status, 200);
    }
    for name in [ANNA, "nobody@falke.example.com"] {
        ask(&mut browser, name).await;
        assert_eq!(browser.status, 422, "{name}");
        assert!(browser.page.says("Many letters were asked for from here."));
    }
    server.work().await;
    assert!(server.mailbox.take().is_empty());
}

#[tokio::test]
async fn odd_names_are_refused_beside_the_field() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    for name in ["", "   ", &"x".repeat(400)] {
        ask(&mut browser, name).await;
        assert_eq!(browser.status, 422);
    }
    browser.open("/recovery/login").await;
    browser
        .press("Send", &[("E-mail address or phone number", "anna")])
        .await;
    assert_eq!(browser.status, 422);
    assert!(
        browser
            .page
            .says("Type an e-mail address or a phone number.")
    );
    // What is a name and nobody's ends quietly.
    ask(&mut browser, "x'; DROP TABLE jobs; --").await;
    assert_eq!(browser.status, 200);
    server.work().await;
}

#[tokio::test]
async fn a_reset_signs_in_with_two_proofs_that_a_door_weighs() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.browser();
    ask(&mut browser, ANNA).await;
    let link = link_in(&server, &server.letter_to(ANNA).await);
    browser.open(&link).await;
    browser
        .press("Choose new password", &[("New password", NEW)])
        .await;
    let mut conn = server.app.db.read().await.unwrap();
    let sessions = server::signin::sessions_of(&mut conn, anna, server.app.clock.now());
    let means: Vec<&str> = sessions.await.unwrap()[0]
        .proofs
        .iter()
        .map(|proof| proof.means.word())
        .collect();
    assert_eq!(means, ["email_link", "password"]);
    drop(conn);
    let mut old = server.browser();
    old.open("/sign-in").await;
    old.press("Continue", &[("Login or e-mail", ANNA)]).await;
    old.press("Sign in", &[("Password", PASSWORD)]).await;
    assert!(old.page.says("do not match"), "the old password is gone");
}
