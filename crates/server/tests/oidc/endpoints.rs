//! The endpoints as applications and scripts meet them: discovery, keys, client authentication,
//! limits, and who may call from another origin.

use axum::http::{Method, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{company, enter, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, call};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn discovery_names_what_is_there() {
    let server = TestApp::start_https().await;
    let path = "/.well-known/openid-configuration";
    let found = call(&server, Method::GET, path, &[], "").await;
    assert_eq!(found.status, 200);
    assert_eq!(found.body["issuer"], "https://id.example.com");
    assert_eq!(found.body["code_challenge_methods_supported"][0], "S256");
    assert_eq!(
        found.body["id_token_signing_alg_values_supported"][0],
        "ES256"
    );
    assert!(
        found.headers[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("public")
    );
    let etag = found.headers[header::ETAG].to_str().unwrap().to_owned();
    let known = [(header::IF_NONE_MATCH, etag)];
    assert_eq!(
        call(&server, Method::GET, path, &known, "").await.status,
        304
    );
    assert_eq!(found.body["request_uri_parameter_supported"], false);
    let pushed = "https://id.example.com/oidc/par";
    assert_eq!(found.body["pushed_authorization_request_endpoint"], pushed);
    for name in [
        "authorization",
        "token",
        "userinfo",
        "revocation",
        "end_session",
    ] {
        let url = found.body[format!("{name}_endpoint")].as_str().unwrap();
        let path = url.strip_prefix("https://id.example.com").unwrap();
        let answer = call(&server, Method::PATCH, path, &[], "").await;
        assert_eq!(answer.status, 405, "{path}");
    }
}

#[tokio::test]
async fn keys_are_served_with_a_version() {
    let server = TestApp::start().await;
    let first = call(&server, Method::GET, "/oidc/jwks", &[], "").await;
    assert_eq!(first.body["keys"][0]["kty"], "EC");
    assert_eq!(first.body["keys"][0]["d"], serde_json::Value::Null);
    let etag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    let known = [(header::IF_NONE_MATCH, etag)];
    let second = call(&server, Method::GET, "/oidc/jwks", &known, "").await;
    assert_eq!(second.status, 304);
}

#[tokio::test]
async fn an_application_authenticates_only_as_it_is_registered() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let redirect = ("Tool", "https://tool.example.com/callback");
    let tool = Application::connect_as(&server, workspace.id, redirect, false).await;
    let kind = (header::CONTENT_TYPE, FORM.to_owned());
    let basic = |id: &str, secret: &str| {
        let pair = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        (header::AUTHORIZATION, format!("Basic {pair}"))
    };
    let token = "grant_type=refresh_token&refresh_token=x";
    let (board_id, tool_id) = (board.id.to_string(), tool.id.to_string());
    let secret = board.secret.clone().unwrap();
    let tries = [
        (vec![kind.clone()], format!("{token}&client_id={board_id}")),
        (vec![kind.clone(), basic(&board_id, "")], token.to_owned()),
        (
            vec![kind.clone(), basic(&board_id, &secret[1..])],
            token.to_owned(),
        ),
        (
            vec![kind.clone(), basic(&board_id, &"A".repeat(43))],
            token.to_owned(),
        ),
        (
            vec![kind.clone(), basic(&tool_id, &secret)],
            token.to_owned(),
        ),
        (
            vec![kind.clone()],
            format!("{token}&client_id={tool_id}&client_secret={secret}"),
        ),
        (vec![kind.clone()], format!("{token}&client_id=unknown")),
        (vec![kind.clone()], token.to_owned()),
    ];
    for (headers, body) in tries {
        let answer = call(&server, Method::POST, "/oidc/token", &headers, &body).await;
        assert_eq!(answer.error(), "invalid_client", "{body}");
        assert_eq!(answer.status, 401);
        assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
    }
    let post = format!("{token}&client_id={board_id}&client_secret={secret}");
    let answer = call(&server, Method::POST, "/oidc/token", &[kind], &post).await;
    assert_eq!(
        answer.error(),
        "invalid_grant",
        "the secret in the body is a way too"
    );
}

#[tokio::test]
async fn a_public_application_proves_itself_with_its_verifier() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let redirect = ("Tool", "https://tool.example.com/callback");
    let tool = Application::connect_as(&server, workspace.id, redirect, false).await;
    let (mut browser, first) = tokens(&server, &tool).await;
    let next = tool.refresh(&first.refresh.unwrap()).await;
    tool.verified(next, None).await;
    let ask = tool.ask();
    browser.open(&ask.address()).await;
    tool.finish(&ask, &browser.url).await;
}

