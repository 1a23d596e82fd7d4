//! What resources hear about tokens of people, in both forms.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use protocol::oauth::AccessTokenFormat;
use serde_json::json;
use server::oidc::ApplicationDraft;

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Answer, Application, call, draft};

const API: &str = "https://api.example.com/";
const OTHER_API: &str = "urn:example:other";

fn board(format: AccessTokenFormat) -> ApplicationDraft {
    ApplicationDraft {
        access_token_format: format,
        resources: vec![API.to_owned(), OTHER_API.to_owned()],
        ..draft("Board", "https://board.example.com/callback")
    }
}

async fn look(asker: &Application<'_>, token: &str) -> Answer {
    asker.post("/oidc/introspect", &[("token", token)]).await
}

#[tokio::test]
async fn a_token_of_either_form_says_who_stands_behind_it() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let resource = Application::connect(&server, workspace.id, "Resource").await;
        for format in AccessTokenFormat::ALL {
            let board = Application::connect_with(&server, workspace.id, &board(*format)).await;
            let (_browser, given) = tokens(&server, &board).await;
            let signed = given.access.contains('.');
            assert_eq!(signed, *format == AccessTokenFormat::Jwt);
            let seen = look(&resource, &given.access).await.body;
            assert_eq!(seen["active"], true, "{seen}");
            assert_eq!(seen["client_id"], board.id.to_string());
            assert_eq!(seen["aud"], board.id.to_string());
            assert_eq!(seen["sub"], ada.passport.to_string());
            assert_eq!(seen["username"], "ada@falke.example.com");
            assert_eq!(seen["email"], "ada@falke.example.com");
            assert_eq!(seen["token_type"], "Bearer");
            let lives = seen["exp"].as_i64().unwrap() - seen["iat"].as_i64().unwrap();
            assert_eq!(lives, 600);
            assert_eq!(board.userinfo(&given.access).await.status, 200);
            board
                .post("/oidc/revoke", &[("token", &given.access)])
                .await;
            let gone = look(&resource, &given.access).await.body;
            assert_eq!(gone, json!({"active": false}));
            assert_eq!(board.userinfo(&given.access).await.status, 401);
        }
    }
}

#[tokio::test]
async fn a_dismissed_person_is_behind_no_token() {
    for format in AccessTokenFormat::ALL {
        let server = TestApp::start().await;
        let (workspace, ada) = company(&server).await;
        let board = Application::connect_with(&server, workspace.id, &board(*format)).await;
        let (_browser, given) = tokens(&server, &board).await;
        let mut conn = server.app.db.write().await.unwrap();
        let act = people::members::Act {
            by: None,
            at: server.app.clock.now(),
            note: None,
        };
        people::members::dismiss(&mut conn, workspace.id, ada.id, act)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(
            look(&board, &given.access).await.body,
            json!({"active": false})
        );
    }
}

#[tokio::test]
async fn another_workspace_hears_of_nothing_and_a_public_application_may_not_ask() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let elsewhere = server.workspace("adler", "Adler", ada.passport).await;
    let (mine, theirs) = (
        Application::connect(&server, workspace.id, "Board").await,
        Application::connect(&server, elsewhere.id, "Spy").await,
    );
    let (_browser, given) = tokens(&server, &mine).await;
    for token in [
        given.access.as_str(),
        given.refresh.as_deref().unwrap(),
        "unknown",
    ] {
        let seen = look(&theirs, token).await.body;
        assert_eq!(seen, json!({"active": false}), "all alike");
    }
    let tool = ("Tool", "https://tool.example.com/cb");
    let tool = Application::connect_as(&server, workspace.id, tool, false).await;
    let refused = look(&tool, &given.access).await;
    assert_eq!(refused.error(), "invalid_client");
    let nobody = mine.post("/oidc/introspect", &[]).await;
    assert_eq!(nobody.error(), "invalid_request");
}

/// Dovecot sends both fields empty beside the header.
#[tokio::test]
async fn empty_fields_beside_the_header_are_no_second_way() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, given) = tokens(&server, &board).await;
    let secret = board.secret.clone().unwrap();
    let basic = BASE64_STANDARD.encode(format!("{}:{secret}", board.id));
    let headers = [
        (
            axum::http::header::CONTENT_TYPE,
            "application/x-www-form-urlencoded".to_owned(),
        ),
        (axum::http::header::AUTHORIZATION, format!("Basic {basic}")),
    ];
    let body = format!("client_id=&client_secret=&token={}", given.access);
    let post = axum::http::Method::POST;
    let seen = call(&server, post, "/oidc/introspect", &headers, &body).await;
    assert_eq!(seen.body["active"], true, "{}", seen.body);
}

/// RFC 8707: asked for at the authorization endpoint, narrowed at the token endpoint.
#[tokio::test]
async fn a_token_is_for_the_resources_asked_for_and_never_for_more() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board =
            Application::connect_with(&server, workspace.id, &board(AccessTokenFormat::Jwt)).await;
        let mut browser = server.signed_in("ada@falke.example.com").await;
        let unknown = board.ask().with("resource", "https://evil.example/");
        browser.open(&unknown.address()).await;
        assert!(
            browser
                .url
                .query()
                .unwrap()
                .contains("error=invalid_target")
        );
        let ask = board.ask().with("resource", API);
        super::enter(&mut browser, &ask).await;
        let given = board.finish(&ask, &browser.url).await;
        assert_eq!(look(&board, &given.access).await.body["aud"], API);
        let refresh = given.refresh.unwrap();
        let renew = async |resource: &str| {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh.as_str()),
                ("resource", resource),
            ];
            board.post("/oidc/token", &fields).await
        };
        let wider = renew(OTHER_API).await;
        assert_eq!(wider.error(), "invalid_target");
        let same = renew(API).await;
        assert_eq!(same.status, 200, "a refused wish uses nothing up");
        let access = same.body["access_token"].as_str().unwrap();
        assert_eq!(look(&board, access).await.body["aud"], API);
    }
}

/// An introspection in which all is well is answered before the routes are asked.
#[tokio::test]
async fn the_routes_would_say_the_same_of_a_token() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (_browser, given) = tokens(&server, &board).await;
    let secret = board.secret.clone().unwrap();
    for (token, secret) in [
        (given.access.as_str(), secret.as_str()),
        ("nothing", secret.as_str()),
        (given.access.as_str(), "wrong"),
    ] {
        let basic = BASE64_STANDARD.encode(format!("{}:{secret}", board.id));
        let asking = || {
            axum::http::Request::post("/oidc/introspect")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("authorization", format!("Basic {basic}"))
                .body(axum::body::Body::from(format!("token={token}")))
                .unwrap()
        };
        let front = server.request(asking()).await;
        let route = server.by_routes(asking()).await;
        assert_eq!(front.status(), route.status());
        let (one, other) = (front.headers().clone(), route.headers().clone());
        let front = axum::body::to_bytes(front.into_body(), 1 << 16)
            .await
            .unwrap();
        let route = axum::body::to_bytes(route.into_body(), 1 << 16)
            .await
            .unwrap();
        assert_eq!(front, route);
        for name in one
            .keys()
            .chain(other.keys())
            .filter(|name| *name != "content-length")
        {
            assert_eq!(one.get(name), other.get(name), "{name}");
        }
    }
}
