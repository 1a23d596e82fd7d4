//! Registration by phone: nothing counts before the code, and nothing says whether a number is known.

use std::time::Duration;

use base::settings;
use people::identifiers::{self, Named};
use people::registration::{By, REGISTRATION_BY, Registration};
use people::{Fresh, PassportId};

use super::{PHRASE, passports, set};
use crate::harness::{Browser, PASSWORD, TestApp};

const NUMBER: &str = "+491713920012";
const TYPED: &str = "0171 3920012";
const FIELD: &str = "E-mail or mobile number";

async fn open(server: &TestApp, by: By) {
    set(server, Registration::Open).await;
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    settings::save(&mut conn, &REGISTRATION_BY, &by, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    server.texting().await;
}

async fn ask(browser: &mut Browser<'_>, typed: &str) {
    browser.open("/sign-up").await;
    browser.press("Send", &[(FIELD, typed)]).await;
}

async fn owner(server: &TestApp) -> Option<PassportId> {
    let mut conn = server.app.db.read().await.unwrap();
    let named = Named::parse(NUMBER).unwrap();
    identifiers::owner(&mut conn, &named).await.unwrap()
}

/// Somebody who has the number.
async fn holder(server: &TestApp) -> PassportId {
    let eva = server
        .person("Eva Lind", "eva@adler.example.com", PASSWORD)
        .await;
    let mut conn = server.app.db.write().await.unwrap();
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let named = Named::parse(NUMBER).unwrap();
    identifiers::verify(&mut conn, fresh, eva, &named)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    eva
}

#[tokio::test]
async fn a_code_a_name_and_a_password_make_a_passport() {
    for server in TestApp::on_each_engine().await {
        open(&server, By::Either).await;
        let before = passports(&server).await;
        let mut jo = server.browser();
        jo.open("/sign-in").await;
        jo.follow("Create a passport").await;
        jo.press("Send", &[(FIELD, TYPED)]).await;
        assert_eq!(jo.page.heading(), "Type the code", "{}", jo.page.main());
        assert!(jo.page.says("+49 171 3920012"));
        let code = server.code_to(NUMBER).await;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        jo.press("Go on", &[("Code", wrong)]).await;
        assert_eq!(jo.status, 422);
        jo.press("Go on", &[("Code", &code)]).await;
        assert_eq!(
            jo.page.heading(),
            "Create your passport",
            "{}",
            jo.page.main()
        );
        assert_eq!(
            (passports(&server).await, owner(&server).await),
            (before, None)
        );
        let link = format!("{}?{}", jo.url.path(), jo.url.query().unwrap());
        let right = [("Display name", "Jo Wendt"), ("New password", PHRASE)];
        jo.press("Create passport", &right).await;
        assert_eq!(jo.page.heading(), "Hello, Jo Wendt", "{}", jo.page.main());
        assert!(owner(&server).await.is_some());
        let mut other = server.browser();
        other.open(&link).await;
        assert_eq!(other.status, 410, "once");
        // An address will do as well.
        ask(&mut other, "nora@falke.example.com").await;
        assert_eq!(other.url.path(), "/sign-up/sent");
    }
}

#[tokio::test]
async fn known_and_unknown_numbers_are_answered_alike_to_the_last_try() {
    let mut seen = Vec::new();
    for is_known in [true, false] {
        let server = TestApp::start().await;
        open(&server, By::Either).await;
        let eva = holder(&server).await;
        let number = if is_known { TYPED } else { "0171 3920013" };
        let mut browser = server.browser();
        ask(&mut browser, number).await;
        let mut pages = vec![(browser.status, browser.page.main(), server.rows().await)];
        server.work().await;
        for _ in 0..7 {
            browser.press("Go on", &[("Code", "123456")]).await;
            pages.push((browser.status, browser.page.main(), server.rows().await));
        }
        for (_, page, rows) in &mut pages {
            *page = page.replace("3920013", "3920012");
            rows.remove("jobs");
        }
        let messages = server.phones.take();
        assert_eq!(messages.len(), 1, "both cost the same");
        assert_eq!(
            messages[0].words.contains("has a passport there already"),
            is_known
        );
        assert_eq!(owner(&server).await, Some(eva));
        seen.push(pages);
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_code_is_for_one_browser_and_one_number_and_ten_minutes() {
    let server = TestApp::start().await;
    open(&server, By::Phone).await;
    let mut first = server.browser();
    first.open("/sign-up").await;
    first.press("Send", &[("Mobile number", TYPED)]).await;
    let code = server.code_to(NUMBER).await;
    // Whoever asks for the same number elsewhere gets a code of their own, and cannot use that one.
    let mut other = server.browser();
    other.open("/sign-up").await;
    other
        .press("Send", &[("Mobile number", "+1 212 555 0123")])
        .await;
    other.press("Go on", &[("Code", &code)]).await;
    assert_eq!(other.status, 422, "for another number");
    let mut same = server.browser();
    same.open("/sign-up").await;
    same.press("Send", &[("Mobile number", TYPED)]).await;
    let newer = server.code_to(NUMBER).await;
    if newer != code {
        same.press("Go on", &[("Code", &code)]).await;
        assert_eq!(same.status, 422, "for another browser");
    }
    server.pass(Duration::from_secs(601));
    first.press("Go on", &[("Code", &code)]).await;
    assert_eq!(first.status, 410, "late");
    assert_eq!(owner(&server).await, None);
}

#[tokio::test]
async fn a_number_that_became_somebodys_meanwhile_makes_no_passport() {
    let server = TestApp::start().await;
    open(&server, By::Either).await;
    let mut jo = server.browser();
    ask(&mut jo, TYPED).await;
    let code = server.code_to(NUMBER).await;
    jo.press("Go on", &[("Code", &code)]).await;
    let eva = holder(&server).await;
    let before = passports(&server).await;
    let right = [("Display name", "Jo Wendt"), ("New password", PHRASE)];
    jo.press("Create passport", &right).await;
    assert_eq!(jo.status, 410);
    assert_eq!(
        (owner(&server).await, passports(&server).await),
        (Some(eva), before)
    );
}

#[tokio::test]
async fn only_what_is_offered_is_taken() {
    let server = TestApp::start().await;
    open(&server, By::Email).await;
    let mut browser = server.browser();
    browser.open("/sign-up").await;
    browser.press("Send", &[("E-mail address", NUMBER)]).await;
    assert_eq!(browser.status, 422, "by address only");
    open(&server, By::Phone).await;
    browser.open("/sign-up").await;
    browser
        .press("Send", &[("Mobile number", "nora@falke.example.com")])
        .await;
    assert_eq!(browser.status, 422, "by phone only");
    for (typed, words) in [
        ("+48 512 345 678", "do not go to this country"),
        ("+49 30 23125000", "mobile numbers only"),
    ] {
        browser.press("Send", &[("Mobile number", typed)]).await;
        assert!(browser.page.says(words), "{typed}: {}", browser.page.main());
    }
    browser.press("Send", &[("Mobile number", TYPED)]).await;
    let code = server.code_to(NUMBER).await;
    // Closed while the code was on its way.
    open(&server, By::Email).await;
    browser.press("Go on", &[("Code", &code)]).await;
    assert_eq!(browser.status, 410);
    open(&server, By::Phone).await;
    server
        .texting_with(|set| set.way = base::sms::Way::Off)
        .await;
    browser.open("/sign-up").await;
    assert_eq!(
        browser.status, 404,
        "no text messages, no registration by phone"
    );
}

#[tokio::test]
async fn one_network_causes_few_messages_to_many_numbers() {
    let server = TestApp::start().await;
    open(&server, By::Phone).await;
    server.texting_with(|set| set.limits.network_hour = 4).await;
    let mut browser = server.browser();
    for n in 0..20 {
        browser.open("/sign-up").await;
        let number = format!("+49 171 39200{n:02}");
        browser.press("Send", &[("Mobile number", &number)]).await;
        assert_eq!(browser.url.path(), "/sign-up/code", "answered alike");
        server.work().await;
    }
    assert_eq!(server.phones.take().len(), 4);
    browser.open("/sign-up").await;
    browser.press("Send", &[("Mobile number", TYPED)]).await;
    assert_eq!(browser.status, 422, "and asks for few");
}
