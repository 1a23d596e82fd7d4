//! Phone numbers: added with a code, used as a name, moved when they change hands.

use std::time::Duration;

use people::PassportId;
use people::identifiers::{self, Named};

use super::ANNA;
use crate::harness::{Browser, PASSWORD, TestApp};

const TYPED: &str = "0171 3920012";
const NUMBER: &str = "+491713920012";
const SHOWN: &str = "+49 171 3920012";

async fn owner(server: &TestApp, name: &str) -> Option<PassportId> {
    let mut conn = server.app.db.read().await.unwrap();
    let named = Named::parse(name).unwrap();
    identifiers::owner(&mut conn, &named).await.unwrap()
}

async fn add(browser: &mut Browser<'_>, number: &str) {
    browser.open("/passport/identifiers/new").await;
    let field = [("E-mail address or login", number)];
    browser.press("Add", &field).await;
}

/// Adds a number and types in the code that came.
async fn confirm(server: &TestApp, browser: &mut Browser<'_>, number: &str) {
    add(browser, number).await;
    let code = server.code_to(NUMBER).await;
    browser.press("Confirm", &[("Code", &code)]).await;
    assert!(
        browser.page.says("The phone number is confirmed"),
        "{}",
        browser.page.main()
    );
}

async fn signs_in(server: &TestApp, name: &str, label: &str) -> bool {
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    browser.press("Continue", &[(label, name)]).await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    browser.page.heading() == "Hello, Anna Nowak"
}

#[tokio::test]
async fn a_number_counts_once_its_code_was_typed_and_is_a_name_in_any_form() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.texting().await;
        let mut browser = server.signed_in(ANNA).await;
        add(&mut browser, TYPED).await;
        assert!(browser.page.says(SHOWN), "{}", browser.page.main());
        assert_eq!(
            owner(&server, NUMBER).await,
            None,
            "nobody is found by a claim"
        );
        let code = server.code_to(NUMBER).await;
        browser.press("Confirm", &[("Code", &code)]).await;
        assert!(
            browser.page.says("The phone number is confirmed"),
            "{}",
            browser.page.main()
        );
        assert!(browser.page.says("Primary phone"));
        assert_eq!(owner(&server, NUMBER).await, Some(anna));
        let notice = server.letter_to(ANNA).await;
        assert!(notice.text().contains("Added:"), "{}", notice.text());
        let label = "Login, e-mail or phone";
        for name in [TYPED, "+49 (171) 392-00-12", "0049 171 3920012", NUMBER] {
            assert!(signs_in(&server, name, label).await, "{name}");
        }
        assert!(!signs_in(&server, "0171 3920013", label).await);
        let mut conn = server.app.db.read().await.unwrap();
        let page = base::audit::of_person(&mut conn, anna, None, 100).await;
        let told = format!("{:?}", page.unwrap());
        assert!(
            !told.contains("3920012"),
            "the trail shows beginning and end: {told}"
        );
    }
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_works_once_for_ten_minutes() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let mut browser = server.signed_in(ANNA).await;
        add(&mut browser, TYPED).await;
        let path = browser.url.path().to_owned();
        let code = server.code_to(NUMBER).await;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..5 {
            browser.press("Confirm", &[("Code", wrong)]).await;
            assert_eq!(browser.status, 422);
            assert!(
                browser.page.says("This is not the code"),
                "{}",
                browser.page.main()
            );
        }
        browser.press("Confirm", &[("Code", &code)]).await;
        assert!(
            browser.page.says("This code has run out"),
            "{}",
            browser.page.main()
        );
        browser.press("Send another code", &[]).await;
        let second = server.code_to(NUMBER).await;
        server.pass(Duration::from_secs(601));
        browser
            .post(
                &path,
                &format!("csrf={}&code={second}", browser.hidden_field()),
            )
            .await;
        assert_eq!(
            browser.url.path(),
            "/sign-in",
            "and a fresh proof is needed"
        );
        assert_eq!(owner(&server, NUMBER).await, None);
        let log = server.log().text();
        for told in [code.as_str(), second.as_str(), "3920012"] {
            assert!(!log.contains(told), "{told} stands in the log");
        }
    }
}

