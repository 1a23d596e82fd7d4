//! Name and password.

use std::time::Duration;

use crate::harness::TestApp;

const PASSWORD: &str = "seven quiet otters swim";

async fn at_password<'a>(server: &'a TestApp, name: &str) -> crate::harness::Browser<'a> {
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    browser
        .press("Continue", &[("Login or e-mail", name)])
        .await;
    browser
}

#[tokio::test]
async fn a_person_signs_in_and_out() {
    for server in TestApp::on_each_engine().await {
        let anna = server
            .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
            .await;
        let mut browser = at_password(&server, "Anna@Falke.example.com").await;
        assert_eq!(browser.page.heading(), "Enter your password");
        assert_eq!(
            browser.page.value_of("Login or e-mail"),
            "Anna@Falke.example.com"
        );
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        assert_eq!(browser.url.path(), "/passport", "{}", browser.page.source);
        assert!(browser.cookie("vestibule-session").is_some());
        assert_eq!(server.events_of(anna).await, ["signin.accepted"]);
    }
}

#[tokio::test]
async fn known_and_unknown_names_are_answered_alike() {
    let server = TestApp::start().await;
    server
        .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
        .await;
    let mut seen = Vec::new();
    for name in [
        "anna@falke.example.com",
        "nobody@falke.example.com",
        "no address at all",
    ] {
        let mut browser = at_password(&server, name).await;
        browser
            .press("Sign in", &[("Password", "not the right one")])
            .await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.title().starts_with("Error:"));
        assert_eq!(browser.page.value_of("Password"), "");
        seen.push(browser.page.main().replace(name, "NAME"));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[1], seen[2]);
}

#[tokio::test]
async fn guessing_is_paused_and_a_known_browser_still_enters() {
    let server = TestApp::start().await;
    server
        .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
        .await;
    let mut known = at_password(&server, "anna@falke.example.com").await;
    known.press("Sign in", &[("Password", PASSWORD)]).await;
    known.open("/sign-in?switch=1").await;
    let mut stranger = at_password(&server, "anna@falke.example.com").await;
    for n in 0..5 {
        stranger
            .press("Sign in", &[("Password", "a wrong guess")])
            .await;
        assert!(stranger.page.says("do not match"), "{n}");
    }
    stranger.press("Sign in", &[("Password", PASSWORD)]).await;
    assert!(
        stranger.page.says("Too many attempts"),
        "{}",
        stranger.page.main()
    );
    known
        .press("Continue", &[("Login or e-mail", "anna@falke.example.com")])
        .await;
    known.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(known.url.path(), "/passport");
    server.pass(Duration::from_secs(2));
    stranger.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(stranger.url.path(), "/passport");
}

#[tokio::test]
async fn an_attempt_belongs_to_one_browser() {
    let server = TestApp::start().await;
    server
        .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
        .await;
    let victim = at_password(&server, "anna@falke.example.com").await;
    let mut other = server.browser();
    other.open("/sign-in").await;
    other.open(victim.url.path()).await;
    assert_eq!(other.url.path(), "/sign-in");
    assert!(other.page.says("out of date"));
}

#[tokio::test]
async fn a_form_without_its_hidden_field_or_from_another_site_changes_nothing() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    browser.post("/sign-in", "username=anna").await;
    assert_eq!(browser.status, 409);
    browser.open("/sign-in").await;
    let mut filled = browser
        .page
        .fill("Continue", &[("Login or e-mail", "anna")]);
    let twice = filled.fields[0].clone();
    filled.fields.push(twice);
    browser.send(filled).await;
    assert!(browser.status.is_client_error());
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_when_its_time_is_over() {
    let server = TestApp::start().await;
    server
        .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
        .await;
    let mut browser = at_password(&server, "anna@falke.example.com").await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    for _ in 0..3 {
        server.pass(Duration::from_secs(7 * 3600));
        browser.open("/sign-in").await;
        assert_eq!(browser.url.path(), "/passport");
    }
    server.pass(Duration::from_secs(4 * 3600));
    browser.open("/sign-in").await;
    assert_eq!(browser.url.path(), "/sign-in", "24 hours are over");
}
