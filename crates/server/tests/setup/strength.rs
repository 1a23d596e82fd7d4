//! The lines under a new password, asked for while one types.

use crate::harness::{Browser, TestApp};

async fn asked(browser: &mut Browser<'_>, password: &str, name: &str) -> String {
    let csrf = browser.page.fill("Continue", &[]).fields[0].clone();
    assert_eq!(csrf.0, "csrf");
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &csrf.1)
        .append_pair("password", password)
        .append_pair("name", name)
        .finish();
    let before = browser.url.path().to_owned();
    browser.post("/password-strength", &body).await;
    let lines = browser.page.source.clone();
    browser.open(&before).await;
    lines
}

#[tokio::test]
async fn strength_is_told_while_one_types() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    let short = asked(&mut browser, "seven otters", "").await;
    assert!(short.contains("3 more characters are needed."), "{short}");
    assert!(!short.contains("class=\"met\""));
    let own = asked(&mut browser, "anna nowak falke", "Anna Nowak Falke").await;
    assert!(own.contains("Easy to guess."), "{own}");
    assert_eq!(own.matches("class=\"met\"").count(), 2);
    let good = asked(&mut browser, "seven quiet otters swim", "Anna").await;
    assert!(good.contains("ard to guess."), "{good}");
    assert_eq!(good.matches("class=\"met\"").count(), 3);
}

#[tokio::test]
async fn strength_is_told_to_our_own_pages_only() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    browser
        .post("/password-strength", "csrf=x&password=abc")
        .await;
    assert_eq!(browser.status, 409);
}
