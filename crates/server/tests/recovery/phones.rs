//! Forgotten by somebody who has nothing but a phone number.

use std::time::Duration;

use people::identifiers::{self, Named, Verified};
use people::{Fresh, PassportId, revocation};

use super::NEW;
use crate::harness::{Browser, PASSWORD, TestApp};

const NUMBER: &str = "+491713920012";
const TYPED: &str = "0171 3920012";

/// Somebody with a number and no address.
async fn jo(server: &TestApp) -> PassportId {
    let jo = server
        .person("Jo Wendt", "jo@other.example", PASSWORD)
        .await;
    give(server, jo, NUMBER).await;
    let mut conn = server.app.db.write().await.unwrap();
    let drop = base::db::sql("DELETE FROM identifiers WHERE passport_id = $1 AND kind = 'email'");
    conn.execute(drop, base::params![jo]).await.unwrap();
    conn.commit().await.unwrap();
    jo
}

async fn give(server: &TestApp, person: PassportId, name: &str) {
    let mut conn = server.app.db.write().await.unwrap();
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let named = Named::parse(name).unwrap();
    let verified = identifiers::verify(&mut conn, fresh, person, &named).await;
    assert!(matches!(verified.unwrap(), Verified::Now(_)));
    conn.commit().await.unwrap();
}

async fn ask(browser: &mut Browser<'_>, name: &str) {
    browser.open("/recovery").await;
    browser.press("Send", &[("Login or e-mail", name)]).await;
}

async fn link_to(server: &TestApp, number: &str) -> String {
    let words = server.text_to(number).await.words;
    let start = words.find(server.origin()).unwrap();
    let link = words[start..].split_whitespace().next().unwrap();
    let path = link.strip_prefix(server.origin()).unwrap().to_owned();
    server.log().keep_out(path.split_once('=').unwrap().1);
    path
}

#[tokio::test]
async fn a_link_by_text_message_works_once_for_half_an_hour_and_ends_all_sessions() {
    for server in TestApp::on_each_engine().await {
        server.texting().await;
        let jo = jo(&server).await;
        let mut conn = server.app.db.read().await.unwrap();
        let before = revocation::epochs(&mut conn, jo, None).await.unwrap();
        drop(conn);
        let mut browser = server.browser();
        ask(&mut browser, TYPED).await;
        let first = link_to(&server, NUMBER).await;
        ask(&mut browser, TYPED).await;
        let second = link_to(&server, NUMBER).await;
        browser.open(&first).await;
        assert_eq!(browser.status, 410, "a newer one ends it");
        browser.open(&second).await;
        let password = [("New password", NEW)];
        browser.press("Choose new password", &password).await;
        assert_eq!(browser.page.heading(), "Hello, Jo Wendt");
        let mut conn = server.app.db.read().await.unwrap();
        let after = revocation::epochs(&mut conn, jo, None).await.unwrap();
        drop(conn);
        assert_ne!(
            before.map(|one| one.passport),
            after.map(|one| one.passport)
        );
        let told = server.text_to(NUMBER).await;
        assert!(told.words.contains("was changed"), "{}", told.words);
        browser.open(&second).await;
        assert_eq!(browser.status, 410, "once");
        server.pass(Duration::from_secs(24 * 3600));
        ask(&mut browser, TYPED).await;
        let third = link_to(&server, NUMBER).await;
        browser.open(&third).await;
        server.pass(Duration::from_secs(30 * 60));
        browser.press("Choose new password", &password).await;
        assert_eq!(browser.status, 410, "late");
    }
}

#[tokio::test]
async fn known_and_unknown_numbers_are_answered_alike_and_do_the_same_work() {
    let server = TestApp::start().await;
    server.texting().await;
    jo(&server).await;
    // What is counted by network and on the whole has its row from now on.
    ask(&mut server.browser(), "nobody").await;
    server.work().await;
    let mut seen = Vec::new();
    for number in [TYPED, "0171 3920013"] {
        let before = server.rows().await;
        let mut browser = server.browser();
        ask(&mut browser, number).await;
        let after = server.rows().await;
        let grown: Vec<(String, i64)> = after
            .into_iter()
            .map(|(table, rows)| {
                let had = before.get(&table).copied().unwrap_or_default();
                (table, rows - had)
            })
            .filter(|(_, more)| *more != 0)
            .collect();
        seen.push((
            browser.page.main().replace(number, "…"),
            browser.status,
            grown,
        ));
        server.work().await;
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(server.phones.take().len(), 1);
}

#[tokio::test]
async fn a_number_opens_nothing_once_there_is_an_address_or_it_is_somebody_elses() {
    let server = TestApp::start().await;
    server.texting().await;
    let jo = jo(&server).await;
    let mut browser = server.browser();
    ask(&mut browser, TYPED).await;
    let link = link_to(&server, NUMBER).await;
    browser.open(&link).await;
    assert_eq!(browser.status, 200);
    give(&server, jo, "jo@new.example").await;
    let password = [("New password", NEW)];
    browser.press("Choose new password", &password).await;
    assert_eq!(browser.status, 410, "an address is there");
    ask(&mut browser, TYPED).await;
    server.work().await;
    assert!(server.phones.take().is_empty());
    assert_eq!(
        server.mailbox.take().len(),
        1,
        "the link goes to the address"
    );
    // The number goes to somebody else, and with it no link of before.
    let kim = server
        .person("Kim Roth", "kim@other.example", PASSWORD)
        .await;
    let mut conn = server.app.db.write().await.unwrap();
    let all = identifiers::of_passport(&mut conn, jo).await.unwrap();
    let number = all.iter().find(|one| one.value == NUMBER).unwrap();
    identifiers::remove(&mut conn, jo, number.id).await.unwrap();
    conn.commit().await.unwrap();
    give(&server, kim, NUMBER).await;
    browser.open(&link).await;
    assert_eq!(browser.status, 410);
}

/// Whoever has nothing but a number loses the passport with it; so they are told before, and an address ends it.
#[tokio::test]
async fn who_has_nothing_but_a_number_is_told_to_add_an_address_and_is_safe_with_one() {
    const RISK: &str = "A phone number is all that brings you back";
    let server = TestApp::start().await;
    server.texting().await;
    let jo = jo(&server).await;
    let mut browser = server.signed_in(TYPED).await;
    browser.open("/passport/identifiers").await;
    assert!(browser.page.says(RISK), "{}", browser.page.main());
    give(&server, jo, "jo@new.example").await;
    browser.open("/passport/identifiers").await;
    assert!(!browser.page.says(RISK), "{}", browser.page.main());
    // The carrier gave the number to somebody else, who asks for the passport of whoever had it.
    let mut stranger = server.browser();
    ask(&mut stranger, TYPED).await;
    server.work().await;
    assert!(server.phones.take().is_empty());
    assert_eq!(server.mailbox.take().len(), 1);
}

#[tokio::test]
async fn many_requests_cost_few_messages_and_are_answered_alike() {
    let server = TestApp::start().await;
    server.texting().await;
    jo(&server).await;
    for _ in 0..6 {
        let mut browser = server.browser();
        ask(&mut browser, TYPED).await;
        assert_eq!(browser.url.path(), "/recovery/sent");
        server.work().await;
    }
    assert_eq!(server.phones.take().len(), 3, "to one number in an hour");
}
