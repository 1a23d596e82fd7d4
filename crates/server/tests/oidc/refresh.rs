//! Attacks on refresh tokens: rotation, reuse, foreign hands, tokens of the wrong kind.

use std::time::Duration;

use super::codes::join;
use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::Application;

#[tokio::test]
async fn refresh_tokens_rotate_and_the_use_of_an_old_one_ends_the_family() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (_browser, first) = tokens(&server, &board).await;
        let old = first.refresh.unwrap();
        let second = board.refresh(&old).await;
        let second = board.verified(second, None).await;
        assert_eq!(
            second.claims.text("sub").unwrap(),
            first.claims.text("sub").unwrap()
        );
        let new = second.refresh.unwrap();
        assert_ne!(new, old);
        assert_eq!(board.refresh(&old).await.error(), "invalid_grant");
        assert_eq!(board.refresh(&new).await.error(), "invalid_grant");
        assert_eq!(board.userinfo(&second.access).await.status, 401);
    }
}

#[tokio::test]
async fn of_parallel_refreshes_one_gets_tokens() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (_browser, first) = tokens(&server, &board).await;
        let token = first.refresh.unwrap();
        let all = (0..20).map(|_| board.refresh(&token)).collect();
        let good = join(all).await.into_iter().filter(|one| one.status == 200);
        assert_eq!(good.count(), 1);
    }
}

#[tokio::test]
async fn another_application_gets_nothing_for_a_refresh_token_and_ends_nothing() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let thief = Application::connect(&server, workspace.id, "Thief").await;
    let (_browser, first) = tokens(&server, &board).await;
    let token = first.refresh.unwrap();
    assert_eq!(thief.refresh(&token).await.error(), "invalid_grant");
    thief.post("/oidc/revoke", &[("token", &token)]).await;
    thief
        .post("/oidc/revoke", &[("token", &first.access)])
        .await;
    assert_eq!(board.userinfo(&first.access).await.status, 200);
    assert_eq!(board.refresh(&token).await.status, 200);
}

#[tokio::test]
async fn tokens_of_one_kind_open_nothing_of_another() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (browser, first) = tokens(&server, &board).await;
    let refresh = first.refresh.unwrap();
    let session = browser.cookie("vestibule-session").unwrap();
    let secret = board.secret.clone().unwrap();
    for wrong in [&first.access, &first.id_token, session, &secret, ""] {
        assert_eq!(board.refresh(wrong).await.status, 400, "{wrong}");
        assert_eq!(
            board.redeem(&board.ask(), wrong).await.status,
            400,
            "{wrong}"
        );
    }
    for wrong in [&refresh, &first.id_token, session, &secret] {
        assert_eq!(board.userinfo(wrong).await.status, 401, "{wrong}");
    }
    assert_eq!(board.refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn without_offline_access_nothing_outlives_the_session() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask().with("scope", "openid email");
    super::enter(&mut browser, &ask).await;
    let tokens = board.finish(&ask, &browser.url).await;
    assert_eq!(tokens.refresh, None);
    assert_eq!(board.userinfo(&tokens.access).await.status, 200);
    server.pass(Duration::from_secs(601));
    assert_eq!(board.userinfo(&tokens.access).await.status, 401);
}

#[tokio::test]
async fn offline_access_goes_on_after_the_session_ran_out_until_its_own_end() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, first) = tokens(&server, &board).await;
    let mut token = first.refresh.unwrap();
    for _ in 0..2 {
        server.pass(Duration::from_secs(13 * 24 * 3600));
        let next = board.refresh(&token).await;
        token = board.verified(next, None).await.refresh.unwrap();
    }
    server.pass(Duration::from_secs(5 * 24 * 3600));
    assert_eq!(board.refresh(&token).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_refresh_may_narrow_and_never_widen() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask().with("scope", "openid email offline_access");
    super::enter(&mut browser, &ask).await;
    let first = board.finish(&ask, &browser.url).await;
    let token = first.refresh.unwrap();
    let asked = |scope: &'static str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.as_str()),
            ("scope", scope),
        ];
        let (board, fields) = (&board, fields);
        async move { board.post("/oidc/token", &fields).await }
    };
    assert_eq!(asked("openid groups").await.error(), "invalid_scope");
    let narrow = board.verified(asked("openid").await, None).await;
    let userinfo = board.userinfo(&narrow.access).await;
    assert_eq!(userinfo.body["email"], serde_json::Value::Null);
    assert_eq!(userinfo.status, 200);
}
