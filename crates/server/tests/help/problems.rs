//! The page that looks at the browser: what it finds without script, what it forgets, and what it never says.

use std::time::Duration;

use axum::http::Method;

use crate::harness::{Browser, TestApp};

const PAGE: &str = "/sign-in/problems";
const ANNA: &str = "anna@falke.example.com";

/// What is found, without script: the headings of the sentences that are shown.
fn found(browser: &Browser<'_>) -> Vec<String> {
    browser
        .page
        .texts("[data-when]:not([hidden]) .notice-heading")
}

fn finds(browser: &Browser<'_>, heading: &str) -> bool {
    found(browser).iter().any(|known| known == heading)
}

#[tokio::test]
async fn every_page_of_the_door_leads_there_and_nobody_has_to_be_signed_in() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    for path in ["/sign-in", "/recovery", "/recovery/login", "/recovery/sent"] {
        browser.open(path).await;
        browser.follow("Problems signing in?").await;
        assert_eq!(browser.url.path(), PAGE, "from {path}");
        assert_eq!(browser.page.heading(), "Problems signing in?");
    }
    browser.open("/sign-in").await;
    browser
        .press("Continue", &[("Login or e-mail", "nobody")])
        .await;
    assert!(
        browser.page.has_link("Problems signing in?"),
        "the password"
    );
}

#[tokio::test]
async fn pages_behind_the_door_do_not_name_it() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport").await;
    assert!(!browser.page.has_link("Problems signing in?"));
}

#[tokio::test]
async fn a_browser_that_is_well_is_told_so_and_where_to_look_without_script() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open(PAGE).await;
    assert_eq!(
        found(&browser),
        [
            "The address is right.",
            "The browser keeps cookies.",
            "Nothing old is in the way.",
            "Compare the clock of this device.",
            "No script has run here.",
        ]
    );
    assert!(
        browser
            .page
            .says("On this server it is 21 Nov 2026, 20:47 UTC")
    );
}

#[tokio::test]
async fn a_browser_without_our_cookie_is_tried_once_and_no_more() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open_only(PAGE).await;
    assert_eq!(browser.status, 303);
    assert_eq!(browser.headers["location"], "/sign-in/problems?tested=1");
    assert!(browser.cookie("vestibule-browser").is_some());
    browser.clear();
    browser.open_only("/sign-in/problems?tested=1").await;
    assert_eq!(browser.status, 200, "no circles of our own");
    assert!(finds(&browser, "The browser keeps no cookies here."));
    assert!(!finds(&browser, "The browser keeps cookies."));
    browser.open_only(PAGE).await;
    assert_eq!(
        browser.status, 200,
        "whoever has the cookie is not sent around"
    );
}

#[tokio::test]
async fn another_host_is_a_reason_to_look_and_is_never_repeated() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open(PAGE).await;
    for host in ["evil.example", "127.0.0.1:8080", "x\"><script>"] {
        browser.odd = vec![("host", Some(host))];
        browser.open_only(PAGE).await;
        assert!(finds(&browser, "Look at the address bar."), "{host}");
        assert!(!browser.page.source.contains(host), "{host}");
        assert!(browser.page.says(server.origin()));
    }
    browser.odd = vec![
        ("x-forwarded-host", Some("evil.example")),
        ("forwarded", Some("host=evil.example;proto=gopher")),
    ];
    browser.open_only(PAGE).await;
    assert!(finds(&browser, "The address is right."));
    assert!(!browser.page.source.contains("evil.example"));
}

#[tokio::test]
async fn nothing_in_its_address_leads_or_says_anything() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser
        .open_only("/sign-in/problems?next=https://evil.example&forgotten=//evil.example&tested")
        .await;
    let to = browser.headers.get("location");
    assert!(to.is_none(), "{to:?}");
    browser.clear();
    browser
        .open_only("/sign-in/problems?forgotten=//evil.example&next=//evil.example")
        .await;
    assert_eq!(
        browser.headers["location"],
        "/sign-in/problems?tested=1&forgotten=1"
    );
    browser
        .open_only("/sign-in/problems?tested=1&tested=2")
        .await;
    assert_eq!(browser.status, 400);
}

#[tokio::test]
async fn two_cookies_of_one_name_are_found_and_forgotten() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    let twice = "vestibule-browser=a; vestibule-browser=b";
    browser.odd = vec![("cookie", Some(twice))];
    browser.open_only(PAGE).await;
    assert_eq!(browser.status, 200);
    assert!(finds(&browser, "The browser keeps cookies."));
    assert!(finds(&browser, "Something is left of an earlier sign-in."));
    browser
        .press("Forget the cookies of this server", &[])
        .await;
    assert_eq!(
        browser.status, 200,
        "though no form of this browser has its hidden field"
    );
    assert!(browser.page.says("The cookies were forgotten."));
}

