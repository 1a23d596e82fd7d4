//! Registration: closed until the operator opens it, and nothing exists before the link was opened.

mod phones;

use std::time::Duration;

use base::settings;
use people::EmailAddress;
use people::identifiers::{self, Named};
use people::registration::{By, REGISTRATION, REGISTRATION_BY, Registration};

use crate::harness::post::link_in;
use crate::harness::{Browser, TestApp};

const NORA: &str = "nora@falke.example.com";
const PHRASE: &str = "paper kite orchard wind";

async fn set(server: &TestApp, who: Registration) {
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    settings::save(&mut conn, &REGISTRATION, &who, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

async fn ask(browser: &mut Browser<'_>, email: &str) {
    browser.open("/sign-up").await;
    browser.press("Send", &[("E-mail address", email)]).await;
}

async fn is_known(server: &TestApp, email: &str) -> bool {
    let named = Named::Email(EmailAddress::parse(email).unwrap());
    let mut conn = server.app.db.read().await.unwrap();
    identifiers::owner(&mut conn, &named)
        .await
        .unwrap()
        .is_some()
}

async fn passports(server: &TestApp) -> i64 {
    let mut conn = server.app.db.read().await.unwrap();
    let count = base::db::sql("SELECT COUNT(*) AS number FROM passports");
    conn.one(count, vec![])
        .await
        .unwrap()
        .int("number")
        .unwrap()
}

#[tokio::test]
async fn it_is_closed_until_the_operator_says_otherwise() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    assert!(!browser.page.has_link("Create a passport"));
    browser.open("/sign-up").await;
    assert_eq!(browser.status, 404);
    browser.open("/sign-in").await;
    let csrf = browser.hidden_field();
    let body = format!("csrf={csrf}&email={NORA}");
    browser.post("/sign-up", &body).await;
    assert_eq!(browser.status, 404);
    server.work().await;
    assert!(server.mailbox.take().is_empty());
}

#[tokio::test]
async fn a_confirmed_address_a_name_and_a_password_make_a_passport() {
    for server in TestApp::on_each_engine().await {
        set(&server, Registration::Open).await;
        let before = passports(&server).await;
        let mut browser = server.browser();
        browser.open("/sign-in").await;
        browser.follow("Create a passport").await;
        browser.press("Send", &[("E-mail address", NORA)]).await;
        assert_eq!(browser.page.heading(), "Look into your mailbox");
        let link = link_in(&server, &server.letter_to(NORA).await);
        assert_eq!(passports(&server).await, before);
        browser.open(&link).await;
        for wrong in [
            [("Display name", ""), ("New password", PHRASE)],
            [("Display name", "Nora Neu"), ("New password", "short")],
            [
                ("Display name", "Nora Neu"),
                ("New password", "correct horse battery staple"),
            ],
        ] {
            browser.press("Create passport", &wrong).await;
            assert_eq!(browser.status, 422, "{wrong:?}");
        }
        assert!(!is_known(&server, NORA).await, "nothing exists yet");
        let right = [("Display name", "Nora Neu"), ("New password", PHRASE)];
        browser.press("Create passport", &right).await;
        assert_eq!(browser.page.heading(), "Hello, Nora Neu");
        assert!(
            browser
                .page
                .says("You are signed in as nora@falke.example.com")
        );
        let mut other = server.browser();
        other.open(&link).await;
        assert_eq!(other.status, 410, "once");
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike_and_the_known_person_is_told() {
    let mut seen = Vec::new();
    for email in ["anna@falke.example.com", NORA] {
        let server = TestApp::start().await;
        server.company().await;
        set(&server, Registration::Open).await;
        let mut browser = server.browser();
        ask(&mut browser, email).await;
        let field = browser.hidden_field();
        let page = browser
            .page
            .source
            .replace(email, "NAME")
            .replace(&field, "CSRF");
        seen.push((page, server.rows().await));
        let letter = server.letter_to(email).await;
        if email == NORA {
            assert_eq!(letter.subject(), "Create your passport");
        } else {
            assert_eq!(letter.subject(), "Your address has a passport already");
            assert!(!letter.text().contains("token="));
        }
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn only_mailboxes_of_the_given_domains_may() {
    let server = TestApp::start().await;
    set(&server, Registration::domains("falke.example.com").unwrap()).await;
    let mut browser = server.browser();
    for email in [
        "nora@evil.example",
        "nora@sub.falke.example.com",
        "nora@falke.example.com.evil.example",
    ] {
        ask(&mut browser, email).await;
        assert_eq!(browser.status, 422, "{email}");
        assert!(browser.page.says("falke.example.com"));
    }
    ask(&mut browser, NORA).await;
    assert_eq!(browser.status, 200);
    let link = link_in(&server, &server.letter_to(NORA).await);
    // The operator closes it while the letter is on its way.
    set(&server, Registration::domains("otter.example").unwrap()).await;
    browser.open(&link).await;
    assert_eq!(browser.status, 410);
    set(&server, Registration::ByInvitation).await;
    browser.open(&link).await;
    assert_eq!(browser.status, 404);
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_of_two_the_newer_counts() {
    let server = TestApp::start().await;
    set(&server, Registration::Open).await;
    let mut browser = server.browser();
    ask(&mut browser, NORA).await;
    let first = link_in(&server, &server.letter_to(NORA).await);
    ask(&mut browser, "NORA@falke.example.com").await;
    let second = link_in(&server, &server.letter_to("NORA@falke.example.com").await);
    browser.open(&first).await;
    assert_eq!(browser.status, 410);
    browser.open(&second).await;
    assert_eq!(browser.status, 200);
    server.pass(Duration::from_secs(24 * 3600));
    browser.open(&second).await;
    assert_eq!(browser.status, 410);
}

#[tokio::test]
async fn an_address_proved_by_somebody_else_meanwhile_leaves_nothing_behind() {
    for server in TestApp::on_each_engine().await {
        set(&server, Registration::Open).await;
        let mut browser = server.browser();
        ask(&mut browser, NORA).await;
        let link = link_in(&server, &server.letter_to(NORA).await);
        browser.open(&link).await;
        server.person("Nora First", NORA, PHRASE).await;
        let before = passports(&server).await;
        let typed = [("Display name", "Nora Second"), ("New password", PHRASE)];
        browser.press("Create passport", &typed).await;
        assert_eq!(browser.status, 410);
        assert_eq!(passports(&server).await, before);
        assert!(browser.cookie("vestibule-session").is_none());
    }
}

#[tokio::test]
async fn letters_of_registration_share_the_budgets_of_all_others() {
    let server = TestApp::start().await;
    set(&server, Registration::Open).await;
    let mut browser = server.browser();
    for _ in 0..20 {
        ask(&mut browser, NORA).await;
        assert_eq!(browser.status, 200);
    }
    ask(&mut browser, NORA).await;
    assert_eq!(browser.status, 422);
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 4, "to one address");
}

#[tokio::test]
async fn the_operator_decides_with_a_fresh_sign_in_and_nobody_else_does() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.make_operator(anna).await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/operator/registration").await;
        let odd = [
            ("People with a mailbox of these domains", "on"),
            ("Mail domains (optional)", "falke.example.com localhost"),
        ];
        browser.press("Save", &odd).await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("localhost"));
        let right = [
            odd[0],
            ("Mail domains (optional)", "Falke.Example.com"),
            ("By either", "on"),
        ];
        browser.press("Save", &right).await;
        assert!(browser.page.says("Saved."), "{}", browser.page.main());
        let mut conn = server.app.db.read().await.unwrap();
        let set = settings::load(&mut conn, &REGISTRATION).await.unwrap();
        assert_eq!(
            set,
            Registration::Domains(vec!["falke.example.com".to_owned()])
        );
        let by = settings::load(&mut conn, &REGISTRATION_BY).await.unwrap();
        assert_eq!(by, By::Either);
        drop(conn);
        server.pass(Duration::from_secs(601));
        let open = [("Everybody", "on")];
        browser.press("Save", &open).await;
        assert_eq!(browser.url.path(), "/sign-in");
        let kinds = server.events_of(anna).await;
        let changed = kinds
            .iter()
            .filter(|kind| *kind == "server.registration.changed");
        assert_eq!(changed.count(), 1);
    }
}
