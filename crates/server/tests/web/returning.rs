//! Where one goes on after signing in: never to another site.

use url::Url;

use crate::harness::{PASSWORD, TestApp};

/// What attackers write as a return address.
const ELSEWHERE: [&str; 20] = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    ".evil.example",
    "@evil.example",
    ":80@evil.example",
    "https:evil.example",
    "http:///evil.example",
    "/x\r\nSet-Cookie: a=b",
    "/\u{2044}evil.example",
];

#[tokio::test]
async fn a_sign_in_leads_to_no_other_site_whatever_the_address_says() {
    let server = TestApp::start().await;
    server.company().await;
    let origin = Url::parse(server.origin()).unwrap();
    for next in ELSEWHERE {
        let sent: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let mut browser = server.browser();
        browser.open(&format!("/sign-in?next={sent}")).await;
        let shown = browser.page.fill("Continue", &[]);
        assert!(
            shown
                .fields
                .contains(&("next".to_owned(), "/passport".to_owned())),
            "{next:?}"
        );
        browser
            .press("Continue", &[("Login or e-mail", "anna@falke.example.com")])
            .await;
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        assert_eq!(browser.url.origin(), origin.origin(), "{next:?}");
        assert_eq!(browser.url.path(), "/passport", "{next:?}");
        browser.open_only(&format!("/sign-in?next={sent}")).await;
        assert_eq!(
            browser.headers["location"], "/passport",
            "signed in: {next:?}"
        );
        assert!(!browser.headers.contains_key("a"));
    }
}

#[tokio::test]
async fn a_return_address_put_into_the_form_is_judged_again() {
    let server = TestApp::start().await;
    server.company().await;
    for next in ELSEWHERE {
        let mut browser = server.browser();
        browser.open("/sign-in").await;
        let sent: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let fields = format!("username=anna@falke.example.com&next={sent}");
        browser.post_fields("/sign-in", &fields).await;
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        assert_eq!(browser.url.path(), "/passport", "{next:?}");
    }
}

#[tokio::test]
async fn a_page_behind_the_door_is_reached_after_signing_in() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    browser
        .open("/w/falke/audit?outcome=refused&kind=signin")
        .await;
    assert_eq!(browser.url.path(), "/sign-in");
    browser
        .press("Continue", &[("Login or e-mail", "anna@falke.example.com")])
        .await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(browser.url.path(), "/w/falke/audit");
    assert_eq!(browser.url.query(), Some("outcome=refused&kind=signin"));
}

#[tokio::test]
async fn a_session_is_renewed_at_the_door_only_by_a_post_of_our_own() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    browser.open("/w/falke/groups").await;
    let csrf = browser.hidden_field();
    browser
        .post_only("/w/falke/groups", &format!("csrf={csrf}&name=x"))
        .await;
    assert_eq!(
        browser.headers["location"], "/sign-in?next=%2Fpassport",
        "a post is never repeated"
    );
}
