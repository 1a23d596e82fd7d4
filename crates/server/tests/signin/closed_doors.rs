//! Doors that close while somebody stands in them, and what the person is told.

use admission::BlockReason;
use people::blocks::{self, NewBlock};
use people::members::{self, Act, Member, Role};
use people::workspaces::Workspace;

use crate::harness::{Browser, TestApp};

const BRUNO: &str = "bruno@falke.example.com";

async fn stage(server: &TestApp) -> (Workspace, Member, Browser<'_>) {
    let (falke, _) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Administrator)
        .await;
    let mut browser = server.signed_in(BRUNO).await;
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.page.heading(), "Groups");
    (falke, bruno, browser)
}

fn now(server: &TestApp) -> Act<'static> {
    Act {
        by: None,
        at: server.app.clock.now(),
        note: Some("canary of the administrator"),
    }
}

#[tokio::test]
async fn a_dismissal_closes_the_open_page_at_once_and_its_reference_is_in_the_trail() {
    for server in TestApp::on_each_engine().await {
        let (falke, bruno, mut browser) = stage(&server).await;
        let form = browser.page.fill("Create group", &[("Name", "Mine")]);
        let mut conn = server.app.db.write().await.unwrap();
        members::dismiss(&mut conn, falke.id, bruno.id, now(&server))
            .await
            .unwrap();
        conn.commit().await.unwrap();
        browser.send(form).await;
        assert_eq!(browser.status, 403, "the form was open already");
        assert!(
            browser.page.says("Your access to Falke has ended"),
            "{}",
            browser.page.main()
        );
        assert!(browser.page.says("Bruno Klein"), "who is signed in");
        assert!(
            !browser.page.says("canary"),
            "notes are the administrators'"
        );
        browser.open("/w/falke/groups").await;
        assert_eq!(browser.page.heading(), "Falke: the door stays closed");
        let reference = browser.page.texts("dd.reference").join("");
        let events = server.events_at(&reference).await;
        assert_eq!(events.len(), 1, "{reference}");
        assert_eq!(events[0].kind, "door.entry.refused");
        assert_eq!(events[0].reason.as_deref(), Some("door-dismissed"));
        assert_eq!(events[0].workspace, Some(falke.id.to_string()));
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open(&format!("/w/falke/audit?search={reference}"))
            .await;
        assert!(anna.page.says("Bruno Klein"), "{}", anna.page.main());
        anna.open("/w/falke/groups").await;
        assert!(!anna.page.says("Mine"));
    }
}

#[tokio::test]
async fn every_reason_has_its_own_sentence_and_lifting_it_opens_the_door_again() {
    let server = TestApp::start().await;
    let (falke, bruno, mut browser) = stage(&server).await;
    let mut said = std::collections::BTreeSet::new();
    for (reason, sentence) in [
        (BlockReason::InactiveInScim, "identity provider is inactive"),
        (
            BlockReason::DisabledInDirectory,
            "company directory is disabled",
        ),
        (
            BlockReason::MissingFromDirectory,
            "no longer in the company directory",
        ),
        (BlockReason::LockedByAttempts, "Too many attempts"),
    ] {
        let mut conn = server.app.db.write().await.unwrap();
        let new = NewBlock {
            reason,
            until: None,
        };
        blocks::add(&mut conn, falke.id, bruno.id, new, now(&server))
            .await
            .unwrap();
        conn.commit().await.unwrap();
        browser.open("/w/falke/groups").await;
        assert_eq!(browser.status, 403, "{reason:?}");
        assert!(
            browser.page.says(sentence),
            "{reason:?}: {}",
            browser.page.main()
        );
        assert!(browser.page.says("Falke"));
        said.insert(browser.page.texts("main p").join(" "));
        let mut conn = server.app.db.write().await.unwrap();
        let at = server.app.clock.now();
        blocks::lift(&mut conn, falke.id, bruno.id, reason, at)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        browser.open("/w/falke/groups").await;
        assert_eq!(browser.status, 200, "{reason:?} was lifted");
    }
    assert_eq!(said.len(), 4, "no two reasons share a sentence");
}

#[tokio::test]
async fn of_two_reasons_one_is_not_lifted_with_the_other() {
    let server = TestApp::start().await;
    let (falke, bruno, mut browser) = stage(&server).await;
    let (scim, directory) = (
        BlockReason::InactiveInScim,
        BlockReason::DisabledInDirectory,
    );
    let mut conn = server.app.db.write().await.unwrap();
    for reason in [scim, directory] {
        let new = NewBlock {
            reason,
            until: None,
        };
        blocks::add(&mut conn, falke.id, bruno.id, new, now(&server))
            .await
            .unwrap();
    }
    let at = server.app.clock.now();
    blocks::lift(&mut conn, falke.id, bruno.id, scim, at)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.status, 403);
    assert!(
        browser.page.says("company directory is disabled"),
        "{}",
        browser.page.main()
    );
}

#[tokio::test]
async fn a_block_with_an_end_ends_by_itself() {
    let server = TestApp::start().await;
    let (falke, bruno, mut browser) = stage(&server).await;
    let span = std::time::Duration::from_secs(600);
    let until = Some(server.app.clock.now().plus(span));
    let new = NewBlock {
        reason: BlockReason::LockedByAttempts,
        until,
    };
    let mut conn = server.app.db.write().await.unwrap();
    blocks::add(&mut conn, falke.id, bruno.id, new, now(&server))
        .await
        .unwrap();
    conn.commit().await.unwrap();
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.status, 403);
    server.pass(span);
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.status, 200, "the session outlived the lock");
}

#[tokio::test]
async fn a_closed_door_of_one_workspace_leaves_the_other_open() {
    let server = TestApp::start().await;
    let (falke, bruno, mut browser) = stage(&server).await;
    server.workspace("other", "Other", bruno.passport).await;
    let mut conn = server.app.db.write().await.unwrap();
    members::dismiss(&mut conn, falke.id, bruno.id, now(&server))
        .await
        .unwrap();
    conn.commit().await.unwrap();
    browser.open("/w/other/groups").await;
    assert_eq!(browser.status, 200);
    assert!(
        !browser.page.source.contains("/w/falke"),
        "the switcher forgets it"
    );
}