#[tokio::test]
async fn bodies_that_are_too_large_or_no_form_change_nothing() {
    let server = TestApp::start().await;
    let kind = |text: &str| [(header::CONTENT_TYPE, text.to_owned())];
    let huge = format!("grant_type={}", "x".repeat(100_000));
    for path in ["/oidc/token", "/oidc/revoke"] {
        let answer = call(&server, Method::POST, path, &kind(FORM), &huge).await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (413, "invalid_request")
        );
        let json = kind("application/json");
        let answer = call(&server, Method::POST, path, &json, "{}").await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (400, "invalid_request")
        );
        let answer = call(&server, Method::POST, path, &kind(FORM), "a=%ff").await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (400, "invalid_request")
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
    for path in ["/oidc/authorize", "/oidc/logout"] {
        let answer = call(&server, Method::POST, path, &kind(FORM), &huge).await;
        assert_eq!(answer.status, 413, "{path}");
    }
}

#[tokio::test]
async fn scripts_of_other_origins_reach_only_what_is_meant_for_them() {
    let server = TestApp::start().await;
    let from = |method: &str| {
        [
            (header::ORIGIN, "https://spa.example".to_owned()),
            (header::ACCESS_CONTROL_REQUEST_METHOD, method.to_owned()),
        ]
    };
    for path in [
        "/oidc/token",
        "/oidc/userinfo",
        "/oidc/jwks",
        "/.well-known/openid-configuration",
    ] {
        let answer = call(&server, Method::OPTIONS, path, &from("POST"), "").await;
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert!(
            !answer
                .headers
                .contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS)
        );
    }
    for path in [
        "/oidc/authorize",
        "/oidc/revoke",
        "/oidc/logout",
        "/sign-in",
    ] {
        let answer = call(&server, Method::OPTIONS, path, &from("POST"), "").await;
        assert!(
            !answer
                .headers
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "{path}"
        );
    }
}

#[tokio::test]
async fn userinfo_says_what_is_wrong_with_a_token_and_takes_it_in_the_header_only() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, first) = tokens(&server, &board).await;
    let bare = call(&server, Method::GET, "/oidc/userinfo", &[], "").await;
    assert_eq!(
        (
            bare.status.as_u16(),
            bare.headers[header::WWW_AUTHENTICATE].to_str().unwrap()
        ),
        (401, "Bearer realm=\"api\"")
    );
    let query = format!("/oidc/userinfo?access_token={}", first.access);
    assert_eq!(
        call(&server, Method::GET, &query, &[], "").await.status,
        401
    );
    let wrong = board.userinfo(&"A".repeat(43)).await;
    let challenge = wrong.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains("invalid_token"), "{challenge}");
    let ask = board.ask().with("scope", "openid");
    enter(&mut browser, &ask).await;
    let narrow = board.finish(&ask, &browser.url).await;
    let answer = board.userinfo(&narrow.access).await;
    let sub = answer.body["sub"].clone();
    assert_eq!(answer.body, serde_json::json!({ "sub": sub }));
}

#[tokio::test]
async fn refusals_stand_in_the_trail_of_the_workspace_with_their_reason() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    board.refresh("x").await;
    let mut browser = server.browser();
    let ask = board.ask().with("redirect_uri", "https://evil.example/");
    browser.open(&ask.address()).await;
    let mut conn = server.app.db.read().await.unwrap();
    let filter = base::audit::Filter::default();
    let page = base::audit::in_workspace(&mut conn, workspace.id, &filter, None, 100);
    let events = page.await.unwrap().events;
    let reasons: Vec<_> = events
        .iter()
        .filter_map(|event| event.reason.as_deref())
        .collect();
    for reason in [
        "redirect-uri-not-registered",
        "refresh-over-refresh-token-unknown",
    ] {
        assert!(
            reasons.iter().any(|seen| reason.ends_with(seen)),
            "{reason}: {reasons:?}"
        );
    }
}
