//! The person's own pages.

mod deletion;
mod export;
mod identifiers;
mod phones;
mod photo;
mod profile;

use std::time::Duration;

use people::members::Role;

use crate::harness::{PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const NEXT: &str = "eight loud herons stand";

#[tokio::test]
async fn the_launcher_shows_workspaces_and_switches_with_one_click() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        server.workspace("otter", "Otter Club", anna).await;
        let browser = server.signed_in(ANNA).await;
        assert_eq!(browser.page.heading(), "Hello, Anna Nowak");
        assert_eq!(browser.page.links_of("/w/"), ["/w/falke/", "/w/otter/"]);
        assert!(browser.page.says("Administrator"));
    }
}

#[tokio::test]
async fn somebody_without_a_workspace_is_told_who_is_signed_in() {
    let server = TestApp::start().await;
    server
        .person("Eva Alone", "eva@other.example.com", PASSWORD)
        .await;
    let browser = server.signed_in("eva@other.example.com").await;
    assert!(
        browser
            .page
            .says("You are signed in as eva@other.example.com")
    );
    assert!(browser.page.has_link("Use another account"));
}

#[tokio::test]
async fn a_dismissed_member_loses_the_tile_and_the_door() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut browser = server.signed_in("bruno@falke.example.com").await;
    assert_eq!(browser.page.links_of("/w/falke/").len(), 1);
    let mut conn = server.app.db.write().await.unwrap();
    let act = people::members::Act {
        by: Some(anna),
        at: server.app.clock.now(),
        note: None,
    };
    people::members::dismiss(&mut conn, falke.id, bruno.id, act)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    browser.open("/passport").await;
    assert!(browser.page.links_of("/w/falke/").is_empty());
}

#[tokio::test]
async fn a_password_is_changed_with_the_current_one_and_other_sessions_end() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut other = server.signed_in(ANNA).await;
        let mut browser = server.signed_in(ANNA).await;
        let before = browser.cookie("vestibule-session").unwrap().to_owned();
        browser.open("/passport/security").await;
        let weak = [("Current password", PASSWORD), ("New password", "short")];
        browser.press("Change password", &weak).await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("too short"));
        let wrong = [
            ("Current password", "not this one at all"),
            ("New password", NEXT),
        ];
        browser.press("Change password", &wrong).await;
        assert!(browser.page.says("This is not your current password."));
        let right = [("Current password", PASSWORD), ("New password", NEXT)];
        browser.press("Change password", &right).await;
        assert!(
            browser.page.says("The password is changed."),
            "{}",
            browser.page.main()
        );
        assert_ne!(
            browser.cookie("vestibule-session").unwrap(),
            before,
            "a new token"
        );
        other.open("/passport").await;
        assert_eq!(other.url.path(), "/sign-in", "the other session has ended");
        other.press("Continue", &[("Login or e-mail", ANNA)]).await;
        other.press("Sign in", &[("Password", PASSWORD)]).await;
        assert!(other.page.says("do not match"));
        other.press("Sign in", &[("Password", NEXT)]).await;
        assert_eq!(other.page.heading(), "Hello, Anna Nowak");
    }
}

#[tokio::test]
async fn the_other_sessions_stay_when_their_end_is_not_ticked() {
    let server = TestApp::start().await;
    server.company().await;
    let mut other = server.signed_in(ANNA).await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/security").await;
    let fields = [
        ("Current password", PASSWORD),
        ("New password", NEXT),
        ("End all other sessions", "off"),
    ];
    browser.press("Change password", &fields).await;
    other.open("/passport").await;
    assert_eq!(other.page.heading(), "Hello, Anna Nowak");
}

#[tokio::test]
async fn guessing_the_current_password_is_paused() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/security").await;
    let guess = [
        ("Current password", "a stolen browser guesses"),
        ("New password", NEXT),
    ];
    for _ in 0..5 {
        browser.press("Change password", &guess).await;
        assert!(browser.page.says("not your current password"));
    }
    browser
        .press(
            "Change password",
            &[("Current password", PASSWORD), ("New password", NEXT)],
        )
        .await;
    assert!(
        browser.page.says("Too many attempts"),
        "{}",
        browser.page.main()
    );
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_at_once() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut phone = server.signed_in(ANNA).await;
        let mut tablet = server.signed_in(ANNA).await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/sessions").await;
        assert!(browser.page.says("This device"));
        assert!(browser.page.says("Signed in"), "the history");
        let end = browser.page.texts("main form button");
        assert_eq!(
            end.iter()
                .filter(|words| words.starts_with("End Browser"))
                .count(),
            2
        );
        server.pass(Duration::from_secs(61));
        tablet.open("/passport").await;
        browser.open("/passport/sessions").await;
        browser.press("End Browser of the tests", &[]).await;
        assert!(browser.page.says("The session is ended."));
        tablet.open("/passport").await;
        phone.open("/passport").await;
        let ended = [&tablet, &phone]
            .iter()
            .filter(|one| one.url.path() == "/sign-in")
            .count();
        assert_eq!(ended, 1);
        browser.press("End all other sessions", &[]).await;
        assert!(browser.page.says("All other sessions are ended."));
        for one in [&mut tablet, &mut phone] {
            one.open("/passport").await;
            assert_eq!(one.url.path(), "/sign-in");
        }
    }
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let mut browser = server.signed_in(ANNA).await;
    let mut conn = server.app.db.read().await.unwrap();
    let now = server.app.clock.now();
    let own = server::signin::sessions_of(&mut conn, anna, now)
        .await
        .unwrap();
    drop(conn);
    bruno.open("/passport/security").await;
    let mut forged = bruno.page.fill("Change password", &[]);
    forged.action = format!("/passport/sessions/{}/end", own[0].id);
    bruno.send(forged).await;
    assert_eq!(bruno.status, 404);
    browser.open("/passport").await;
    assert_eq!(browser.page.heading(), "Hello, Anna Nowak");
}

#[tokio::test]
async fn a_passport_without_a_password_chooses_one_soon_after_a_sign_in_only() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut late = server.signed_in(ANNA).await;
        let mut conn = server.app.db.write().await.unwrap();
        let gone = base::db::sql("DELETE FROM passwords");
        conn.execute(gone, vec![]).await.unwrap();
        conn.commit().await.unwrap();
        late.open("/passport/security").await;
        assert!(late.page.says("You sign in without a password so far."));
        server.pass(Duration::from_secs(601));
        late.press("Choose a password", &[("New password", NEXT)])
            .await;
        assert_eq!(late.url.path(), "/sign-in", "once more, first");
        server.pass(Duration::ZERO);
        let mut conn = server.app.db.write().await.unwrap();
        let fresh = base::db::sql("UPDATE sessions SET signed_in_at = $1");
        let now = server.app.clock.now();
        conn.execute(fresh, base::params![now]).await.unwrap();
        conn.commit().await.unwrap();
        late.open("/passport/security").await;
        let weak = [("New password", "correct horse battery staple")];
        late.press("Choose a password", &weak).await;
        assert_eq!(late.status, 422);
        assert!(late.page.says("that many people know"));
        late.press("Choose a password", &[("New password", NEXT)])
            .await;
        assert!(
            late.page.says("The password is chosen."),
            "{}",
            late.page.main()
        );
        assert!(late.page.says("Current password"));
    }
}
