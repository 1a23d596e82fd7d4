//! The secrets of an application: two at a time, each ended by itself.

use std::time::Duration;

use people::Fresh;
use protocol::oauth::ClientAuth;
use server::oidc::{Added, Application as Registered, ApplicationDraft, HeldSecret};

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, draft};

async fn load(server: &TestApp, board: &Application<'_>) -> Registered {
    let mut conn = server.app.db.read().await.unwrap();
    let found = Registered::load(&mut conn, board.workspace, board.id).await;
    found.unwrap().unwrap()
}

async fn secrets(server: &TestApp, board: &Application<'_>) -> Vec<HeldSecret> {
    let registered = load(server, board).await;
    let mut conn = server.app.db.read().await.unwrap();
    registered.secrets(&mut conn).await.unwrap()
}

/// Another secret that lives for so many days.
async fn another(server: &TestApp, board: &Application<'_>, days: Option<u64>) -> Added {
    let registered = load(server, board).await;
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let until = days.map(|days| fresh.now.plus(Duration::from_secs(days * 24 * 3600)));
    let mut conn = server.app.db.write().await.unwrap();
    let added = registered
        .add_secret(&mut conn, fresh, until)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    added
}

#[tokio::test]
async fn an_application_changes_its_secret_without_a_gap() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let mut board = Application::connect(&server, workspace.id, "Board").await;
        let (_browser, first) = tokens(&server, &board).await;
        let old = board.secret.clone().unwrap();
        let next = another(&server, &board, None)
            .await
            .secret()
            .unwrap()
            .reveal();
        server.log().keep_out(&next);
        let third = another(&server, &board, None).await;
        assert!(matches!(third, Added::Enough), "{third:?}");
        let renewed = board.refresh(&first.refresh.unwrap()).await;
        let renewed = board.verified(renewed, None).await;
        board.secret = Some(next.clone());
        let renewed = board.refresh(&renewed.refresh.unwrap()).await;
        let renewed = board.verified(renewed, None).await;

        let held = secrets(&server, &board).await;
        let hints: Vec<&str> = held.iter().map(|one| one.hint.as_str()).collect();
        assert_eq!(hints, [&old[39..], &next[39..]]);
        assert!(held.iter().all(|one| one.used_at.is_some()));
        let registered = load(&server, &board).await;
        for ended in [true, false] {
            let mut conn = server.app.db.write().await.unwrap();
            let done = registered.end_secret(&mut conn, held[0].id).await;
            assert_eq!(done.unwrap(), ended);
            conn.commit().await.unwrap();
        }
        let refresh = renewed.refresh.unwrap();
        board.secret = Some(old);
        assert_eq!(board.refresh(&refresh).await.error(), "invalid_client");
        board.secret = Some(next);
        assert_eq!(board.refresh(&refresh).await.status, 200);
    }
}

#[tokio::test]
async fn a_secret_with_an_end_ends_and_makes_room() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let mut board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, first) = tokens(&server, &board).await;
    let short = another(&server, &board, Some(1)).await.secret().unwrap();
    let of_the_start = board.secret.replace(short.reveal());
    server.pass(Duration::from_secs(24 * 3600 - 60));
    let renewed = board.refresh(&first.refresh.unwrap()).await;
    let renewed = board.verified(renewed, None).await;
    server.pass(Duration::from_secs(60));
    let refresh = renewed.refresh.unwrap();
    assert_eq!(board.refresh(&refresh).await.error(), "invalid_client");
    board.secret = of_the_start;
    assert_eq!(board.refresh(&refresh).await.status, 200);
    assert!(another(&server, &board, None).await.secret().is_some());
    assert_eq!(
        secrets(&server, &board).await.len(),
        2,
        "the ended one is gone"
    );
}

/// One write an hour, not one a token.
#[tokio::test]
async fn the_last_use_is_known_to_the_hour() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    assert_eq!(secrets(&server, &board).await[0].used_at, None);
    let used = async || {
        let unknown = board.refresh("unknown").await;
        assert_eq!(unknown.error(), "invalid_grant");
        secrets(&server, &board).await[0].used_at
    };
    let first = used().await;
    assert!(first.is_some());
    server.pass(Duration::from_secs(3000));
    assert_eq!(used().await, first);
    server.pass(Duration::from_secs(700));
    assert!(used().await > first);
}

#[tokio::test]
async fn only_an_application_with_secrets_gets_one_and_losing_the_way_ends_them() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let redirect = ("Tool", "https://tool.example.com/cb");
        let tool = Application::connect_as(&server, workspace.id, redirect, false).await;
        let none = another(&server, &tool, None).await;
        assert!(matches!(none, Added::ProvesOtherwise), "{none:?}");
        let board = Application::connect(&server, workspace.id, "Board").await;
        let open = ApplicationDraft {
            auth: ClientAuth::None,
            ..draft("Board", "https://board.example.com/callback")
        };
        let known = load(&server, &board).await;
        let mut conn = server.app.db.write().await.unwrap();
        let (open, now) = (open.check().unwrap(), server.app.clock.now());
        let changed = Registered::change(&mut conn, &known, &open, now).await;
        assert_eq!(changed.unwrap().unwrap().auth, ClientAuth::None);
        conn.commit().await.unwrap();
        assert!(secrets(&server, &board).await.is_empty());
    }
}
