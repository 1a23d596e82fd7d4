//! A registered application reads, changes and ends itself; nobody else does.

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::*;
use crate::harness::application;
use crate::oidc::enter;

async fn registered<'a>(
    server: &'a TestApp,
    metadata: &Value,
) -> (Workspace, Browser<'a>, Own<'a>) {
    let (workspace, mut anna) = with_tokens(server).await;
    let token = token(&mut anna, "20 applications").await;
    let own = Own::new(server, &register(server, Some(&token), metadata).await);
    (workspace, anna, own)
}

fn refused(answer: &Answer) {
    assert_eq!(answer.status, 401, "{}", answer.body);
    let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    assert_eq!(answer.body, Value::Null, "nothing is told");
}

#[tokio::test]
async fn it_reads_what_it_was_told_without_the_secret() {
    for server in TestApp::on_each_engine().await {
        let post = with("token_endpoint_auth_method", json!("client_secret_post"));
        let (_, _, own) = registered(&server, &post).await;
        let read = own.call(Method::GET, &Value::Null).await;
        assert_eq!(read.status, 200);
        assert_eq!(read.headers[header::CACHE_CONTROL], "no-store");
        let mut told = own.told.clone();
        for once in ["client_secret", "client_secret_expires_at"] {
            told.as_object_mut().unwrap().remove(once);
        }
        assert_eq!(read.body, told);
    }
}

#[tokio::test]
async fn it_says_the_whole_again_and_what_it_leaves_away_is_gone() {
    for server in TestApp::on_each_engine().await {
        let mut full = metadata();
        full["post_logout_redirect_uris"] = json!(["https://tool.example.com/bye"]);
        full["backchannel_logout_uri"] = json!("https://tool.example.com/out");
        full["require_pushed_authorization_requests"] = json!(true);
        let (workspace, _, own) = registered(&server, &full).await;
        let same = own.call(Method::PUT, &own.again()).await;
        assert_eq!(same.status, 200, "{}", same.body);
        let mut told = own.told.clone();
        for once in ["client_secret", "client_secret_expires_at"] {
            told.as_object_mut().unwrap().remove(once);
        }
        assert_eq!(same.body, told, "the same document changes nothing");
        let short = json!({
            "client_id": own.id(),
            "client_name": "Other tool",
            "redirect_uris": ["https://tool.example.com/other"],
        });
        let changed = own.call(Method::PUT, &short).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!(changed.body["client_name"], "Other tool");
        assert_eq!(changed.body["grant_types"], json!(["authorization_code"]));
        assert_eq!(changed.body["post_logout_redirect_uris"], json!([]));
        assert_eq!(changed.body.get("backchannel_logout_uri"), None);
        assert_eq!(changed.body["require_pushed_authorization_requests"], false);
        assert_eq!(
            changed.body["id_token_signed_response_alg"], "RS256",
            "the default"
        );
        let read = own.call(Method::GET, &Value::Null).await;
        assert_eq!(read.body, changed.body);
        let application = own.application(&workspace);
        let pushed = application
            .post("/oidc/introspect", &[("token", "x")])
            .await;
        assert_eq!(pushed.status, 200, "the secret goes on");
    }
}

#[tokio::test]
async fn it_stays_who_it_is() {
    let server = TestApp::start().await;
    let (_, _, own) = registered(&server, &metadata()).await;
    let before = own.call(Method::GET, &Value::Null).await.body;
    let secret = text(&own.told, "client_secret");
    for (name, value) in [
        ("client_id", json!("0000000000000000000000000a")),
        ("client_id", Value::Null),
        ("client_secret", json!("A".repeat(43))),
        ("client_secret", json!("chosen by the client")),
        ("registration_access_token", json!(own.token)),
        ("registration_client_uri", json!("https://evil.example/")),
        ("client_secret_expires_at", json!(0)),
        ("client_id_issued_at", json!(1)),
        ("redirect_uris", json!(["http://evil.example/"])),
        (
            "grant_types",
            json!(["authorization_code", "client_credentials"]),
        ),
    ] {
        let mut body = own.again();
        body[name] = value;
        let answer = own.call(Method::PUT, &body).await;
        let code = match name {
            "redirect_uris" => "invalid_redirect_uri",
            _ => "invalid_client_metadata",
        };
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (400, code),
            "{name}"
        );
    }
    assert_eq!(own.call(Method::GET, &Value::Null).await.body, before);
    assert_eq!(own.again()["client_secret"], secret.as_str());
    assert_eq!(
        own.call(Method::PUT, &own.again()).await.status,
        200,
        "its own is right"
    );
}

