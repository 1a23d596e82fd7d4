//! Addresses and the login name: added, confirmed, made primary, removed, taken back.

use std::time::Duration;

use people::PassportId;
use people::identifiers::{self, Named};

use super::ANNA;
use crate::harness::post::link_in;
use crate::harness::{Browser, PASSWORD, TestApp};

const HOME: &str = "anna@home.example";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn add(browser: &mut Browser<'_>, name: &str) {
    browser.open("/passport/identifiers/new").await;
    browser
        .press("Add", &[("E-mail address or login", name)])
        .await;
}

/// Adds an address and confirms it with the letter.
async fn confirm(server: &TestApp, browser: &mut Browser<'_>, email: &str) {
    add(browser, email).await;
    let link = link_in(server, &server.letter_to(email).await);
    browser.open(&link).await;
    browser.press("Confirm", &[]).await;
    assert!(
        browser.page.says("The address is confirmed"),
        "{}",
        browser.page.main()
    );
}

async fn owner(server: &TestApp, name: &str) -> Option<PassportId> {
    let mut conn = server.app.db.read().await.unwrap();
    let named = Named::parse(name).unwrap();
    identifiers::owner(&mut conn, &named).await.unwrap()
}

async fn path(server: &TestApp, person: PassportId, name: &str, deed: &str) -> String {
    let mut conn = server.app.db.read().await.unwrap();
    let all = identifiers::of_passport(&mut conn, person).await.unwrap();
    let one = all.iter().find(|one| one.value == name).unwrap();
    format!("/passport/identifiers/{}/{deed}", one.id)
}

async fn primary(server: &TestApp, person: PassportId) -> String {
    let mut conn = server.app.db.read().await.unwrap();
    let email = identifiers::primary_email(&mut conn, person).await.unwrap();
    email.unwrap().to_string()
}

#[tokio::test]
async fn an_address_counts_once_its_link_was_confirmed_and_the_old_one_is_told() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        add(&mut browser, HOME).await;
        assert!(
            browser
                .page
                .says("A letter is on its way to anna@home.example")
        );
        assert!(browser.page.says("Waits for confirmation"));
        assert_eq!(
            owner(&server, HOME).await,
            None,
            "nobody is found by a claim"
        );
        let link = link_in(&server, &server.letter_to(HOME).await);
        browser.open(&link).await;
        assert_eq!(
            owner(&server, HOME).await,
            None,
            "opening a link changes nothing"
        );
        browser.press("Confirm", &[]).await;
        assert_eq!(owner(&server, HOME).await, Some(anna));
        let notice = server.letter_to(ANNA).await;
        assert_eq!(notice.subject(), "What you sign in with was changed");
        assert!(notice.text().contains("Added:"));
        browser.open(&link).await;
        assert_eq!(browser.status, 410, "once");
        let kinds = server.events_of(anna).await;
        for kind in [
            "passport.identifier.claimed",
            "passport.identifier.confirmed",
        ] {
            assert!(kinds.contains(&kind.to_owned()), "{kinds:?}");
        }
        let mut other = server.browser();
        other.open("/sign-in").await;
        other.press("Continue", &[("Login or e-mail", HOME)]).await;
        other.press("Sign in", &[("Password", PASSWORD)]).await;
        assert_eq!(other.page.heading(), "Hello, Anna Nowak");
    }
}

#[tokio::test]
async fn nothing_is_changed_without_a_proof_of_the_last_ten_minutes() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, HOME).await;
    let primary = path(&server, anna, HOME, "primary").await;
    let remove = path(&server, anna, HOME, "remove").await;
    let csrf = browser.hidden_field();
    server.pass(Duration::from_secs(601));
    for path in ["/passport/identifiers/new", &primary, &remove] {
        browser.post(path, &format!("csrf={csrf}&name=x.y")).await;
        assert_eq!(browser.url.path(), "/sign-in", "{path}");
        browser.open(path).await;
        assert_eq!(browser.url.path(), "/sign-in", "{path}");
        assert!(browser.page.says("show once more that it is you"));
    }
    assert_eq!(owner(&server, "x.y").await, None);
    browser
        .press("Continue", &[("Login or e-mail", ANNA)])
        .await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(browser.url.path(), remove, "and goes on where one was");
}

#[tokio::test]
async fn an_address_of_somebody_else_is_answered_like_a_free_one_and_stays_theirs() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let bea = server
            .person("Bea Zorn", "bea@other.example", PASSWORD)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        let mut pages = Vec::new();
        for email in ["free@other.example", "bea@other.example"] {
            add(&mut browser, email).await;
            pages.push(
                browser
                    .page
                    .texts(".notice")
                    .join("")
                    .replace(email, "NAME"),
            );
        }
        assert_eq!(pages[0], pages[1]);
        let letter = server.letter_to("bea@other.example").await;
        assert_eq!(letter.subject(), "Your address has a passport already");
        assert!(!letter.text().contains("token="), "nothing to confirm");
        assert_eq!(owner(&server, "bea@other.example").await, Some(bea));
        assert_ne!(anna, bea);
    }
}