#[tokio::test]
async fn an_old_code_a_code_of_another_and_one_used_before_open_nothing() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server.texting().await;
    server
        .person("Bea Zorn", "bea@other.example", PASSWORD)
        .await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, TYPED).await;
    let first = server.code_to(NUMBER).await;
    browser.press("Send another code", &[]).await;
    let second = server.code_to(NUMBER).await;
    browser.press("Confirm", &[("Code", &first)]).await;
    assert_eq!(browser.status, 422, "the newest counts");
    let mut bea = server.signed_in("bea@other.example").await;
    add(&mut bea, "+1 212 555 0123").await;
    bea.press("Confirm", &[("Code", &second)]).await;
    assert_eq!(bea.status, 422, "a code is for one claim");
    let theirs = browser.url.path().to_owned();
    bea.open(&theirs).await;
    assert_eq!(bea.status, 404);
    let csrf = bea.hidden_field();
    bea.post(&theirs, &format!("csrf={csrf}&code={second}"))
        .await;
    assert_eq!(bea.status, 404);
    browser.press("Confirm", &[("Code", &second)]).await;
    assert_eq!(owner(&server, NUMBER).await, Some(anna));
    browser.open(&theirs).await;
    assert_eq!(browser.status, 404, "once");
}

#[tokio::test]
async fn a_number_of_somebody_else_is_answered_like_a_free_one_until_it_is_proved() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.texting().await;
        let bea = server
            .person("Bea Zorn", "bea@other.example", PASSWORD)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        confirm(&server, &mut browser, TYPED).await;
        server.mailbox.take();
        let mut browser = server.signed_in("bea@other.example").await;
        add(&mut browser, NUMBER).await;
        assert!(
            browser.page.says("on its way to +49 171 3920012"),
            "{}",
            browser.page.main()
        );
        assert_eq!(
            owner(&server, NUMBER).await,
            Some(anna),
            "a claim takes nothing"
        );
        let code = server.code_to(NUMBER).await;
        browser.press("Confirm", &[("Code", &code)]).await;
        assert!(
            browser.page.says("The phone number is confirmed"),
            "{}",
            browser.page.main()
        );
        assert_eq!(
            owner(&server, NUMBER).await,
            Some(bea),
            "whoever has the phone now"
        );
        let letter = server.letter_to(ANNA).await;
        assert!(letter.text().contains("Removed:"), "{}", letter.text());
        let kinds = server.events_of(anna).await;
        assert!(
            kinds.contains(&"passport.identifier.moved".to_owned()),
            "{kinds:?}"
        );
        assert!(
            signs_in(&server, ANNA, "Login, e-mail or phone").await,
            "all else is as it was"
        );
    }
}

#[tokio::test]
async fn what_cannot_get_a_code_is_said_and_nothing_is_kept() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, NUMBER).await;
    assert!(
        browser.page.says("Phone numbers are not used here"),
        "{}",
        browser.page.main()
    );
    server.texting().await;
    for (number, words) in [
        ("+48512345678", "do not go to this country"),
        ("+499001234567", "go to mobile numbers only"),
        ("+49 171", "neither an e-mail address nor a login"),
        ("+999 123456789", "There is no such phone number"),
    ] {
        add(&mut browser, number).await;
        assert_eq!(browser.status, 422);
        assert!(
            browser.page.says(words),
            "{number}: {}",
            browser.page.main()
        );
    }
    let mut conn = server.app.db.read().await.unwrap();
    let all = identifiers::of_passport(&mut conn, anna).await.unwrap();
    assert_eq!(all.len(), 1);
    drop(conn);
    server.work().await;
    assert!(server.phones.take().is_empty());
}

#[tokio::test]
async fn codes_are_sent_a_few_times_only() {
    let server = TestApp::start().await;
    server.company().await;
    server.texting().await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, TYPED).await;
    for _ in 0..2 {
        browser.press("Send another code", &[]).await;
        assert!(
            browser.page.says("A code is on its way"),
            "{}",
            browser.page.main()
        );
    }
    browser.press("Send another code", &[]).await;
    assert!(
        browser.page.says("No more text messages"),
        "{}",
        browser.page.main()
    );
    let code = server.code_to(NUMBER).await;
    assert_eq!(server.phones.take().len(), 0);
    browser.press("Confirm", &[("Code", &code)]).await;
    assert!(
        browser.page.says("The phone number is confirmed"),
        "the newest still counts"
    );
}

#[tokio::test]
async fn a_number_read_in_two_ways_that_belongs_to_two_people_is_nobodys() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.texting().await;
        let mut browser = server.signed_in(ANNA).await;
        confirm(&server, &mut browser, TYPED).await;
        let bea = server
            .person("Bea Zorn", "bea@other.example", PASSWORD)
            .await;
        let mut conn = server.app.db.write().await.unwrap();
        let readings = Named::readings("01713920012", &server.countries());
        assert!(
            readings.len() >= 2,
            "a login name and a number: {readings:?}"
        );
        assert_eq!(
            identifiers::meant(&mut conn, &readings).await.unwrap(),
            Some(anna)
        );
        let fresh = people::Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let login = Named::parse("01713920012").unwrap();
        identifiers::verify(&mut conn, fresh, bea, &login)
            .await
            .unwrap();
        assert_eq!(
            identifiers::meant(&mut conn, &readings).await.unwrap(),
            None
        );
        conn.commit().await.unwrap();
        assert!(!signs_in(&server, "01713920012", "Login, e-mail or phone").await);
        assert!(signs_in(&server, NUMBER, "Login, e-mail or phone").await);
    }
}

