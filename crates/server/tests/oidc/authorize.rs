//! Attacks on the authorization endpoint: foreign addresses, doubled parameters, other browsers, and what
//! `prompt`, `max_age` and `id_token_hint` make of a session.

use std::time::Duration;

use axum::http::header;
use people::members::Role;

use super::{company, enter, tokens};
use crate::harness::application::{Application, param};
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn an_address_that_is_not_registered_is_never_redirected_to() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    for evil in [
        "https://evil.example/callback",
        "https://board.example.com/callback/",
        "https://board.example.com/callback?x=1",
        "https://board.example.com/callback#x",
        "https://board.example.com@evil.example/callback",
        "https://board.example.com.evil.example/callback",
        "https://board.example.com:444/callback",
        "http://board.example.com/callback",
        "https://BOARD.example.com/callback",
        "https://board.example.com/./callback",
        "https://board.example.com/%63allback",
        "https://board.example.com\\@evil.example/callback",
        "//board.example.com/callback",
        "javascript:alert(1)",
        "",
    ] {
        for prompt in ["", "none", "login"] {
            let ask = board
                .ask()
                .with("redirect_uri", evil)
                .with("prompt", prompt);
            browser.open_only(&ask.address()).await;
            assert_eq!(browser.status, 400, "{evil}");
            assert!(!browser.headers.contains_key(header::LOCATION), "{evil}");
            assert!(browser.page.says("Reference"), "{evil}");
        }
    }
    for id in ["", "unknown", "00000000000000000000000000"] {
        let ask = board.ask().with("client_id", id).with("prompt", "none");
        browser.open_only(&ask.address()).await;
        assert_eq!(browser.status, 400, "{id}");
        assert!(!browser.headers.contains_key(header::LOCATION), "{id}");
    }
}

#[tokio::test]
async fn a_native_application_may_use_any_port_of_this_machine_and_nothing_else() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let redirect = ("Tool", "http://127.0.0.1/callback");
    let mut tool = Application::connect_as(&server, workspace.id, redirect, false).await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    for wrong in [
        "http://127.0.0.2:5000/callback",
        "http://127.0.0.1:5000/other",
    ] {
        let ask = tool.ask().with("redirect_uri", wrong);
        browser.open_only(&ask.address()).await;
        assert_eq!(browser.status, 400, "{wrong}");
    }
    tool.redirect_uri = "http://127.0.0.1:5000/callback".to_owned();
    for _ in 0..2 {
        let ask = tool.ask();
        browser.open(&ask.address()).await;
        assert!(
            browser.url.path().starts_with("/oidc/consent/"),
            "a program on a device is asked about each time"
        );
        browser.press("Allow", &[]).await;
        tool.finish(&ask, &browser.url).await;
    }
    let bare = tool
        .ask()
        .with("code_challenge", "")
        .with("code_challenge_method", "");
    browser.open(&bare.address()).await;
    assert_eq!(
        param(&browser.url, "error").as_deref(),
        Some("invalid_request")
    );
}

#[tokio::test]
async fn parameters_given_twice_are_refused() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.browser();
    for name in ["client_id", "redirect_uri"] {
        let ask = board.ask();
        let value = ask
            .params
            .iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .1
            .clone();
        let address = format!("{}&{name}={value}", ask.address());
        browser.open_only(&address).await;
        assert_eq!(browser.status, 400, "{name}");
    }
    for name in ["scope", "state", "nonce", "code_challenge", "response_type"] {
        let address = format!("{}&{name}=x", board.ask().address());
        browser.open_only(&address).await;
        let to = browser.headers[header::LOCATION].to_str().unwrap();
        assert!(to.starts_with("https://board.example.com/callback?error=invalid_request"));
    }
    let refused = board
        .post(
            "/oidc/token",
            &[("grant_type", "refresh_token"), ("grant_type", "x")],
        )
        .await;
    assert_eq!(refused.error(), "invalid_request");
}

