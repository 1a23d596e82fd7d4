//! The profile: every part saved by itself.

use people::members::{self, Role};
use people::passports;

use super::ANNA;
use crate::harness::TestApp;

#[tokio::test]
async fn every_part_is_saved_by_itself_and_says_so() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/profile").await;
        let typed = [
            ("Display name", "Ania Nowak"),
            ("Given name (optional)", "Lost"),
        ];
        browser.press("Save Display name", &typed[..1]).await;
        assert!(browser.page.says("The display name is saved."));
        browser
            .press("Save Given name", &[("Given name (optional)", "Anna")])
            .await;
        assert!(browser.page.says("The given name is saved."));
        browser
            .press(
                "Save Family name",
                &[("Family name (optional)", "  Nowak ")],
            )
            .await;
        assert!(browser.page.says("The family name is saved."));
        assert_eq!(browser.page.value_of("Display name"), "Ania Nowak");
        let mut conn = server.app.db.read().await.unwrap();
        let saved = passports::load(&mut conn, anna).await.unwrap().unwrap();
        assert_eq!(saved.name, "Ania Nowak");
        assert_eq!(saved.given_name.as_deref(), Some("Anna"));
        assert_eq!(saved.family_name.as_deref(), Some("Nowak"));
        drop(conn);
        browser
            .press("Save Given name", &[("Given name (optional)", "")])
            .await;
        assert_eq!(browser.page.value_of("Given name (optional)"), "");
        let kinds = server.events_of(anna).await;
        let changes = kinds
            .iter()
            .filter(|kind| *kind == "passport.profile.changed");
        assert_eq!(changes.count(), 4);
    }
}

#[tokio::test]
async fn workspaces_follow_only_when_it_is_ticked() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let otter = server.workspace("otter", "Otter Club", anna).await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/profile").await;
        browser
            .press("Save Display name", &[("Display name", "Ania")])
            .await;
        let called = async |workspace| {
            let mut conn = server.app.db.read().await.unwrap();
            let found = members::of_passport(&mut conn, workspace, anna).await;
            found.unwrap().unwrap().name
        };
        assert_eq!(called(falke.id).await, "Anna Nowak");
        let ticked = [
            ("Display name", "Anna Wilk"),
            ("Update my name in all my workspaces", "on"),
        ];
        browser.press("Save Display name", &ticked).await;
        assert_eq!(called(falke.id).await, "Anna Wilk");
        assert_eq!(called(otter.id).await, "Anna Wilk");
        browser.open("/w/otter/audit").await;
        assert!(
            browser.page.says("Profile changed"),
            "{}",
            browser.page.main()
        );
        browser.open("/w/falke/people?search=wilk").await;
        assert!(browser.page.says("Anna Wilk"), "found by the new name");
    }
}

#[tokio::test]
async fn a_dismissed_member_renames_nobody_there() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    server
        .workspace("otter", "Otter Club", bruno.passport)
        .await;
    let mut conn = server.app.db.write().await.unwrap();
    let act = members::Act {
        by: Some(anna),
        at: server.app.clock.now(),
        note: None,
    };
    members::dismiss(&mut conn, falke.id, bruno.id, act)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let mut browser = server.signed_in("bruno@falke.example.com").await;
    browser.open("/passport/profile").await;
    let ticked = [
        ("Display name", "The Boss"),
        ("Update my name in all my workspaces", "on"),
    ];
    browser.press("Save Display name", &ticked).await;
    let mut conn = server.app.db.read().await.unwrap();
    let there = members::load(&mut conn, falke.id, bruno.id).await.unwrap();
    assert_eq!(there.unwrap().name, "Bruno Klein");
}

#[tokio::test]
async fn what_is_no_name_stays_in_its_field_with_the_reason() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/profile").await;
    for odd in ["", "   ", "A\u{202e}nna", &"x".repeat(121)] {
        browser
            .press("Save Display name", &[("Display name", odd)])
            .await;
        assert_eq!(browser.status, 422, "{odd:?}");
        assert!(browser.page.says("Type a name of one line"));
        assert_eq!(browser.page.value_of("Display name"), odd);
    }
    let field = browser.hidden_field();
    for (path, fields) in [
        ("/passport/profile/zone", "zone=Europe/Nowhere"),
        ("/passport/profile/zone", "zone=../../etc/passwd"),
        ("/passport/profile/language", "language=xx"),
    ] {
        browser.post(path, &format!("csrf={field}&{fields}")).await;
        assert_eq!(browser.status, 422, "{fields}");
    }
    browser
        .post(
            "/passport/profile/operator",
            &format!("csrf={field}&operator=1"),
        )
        .await;
    assert_eq!(browser.status, 404);
}

#[tokio::test]
async fn times_are_said_in_the_zone_that_was_chosen_and_in_utc_without_one() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/sessions").await;
    assert!(
        browser.page.says("21 Nov 2026, 20:47 UTC"),
        "{}",
        browser.page.main()
    );
    browser.open("/passport/profile").await;
    browser
        .press("Save Time zone", &[("Time zone", "Asia/Tokyo (+09:00)")])
        .await;
    assert!(browser.page.says("The time zone is saved."));
    browser.open("/passport/sessions").await;
    assert!(
        browser.page.says("22 Nov 2026, 05:47"),
        "{}",
        browser.page.main()
    );
    browser.open("/w/falke/audit").await;
    assert!(browser.page.says("22 Nov 2026, 05:47"));
    let other = server.browser();
    assert!(!other.page.says("22 Nov 2026"), "strangers read UTC");
    browser.open("/passport/profile").await;
    browser
        .press("Save Time zone", &[("Time zone", "UTC (universal time)")])
        .await;
    browser.open("/passport/sessions").await;
    assert!(browser.page.says("20:47 UTC"));
}

#[tokio::test]
async fn the_language_is_that_of_the_pages_and_of_the_letters() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/profile").await;
    browser
        .press("Save Language", &[("Language", "Polski")])
        .await;
    assert!(
        browser.page.says("Język zapisany."),
        "{}",
        browser.page.main()
    );
    let mut conn = server.app.db.read().await.unwrap();
    let saved = passports::load(&mut conn, anna).await.unwrap().unwrap();
    assert_eq!(saved.language, "pl");
}