#[tokio::test]
async fn the_operator_can_keep_numbers_from_being_names() {
    let server = TestApp::start().await;
    server.company().await;
    server.texting().await;
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, TYPED).await;
    server
        .texting_with(|settings| settings.signs_in = false)
        .await;
    assert!(!signs_in(&server, TYPED, "Login or e-mail").await);
    assert!(!signs_in(&server, NUMBER, "Login or e-mail").await);
    assert!(signs_in(&server, ANNA, "Login or e-mail").await);
}

#[tokio::test]
async fn a_forgotten_login_comes_to_the_phone_and_nothing_that_opens_ever_does() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let mut browser = server.signed_in(ANNA).await;
        confirm(&server, &mut browser, TYPED).await;
        server.work().await;
        server.mailbox.take();
        let mut stranger = server.browser();
        let field = "E-mail address or phone number";
        let mut answers = Vec::new();
        for number in [TYPED, "0171 3920013"] {
            stranger.open("/recovery/login").await;
            stranger.press("Send", &[(field, number)]).await;
            answers.push(stranger.page.main().replace(number, "…"));
        }
        assert_eq!(
            answers[0], answers[1],
            "known and unknown numbers are answered alike"
        );
        server.work().await;
        let messages = server.phones.take();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].words.contains(ANNA), "{}", messages[0].words);
        stranger.open("/recovery").await;
        stranger.press("Send", &[("Login or e-mail", TYPED)]).await;
        server.work().await;
        assert!(server.phones.take().is_empty());
        let letters = server.mailbox.take();
        assert_eq!(letters.len(), 1, "the link goes to the address");
        assert_eq!(letters[0].to().address(), ANNA);
    }
}

#[tokio::test]
async fn a_primary_number_is_chosen_and_a_number_is_removed() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server.texting().await;
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, TYPED).await;
    add(&mut browser, "+12125550123").await;
    let code = server.code_to("+12125550123").await;
    browser.press("Confirm", &[("Code", &code)]).await;
    let primary = async || {
        let mut conn = server.app.db.read().await.unwrap();
        identifiers::names(&mut conn, anna).await.unwrap().phone
    };
    assert_eq!(primary().await.as_deref(), Some(NUMBER));
    let mut conn = server.app.db.read().await.unwrap();
    let all = identifiers::of_passport(&mut conn, anna).await.unwrap();
    drop(conn);
    let id = |value: &str| all.iter().find(|one| one.value == value).unwrap().id;
    browser
        .open(&format!(
            "/passport/identifiers/{}/primary",
            id("+12125550123")
        ))
        .await;
    browser.press("Make primary", &[]).await;
    assert_eq!(primary().await.as_deref(), Some("+12125550123"));
    browser
        .open(&format!(
            "/passport/identifiers/{}/remove",
            id("+12125550123")
        ))
        .await;
    browser.press("Remove", &[]).await;
    assert!(
        browser.page.says("Removed: +1 212-555-0123"),
        "{}",
        browser.page.main()
    );
    assert_eq!(
        primary().await.as_deref(),
        Some(NUMBER),
        "the other takes its place"
    );
}

/// Wrong passwords at one spelling, then one at another: the answer is the same whether the number is anybody's.
#[tokio::test]
async fn a_pause_does_not_tell_whose_a_number_is() {
    let mut answers = Vec::new();
    for known in [true, false] {
        let server = TestApp::start().await;
        server.company().await;
        server.texting().await;
        if known {
            let mut browser = server.signed_in(ANNA).await;
            confirm(&server, &mut browser, TYPED).await;
        }
        let try_at = async |name: &str| {
            let mut browser = server.browser();
            browser.open("/sign-in").await;
            browser
                .press("Continue", &[("Login, e-mail or phone", name)])
                .await;
            let wrong = [("Password", "seven wrong otters")];
            browser.press("Sign in", &wrong).await;
            browser.page.says("Too many attempts")
        };
        let mut heard = Vec::new();
        for _ in 0..7 {
            heard.push(try_at(TYPED).await);
        }
        heard.push(try_at(NUMBER).await);
        assert_eq!(heard.last(), Some(&true), "both spellings share a budget");
        answers.push(heard);
    }
    assert_eq!(answers[0], answers[1]);
}
