//! Machines that ask for themselves, and resources that read or look into the tokens they get.

use std::time::Duration;

use axum::http::Method;
use people::workspaces;
use protocol::jose::{Claims, Expect, JwkSet, KeySet, TokenType};
use protocol::oauth::{AccessTokenFormat, GrantType};
use server::oidc::{Application as Registered, ApplicationDraft};

use super::company;
use crate::harness::TestApp;
use crate::harness::application::{Answer, Application, call, draft};

const API: &str = "https://api.example.com/";

/// A machine that may name one resource.
fn machine() -> ApplicationDraft {
    ApplicationDraft {
        grants: vec![GrantType::ClientCredentials],
        redirect_uris: Vec::new(),
        resources: vec![API.to_owned()],
        access_token_format: AccessTokenFormat::Jwt,
        ..draft("Robot", "")
    }
}

async fn ask(robot: &Application<'_>, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("grant_type", "client_credentials")], more].concat();
    robot.post("/oidc/token", &fields).await
}

async fn token(server: &TestApp, robot: &Application<'_>) -> String {
    let answer = ask(robot, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    server.log().keep_out(&token);
    token
}

/// What a resource reads that knows nothing but our published keys.
async fn read(server: &TestApp, token: &str) -> Claims {
    let keys = call(server, Method::GET, "/oidc/jwks", &[], "").await;
    let keys = JwkSet::parse(keys.body.to_string().as_bytes()).unwrap();
    let keys = KeySet::from_jwks(keys).unwrap();
    let verified = keys.verify(token, Expect::Exactly(TokenType::AccessToken));
    verified.unwrap().claims().unwrap()
}

async fn look(asker: &Application<'_>, token: &str) -> Answer {
    let answer = asker.post("/oidc/introspect", &[("token", token)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer
}

async fn is_active(asker: &Application<'_>, token: &str) -> bool {
    let answer = look(asker, token).await;
    if answer.body["active"] == false {
        let bare = serde_json::json!({"active": false});
        assert_eq!(answer.body, bare, "nothing else is said");
    }
    answer.body["active"].as_bool().unwrap()
}

#[tokio::test]
async fn a_machine_gets_a_signed_token_for_itself() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let robot = Application::connect_with(&server, workspace.id, &machine()).await;
        let answer = ask(&robot, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body["expires_in"], 600);
        for absent in ["refresh_token", "id_token"] {
            assert!(answer.body.get(absent).is_none(), "{absent}");
        }
        let first = token(&server, &robot).await;
        let claims = read(&server, &first).await;
        let id = robot.id.to_string();
        claims.require("iss", server.origin()).unwrap();
        claims.require("sub", &id).unwrap();
        claims.require("client_id", &id).unwrap();
        claims.require_audience(API).unwrap();
        let other = read(&server, &token(&server, &robot).await).await;
        assert_ne!(claims.text("jti"), other.text("jti"));
        let seen = look(&robot, &first).await;
        assert_eq!(seen.body["active"], true);
        assert_eq!(seen.body["sub"], id.as_str());
        assert_eq!(seen.body["aud"], API);
        assert_eq!(
            robot.userinfo(&first).await.status,
            401,
            "no person is behind it"
        );
    }
}

#[tokio::test]
async fn tokens_of_machines_are_not_rows_and_not_lines() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let robot = Application::connect_with(&server, workspace.id, &machine()).await;
    token(&server, &robot).await;
    let before = server.rows().await;
    for _ in 0..5 {
        token(&server, &robot).await;
    }
    assert_eq!(server.rows().await, before);
    server.pass(Duration::from_secs(3600));
    token(&server, &robot).await;
    let after = server.rows().await;
    let grown: Vec<_> = after.iter().filter(|(k, n)| before[*k] != **n).collect();
    assert_eq!(grown.len(), 1, "one line an hour: {grown:?}");
}

#[tokio::test]
async fn a_machine_gets_only_what_it_may_have() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let robot = Application::connect_with(&server, workspace.id, &machine()).await;
    for (name, value, error) in [
        ("scope", "openid", "invalid_scope"),
        ("scope", "workspace email", "invalid_scope"),
        ("resource", "https://other.example.com/", "invalid_target"),
        ("resource", "https://api.example.com", "invalid_target"),
    ] {
        let refused = ask(&robot, &[(name, value)]).await;
        assert_eq!(
            (refused.status.as_u16(), refused.error()),
            (400, error),
            "{value}"
        );
    }
    let board = Application::connect(&server, workspace.id, "Board").await;
    assert_eq!(ask(&board, &[]).await.error(), "unauthorized_client");
}

#[tokio::test]
async fn a_closed_application_or_workspace_gets_and_holds_nothing() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let robot = Application::connect_with(&server, workspace.id, &machine()).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let held = token(&server, &robot).await;
        assert!(is_active(&board, &held).await);
        let now = server.app.clock.now();
        let (of, id) = (workspace.id, robot.id);
        let mut conn = server.app.db.write().await.unwrap();
        Registered::disable(&mut conn, of, id, now).await.unwrap();
        conn.commit().await.unwrap();
        assert_eq!(ask(&robot, &[]).await.error(), "invalid_client");
        assert!(!is_active(&board, &held).await);
        server.pass(Duration::from_secs(2));
        let mut conn = server.app.db.write().await.unwrap();
        Registered::enable(&mut conn, of, id, now).await.unwrap();
        conn.commit().await.unwrap();
        assert!(
            !is_active(&board, &held).await,
            "nothing it held comes back"
        );
        let held = token(&server, &robot).await;
        assert!(is_active(&board, &held).await);
        let mut conn = server.app.db.write().await.unwrap();
        let suspended = admission::WorkspaceState::Suspended;
        workspaces::set_state(&mut conn, of, suspended)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(ask(&robot, &[]).await.error(), "invalid_grant");
        assert!(!is_active(&board, &held).await);
    }
}

#[tokio::test]
async fn a_machines_token_is_given_back_at_once_and_runs_out() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let robot = Application::connect_with(&server, workspace.id, &machine()).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (first, second) = (token(&server, &robot).await, token(&server, &robot).await);
    board.post("/oidc/revoke", &[("token", &first)]).await;
    assert!(
        is_active(&board, &first).await,
        "it is not the board's to end"
    );
    robot.post("/oidc/revoke", &[("token", &first)]).await;
    assert!(!is_active(&board, &first).await);
    assert!(is_active(&board, &second).await);
    server.pass(Duration::from_secs(600));
    assert!(!is_active(&board, &second).await);
}

#[tokio::test]
async fn what_is_not_exactly_our_token_opens_nothing() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let robot = Application::connect_with(&server, workspace.id, &machine()).await;
    let good = token(&server, &robot).await;
    let (head, signature) = good.rsplit_once('.').unwrap();
    let unsigned = protocol::jose::base64url_encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    let payload = head.split('.').nth(1).unwrap();
    for odd in [
        format!("{head}."),
        format!("{head}.{}", signature.chars().rev().collect::<String>()),
        format!("{unsigned}.{payload}."),
        format!("{good}.x"),
        format!("{good} "),
        "..".to_owned(),
        "x".repeat(8000),
    ] {
        assert!(!is_active(&robot, &odd).await, "{odd}");
        assert_eq!(robot.userinfo(&odd).await.status.as_u16() / 100, 4);
    }
}
