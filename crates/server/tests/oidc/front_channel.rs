//! Applications are told of a sign-out through the browser.

use protocol::oauth::ClientAuth;
use server::oidc::ApplicationDraft;

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, draft};

fn framed(session_required: bool) -> ApplicationDraft {
    ApplicationDraft {
        auth: ClientAuth::Secret,
        frontchannel_logout_uri: Some("https://board.example.com/out?x=1".to_owned()),
        frontchannel_session_required: session_required,
        ..draft("Board", "https://board.example.com/callback")
    }
}

fn policy(browser: &crate::harness::Browser<'_>) -> String {
    let policy = &browser.headers["content-security-policy"];
    policy.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_after_a_sign_out_tells_through_frames_of_the_registered_origins_only() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect_with(&server, workspace.id, &framed(true)).await;
    let plain = Application::connect(&server, workspace.id, "Plain").await;
    let (mut browser, given) = tokens(&server, &board).await;
    super::enter(&mut browser, &plain.ask()).await;
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    assert_eq!(browser.url.path(), "/signed-out");
    assert!(browser.page.says("These applications hear of it, too"));
    let frames: Vec<_> = browser.page.source.match_indices("<iframe").collect();
    assert_eq!(frames.len(), 1, "only those with an address");
    let issuer: String = url::form_urlencoded::byte_serialize(server.origin().as_bytes()).collect();
    let sid = given.claims.text("sid").unwrap();
    let address = format!("https://board.example.com/out?x=1&iss={issuer}&sid={sid}");
    let source = browser
        .page
        .source
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    assert!(source.contains(&address), "{source}");
    assert!(policy(&browser).ends_with("; frame-src https://board.example.com"));
    browser.open("/signed-out").await;
    assert!(!browser.page.source.contains("<iframe"), "told once");
    assert!(!policy(&browser).contains("frame-src"));
}

#[tokio::test]
async fn session_and_issuer_are_named_where_asked_for_only() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect_with(&server, workspace.id, &framed(false)).await;
    let (mut browser, _) = tokens(&server, &board).await;
    browser.open("/passport").await;
    browser.press("Sign out", &[]).await;
    assert!(
        browser
            .page
            .source
            .contains("https://board.example.com/out?x=1\"")
    );
    assert!(!browser.page.source.contains("sid="));
}

#[tokio::test]
async fn an_application_that_asked_gets_its_person_back_from_the_page() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect_with(&server, workspace.id, &framed(false)).await;
    let (mut browser, given) = tokens(&server, &board).await;
    let bye = "https://board.example.com/bye";
    let path = format!(
        "/oidc/logout?id_token_hint={}&post_logout_redirect_uri={bye}&state=s1",
        given.id_token
    );
    browser.open(&path).await;
    assert_eq!(browser.url.path(), "/signed-out");
    assert_eq!(
        browser.page.link("Back to Board"),
        format!("{bye}?state=s1")
    );
    let refresh = browser.headers["refresh"].to_str().unwrap();
    assert_eq!(refresh, format!("4; url={bye}?state=s1"));
}

#[tokio::test]
async fn nobody_makes_the_page_frame_or_lead_elsewhere() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect_with(&server, workspace.id, &framed(true)).await;
    let (mut browser, given) = tokens(&server, &board).await;
    let sid = given.claims.text("sid").unwrap().to_owned();
    browser.open("/passport").await;
    let facts = format!(
        r#"{{"session":"{sid}","back":{{"uri":"https://evil.example/","application":"Bank"}}}}"#
    );
    let value = protocol::jose::base64url_encode(facts);
    for seal in ["", "AAAA", browser.hidden_field().as_str()] {
        browser.plant("vestibule-left", &format!("{value}.{seal}"));
        browser.open("/signed-out").await;
        assert_eq!(browser.status, 200);
        assert!(!browser.page.source.contains("evil.example"));
        assert!(!browser.page.source.contains("<iframe"));
    }
}
