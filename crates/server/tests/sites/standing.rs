//! What ends an entry ends it at the next request.

use std::time::Duration;

use people::members::{self, Act};
use people::revocation::{self, Whose};
use people::workspaces;

use super::{BEHIND, Visitor, WIKI, server, wiki};
use crate::harness::TestApp;

const ADA: &str = "ada@falke.example.com";

#[tokio::test]
async fn a_dismissed_person_is_out_at_the_next_request_on_each_engine() {
    for server in TestApp::on_each_engine_with(BEHIND).await {
        let (falke, ada, site) = wiki(&server).await;
        let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
        assert!(visitor.open(WIKI).await.passed());
        let mut conn = server.app.db.write().await.unwrap();
        let act = Act {
            by: None,
            at: server.app.clock.now(),
            note: None,
        };
        members::dismiss(&mut conn, falke.id, ada.id, act)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(visitor.status(WIKI).await, 401);
        visitor.open(WIKI).await;
        assert_eq!(visitor.browser.status, 403);
        assert_eq!(
            visitor.browser.page.heading(),
            "Falke: the door stays closed"
        );
    }
}

#[tokio::test]
async fn a_revoked_passport_or_membership_ends_the_entry() {
    let server = server().await;
    let (_, ada, site) = wiki(&server).await;
    for whose in [
        Whose::Member(ada.workspace, ada.id),
        Whose::Passport(ada.passport),
    ] {
        let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
        assert!(visitor.open(WIKI).await.passed());
        let mut conn = server.app.db.write().await.unwrap();
        revocation::raise(&mut conn, whose).await.unwrap();
        conn.commit().await.unwrap();
        assert!(!visitor.once(WIKI).await.passed(), "{whose:?}");
        assert_eq!(visitor.status(WIKI).await, 401);
    }
}

#[tokio::test]
async fn a_suspended_workspace_or_a_disabled_site_lets_nobody_in_not_even_where_everybody_may() {
    let server = server().await;
    let (falke, _, site) = wiki(&server).await;
    super::rule(&server, &site, &[("Path", "/public"), ("Everybody", "on")]).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    let public = format!("{WIKI}/public");
    assert!(visitor.once(&public).await.passed());
    let suspend = |state| {
        let app = server.app.clone();
        async move {
            let mut conn = app.db.write().await.unwrap();
            workspaces::set_state(&mut conn, falke.id, state)
                .await
                .unwrap();
            conn.commit().await.unwrap();
        }
    };
    suspend(people::WorkspaceState::Suspended).await;
    for address in [WIKI, public.as_str()] {
        assert_eq!(visitor.once(address).await.status, 403, "{address}");
        assert_eq!(visitor.status(address).await, 403, "{address}");
    }
    suspend(people::WorkspaceState::Open).await;
    assert!(visitor.once(WIKI).await.passed());

    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/sites/{site}/settings")).await;
    anna.follow("Disable").await;
    anna.press("Disable", &[]).await;
    assert!(
        anna.page.says("The site is disabled"),
        "{}",
        anna.page.main()
    );
    for address in [WIKI, public.as_str()] {
        assert_eq!(visitor.once(address).await.status, 403, "{address}");
    }
    visitor
        .browser
        .open(&format!("/forward-auth/{site}/sign-in?to={WIKI}/&bind=x"))
        .await;
    assert_eq!(visitor.browser.status, 404);
    anna.press("Open again", &[]).await;
    assert!(
        visitor.once(WIKI).await.status.is_redirection(),
        "what it held has ended"
    );
    assert!(visitor.open(WIKI).await.passed(), "and is entered anew");
}

#[tokio::test]
async fn an_entry_ends_with_its_session_and_using_the_site_keeps_that_alive() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    for _ in 0..3 {
        server.pass(Duration::from_secs(7 * 3600));
        assert!(
            visitor.once(WIKI).await.passed(),
            "seven hours are not eight"
        );
    }
    server.pass(Duration::from_secs(3 * 3600 + 60));
    assert!(!visitor.once(WIKI).await.passed(), "a day is over");
}

#[tokio::test]
async fn only_what_is_used_is_written_and_that_once_a_minute() {
    let server = server().await;
    let (_, ada, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    let seen_at = || async {
        let mut conn = server.app.db.read().await.unwrap();
        let now = server.app.clock.now();
        let all = server::signin::sessions_of(&mut conn, ada.passport, now)
            .await
            .unwrap();
        all[0].seen_at
    };
    let before = seen_at().await;
    let rows = server.rows().await;
    visitor.once(WIKI).await;
    assert_eq!(seen_at().await, before);
    server.pass(Duration::from_secs(61));
    visitor.once(WIKI).await;
    assert!(seen_at().await > before);
    assert_eq!(server.rows().await, rows, "no row comes or goes");
}

#[tokio::test]
async fn entries_that_are_over_are_cleared_away() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    assert_eq!(server.rows().await["site_entries"], 1);
    server.pass(Duration::from_secs(25 * 3600));
    server.work().await;
    assert_eq!(server.rows().await["site_entries"], 0);
}
