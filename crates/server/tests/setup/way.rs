//! The way from the link to a server with an owner.

use people::{members, passports, workspaces};
use server::setup;

use super::{PASSWORD, at_check, fresh_link};
use crate::harness::TestApp;

#[tokio::test]
async fn a_link_makes_owner_and_workspace_and_signs_in() {
    for server in TestApp::on_each_engine().await {
        let link = fresh_link(&server).await;
        let mut browser = at_check(&server, &link).await;
        for said in [
            "Anna Nowak",
            "anna@falke.example.com",
            "Falke Werke",
            "/w/falke-werke/",
        ] {
            assert!(browser.page.says(said), "{said}");
        }
        assert!(!browser.page.source.contains(PASSWORD));
        browser.press("Set up the server", &[]).await;
        assert_eq!(browser.url.path(), "/w/falke-werke/");
        assert!(browser.cookie("vestibule-session").is_some());
        assert_eq!(browser.cookie("vestibule-set-up"), None);
        let mut conn = server.app.db.read().await.unwrap();
        assert!(setup::has_owner(&mut conn).await.unwrap());
        let workspace = workspaces::at(&mut conn, "falke-werke").await.unwrap();
        let workspace = workspace.unwrap();
        let owner = workspace.created_by.unwrap();
        let person = passports::load(&mut conn, owner).await.unwrap().unwrap();
        assert!(person.is_operator);
        let member = members::of_passport(&mut conn, workspace.id, owner).await;
        let member = member.unwrap().unwrap();
        assert_eq!(member.role, people::Role::Administrator);
        assert_eq!(member.email.as_deref(), Some("anna@falke.example.com"));
        drop(conn);
        // All in the same instant, so in no order.
        let mut events = server.events_of(owner).await;
        events.sort();
        assert_eq!(
            events,
            [
                "setup.finished",
                "setup.workspace.created",
                "signin.accepted"
            ]
        );
    }
}

#[tokio::test]
async fn the_bare_address_says_how_to_begin_and_later_leads_inside() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/").await;
    assert_eq!(browser.status, 200);
    assert!(browser.page.says("vestibule setup-link"));
    let mut owner = at_check(&server, &fresh_link(&server).await).await;
    owner.press("Set up the server", &[]).await;
    browser.open_only("/").await;
    assert_eq!(browser.headers["location"], "/passport");
}

#[tokio::test]
async fn answers_are_kept_and_can_be_changed_before_they_count() {
    let server = TestApp::start().await;
    let mut browser = at_check(&server, &fresh_link(&server).await).await;
    browser.open("/set-up/you").await;
    assert_eq!(browser.page.value_of("Your name"), "Anna Nowak");
    assert_eq!(browser.page.value_of("Password"), "");
    browser
        .press("Continue", &[("Your name", "Anna Nowak-Falke")])
        .await;
    assert_eq!(browser.url.path(), "/set-up/check");
    assert!(browser.page.says("Anna Nowak-Falke"));
    browser.press("Set up the server", &[]).await;
    let mut later = server.browser();
    later.open("/sign-in").await;
    let name = [("Login or e-mail", "anna@falke.example.com")];
    later.press("Continue", &name).await;
    later.press("Sign in", &[("Password", PASSWORD)]).await;
    assert!(later.cookie("vestibule-session").is_some());
}

#[tokio::test]
async fn steps_are_taken_in_their_order() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open(&fresh_link(&server).await).await;
    browser.press("Begin", &[]).await;
    for later in ["/set-up/you", "/set-up/workspace", "/set-up/check"] {
        browser.open(later).await;
        assert_eq!(browser.url.path(), "/set-up/start", "{later}");
    }
    browser.open("/set-up").await;
    assert_eq!(browser.url.path(), "/set-up/start");
}

#[tokio::test]
async fn wrong_answers_are_told_beside_their_fields() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open(&fresh_link(&server).await).await;
    browser.press("Begin", &[]).await;
    browser.press("Continue", &[("English", "on")]).await;
    let weak = [
        ("Your name", "Anna"),
        ("E-mail", "anna"),
        ("Password", "passwordpassword"),
    ];
    browser.press("Continue", &weak).await;
    assert_eq!(browser.status, 422);
    assert!(browser.page.title().starts_with("Error:"));
    assert!(browser.page.says("This is no e-mail address."));
    assert!(browser.page.says("easy to guess"));
    assert_eq!(browser.page.value_of("Your name"), "Anna");
    assert_eq!(browser.page.value_of("Password"), "");
    let good = [("E-mail", "anna@falke.example.com"), ("Password", PASSWORD)];
    browser.press("Continue", &good).await;
    for (address, why) in [
        ("w", "too short"),
        ("Falke Werke", "small letters"),
        ("admin", "needs this word for itself"),
    ] {
        let fields = [
            ("Name of the company or team", "Falke Werke"),
            ("Address of the workspace", address),
        ];
        browser.press("Continue", &fields).await;
        assert_eq!(browser.status, 422, "{address}");
        assert!(browser.page.says(why), "{address}: {}", browser.page.main());
    }
}

#[tokio::test]
async fn every_language_can_be_gone_through() {
    for language in ["de", "pl", "ru"] {
        let server = TestApp::start().await;
        let mut browser = server.browser();
        browser.language = language;
        browser.open(&fresh_link(&server).await).await;
        let title = browser.page.heading();
        assert!(title.contains("Vestibule") && !title.starts_with("Set up"));
    }
}
