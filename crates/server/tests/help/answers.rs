//! The help at the foot of every page, and what becomes of "did this help?".

use std::time::Duration;

use axum::http::Method;

use crate::harness::{Browser, PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const OLGA: &str = "olga@falke.example.com";
const ASIDE: &str = "What is missing here? (optional)";

/// What the help of the open page says; empty where there is none.
fn help(browser: &Browser<'_>) -> String {
    browser.page.texts(".help").join(" ")
}

async fn operator(server: &TestApp) -> Browser<'_> {
    let olga = server.person("Olga Operator", OLGA, PASSWORD).await;
    server.make_operator(olga).await;
    server.signed_in(OLGA).await
}

/// What a narrow screen says before each cell.
const LABELS: [&str; 6] = [
    "Did not help",
    "Helped",
    "Language",
    "Last answer",
    "Remark",
    "Written",
];

/// The rows the operator sees, without when.
async fn seen(operator: &mut Browser<'_>) -> Vec<String> {
    operator.open("/operator/help").await;
    assert_eq!(operator.status, 200);
    let rows = operator.page.texts("main tbody tr");
    let cells = |row: String| {
        LABELS
            .iter()
            .fold(row, |row, label| row.replace(label, " "))
    };
    let rows = rows.into_iter().map(cells);
    rows.map(|row| row.split(" 21 Nov").next().unwrap().trim().to_owned())
        .collect()
}

#[tokio::test]
async fn every_page_of_door_and_house_has_its_help() {
    let server = TestApp::start().await;
    server.company().await;
    let mut stranger = server.browser();
    for path in ["/sign-in", "/recovery", "/recovery/login", "/recovery/sent"] {
        stranger.open(path).await;
        assert!(help(&stranger).contains("Did this help?"), "{path}");
        assert!(!help(&stranger).contains(ASIDE), "{path}");
    }
    stranger.open("/sign-in/problems").await;
    assert_eq!(help(&stranger), "", "help has no help");
    let mut anna = server.signed_in(ANNA).await;
    let mut texts = Vec::new();
    for path in [
        "/passport",
        "/passport/profile",
        "/w/falke",
        "/w/falke/people",
        "/w/falke/people/new",
        "/w/falke/settings/brand",
    ] {
        anna.open(path).await;
        assert!(help(&anna).contains(ASIDE), "{path}");
        texts.push(help(&anna));
    }
    let before = texts.len();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), before, "each page has words of its own");
}

#[tokio::test]
async fn every_page_that_opens_from_the_menus_has_help() {
    let server = TestApp::start().await;
    server.company().await;
    let mut operator = operator(&server).await;
    let mut anna = server.signed_in(ANNA).await;
    for browser in [&mut operator, &mut anna] {
        for start in ["/operator", "/passport", "/w/falke"] {
            browser.open(start).await;
            if browser.status != 200 {
                continue;
            }
            for path in menu(browser) {
                browser.open(&path).await;
                assert_eq!(browser.status, 200, "{path}");
                assert!(help(browser).contains("Did this help?"), "{path}");
            }
        }
    }
}

/// Where the menu of the open page leads.
fn menu(browser: &Browser<'_>) -> Vec<String> {
    let source = &browser.page.source;
    let links = source.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    let mut links: Vec<String> = links
        .filter(|href| {
            ["/operator", "/passport", "/w/falke"]
                .iter()
                .any(|start| href.starts_with(start))
        })
        .map(|href| href.replace("&amp;", "&"))
        .collect();
    links.sort();
    links.dedup();
    assert!(links.len() > 5, "{links:?}");
    links
}

#[tokio::test]
async fn an_answer_is_counted_by_language_and_leads_back() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in(ANNA).await;
        anna.open("/w/falke/people?search=a").await;
        anna.press("No", &[(ASIDE, "How do I find <b>guests</b>?\u{7}")])
            .await;
        assert_eq!(anna.url.path(), "/w/falke/people");
        assert_eq!(anna.url.query(), Some("search=a"));
        assert!(anna.page.says("Your answer is noted."));
        let mut stranger = server.browser();
        stranger.open("/sign-in").await;
        stranger.press("Deutsch", &[]).await;
        stranger.press("Ja", &[]).await;
        assert_eq!(stranger.url.path(), "/sign-in");
        let mut operator = operator(&server).await;
        assert_eq!(
            seen(&mut operator).await,
            [
                "People English 0 1",
                "Sign in Deutsch 1 0",
                "People English How do I find <b>guests</b>?",
            ]
        );
        assert!(!operator.page.source.contains("<b>guests"));
        assert!(
            !operator.page.main().contains("Anna"),
            "by whom is not kept"
        );
    }
}

#[tokio::test]
async fn one_browser_counts_once_a_day_for_each_page() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    for path in [
        "/passport/profile",
        "/passport/profile",
        "/passport/sessions",
    ] {
        anna.open(path).await;
        anna.press("Yes", &[]).await;
        assert!(anna.page.says("Your answer is noted."), "{path}");
    }
    let mut operator = operator(&server).await;
    let first = ["Profile English 1 0", "Sessions English 1 0"];
    assert_eq!(seen(&mut operator).await, first);
    server.pass(Duration::from_secs(25 * 3600));
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/passport/profile").await;
    anna.press("No", &[]).await;
    let mut operator = server.signed_in(OLGA).await;
    let rows = seen(&mut operator).await;
    assert!(rows[0].starts_with("Profile English 1 1"), "{rows:?}");
}

#[tokio::test]
async fn what_no_page_offers_is_refused_and_leads_nowhere_else() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/passport/profile").await;
    for body in [
        "topic=elsewhere&helped=yes",
        "topic=&helped=yes",
        "topic=profile&helped=perhaps",
        "topic=profile",
    ] {
        anna.post_fields("/help", body).await;
        assert_eq!(anna.status, 400, "{body}");
        anna.open("/passport/profile").await;
    }
    anna.post_fields("/help", "topic=profile&helped=yes&next=//evil.example/x")
        .await;
    assert_eq!(anna.url.origin().ascii_serialization(), server.origin());
    anna.post_only("/help", "topic=profile&helped=yes").await;
    assert_eq!(anna.status, 409, "no hidden field");
    anna.knock(&Method::GET, "/help").await;
    assert_eq!(anna.status, 405);
    let mut stranger = server.browser();
    stranger.open("/sign-in").await;
    stranger
        .post_fields("/help", "topic=sign-in&helped=no&remark=buy+my+pills")
        .await;
    let mut operator = operator(&server).await;
    assert_eq!(
        seen(&mut operator).await,
        ["Sign in English 0 1", "Profile English 1 0"],
        "no words of whoever is not signed in"
    );
}

#[tokio::test]
async fn remarks_are_bounded_and_forgotten() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let long = "я".repeat(1500);
    for n in 0..25 {
        anna.open("/passport/profile").await;
        anna.press("No", &[(ASIDE, &format!("{n} {long}"))]).await;
    }
    let mut operator = operator(&server).await;
    let rows = seen(&mut operator).await;
    assert_eq!(
        rows.len(),
        1 + 20,
        "a count, and what one person may say in a day"
    );
    assert_eq!(rows[1].matches('я').count(), 1000 - "19 ".len());
    server.pass(Duration::from_secs(91 * 24 * 3600));
    server.work().await;
    let mut operator = server.signed_in(OLGA).await;
    operator.open("/operator/help").await;
    assert_eq!(operator.page.texts("main tbody tr").len(), 1);
}
