//! The main road: from the site to sign-in and back, and out again.

use std::time::Duration;

use super::{BEHIND, Seen, Visitor, WIKI, server, wiki};
use crate::harness::TestApp;

const ADA: &str = "ada@falke.example.com";

fn is_ada(seen: &Seen) {
    assert!(seen.passed(), "{}: {}", seen.status, seen.page.source);
    assert_eq!(seen.header("remote-user"), ADA);
    assert_eq!(seen.header("remote-name"), "Ada Lovelace");
}

#[tokio::test]
async fn a_person_is_led_to_sign_in_and_comes_back_to_the_very_page_on_each_engine() {
    for server in TestApp::on_each_engine_with(BEHIND).await {
        let (_, ada, site) = wiki(&server).await;
        let mut visitor = Visitor::new(&server, &site);
        let seen = visitor.open(&format!("{WIKI}/page?x=1&y=a%20b")).await;
        assert!(seen.status.is_redirection());
        assert_eq!(visitor.browser.page.heading(), "Sign in");
        assert!(
            visitor.browser.page.says("Wiki"),
            "{}",
            visitor.browser.page.main()
        );
        is_ada(&visitor.sign_in(ADA).await);
        assert_eq!(visitor.url.as_str(), format!("{WIKI}/page?x=1&y=a%20b"));
        is_ada(&visitor.once(&format!("{WIKI}/other")).await);
        let kinds = server.events_of(ada.passport).await;
        assert!(kinds.contains(&"site.entered".to_owned()), "{kinds:?}");
    }
}

#[tokio::test]
async fn somebody_signed_in_already_walks_through_and_each_host_has_its_own_entry() {
    let server = server().await;
    wiki(&server).await;
    let fields = [
        ("Name of the site", "Apps"),
        ("Addresses", "*.apps.example.com"),
    ];
    let site = super::connect(&server, &fields).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    is_ada(&visitor.open("https://one.apps.example.com/").await);
    let seen = visitor.once("https://two.apps.example.com/").await;
    assert!(
        seen.status.is_redirection(),
        "another host has not seen this browser"
    );
    is_ada(&visitor.open("https://two.apps.example.com/").await);
    let token = |host: &str| visitor.cookie(host, "vestibule-site").cloned();
    assert_ne!(token("one.apps.example.com"), token("two.apps.example.com"));
}

#[tokio::test]
async fn two_tabs_begin_and_both_come_in() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    let first = visitor.once(&format!("{WIKI}/a")).await;
    let second = visitor.once(&format!("{WIKI}/b")).await;
    for (seen, path) in [(second, "/b"), (first, "/a")] {
        let to = seen.header("location").to_owned();
        visitor
            .browser
            .open(to.strip_prefix(server.origin()).unwrap())
            .await;
        let back = visitor.browser.url.clone();
        is_ada(&visitor.open(back.as_str()).await);
        assert_eq!(visitor.url.path(), path);
    }
}

#[tokio::test]
async fn a_code_works_once_for_a_minute_and_back_leads_on() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    let seen = visitor.once(&format!("{WIKI}/a")).await;
    let to = seen.header("location").to_owned();
    let to = to.strip_prefix(server.origin()).unwrap().to_owned();
    visitor.browser.open(&to).await;
    let back = visitor.browser.url.clone();
    is_ada(&visitor.open(back.as_str()).await);
    is_ada(&visitor.open(back.as_str()).await);

    visitor.browser.open(&to).await;
    let late = visitor.browser.url.clone();
    server.pass(Duration::from_secs(61));
    let seen = visitor.once(late.as_str()).await;
    assert_eq!(seen.status, 410);
    assert!(seen.page.says("Begin again"), "{}", seen.page.source);
}

#[tokio::test]
async fn leaving_ends_the_entry_and_signing_out_ends_all_at_once() {
    let server = server().await;
    let (_, ada, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    is_ada(&visitor.open(WIKI).await);
    let kept = visitor.cookies.clone();
    let seen = visitor.open(&format!("{WIKI}/.vestibule/sign-out")).await;
    assert!(seen.status.is_redirection());
    assert_eq!(visitor.browser.page.heading(), "You have left");
    assert!(visitor.browser.page.says("still signed in"));
    assert_eq!(visitor.cookie("wiki.example.com", "vestibule-site"), None);
    visitor.cookies = kept;
    assert!(
        visitor.once(WIKI).await.status.is_redirection(),
        "the old cookie opens nothing"
    );
    let kinds = server.events_of(ada.passport).await;
    assert!(kinds.contains(&"site.left".to_owned()), "{kinds:?}");

    is_ada(&visitor.open(WIKI).await);
    visitor
        .browser
        .open(&format!("/forward-auth/{site}/signed-out"))
        .await;
    visitor.browser.press("Sign out everywhere", &[]).await;
    assert!(visitor.once(WIKI).await.status.is_redirection());
    assert_eq!(visitor.status(WIKI).await, 401);
}

#[tokio::test]
async fn a_form_sent_after_the_sign_in_is_over_is_not_lost_without_a_word() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::new(&server, &site);
    visitor.method = "POST";
    let seen = visitor.once(&format!("{WIKI}/save?x=1")).await;
    assert_eq!(seen.status, 401);
    assert!(
        seen.page.says("send the form once more"),
        "{}",
        seen.page.source
    );
    let link = seen.page.link("Sign in");
    assert!(
        link.contains("to=https%3A%2F%2Fwiki.example.com%2F&"),
        "not to a form: {link}"
    );
}

#[tokio::test]
async fn scripts_and_images_are_told_and_not_led_elsewhere() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::new(&server, &site);
    for (name, value) in [
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-mode", "websocket"),
        ("x-requested-with", "XMLHttpRequest"),
    ] {
        visitor.sends = vec![(name, value.to_owned())];
        let seen = visitor.once(&format!("{WIKI}/api")).await;
        assert_eq!(seen.status, 401, "{name}: {value}");
        assert_eq!(seen.header("www-authenticate"), "Vestibule");
        assert_eq!(seen.header("location"), "(none)");
    }
    visitor.sends = vec![("sec-fetch-mode", String::new())];
    assert_eq!(visitor.once(WIKI).await.status, 401);
}

#[tokio::test]
async fn an_endless_address_leads_back_to_the_first_page() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    for long in ["a".repeat(4000), "%20".repeat(390)] {
        visitor.cookies.clear();
        is_ada(&visitor.open(&format!("{WIKI}/{long}")).await);
        assert_eq!(visitor.url.path(), "/");
    }
}

#[tokio::test]
async fn a_site_on_this_machine_works_without_https() {
    let server = server().await;
    wiki(&server).await;
    let fields = [
        ("Name of the site", "Local"),
        ("Addresses", "http://localhost:3000"),
    ];
    let site = super::connect(&server, &fields).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    is_ada(&visitor.open("http://localhost:3000/").await);
    assert!(visitor.cookies["localhost:3000"].contains_key("vestibule-site"));
}

#[tokio::test]
async fn the_question_before_a_dismissal_names_the_sites_that_were_entered() {
    let server = server().await;
    let (_, ada, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, "ada@falke.example.com").await;
    assert!(visitor.open(WIKI).await.passed());
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}/dismiss", ada.id))
        .await;
    assert!(
        anna.page.says("Entries into sites: Wiki"),
        "{}",
        anna.page.main()
    );
}
