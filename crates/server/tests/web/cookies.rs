//! Cookies: what they may be, and what one's own hand put into them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::ask;
use crate::harness::{Browser, PASSWORD, TestApp};

/// Every cookie of a sign-in, a notice, a language and a sign-out.
async fn all_set_cookies(server: &TestApp) -> Vec<String> {
    server.company().await;
    let mut browser = server.browser();
    let mut lines = Vec::new();
    let mut note = |browser: &Browser<'_>| {
        let set = browser.headers.get_all("set-cookie").iter();
        lines.extend(set.map(|line| line.to_str().unwrap().to_owned()));
    };
    browser.open("/sign-in").await;
    note(&browser);
    browser
        .press("Continue", &[("Login or e-mail", "anna@falke.example.com")])
        .await;
    let body = format!("csrf={}&password={PASSWORD}", browser.hidden_field());
    let path = browser.url.path().to_owned();
    browser.post_only(&path, &body).await;
    note(&browser);
    browser.open("/w/falke/groups").await;
    let csrf = browser.hidden_field();
    for (path, fields) in [
        ("/w/falke/departments", "name=Sales"),
        ("/language", "to=de"),
        ("/sign-out", ""),
    ] {
        browser
            .post_only(path, &format!("csrf={csrf}&{fields}"))
            .await;
        assert_eq!(browser.status, 303, "{path}");
        note(&browser);
    }
    lines
}

#[tokio::test]
async fn every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts() {
    let server = TestApp::start_https().await;
    let lines = all_set_cookies(&server).await;
    for name in ["browser", "session", "notice", "language"] {
        let own = format!("__Host-vestibule-{name}=");
        assert!(
            lines.iter().any(|line| line.starts_with(&own)),
            "{name}: {lines:?}"
        );
    }
    for line in &lines {
        assert!(line.starts_with("__Host-vestibule-"), "{line}");
        for part in [
            "; Path=/;",
            "; Secure",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Max-Age=",
        ] {
            assert!(line.contains(part), "{line} lacks {part}");
        }
        assert!(!line.contains("Domain"), "{line}");
        assert!(line.len() < 4096);
    }
}

#[tokio::test]
async fn plain_http_cookies_carry_no_promise_a_browser_would_refuse() {
    let server = TestApp::start().await;
    for line in all_set_cookies(&server).await {
        assert!(line.starts_with("vestibule-"), "{line}");
        assert!(
            !line.contains("Secure") && line.contains("HttpOnly"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_cookie_without_the_prefix_opens_nothing_on_https() {
    let server = TestApp::start_https().await;
    server.company().await;
    let anna = server.signed_in("anna@falke.example.com").await;
    let token = anna.cookie("vestibule-session").unwrap().to_owned();
    for line in [
        format!("vestibule-session={token}"),
        format!("__host-vestibule-session={token}"),
        format!("__Secure-vestibule-session={token}"),
        format!("__Host-vestibule-session={token}; __Host-vestibule-session={token}"),
        format!("__Host-vestibule-session={token}; __Host-vestibule-session="),
        format!("__Host-vestibule-session=\"{token}\""),
        format!("__Host-vestibule-session={token}x"),
    ] {
        let answer = ask(&server, "GET", "/w/falke/groups", &[("cookie", &line)]).await;
        assert_eq!(answer.status, 303, "{}", &line[..30]);
        assert!(answer.header("location").starts_with("/sign-in"));
    }
    let right = format!("a=b; __Host-vestibule-session={token}; c=d");
    let answer = ask(&server, "GET", "/w/falke/groups", &[("cookie", &right)]).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_sentence_after_a_deed_is_shown_once() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/departments").await;
    anna.press(
        "Create department",
        &[("Name of the department", "<b>R&D</b>")],
    )
    .await;
    assert!(
        anna.page.says("Department created: <b>R&D</b>"),
        "{}",
        anna.page.main()
    );
    assert!(!anna.page.source.contains("<b>R&D"));
    anna.open("/w/falke/departments").await;
    assert!(!anna.page.says("Department created"));
}

#[tokio::test]
async fn nobody_puts_words_into_our_mouth_through_the_notice() {
    let server = TestApp::start().await;
    let made = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let words = r#"{"key":"structure-department-created","values":[["name","Call 555-0100"]]}"#;
    let markup = r#"{"key":"<script>alert(1)</script>","values":[]}"#;
    let seal = BASE64_URL_SAFE_NO_PAD.encode([0; 32]);
    for cookie in [
        made(words),
        made(markup),
        format!("{}.", made(words)),
        format!("{}.{seal}", made(words)),
        format!("{}.{}", made(markup), made(markup)),
        "x".repeat(5000),
        "....".to_owned(),
        "%3Cscript%3E".to_owned(),
        made("[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
    ] {
        let mut browser = server.browser();
        browser.open("/sign-in").await;
        let plain = browser.page.main();
        browser.plant("vestibule-notice", &cookie);
        browser.open("/sign-in").await;
        assert_eq!(browser.status, 200);
        assert_eq!(browser.page.main(), plain, "{cookie}");
        assert!(!browser.page.source.contains("555-0100"));
    }
}

#[tokio::test]
async fn a_notice_of_another_browser_is_not_shown() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/departments").await;
    let csrf = anna.hidden_field();
    anna.post_only("/w/falke/departments", &format!("csrf={csrf}&name=Sales"))
        .await;
    let notice = anna.cookie("vestibule-notice").unwrap().to_owned();
    let mut other = server.browser();
    other.open("/sign-in").await;
    other.plant("vestibule-notice", &notice);
    other.open("/sign-in").await;
    assert!(!other.page.source.contains("Department created"));
    anna.open("/w/falke/groups").await;
    assert!(anna.page.says("Department created: Sales"));
}

#[tokio::test]
async fn the_sentence_reaches_a_browser_that_came_without_any_cookie() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in/0000000000000000000000000a").await;
    assert_eq!(browser.url.path(), "/sign-in");
    assert!(browser.page.says("out of date"), "{}", browser.page.main());
}

#[tokio::test]
async fn odd_cookies_never_break_a_page() {
    let server = TestApp::start().await;
    for line in [
        "=",
        ";;;;",
        "vestibule-browser",
        "vestibule-browser=",
        "vestibule-browser=%00",
        "vestibule-language=xx; vestibule-session=../../etc/passwd",
        "vestibule-language=en; vestibule-language=de",
        "vestibule-notice=e30; vestibule-notice=e30",
        "vestibule-session=' OR 1=1 --",
    ] {
        let answer = ask(&server, "GET", "/sign-in", &[("cookie", line)]).await;
        assert_eq!(answer.status, 200, "{line}");
        assert!(answer.body.contains("lang=\"en\""), "{line}");
    }
}
