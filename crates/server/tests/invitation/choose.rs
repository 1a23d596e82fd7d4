//! A new person chooses a password with the link from the letter.

use std::time::Duration;

use axum::http::{Request, header};

use super::invited;
use crate::harness::TestApp;

const JONAS: &str = "jonas@falke.example.com";
const PASSWORD: &str = "paper kite orchard wind";

#[tokio::test]
async fn from_the_letter_into_the_workspace() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let link = invited(&server, "Jonas Weber", JONAS).await;
        let mut jonas = server.browser();
        jonas.open(&link).await;
        for words in ["Falke", "Anna Nowak", JONAS, "Valid until"] {
            assert!(jonas.page.says(words), "{words}: {}", jonas.page.main());
        }
        assert_eq!(jonas.page.value_of("Login or e-mail"), JONAS);
        let press = "Choose password and go in";
        jonas.press(press, &[("New password", "too short")]).await;
        assert_eq!(jonas.status, 422);
        assert!(jonas.page.says("at least 15"), "{}", jonas.page.main());
        jonas.press(press, &[("New password", PASSWORD)]).await;
        assert_eq!(jonas.url.path(), "/w/falke/", "{}", jonas.page.main());
        let mut again = server.browser();
        again.open("/sign-in").await;
        again.press("Continue", &[("Login or e-mail", JONAS)]).await;
        again.press("Sign in", &[("Password", PASSWORD)]).await;
        again.open("/w/falke/").await;
        assert_eq!(again.status, 200);
    }
}

#[tokio::test]
async fn opening_the_link_changes_nothing_and_a_second_use_explains_itself() {
    let server = TestApp::start().await;
    server.company().await;
    let link = invited(&server, "Jonas Weber", JONAS).await;
    for _ in 0..3 {
        let mut scanner = server.browser();
        scanner.open(&link).await;
        assert_eq!(scanner.status, 200);
    }
    let mut jonas = server.browser();
    let mut forwarded = server.browser();
    jonas.open(&link).await;
    forwarded.open(&link).await;
    let press = "Choose password and go in";
    jonas.press(press, &[("New password", PASSWORD)]).await;
    let other = "another long one of mine";
    forwarded.press(press, &[("New password", other)]).await;
    assert_eq!(forwarded.status, 410);
    assert!(forwarded.page.says("accepted or declined already"));
    assert!(forwarded.cookie("vestibule-session").is_none());
    forwarded.open(&link).await;
    assert_eq!(forwarded.status, 410);
}

#[tokio::test]
async fn late_edited_and_foreign_links_open_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let link = invited(&server, "Jonas Weber", JONAS).await;
    let mut browser = server.browser();
    let edited = format!("{}A", &link[..link.len() - 1]);
    let as_password = link.replace("/invitation", "/new-password");
    for wrong in ["/invitation", "/invitation?token=x", &edited, &as_password] {
        browser.open(wrong).await;
        assert_eq!(browser.status, 410, "{wrong}");
    }
    browser.open(&link).await;
    server.pass(Duration::from_secs(7 * 24 * 3600));
    let press = "Choose password and go in";
    browser.press(press, &[("New password", PASSWORD)]).await;
    assert_eq!(browser.status, 410);
    assert!(browser.page.says("too old"));
}

#[tokio::test]
async fn of_two_at_once_one_gets_in() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let link = invited(&server, "Jonas Weber", JONAS).await;
        let (mut one, mut two) = (server.browser(), server.browser());
        one.open(&link).await;
        two.open(&link).await;
        let press = "Choose password and go in";
        let fields = [("New password", PASSWORD)];
        tokio::join!(one.press(press, &fields), two.press(press, &fields));
        let inside = [&one, &two]
            .iter()
            .filter(|browser| browser.cookie("vestibule-session").is_some())
            .count();
        assert_eq!(inside, 1);
    }
}

#[tokio::test]
async fn a_new_person_can_decline() {
    let server = TestApp::start().await;
    server.company().await;
    let link = invited(&server, "Jonas Weber", JONAS).await;
    let mut jonas = server.browser();
    jonas.open(&link).await;
    jonas.press("Decline", &[]).await;
    assert!(
        jonas.page.says("declined the invitation"),
        "{}",
        jonas.page.main()
    );
    jonas.open(&link).await;
    assert_eq!(jonas.status, 410);
}

#[tokio::test]
async fn links_begin_with_the_public_url_whatever_a_request_says() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people/new").await;
    let fields = [("Name", "Jonas Weber"), ("E-mail", JONAS)];
    let filled = anna.page.fill("Add and invite", &fields);
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&filled.fields)
        .finish();
    let cookies = ["vestibule-session", "vestibule-browser"]
        .map(|name| format!("{name}={}", anna.cookie(name).unwrap_or_default()));
    let request = Request::post("/w/falke/people/new")
        .header(header::HOST, "evil.example")
        .header("forwarded", "host=evil.example;proto=https")
        .header("x-forwarded-host", "evil.example")
        .header(header::COOKIE, cookies.join("; "))
        .header(header::ORIGIN, server.origin())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body));
    let answer = server.request(request.unwrap()).await;
    assert!(answer.status().is_redirection(), "{}", answer.status());
    let letter = server.letter_to(JONAS).await;
    for part in [letter.text(), letter.html()] {
        assert!(!part.contains("evil"), "{part}");
        assert!(part.contains(server.origin()));
    }
}
