//! The language of an answer: the one chosen, or the first of the browser's that we speak.

use super::ask;
use crate::harness::TestApp;

#[track_caller]
fn is_in(body: &str, code: &str, what: &str) {
    assert!(
        body.contains(&format!("<html lang=\"{code}\"")),
        "{what}: {}",
        &body[..200]
    );
}

#[tokio::test]
async fn the_browsers_languages_are_heard_in_their_order() {
    let server = TestApp::start().await;
    for (accepted, code) in [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,pl;q=0.7,de;q=0.3", "pl"),
        ("en;q=0.1, ru;q=0.9", "ru"),
        ("fr-CA, xx", "en"),
        ("", "en"),
        ("*", "en"),
        ("de;q=0, pl", "pl"),
        (";;;q=,,,=", "en"),
        ("<script>", "en"),
    ] {
        let answer = ask(&server, "GET", "/sign-in", &[("accept-language", accepted)]).await;
        is_in(&answer.body, code, accepted);
    }
    let endless = "xx,".repeat(10_000);
    let answer = ask(&server, "GET", "/sign-in", &[("accept-language", &endless)]).await;
    is_in(&answer.body, "en", "an endless list");
}

#[tokio::test]
async fn a_chosen_language_outlives_posts_and_errors_and_beats_the_browsers() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    browser.language = "pl";
    browser.open("/sign-in?next=/w/falke/groups").await;
    is_in(&browser.page.source, "pl", "before");
    browser
        .post_fields("/language", "to=de&next=/sign-in%3Fnext=/w/falke/groups")
        .await;
    assert_eq!(
        browser.url.path(),
        "/sign-in",
        "back on the page where it was chosen"
    );
    assert_eq!(browser.url.query(), Some("next=/w/falke/groups"));
    is_in(&browser.page.source, "de", "chosen");
    browser.post_fields("/sign-in", "username=").await;
    assert_eq!(browser.status, 422);
    is_in(&browser.page.source, "de", "a refused post");
    for path in ["/nothing", "/sign-in?next=a&next=b", "/assets"] {
        browser.open(path).await;
        assert!(browser.status.is_client_error());
        is_in(&browser.page.source, "de", path);
    }
    browser.post("/sign-in", "username=a").await;
    assert_eq!(browser.status, 409);
    is_in(&browser.page.source, "de", "a stale form");
}

#[tokio::test]
async fn only_a_language_we_speak_can_be_chosen_and_only_to_stay_here() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    for code in ["xx", "", "de-DE", "../en", "en;%20Secure"] {
        browser.open("/sign-in").await;
        browser
            .post_fields("/language", &format!("to={code}"))
            .await;
        assert_eq!(browser.status, 400, "{code}");
        assert!(browser.cookie("vestibule-language").is_none());
    }
    browser.open("/sign-in").await;
    let csrf = browser.hidden_field();
    for next in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "%0d%0aSet-Cookie:x=y",
    ] {
        browser
            .post_only("/language", &format!("csrf={csrf}&to=de&next={next}"))
            .await;
        assert_eq!(browser.headers["location"], "/", "{next}");
        assert!(!browser.headers.contains_key("x"));
    }
}