#[tokio::test]
async fn a_session_that_is_over_is_found_and_one_that_lives_is_not() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open(PAGE).await;
        assert!(finds(&browser, "Nothing old is in the way."));
        server.pass(Duration::from_secs(400 * 24 * 3600));
        browser.open(PAGE).await;
        assert!(finds(&browser, "Something is left of an earlier sign-in."));
        browser
            .press("Forget the cookies of this server", &[])
            .await;
        assert!(finds(&browser, "Nothing old is in the way."));
    }
}

#[tokio::test]
async fn what_is_forgotten_is_ours_and_the_language_stays() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/sign-in?switch=1").await;
    let csrf = browser.hidden_field();
    browser
        .post_only("/language", &format!("csrf={csrf}&to=de"))
        .await;
    browser.plant("theirs", "1");
    browser.plant("vestibule-set-up", "kept");
    browser.post_only(PAGE, "").await;
    assert_eq!(browser.headers["location"], "/sign-in/problems?forgotten=1");
    let kept = browser.cookies();
    assert_eq!(kept.get("theirs").map(String::as_str), Some("1"));
    assert!(kept.contains_key("vestibule-set-up"));
    assert!(kept.contains_key("vestibule-language"));
    for gone in ["vestibule-browser", "vestibule-session", "vestibule-notice"] {
        assert!(!kept.contains_key(gone), "{gone}");
    }
    browser.open("/passport").await;
    assert_eq!(browser.url.path(), "/sign-in");
    assert_eq!(browser.page.heading(), "Anmelden");
}

#[tokio::test]
async fn no_other_site_makes_a_browser_forget() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    for odd in [
        vec![("origin", Some("https://evil.example"))],
        vec![("origin", Some("null")), ("sec-fetch-site", None)],
        vec![("sec-fetch-site", Some("cross-site"))],
        vec![("sec-fetch-site", Some("same-site"))],
        vec![("origin", None), ("sec-fetch-site", None)],
        vec![("origin", None)],
        vec![
            ("origin", Some("https://evil.example")),
            ("sec-fetch-site", None),
        ],
    ] {
        browser.odd.clone_from(&odd);
        browser.post_only(PAGE, "").await;
        assert_eq!(browser.status, 403, "{odd:?}");
        assert!(browser.cookie("vestibule-session").is_some(), "{odd:?}");
    }
    browser.odd.clear();
    browser.open("/passport").await;
    assert_eq!(browser.url.path(), "/passport");
}

#[tokio::test]
async fn it_can_be_forgotten_under_the_wrong_address_too() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.odd = vec![
        ("host", Some("127.0.0.1:8080")),
        ("origin", Some("http://127.0.0.1:8080")),
    ];
    browser.post_only(PAGE, "").await;
    assert_eq!(browser.status, 303);
    assert_eq!(browser.headers["location"], "/sign-in/problems?forgotten=1");
}

#[tokio::test]
async fn a_form_without_its_cookie_or_under_another_address_leads_there() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    browser.clear();
    browser
        .press("Continue", &[("Login or e-mail", "anna")])
        .await;
    assert_eq!(browser.status, 409);
    browser.follow("Problems signing in?").await;
    assert_eq!(browser.url.path(), PAGE);
    browser.odd = vec![
        ("host", Some("127.0.0.1:8080")),
        ("origin", Some("http://127.0.0.1:8080")),
    ];
    browser.open("/sign-in").await;
    browser
        .press("Continue", &[("Login or e-mail", "anna")])
        .await;
    assert_eq!(browser.page.heading(), "You are here under another address");
    browser.follow("Problems signing in?").await;
    assert!(finds(&browser, "Look at the address bar."));
}

#[tokio::test]
async fn looking_writes_nothing_and_known_and_unknown_browsers_see_the_same() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let mut nobody = server.browser();
    let before = server.rows().await;
    anna.open(PAGE).await;
    nobody.open(PAGE).await;
    assert_eq!(server.rows().await, before);
    assert_eq!(found(&anna), found(&nobody));
    assert!(!anna.page.says("Anna"), "not who is signed in");
    for method in [Method::PUT, Method::DELETE] {
        anna.knock(&method, PAGE).await;
        assert_eq!(anna.status, 405);
    }
}

#[tokio::test]
async fn cookies_carry_their_prefix_with_https_and_are_found_and_forgotten_by_it() {
    let server = TestApp::start_https().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open(PAGE).await;
    assert!(finds(&browser, "Nothing old is in the way."));
    browser.post_only(PAGE, "").await;
    let lines: Vec<&str> = browser
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    for line in lines {
        assert!(line.starts_with("__Host-vestibule-"), "{line}");
        assert!(line.contains("=; Path=/; Max-Age=0;"), "{line}");
    }
}

#[tokio::test]
async fn it_speaks_four_languages() {
    let server = TestApp::start().await;
    for (language, heading) in [
        ("de", "Probleme bei der Anmeldung?"),
        ("pl", "Problemy z logowaniem?"),
        ("ru", "Не получается войти?"),
    ] {
        let mut browser = server.browser();
        browser.language = language;
        browser.open(PAGE).await;
        assert_eq!(browser.page.heading(), heading);
        assert!(browser.page.says(server.origin()), "{language}");
    }
}
