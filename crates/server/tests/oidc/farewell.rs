//! Applications are told that a session is over, whatever ended it, from server to server.

use std::time::Duration;

use people::members::{self, Act, Member};
use people::workspaces::Workspace;
use protocol::jose::{Claims, Expect, JwkSet, KeySet, TokenType};
use server::oidc::ApplicationDraft;

use super::{company, enter};
use crate::harness::application::{Application, Tokens, call, draft};
use crate::harness::listener::Listener;
use crate::harness::{Browser, PASSWORD, TestApp};

const ADA: &str = "ada@falke.example.com";

/// A server that may speak with a loopback address.
async fn start() -> TestApp {
    let flags = [("allow_private_outgoing", "127.0.0.0/8")];
    TestApp::start_with(&flags, base::hash::Cost::cheap()).await
}

fn told_at(listener: &Listener) -> ApplicationDraft {
    ApplicationDraft {
        backchannel_logout_uri: Some(listener.url()),
        ..draft("Board", "https://board.example.com/callback")
    }
}

async fn connect<'a>(
    server: &'a TestApp,
    workspace: &Workspace,
    listener: &Listener,
) -> Application<'a> {
    let secret = ApplicationDraft {
        auth: protocol::oauth::ClientAuth::Secret,
        ..told_at(listener)
    };
    Application::connect_with(server, workspace.id, &secret).await
}

/// Ada in a browser, inside the application.
async fn inside<'a>(server: &'a TestApp, board: &Application<'_>) -> (Browser<'a>, Tokens) {
    super::tokens(server, board).await
}

/// The claims of the one token that was heard, verified like an application does it.
async fn heard(server: &TestApp, board: &Application<'_>, listener: &Listener) -> Claims {
    let mut bodies = listener.heard();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let body = bodies.remove(0);
    let token = body.strip_prefix("logout_token=").unwrap();
    let keys = call(server, axum::http::Method::GET, "/oidc/jwks", &[], "").await;
    let keys = JwkSet::parse(keys.body.to_string().as_bytes()).unwrap();
    let keys = KeySet::from_jwks(keys).unwrap();
    let verified = keys
        .verify(token, Expect::Exactly(TokenType::LogoutToken))
        .unwrap();
    let claims = verified.claims().unwrap();
    claims.require("iss", server.origin()).unwrap();
    claims.require("aud", &board.id.to_string()).unwrap();
    claims
        .check_times(server.app.clock.now().as_seconds())
        .unwrap();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert!(claims.value("events").unwrap()[event].is_object());
    assert!(claims.value("nonce").is_none());
    claims.text("jti").unwrap();
    claims
}

#[track_caller]
fn is_about(claims: &Claims, tokens: &Tokens) {
    for name in ["sub", "sid"] {
        let due = tokens.claims.text(name).unwrap();
        assert_eq!(claims.text(name).unwrap(), due, "{name}");
    }
}

#[tokio::test]
async fn signing_out_tells_every_application_of_the_session_once() {
    let server = start().await;
    let (workspace, _) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (mut browser, tokens) = inside(&server, &board).await;
    enter(&mut browser, &board.ask()).await;
    server.work().await;
    assert!(listener.heard().is_empty(), "nothing is over yet");
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    let ran = server.work().await;
    assert!(ran.trouble.is_empty(), "{ran:?}");
    is_about(&heard(&server, &board, &listener).await, &tokens);
    server.work().await;
    server.pass(Duration::from_secs(120));
    server.work().await;
    assert!(listener.heard().is_empty(), "told once");
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/audit").await;
    assert!(anna.page.says("Application told of a sign-out"));
}

#[tokio::test]
async fn whatever_ends_a_session_tells() {
    for how in ["application", "sessions page", "everybody leaves"] {
        let server = start().await;
        let (workspace, _) = company(&server).await;
        let listener = Listener::open().await;
        let board = connect(&server, &workspace, &listener).await;
        let (mut browser, tokens) = inside(&server, &board).await;
        match how {
            "application" => {
                let path = format!("/oidc/logout?id_token_hint={}", tokens.id_token);
                browser.open(&path).await;
            }
            "sessions page" => {
                let mut laptop = server.signed_in(ADA).await;
                laptop.open("/passport/sessions").await;
                let sid = tokens.claims.text("sid").unwrap();
                let end = format!("/passport/sessions/{sid}/end");
                laptop.post_fields(&end, "").await;
            }
            _ => {
                browser.open("/sign-in?switch=1").await;
                let name = [("Login or e-mail", "anna@falke.example.com")];
                browser.press("Continue", &name).await;
                browser.press("Sign in", &[("Password", PASSWORD)]).await;
                assert!(listener.heard().is_empty(), "Ada is still signed in");
                browser.press("Sign out of all", &[]).await;
            }
        }
        server.work().await;
        is_about(&heard(&server, &board, &listener).await, &tokens);
    }
}