#[tokio::test]
async fn nobody_confirms_an_address_for_somebody_else() {
    let server = TestApp::start().await;
    server.company().await;
    let bea = server
        .person("Bea Zorn", "bea@other.example", PASSWORD)
        .await;
    let mut thief = server.signed_in(ANNA).await;
    add(&mut thief, "bea@work.example").await;
    let link = link_in(&server, &server.letter_to("bea@work.example").await);
    let mut victim = server.signed_in("bea@other.example").await;
    victim.open(&link).await;
    assert!(victim.page.says("That link is for another passport"));
    let csrf = victim.hidden_field();
    let token = link.split("token=").nth(1).unwrap();
    let body = format!("csrf={csrf}&token={token}");
    victim.post("/passport/identifiers/confirm", &body).await;
    assert!(victim.page.says("That link is for another passport"));
    assert_eq!(owner(&server, "bea@work.example").await, None);
    let mut stranger = server.browser();
    stranger.open(&link).await;
    assert_eq!(stranger.url.path(), "/sign-in");
    assert_ne!(owner(&server, "bea@other.example").await, None);
    let _ = bea;
}

#[tokio::test]
async fn of_two_who_confirm_the_same_address_one_gets_it() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let bea = server
            .person("Bea Zorn", "bea@other.example", PASSWORD)
            .await;
        let mut anna = server.signed_in(ANNA).await;
        let mut other = server.signed_in("bea@other.example").await;
        add(&mut anna, "team@falke.example.com").await;
        let first = link_in(&server, &server.letter_to("team@falke.example.com").await);
        add(&mut other, "team@falke.example.com").await;
        let second = link_in(&server, &server.letter_to("team@falke.example.com").await);
        other.open(&second).await;
        other.press("Confirm", &[]).await;
        anna.open(&first).await;
        anna.press("Confirm", &[]).await;
        assert!(
            anna.page.says("belongs to another passport"),
            "{}",
            anna.page.main()
        );
        assert_eq!(owner(&server, "team@falke.example.com").await, Some(bea));
    }
}

#[tokio::test]
async fn a_claim_taken_back_cannot_be_confirmed_any_more() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, HOME).await;
    let link = link_in(&server, &server.letter_to(HOME).await);
    let remove = path(&server, anna, HOME, "remove").await;
    browser.open(&remove).await;
    browser.press("Remove", &[]).await;
    assert!(browser.page.says("Removed: anna@home.example"));
    browser.open(&link).await;
    assert_eq!(browser.status, 410);
}

#[tokio::test]
async fn the_last_way_to_recover_stays() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        add(&mut browser, "anna.n").await;
        assert!(browser.page.says("From now on you can sign in as: anna.n"));
        let remove = path(&server, anna, ANNA, "remove").await;
        browser.open(&remove).await;
        browser.press("Remove", &[]).await;
        assert!(browser.page.says("This stays"), "{}", browser.page.main());
        assert_eq!(owner(&server, ANNA).await, Some(anna));
    }
}

#[tokio::test]
async fn a_login_takes_the_place_of_the_one_before_and_a_taken_one_is_refused() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server
        .person("Bea Zorn", "bea@other.example", PASSWORD)
        .await;
    let mut bea = server.signed_in("bea@other.example").await;
    add(&mut bea, "boss").await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, "BOSS").await;
    assert_eq!(browser.status, 422);
    assert!(browser.page.says("This login is taken."));
    add(&mut browser, "anna").await;
    add(&mut browser, "anna.nowak").await;
    assert_eq!(owner(&server, "anna").await, None, "free again");
    assert_eq!(owner(&server, "anna.nowak").await, Some(anna));
    for odd in ["", "a", "an na", "a@b", "@"] {
        add(&mut browser, odd).await;
        assert_eq!(browser.status, 422, "{odd:?}");
    }
}

#[tokio::test]
async fn ten_names_are_the_most() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    for number in 1..10 {
        add(&mut browser, &format!("anna{number}@home.example")).await;
        assert_eq!(browser.status, 200);
    }
    add(&mut browser, "one-more@home.example").await;
    assert_eq!(browser.status, 422);
    assert!(browser.page.says("Ten names are the most."));
    server.work().await;
    server.mailbox.take();
}

#[tokio::test]
async fn another_primary_address_reaches_the_workspaces_only_when_it_is_ticked() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, HOME).await;
    let known = async || {
        let mut conn = server.app.db.read().await.unwrap();
        let member = people::members::of_passport(&mut conn, falke.id, anna).await;
        member.unwrap().unwrap().email.unwrap()
    };
    for (to, tick, there) in [(HOME, "off", ANNA), (ANNA, "off", ANNA), (HOME, "on", HOME)] {
        let primary_page = path(&server, anna, to, "primary").await;
        browser.open(&primary_page).await;
        browser
            .press("Make primary", &[("Use it in all my workspaces", tick)])
            .await;
        assert_eq!(primary(&server, anna).await, to);
        assert_eq!(known().await, there);
    }
    server.work().await;
    server.mailbox.take();
}

