//! Sign-out that an application asks for.

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, param};

fn address(fields: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    format!("/oidc/logout?{query}")
}

const BYE: &str = "https://board.example.com/bye";

#[tokio::test]
async fn a_token_of_ours_signs_out_at_once_and_leads_back() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    let hint = tokens.id_token.as_str();
    let path = address(&[
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", BYE),
        ("state", "s 1"),
    ]);
    browser.open(&path).await;
    assert_eq!(browser.url.as_str(), format!("{BYE}?state=s+1"));
    assert_eq!(param(&browser.url, "state").as_deref(), Some("s 1"));
    assert_eq!(browser.cookie("vestibule-session"), None);
    assert_eq!(board.userinfo(&tokens.access).await.status, 401);
}

#[tokio::test]
async fn without_a_token_the_person_is_asked() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let id = board.id.to_string();
    let fields = [
        ("client_id", id.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    browser.open(&address(&fields)).await;
    assert!(
        browser.cookie("vestibule-session").is_some(),
        "nothing ended yet"
    );
    browser.press("Sign out", &[]).await;
    assert_eq!(browser.url.as_str(), BYE);
    assert_eq!(browser.cookie("vestibule-session"), None);
}

#[tokio::test]
async fn another_persons_token_ends_nothing_unasked() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_ada, tokens) = tokens(&server, &board).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&address(&[("id_token_hint", &tokens.id_token)]))
        .await;
    assert!(anna.cookie("vestibule-session").is_some());
    assert_eq!(anna.page.heading(), "Sign out");
}

#[tokio::test]
async fn a_way_back_that_is_not_registered_is_never_taken() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    let forged = format!("{}x", tokens.id_token);
    let hint = tokens.id_token.as_str();
    let evil = "https://evil.example/";
    for fields in [
        vec![("id_token_hint", hint), ("post_logout_redirect_uri", evil)],
        vec![("post_logout_redirect_uri", BYE)],
        vec![
            ("id_token_hint", forged.as_str()),
            ("post_logout_redirect_uri", BYE),
        ],
        vec![("id_token_hint", hint), ("client_id", "other")],
    ] {
        browser.open(&address(&fields)).await;
        assert_eq!(browser.status, 400, "{fields:?}");
        assert_eq!(browser.url.host_str(), Some("localhost"));
        assert!(browser.cookie("vestibule-session").is_some());
    }
    assert_eq!(board.userinfo(&tokens.access).await.status, 200);
}