#[tokio::test]
async fn a_raised_epoch_tells_and_what_came_after_it_is_left_alone() {
    let server = start().await;
    let (workspace, _) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (mut browser, tokens) = inside(&server, &board).await;
    browser.open("/passport/sessions").await;
    let mut laptop = server.signed_in(ADA).await;
    laptop.open("/passport/sessions").await;
    laptop.press("End all other sessions", &[]).await;
    let fresh = board.ask();
    enter(&mut laptop, &fresh).await;
    let after = board.finish(&fresh, &laptop.url).await;
    server.work().await;
    is_about(&heard(&server, &board, &listener).await, &tokens);
    assert_eq!(board.userinfo(&after.access).await.status, 200);
    laptop.open("/passport").await;
    laptop.press("Sign out", &[]).await;
    server.work().await;
    is_about(&heard(&server, &board, &listener).await, &after);
}

async fn dismiss(server: &TestApp, workspace: &Workspace, ada: &Member) {
    let act = Act {
        by: None,
        at: server.app.clock.now(),
        note: None,
    };
    let mut conn = server.app.db.write().await.unwrap();
    members::dismiss(&mut conn, workspace.id, ada.id, act)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

#[tokio::test]
async fn a_dismissal_nobody_announced_is_found_within_a_minute() {
    let server = start().await;
    let (workspace, ada) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (_browser, tokens) = inside(&server, &board).await;
    server.work().await;
    dismiss(&server, &workspace, &ada).await;
    server.pass(Duration::from_secs(61));
    server.work().await;
    is_about(&heard(&server, &board, &listener).await, &tokens);
}

#[tokio::test]
async fn withdrawing_what_one_allowed_tells_that_application() {
    let server = start().await;
    let (workspace, _) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (mut browser, tokens) = inside(&server, &board).await;
    let path = format!("/passport/connections/{}/withdraw", board.id);
    browser.open(&path).await;
    browser.press("Withdraw", &[]).await;
    server.work().await;
    is_about(&heard(&server, &board, &listener).await, &tokens);
}

#[tokio::test]
async fn an_application_that_does_not_answer_is_tried_again_and_then_given_up() {
    let server = start().await;
    let (workspace, _) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (mut browser, _) = inside(&server, &board).await;
    listener.answer_with(503);
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    server.work().await;
    let first = listener.heard();
    server.pass(Duration::from_secs(30));
    server.work().await;
    let second = listener.heard();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first, second, "each try has a token of its own");
    listener.answer_with(200);
    server.pass(Duration::from_secs(60));
    server.work().await;
    heard(&server, &board, &listener).await;

    listener.answer_with(400);
    let (mut browser, _) = inside(&server, &board).await;
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    for _ in 0..12 {
        server.work().await;
        server.pass(Duration::from_secs(3700));
    }
    assert_eq!(listener.heard().len(), 10);
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/audit").await;
    assert!(
        anna.page
            .says("Application could not be told of a sign-out")
    );
}

#[tokio::test]
async fn nobody_is_told_who_has_no_address_or_is_disabled() {
    let server = start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, _) = inside(&server, &board).await;
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    let ran = server.work().await;
    assert!(ran.trouble.is_empty());
    assert_eq!(server.rows().await["farewells"], 0);
    assert_eq!(server.rows().await["endings"], 0);
}

#[tokio::test]
async fn a_private_address_is_not_called_unless_the_operator_allows_it() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let listener = Listener::open().await;
    let board = connect(&server, &workspace, &listener).await;
    let (mut browser, _) = inside(&server, &board).await;
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    server.work().await;
    assert!(listener.heard().is_empty());
}
