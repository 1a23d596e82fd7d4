//! The main road: a person opens an application, signs in, allows it, and is in.

use axum::http::header;

use super::company;
use crate::harness::application::{Application, call, param};
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn a_person_signs_in_allows_and_is_in_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let ask = board.ask();
        let mut browser = server.browser();
        browser.open(&ask.address()).await;
        assert!(
            browser.url.path().starts_with("/sign-in/"),
            "{}",
            browser.url
        );
        assert!(browser.page.says("Board"), "{}", browser.page.main());
        browser
            .press("Continue", &[("Login or e-mail", "ada@falke.example.com")])
            .await;
        let policy = browser.headers[header::CONTENT_SECURITY_POLICY].to_str();
        assert!(policy.unwrap().contains("https://board.example.com;"));
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        assert!(browser.page.heading().contains("Board"));
        for said in ["board.example.com", "Ada Lovelace", "your e-mail address"] {
            assert!(browser.page.says(said), "{said}: {}", browser.page.main());
        }
        browser.press("Allow", &[]).await;
        let tokens = board.finish(&ask, &browser.url).await;
        let subject = ada.passport.to_string();
        tokens.claims.require("sub", &subject).unwrap();
        tokens.claims.require("acr", "secret").unwrap();
        assert_eq!(
            tokens.claims.value("amr").unwrap(),
            &serde_json::json!(["pwd"])
        );
        assert_eq!(
            tokens.claims.text("email").unwrap(),
            "ada@falke.example.com"
        );
        let userinfo = board.userinfo(&tokens.access).await;
        assert_eq!(userinfo.body["sub"], subject.as_str());
        assert_eq!(userinfo.body["name"], "Ada Lovelace");
        assert_eq!(userinfo.body["role"], "employee");
        assert_eq!(userinfo.body["workspace_name"], "Falke");
        assert_eq!(userinfo.body["groups"], serde_json::json!([]));

        let again = board.ask();
        browser.open(&again.address()).await;
        board.finish(&again, &browser.url).await;
        let events = server.events_of(ada.passport).await;
        for kind in ["oidc.consent.given", "oidc.entered"] {
            assert!(events.iter().any(|seen| seen == kind), "{kind}: {events:?}");
        }
    }
}

#[tokio::test]
async fn a_refusal_goes_back_to_the_application() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask();
    browser.open(&ask.address()).await;
    browser.press("Refuse", &[]).await;
    assert_eq!(
        param(&browser.url, "error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(param(&browser.url, "state"), Some(ask.state));
    assert_eq!(param(&browser.url, "iss").as_deref(), Some(server.origin()));
}

#[tokio::test]
async fn a_form_from_another_site_goes_the_same_way_as_a_query() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let kind = [(
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let query = board.ask().query();
    let answer = call(
        &server,
        axum::http::Method::POST,
        "/oidc/authorize",
        &kind,
        &query,
    )
    .await;
    assert_eq!(answer.status, 303);
    let to = answer.headers[header::LOCATION].to_str().unwrap();
    assert_eq!(to, format!("/oidc/authorize?{query}"));
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn an_application_speaks_the_language_it_wishes_until_the_person_chooses() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.browser();
    let ask = board.ask().with("ui_locales", "fr de-AT");
    browser.open(&ask.address()).await;
    assert_eq!(browser.page.heading(), "Anmelden");
    let mut chosen = server.browser();
    chosen.plant("vestibule-language", "pl");
    chosen.open(&ask.address()).await;
    assert_eq!(chosen.page.heading(), "Logowanie");
}
