//! Links that are late, used, unknown, or raced for.

use std::time::Duration;

use people::{passports, workspaces};

use super::{at_check, fresh_link};
use crate::harness::TestApp;

#[tokio::test]
async fn looking_at_a_link_does_not_use_it() {
    let server = TestApp::start().await;
    let link = fresh_link(&server).await;
    for _ in 0..3 {
        let mut scanner = server.browser();
        scanner.open(&link).await;
        assert_eq!(scanner.status, 200);
        assert_eq!(scanner.cookie("vestibule-set-up"), None);
    }
    at_check(&server, &link).await;
}

#[tokio::test]
async fn late_and_unknown_links_name_the_command() {
    let server = TestApp::start().await;
    let link = fresh_link(&server).await;
    let mut browser = at_check(&server, &link).await;
    server.pass(Duration::from_secs(3601));
    browser.press("Set up the server", &[]).await;
    assert_eq!(browser.status, 410);
    assert_eq!(browser.page.heading(), "This link is too old");
    assert!(browser.page.says("vestibule setup-link"));
    browser.open(&link).await;
    assert_eq!(browser.page.heading(), "This link is too old");
    let cut = &link[..link.len() - 3];
    let none = format!("/set-up?link={}", "A".repeat(43));
    for odd in [cut, &none] {
        browser.open(odd).await;
        assert_eq!(browser.page.heading(), "This link does not fit", "{odd}");
        assert_eq!(browser.status, 410);
    }
    let mut conn = server.app.db.read().await.unwrap();
    assert!(!passports::operator_exists(&mut conn).await.unwrap());
}

#[tokio::test]
async fn without_a_link_no_step_is_open() {
    let server = TestApp::start().await;
    for step in ["start", "you", "workspace", "check"] {
        let mut browser = server.browser();
        browser.open(&format!("/set-up/{step}")).await;
        assert_eq!(browser.page.heading(), "This server is not set up yet");
    }
}

#[tokio::test]
async fn of_two_browsers_one_becomes_the_owner() {
    for server in TestApp::on_each_engine().await {
        let link = fresh_link(&server).await;
        let mut one = at_check(&server, &link).await;
        let mut same_link = at_check(&server, &link).await;
        let mut other_link = at_check(&server, &fresh_link(&server).await).await;
        tokio::join!(
            one.press("Set up the server", &[]),
            same_link.press("Set up the server", &[]),
            other_link.press("Set up the server", &[]),
        );
        let all = [&one, &same_link, &other_link];
        let signed_in = all
            .iter()
            .filter(|browser| browser.cookie("vestibule-session").is_some());
        assert_eq!(signed_in.count(), 1);
        let told = all
            .iter()
            .filter(|browser| browser.page.heading() == "This server is set up already");
        assert_eq!(told.count(), 2);
        let mut conn = server.app.db.read().await.unwrap();
        let made = workspaces::list(&mut conn, None, 10).await.unwrap();
        assert_eq!(made.len(), 1);
    }
}

#[tokio::test]
async fn set_up_never_opens_again_even_without_its_owner() {
    let server = TestApp::start().await;
    let waiting = fresh_link(&server).await;
    let mut owner = at_check(&server, &fresh_link(&server).await).await;
    owner.press("Set up the server", &[]).await;
    let mut conn = server.app.db.write().await.unwrap();
    let workspace = workspaces::at(&mut conn, "falke-werke").await.unwrap();
    let owner = workspace.unwrap().created_by.unwrap();
    passports::set_operator(&mut conn, owner, false)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let mut browser = server.browser();
    for path in [waiting.as_str(), "/set-up", "/set-up/check"] {
        browser.open(path).await;
        assert_eq!(browser.page.heading(), "This server is set up already");
        assert_eq!(browser.status, 410);
    }
    let app = &server.app;
    let again = server::setup::link(&app.db, &app.config.public_url, &app.clock, &app.random);
    assert!(matches!(
        again.await.unwrap(),
        server::setup::Link::HasOwner
    ));
}

#[tokio::test]
async fn drafts_do_not_mix_between_browsers() {
    let server = TestApp::start().await;
    let link = fresh_link(&server).await;
    at_check(&server, &link).await;
    let mut other = server.browser();
    other.open(&link).await;
    other.press("Begin", &[]).await;
    other.open("/set-up/check").await;
    assert_eq!(other.url.path(), "/set-up/start");
    assert!(!other.page.source.contains("anna@falke.example.com"));
}