#[tokio::test]
async fn nobody_is_asked_where_nobody_may_be() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let silent = board.ask().with("prompt", "none");
    let mut stranger = server.browser();
    stranger.open(&silent.address()).await;
    assert_eq!(
        param(&stranger.url, "error").as_deref(),
        Some("login_required")
    );
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser.open(&silent.address()).await;
    assert_eq!(
        param(&browser.url, "error").as_deref(),
        Some("consent_required")
    );
    enter(&mut browser, &board.ask()).await;
    browser.open(&silent.address()).await;
    board.finish(&silent, &browser.url).await;
    server.pass(Duration::from_secs(60));
    let aged = silent.with("max_age", "30");
    browser.open(&aged.address()).await;
    assert_eq!(
        param(&browser.url, "error").as_deref(),
        Some("login_required")
    );
}

#[tokio::test]
async fn a_new_sign_in_is_asked_for_and_cannot_be_skipped() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, _) = tokens(&server, &board).await;
    for (name, value) in [
        ("prompt", "login"),
        ("max_age", "0"),
        ("prompt", "select_account"),
    ] {
        server.pass(Duration::from_secs(60));
        let ask = board.ask().with(name, value);
        let before = server.app.clock.now().as_seconds();
        browser.open(&ask.address()).await;
        assert!(
            browser.url.path().starts_with("/sign-in/"),
            "{name}={value}"
        );
        browser
            .press("Continue", &[("Login or e-mail", "ada@falke.example.com")])
            .await;
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        let tokens = board.finish(&ask, &browser.url).await;
        assert!(tokens.claims.seconds("auth_time").unwrap() >= before);
    }
}

#[tokio::test]
async fn consent_is_asked_again_when_wanted_or_when_more_is_asked_for() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    enter(&mut browser, &board.ask().with("scope", "openid")).await;
    let more = board.ask().with("scope", "openid email");
    browser.open(&more.address()).await;
    assert!(browser.url.path().starts_with("/oidc/consent/"));
    browser.press("Allow", &[]).await;
    let again = more.with("prompt", "consent");
    browser.open(&again.address()).await;
    assert!(browser.url.path().starts_with("/oidc/consent/"));
}

#[tokio::test]
async fn a_request_goes_on_only_in_the_browser_that_brought_it() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    server
        .colleague(&workspace, "Ben Kurz", Role::Employee)
        .await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut ada = server.signed_in("ada@falke.example.com").await;
    ada.open(&board.ask().address()).await;
    let consent = ada.url.path().to_owned();
    let filled = ada.page.fill("Allow", &[]);
    let mut ben = server.signed_in("ben@falke.example.com").await;
    for path in [consent.clone(), consent.replace("consent", "authorize")] {
        ben.open(&path).await;
        assert_eq!(ben.status, 410, "{path}");
    }
    ben.send(filled).await;
    assert!(ben.status.is_client_error());
    ada.press("Allow", &[]).await;
    assert!(param(&ada.url, "code").is_some());
    ada.open(&format!("{}{consent}", server.origin())).await;
    assert_eq!(ada.status, 410, "a request is answered once");
}

#[tokio::test]
async fn the_one_whom_the_application_means_is_the_one_who_enters() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    server
        .colleague(&workspace, "Ben Kurz", Role::Employee)
        .await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, ada) = tokens(&server, &board).await;
    let mut ben = server.signed_in("ben@falke.example.com").await;
    enter(&mut ben, &board.ask()).await;
    let silent = board
        .ask()
        .with("id_token_hint", &ada.id_token)
        .with("prompt", "none");
    ben.open(&silent.address()).await;
    assert_eq!(param(&ben.url, "error").as_deref(), Some("login_required"));
    server.pass(Duration::from_secs(60));
    let ask = board.ask().with("id_token_hint", &ada.id_token);
    ben.open(&ask.address()).await;
    ben.press("Continue", &[("Login or e-mail", "ben@falke.example.com")])
        .await;
    ben.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(param(&ben.url, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_stranger_to_the_workspace_finds_the_door_closed() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    server
        .person("Eve Fremd", "eve@example.com", PASSWORD)
        .await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut eve = server.signed_in("eve@example.com").await;
    eve.open(&board.ask().address()).await;
    assert_eq!(eve.status, 403);
    assert!(eve.page.says("Eve Fremd"));
}
