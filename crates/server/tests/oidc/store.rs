//! Applications, consents and what is cleared away, on each engine.

use std::time::Duration;

use people::Fresh;
use protocol::oauth::{Scope, Scopes};
use server::oidc::{Allowed, Application as Registered, ApplicationDraft};

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, draft};

#[tokio::test]
async fn an_application_is_connected_and_changed() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let (of, app) = (workspace.id, &server.app);
        let fresh = Fresh {
            now: app.clock.now(),
            random: &app.random,
        };
        let mut conn = app.db.write().await.unwrap();
        let first = draft("Wiki", "https://wiki.example.com/cb")
            .check()
            .unwrap();
        let made = Registered::create(&mut conn, fresh, of, &first).await;
        let (wiki, secret) = made.unwrap();
        assert!(secret.is_some());
        assert!(
            !wiki.scopes.contains(Scope::Address),
            "we have nothing to say for it"
        );
        let read = Registered::load(&mut conn, of, wiki.id).await.unwrap();
        assert_eq!(read.as_ref(), Some(&wiki));

        server.pass(Duration::from_secs(1));
        let now = app.clock.now();
        let mut next = draft("Wiki 2", "https://wiki.example.com/a");
        next.redirect_uris
            .push("https://wiki.example.com/b".to_owned());
        let next = next.check().unwrap();
        let changed = Registered::change(&mut conn, &wiki, &next, now).await;
        let changed = changed.unwrap().unwrap();
        assert_eq!(
            (changed.name.as_str(), changed.redirect_uris.len()),
            ("Wiki 2", 2)
        );
        assert_eq!((changed.created_at, changed.changed_at), (fresh.now, now));
        assert!(changed.is_confidential());
        assert_eq!(&changed.draft(), next.get());
        let stale = Registered::change(&mut conn, &wiki, &first, now).await;
        assert_eq!(stale.unwrap(), None, "it was read before the change");
    }
}

#[tokio::test]
async fn an_application_is_disabled_enabled_and_deleted_once() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let of = workspace.id;
        let id = Application::connect(&server, of, "Wiki").await.id;
        let now = server.app.clock.now();
        let mut conn = server.app.db.write().await.unwrap();
        for changes in [true, false] {
            let disabled = Registered::disable(&mut conn, of, id, now).await;
            assert_eq!(disabled.unwrap(), changes);
        }
        let listed = Registered::of_workspace(&mut conn, of).await.unwrap();
        assert_eq!(listed[0].application.disabled_at, Some(now));
        for changes in [true, false] {
            let enabled = Registered::enable(&mut conn, of, id, now).await;
            assert_eq!(enabled.unwrap(), changes);
        }
        for changes in [true, false] {
            let deleted = Registered::delete(&mut conn, of, id).await;
            assert_eq!(deleted.unwrap(), changes);
        }
        let gone = Registered::load(&mut conn, of, id).await.unwrap();
        assert_eq!(gone, None);
    }
}

#[tokio::test]
async fn the_launcher_shows_what_a_person_can_open_last_used_first() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        for name in ["Zebra", "Alpha", "Closed"] {
            let redirect = (name, "https://board.example.com/callback");
            let one = Application::connect_as(&server, workspace.id, redirect, true).await;
            if name == "Zebra" {
                tokens(&server, &one).await;
            }
            if name == "Closed" {
                let mut conn = server.app.db.write().await.unwrap();
                let now = server.app.clock.now();
                Registered::disable(&mut conn, workspace.id, one.id, now)
                    .await
                    .unwrap();
                conn.commit().await.unwrap();
            }
        }
        let mut conn = server.app.db.read().await.unwrap();
        let mine = Registered::for_member(&mut conn, ada.passport, &[workspace.id]).await;
        let mine: Vec<_> = mine
            .unwrap()
            .into_iter()
            .map(|one| (one.application.name, one.last_used.is_some()))
            .collect();
        assert_eq!(
            mine,
            [("Zebra".to_owned(), true), ("Alpha".to_owned(), false)]
        );
        let nowhere = Registered::for_member(&mut conn, ada.passport, &[]).await;
        assert!(nowhere.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_ran_out_is_cleared_away_and_what_lives_stays() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (mut browser, first) = tokens(&server, &board).await;
        browser
            .open(&board.ask().with("prompt", "consent").address())
            .await;
        let clean = async || {
            let mut conn = server.app.db.write().await.unwrap();
            server::oidc::clean(&mut conn, server.app.clock.now())
                .await
                .unwrap();
            conn.commit().await.unwrap();
        };
        clean().await;
        assert_eq!(board.userinfo(&first.access).await.status, 200);
        browser.press("Allow", &[]).await;
        server.pass(Duration::from_secs(24 * 3600));
        clean().await;
        let next = board.refresh(&first.refresh.unwrap()).await;
        let next = board.verified(next, None).await;
        server.pass(Duration::from_secs(90 * 24 * 3600));
        clean().await;
        let gone = board.refresh(&next.refresh.unwrap()).await;
        assert_eq!(gone.error(), "invalid_grant");
        let mut conn = server.app.db.read().await.unwrap();
        let given = Allowed::by(&mut conn, ada.passport).await.unwrap();
        assert_eq!(
            given.len(),
            1,
            "what a person allowed is theirs to take back"
        );
        assert_eq!(given[0].last_used, None);
    }
}

#[tokio::test]
async fn what_the_administrator_takes_away_is_told_no_more_at_once() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, first) = tokens(&server, &board).await;
    let before = board.userinfo(&first.access).await;
    assert_eq!(before.body["email"], "ada@falke.example.com");
    let narrow = ApplicationDraft {
        scopes: Scopes::NONE.with(Scope::Profile),
        ..draft("Board", "https://board.example.com/callback")
    };
    let narrow = narrow.check().unwrap();
    let now = server.app.clock.now();
    let mut conn = server.app.db.write().await.unwrap();
    let known = Registered::load(&mut conn, workspace.id, board.id).await;
    let known = known.unwrap().unwrap();
    Registered::change(&mut conn, &known, &narrow, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let after = board.userinfo(&first.access).await;
    assert_eq!(after.body["email"], serde_json::Value::Null);
    assert_eq!(after.body["role"], serde_json::Value::Null);
    assert_eq!(after.body["name"], "Ada Lovelace");
    let refreshed = board.refresh(&first.refresh.unwrap()).await;
    assert_eq!(
        refreshed.error(),
        "invalid_grant",
        "it may stay connected no more"
    );
}