#[tokio::test]
async fn the_old_address_takes_everything_back_for_72_hours() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.pass(10 * DAY);
        // Somebody sits at Anna's open browser and knows her password.
        let mut thief = server.signed_in(ANNA).await;
        confirm(&server, &mut thief, "thief@evil.example").await;
        let primary_page = path(&server, anna, "thief@evil.example", "primary").await;
        thief.open(&primary_page).await;
        thief.press("Make primary", &[]).await;
        let remove = path(&server, anna, ANNA, "remove").await;
        thief.open(&remove).await;
        thief.press("Remove", &[]).await;
        assert_eq!(owner(&server, ANNA).await, None);
        let letter = server.letter_to(ANNA).await;
        assert!(letter.text().contains("Removed:"));
        let link = link_in(&server, &letter);
        server.pass(2 * DAY);
        let mut owner_of_it = server.browser();
        owner_of_it.open(&link).await;
        assert_eq!(
            owner(&server, ANNA).await,
            None,
            "opening a link changes nothing"
        );
        owner_of_it
            .press("Take it back and end all sessions", &[])
            .await;
        assert!(
            owner_of_it.page.says("Taken back."),
            "{}",
            owner_of_it.page.main()
        );
        assert_eq!(owner(&server, ANNA).await, Some(anna));
        assert_eq!(owner(&server, "thief@evil.example").await, None);
        assert_eq!(primary(&server, anna).await, ANNA);
        thief.open("/passport").await;
        assert_eq!(thief.url.path(), "/sign-in");
        owner_of_it.open(&link).await;
        assert_eq!(owner_of_it.status, 410);
        let told = server.letter_to("thief@evil.example").await;
        assert!(told.text().contains("taken back"));
        assert!(!told.text().contains("/undo"));
    }
}

#[tokio::test]
async fn after_72_hours_nothing_is_taken_back() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, HOME).await;
    let link = link_in(&server, &server.letter_to(ANNA).await);
    server.pass(3 * DAY);
    browser.open(&link).await;
    assert_eq!(browser.status, 410);
    assert_eq!(owner(&server, HOME).await, Some(anna));
}

#[tokio::test]
async fn an_address_of_yesterday_takes_nothing_back() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server.pass(10 * DAY);
    let mut browser = server.signed_in(ANNA).await;
    confirm(&server, &mut browser, "thief@evil.example").await;
    let remove = path(&server, anna, "thief@evil.example", "remove").await;
    browser.open(&remove).await;
    browser.press("Remove", &[]).await;
    let letter = server.letter_to("thief@evil.example").await;
    assert!(!letter.text().contains("/undo"), "{}", letter.text());
}

#[tokio::test]
async fn an_address_that_is_somebody_elses_by_now_takes_nothing_back() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        confirm(&server, &mut browser, HOME).await;
        let primary_page = path(&server, anna, HOME, "primary").await;
        browser.open(&primary_page).await;
        browser.press("Make primary", &[]).await;
        let remove = path(&server, anna, ANNA, "remove").await;
        browser.open(&remove).await;
        browser.press("Remove", &[]).await;
        let link = link_in(&server, &server.letter_to(ANNA).await);
        // The company gave the mailbox to somebody else, who made a passport with it.
        let nina = server.person("Nina Neu", ANNA, PASSWORD).await;
        let mut successor = server.browser();
        successor.open(&link).await;
        successor
            .press("Take it back and end all sessions", &[])
            .await;
        assert_eq!(successor.status, 410);
        assert_eq!(owner(&server, ANNA).await, Some(nina));
        assert_eq!(owner(&server, HOME).await, Some(anna));
        assert_eq!(primary(&server, anna).await, HOME);
    }
}

#[tokio::test]
async fn identifiers_of_others_are_not_there() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server
        .person("Bea Zorn", "bea@other.example", PASSWORD)
        .await;
    let mut bea = server.signed_in("bea@other.example").await;
    bea.open("/passport/identifiers").await;
    let csrf = bea.hidden_field();
    for deed in ["primary", "remove", "send"] {
        let foreign = path(&server, anna, ANNA, deed).await;
        bea.post(&foreign, &format!("csrf={csrf}")).await;
        assert_eq!(bea.status, 404, "{deed}");
    }
    assert_eq!(owner(&server, ANNA).await, Some(anna));
}

#[tokio::test]
async fn the_letter_is_sent_again_and_ends_the_link_before() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, HOME).await;
    let first = link_in(&server, &server.letter_to(HOME).await);
    browser.open("/passport/identifiers").await;
    browser.press("Send the letter again", &[]).await;
    let second = link_in(&server, &server.letter_to(HOME).await);
    browser.open(&first).await;
    assert_eq!(browser.status, 410);
    browser.open(&second).await;
    assert_eq!(browser.status, 200);
}