#[tokio::test]
async fn without_its_token_nobody_reads_changes_or_ends_it() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna, own) = registered(&server, &metadata()).await;
        let initial = token(&mut anna, "5 applications").await;
        let other = Own::new(
            &server,
            &register(&server, Some(&initial), &metadata()).await,
        );
        let secret = text(&own.told, "client_secret");
        let nobody = format!("/oidc/register/{}", "0".repeat(26));
        let application = own.application(&workspace);
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = application.ask().with("scope", "openid");
        enter(&mut ada, &ask).await;
        let access = application.finish(&ask, &ada.url).await.access;
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            for token in [&other.token, &initial, &secret, &access, "x"] {
                let call = (method.clone(), own.path.as_str());
                refused(&super::call(&server, call, Some(token), &own.again()).await);
            }
            let call = (method.clone(), own.path.as_str());
            refused(&super::call(&server, call, None, &own.again()).await);
            for path in [nobody.as_str(), "/oidc/register/x", &other.path] {
                let call = (method.clone(), path);
                refused(&super::call(&server, call, Some(&own.token), &own.again()).await);
            }
        }
        assert_eq!(own.call(Method::GET, &Value::Null).await.status, 200);
        assert_eq!(other.call(Method::GET, &Value::Null).await.status, 200);
    }
}

#[tokio::test]
async fn one_that_was_deleted_is_not_there_any_more() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna, own) = registered(&server, &metadata()).await;
        let application = own.application(&workspace);
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = application.ask().with("scope", "openid offline_access");
        enter(&mut ada, &ask).await;
        let tokens = application.finish(&ask, &ada.url).await;
        let gone = own.call(Method::DELETE, &Value::Null).await;
        assert_eq!((gone.status.as_u16(), gone.body), (204, Value::Null));
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            refused(&own.call(method, &own.again()).await);
        }
        let refresh = application.refresh(&tokens.refresh.unwrap()).await;
        assert_eq!(refresh.error(), "invalid_client");
        assert_eq!(application.userinfo(&tokens.access).await.status, 401);
        anna.open("/w/falke/audit").await;
        assert!(anna.page.says("Application deleted itself"));
    }
}

#[tokio::test]
async fn a_disabled_one_is_told_so_and_changes_nothing() {
    let server = TestApp::start().await;
    let (_, mut anna, own) = registered(&server, &metadata()).await;
    anna.open(&format!("/w/falke/applications/{}/disable", own.id()))
        .await;
    anna.press("Disable", &[]).await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = own.call(method, &own.again()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (403, "access_denied")
        );
    }
    anna.press("Open again", &[]).await;
    assert_eq!(own.call(Method::GET, &Value::Null).await.status, 200);
}

/// Registered harmlessly, allowed, then changed into something else.
#[tokio::test]
async fn people_are_asked_anew_when_it_has_become_something_else() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _, own) = registered(&server, &metadata()).await;
        let application = own.application(&workspace);
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = application.ask().with("scope", "openid");
        enter(&mut ada, &ask).await;
        assert_eq!(own.call(Method::PUT, &own.again()).await.status, 200);
        let again = application.ask().with("scope", "openid");
        ada.open(&again.address()).await;
        assert!(
            ada.url.as_str().starts_with(REDIRECT),
            "nothing has changed"
        );
        let mut other = own.again();
        other["client_name"] = json!("Payroll");
        assert_eq!(own.call(Method::PUT, &other).await.status, 200);
        let again = application.ask().with("scope", "openid");
        ada.open(&again.address()).await;
        assert!(ada.page.says("Payroll asks to let you in"), "{}", ada.url);
        ada.press("Allow", &[]).await;
        let mut moved = other.clone();
        moved["redirect_uris"] = json!([REDIRECT, "https://evil.example/cb"]);
        assert_eq!(own.call(Method::PUT, &moved).await.status, 200);
        let evil = application.ask().with("scope", "openid");
        let evil = evil.with("redirect_uri", "https://evil.example/cb");
        ada.open(&evil.address()).await;
        assert!(
            ada.page.says("evil.example"),
            "asked, and where to: {}",
            ada.url
        );
    }
}

