//! Joining without a passport: also where nobody may register, never more than the link allows, and without a word
//! about who is known.

use std::time::Duration;

use base::i18n::Language;
use people::EmailAddress;
use people::identifiers::{self, Named};

use super::{OPEN, made};
use crate::harness::post::link_in;
use crate::harness::{PASSWORD, TestApp};

const NORA: &str = "nora@x.example";
const PHRASE: &str = "paper kite orchard wind";

async fn is_known(server: &TestApp, email: &str) -> bool {
    let named = Named::Email(EmailAddress::parse(email).unwrap());
    let mut conn = server.app.db.read().await.unwrap();
    let owner = identifiers::owner(&mut conn, &named).await;
    owner.unwrap().is_some()
}

/// Types an address behind the link; the link in the letter.
async fn asked(server: &TestApp, link: &str, email: &str) -> String {
    let mut browser = server.browser();
    browser.open(link).await;
    browser.press("Send", &[("E-mail address", email)]).await;
    assert_eq!(browser.url.path(), "/join/sent", "{}", browser.page.main());
    link_in(server, &server.letter_to(email).await)
}

#[tokio::test]
async fn a_link_leads_to_a_passport_although_registration_is_closed() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let link = made(&server, &[OPEN]).await;
        let letter = asked(&server, &link, NORA).await;
        assert!(letter.starts_with("/join/passport?token="), "{letter}");
        assert!(!is_known(&server, NORA).await, "nothing is made before");
        let mut nora = server.browser();
        nora.open(&letter).await;
        let fields = [("Display name", "Nora Berg"), ("New password", PHRASE)];
        nora.press("Create passport", &fields).await;
        assert_eq!(nora.url.path(), "/w/falke/", "{}", nora.page.main());
        assert!(is_known(&server, NORA).await);
        // Once.
        let mut other = server.browser();
        other.open(&letter).await;
        assert_eq!(other.status, 410, "{}", other.page.main());
    }
}

#[tokio::test]
async fn with_approval_the_passport_waits_outside() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[]).await;
    let letter = asked(&server, &link, NORA).await;
    let mut nora = server.browser();
    nora.open(&letter).await;
    let fields = [("Display name", "Nora Berg"), ("New password", PHRASE)];
    nora.press("Create passport", &fields).await;
    assert_eq!(nora.url.path(), "/passport");
    assert!(nora.page.says("You have asked to join: Falke"));
    nora.open("/w/falke/").await;
    assert_eq!(nora.status, 404);
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike() {
    let server = TestApp::start().await;
    server.company().await;
    server.person("Eva", "eva@x.example", PASSWORD).await;
    let link = made(&server, &[OPEN]).await;
    let mut pages = Vec::new();
    for email in ["eva@x.example", NORA] {
        let before = server.rows().await;
        let mut browser = server.browser();
        browser.open(&link).await;
        browser.press("Send", &[("E-mail address", email)]).await;
        let mut grown = server.rows().await;
        for (table, rows) in &mut grown {
            *rows -= before.get(table).copied().unwrap_or_default();
        }
        let page = browser.page.main().replace(email, "ADDRESS");
        pages.push((page, browser.status, grown["jobs"]));
    }
    assert_eq!(pages[0], pages[1]);
    server.work().await;
    let letters = server.mailbox.take();
    let to = |email: &str| {
        let found = letters.iter().find(|one| one.to().address() == email);
        found.unwrap().text().to_owned()
    };
    assert!(to(NORA).contains("/join/passport?token="));
    assert!(
        !to("eva@x.example").contains("token="),
        "who is known signs in"
    );
}

#[tokio::test]
async fn more_passports_than_uses_are_never_made() {
    let server = TestApp::start().await;
    server.company().await;
    let one = ("How many people can use it", "1");
    let link = made(&server, &[OPEN, one]).await;
    let first = asked(&server, &link, NORA).await;
    let second = asked(&server, &link, "omar@x.example").await;
    let fields = [("Display name", "Somebody"), ("New password", PHRASE)];
    let mut omar = server.browser();
    omar.open(&second).await;
    let mut nora = server.browser();
    nora.open(&first).await;
    nora.press("Create passport", &fields).await;
    assert_eq!(nora.url.path(), "/w/falke/");
    omar.press("Create passport", &fields).await;
    assert_eq!(omar.status, 410);
    assert!(!is_known(&server, "omar@x.example").await);
}

#[tokio::test]
async fn a_letter_opens_nothing_after_its_link_ended_or_its_day_is_over() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[OPEN]).await;
    let late = asked(&server, &link, NORA).await;
    let ended = asked(&server, &link, "omar@x.example").await;
    let mut anna = server.signed_in(super::ANNA).await;
    let mut omar = server.browser();
    omar.open(&ended).await;
    anna.open("/w/falke/people/links").await;
    anna.press("End the link Interns", &[]).await;
    let fields = [("Display name", "Omar"), ("New password", PHRASE)];
    omar.press("Create passport", &fields).await;
    assert_eq!(omar.status, 410);
    server.pass(Duration::from_secs(24 * 3600));
    omar.open(&late).await;
    assert_eq!(omar.status, 410);
    assert!(!is_known(&server, NORA).await);
}

#[tokio::test]
async fn an_address_of_another_domain_gets_no_letter() {
    let server = TestApp::start().await;
    server.company().await;
    let only = ("Only for addresses of these domains", "falke.example.com");
    let link = made(&server, &[OPEN, only]).await;
    let mut browser = server.browser();
    for (email, words) in [
        (NORA, "for addresses of other domains"),
        (
            "nora@sub.falke.example.com",
            "for addresses of other domains",
        ),
        ("nora", "Type"),
    ] {
        browser.open(&link).await;
        browser.press("Send", &[("E-mail address", email)]).await;
        assert_eq!(browser.status, 422, "{email}");
        assert!(browser.page.says(words), "{}", browser.page.main());
    }
    server.work().await;
    assert!(server.mailbox.take().is_empty());
}

#[tokio::test]
async fn a_network_causes_only_so_many_letters() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[OPEN]).await;
    let mut refused = 0;
    for n in 0..25 {
        let mut browser = server.browser();
        browser.open(&link).await;
        let email = format!("p{n}@x.example");
        browser.press("Send", &[("E-mail address", &email)]).await;
        refused += u32::from(browser.status == 422);
    }
    assert_eq!(refused, 5);
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 20);
}

#[tokio::test]
async fn every_page_speaks_four_languages() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[OPEN]).await;
    for language in Language::ALL {
        let mut browser = server.browser();
        browser.open("/sign-in").await;
        browser.plant("vestibule-language", language.code());
        for page in [link.as_str(), "/join"] {
            browser.open(page).await;
            assert!(!browser.page.source.contains("join-"), "{page}");
        }
    }
}