#[tokio::test]
async fn another_way_of_proving_itself_brings_a_first_secret_or_ends_the_last() {
    for server in TestApp::on_each_engine().await {
        let public = with("token_endpoint_auth_method", json!("none"));
        let (workspace, _, mut own) = registered(&server, &public).await;
        assert_eq!(own.told.get("client_secret"), None);
        let mut body = own.again();
        body["token_endpoint_auth_method"] = json!("client_secret_basic");
        let changed = own.call(Method::PUT, &body).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        own.told = changed.body;
        let application = own.application(&workspace);
        let asked = application
            .post("/oidc/introspect", &[("token", "x")])
            .await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        let mut body = own.again();
        body["token_endpoint_auth_method"] = json!("none");
        assert_eq!(own.call(Method::PUT, &body).await.status, 200);
        let asked = application
            .post("/oidc/introspect", &[("token", "x")])
            .await;
        assert_eq!(asked.error(), "invalid_client");
    }
}

#[tokio::test]
async fn changes_are_bounded() {
    let server = TestApp::start().await;
    let (_, _, own) = registered(&server, &metadata()).await;
    for _ in 0..60 {
        assert_eq!(own.call(Method::PUT, &json!({})).await.status, 400);
    }
    assert_eq!(own.call(Method::PUT, &own.again()).await.status, 429);
    assert_eq!(own.call(Method::GET, &Value::Null).await.status, 200);
}

#[tokio::test]
async fn whoever_changes_it_in_the_console_takes_it_over() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna, own) = registered(&server, &metadata()).await;
        let page = format!("/w/falke/applications/{}", own.id());
        anna.open("/w/falke/applications").await;
        assert!(anna.page.says("Registered itself"));
        anna.open(&page).await;
        assert!(
            anna.page.says("with the token Build machine"),
            "{}",
            anna.page.main()
        );
        anna.press("Save", &[("Groups", "on")]).await;
        assert!(!anna.page.says("Build machine"));
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            refused(&own.call(method, &own.again()).await);
        }
        anna.open("/w/falke/applications").await;
        assert!(!anna.page.says("Registered itself"));
        let application = own.application(&workspace);
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = application.ask().with("scope", "openid groups");
        ada.open(&ask.address()).await;
        assert!(ada.page.says("Tool asks to let you in") && !ada.page.says("Nobody has checked"));
        server.pass(std::time::Duration::from_secs(60 * 24 * 3600));
        server.work().await;
        let asked = application
            .post("/oidc/introspect", &[("token", "x")])
            .await;
        assert_eq!(asked.status, 200, "it is not cleared away");
    }
}

#[tokio::test]
async fn an_administrator_takes_one_over_as_it_is() {
    let server = TestApp::start().await;
    let (_, mut anna, own) = registered(&server, &metadata()).await;
    let page = format!("/w/falke/applications/{}", own.id());
    anna.open(&page).await;
    anna.press("Save", &[]).await;
    assert_eq!(
        own.call(Method::GET, &Value::Null).await.status,
        200,
        "nothing was changed"
    );
    anna.open(&page).await;
    anna.follow("Take it over").await;
    assert!(anna.page.says("Look at its addresses before"));
    anna.press("Take it over", &[]).await;
    assert!(anna.page.says("The application is yours now"));
    refused(&own.call(Method::GET, &Value::Null).await);
    anna.open(&format!("{page}/take-over")).await;
    assert_eq!(anna.status, 404);
    anna.open("/w/falke/audit").await;
    assert!(
        anna.page
            .says("Application taken over that registered itself")
    );
}

/// Pages of other origins call it no more than their own programs would: without our cookies, and unread.
#[tokio::test]
async fn a_page_of_another_origin_gets_no_leave() {
    let server = TestApp::start().await;
    let (_, _, own) = registered(&server, &metadata()).await;
    for path in ["/oidc/register", own.path.as_str()] {
        let headers = [(header::ORIGIN, "https://evil.example".to_owned())];
        let asked = application::call(&server, Method::OPTIONS, path, &headers, "").await;
        assert!(!asked.headers.contains_key("access-control-allow-origin"));
    }
}
