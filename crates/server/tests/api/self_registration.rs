//! Through the API: which applications may register themselves, and the tokens they bring.

use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::{Script, Told, personal};

const SETTING: &str = "/server/settings/applications";
const TOKENS: &str = "/workspaces/falke/registration-tokens";
const JSON: (&str, &str) = ("content-type", "application/json");

/// Anna, who administers Falke and operates the server.
async fn anna(server: &TestApp) -> Script<'_> {
    let (_, anna) = server.company().await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    let scopes = ["server.settings:write", "applications:write"];
    personal(server, &mut browser, &scopes).await
}

async fn open(script: &Script<'_>, body: Value) -> Told {
    let body = body.to_string();
    script.send(Method::PUT, SETTING, &[JSON], body).await
}

/// An application registers with this token; the status it hears.
async fn register(server: &TestApp, token: &str) -> u16 {
    let body =
        json!({"client_name": "Test bench", "redirect_uris": ["https://bench.example.com/back"]});
    let request = Request::post("/oidc/register")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .body(body.to_string().into());
    let told = server.request(request.unwrap()).await;
    told.status().as_u16()
}

#[tokio::test]
async fn it_is_opened_to_token_holders_to_everybody_and_closed_again() {
    for server in TestApp::on_each_engine().await {
        let anna = anna(&server).await;
        let closed = json!({"to": "nobody", "workspace": null});
        assert_eq!(anna.get(SETTING).await.body, closed);
        let told = open(&anna, json!({"to": "token-holders"})).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(
            anna.get(SETTING).await.body,
            json!({"to": "token-holders", "workspace": null})
        );
        for nowhere in [json!("nobodys"), Value::Null] {
            let odd = open(&anna, json!({"to": "everybody", "workspace": nowhere})).await;
            assert_eq!(
                odd.mistakes(),
                [("/workspace".to_owned(), "unknown".to_owned())]
            );
        }
        let told = open(&anna, json!({"to": "everybody", "workspace": "falke"})).await;
        assert_eq!(told.body, json!({"to": "everybody", "workspace": "falke"}));
        let read = anna.get(SETTING).await;
        assert_eq!(read.body, told.body);
        assert_eq!(open(&anna, json!({"to": "nobody"})).await.body, closed);
        let headers = [("if-match", read.header("etag")), JSON];
        let late = anna.send(Method::PUT, SETTING, &headers, closed.to_string());
        assert_eq!(late.await.problem(), "changed");
    }
}

#[tokio::test]
async fn a_token_is_made_once_used_counted_and_ended() {
    for server in TestApp::on_each_engine().await {
        let anna = anna(&server).await;
        let new = json!({"name": "Test bench", "uses": 2, "expires_in_days": 7});
        let early = anna.post(TOKENS, new.clone()).await;
        assert_eq!(early.status, 409);
        assert_eq!(early.body["code"], "not-opened");
        open(&anna, json!({"to": "token-holders"})).await;
        let key = [JSON, ("idempotency-key", "one-bench")];
        let made = anna.send(Method::POST, TOKENS, &key, new.to_string()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let secret = made.body["secret"].as_str().unwrap().to_owned();
        assert_eq!(secret.len(), 43);
        let again = anna.send(Method::POST, TOKENS, &key, new.to_string()).await;
        assert_eq!(again.body["secret"], Value::Null, "it is told once");
        assert_eq!(register(&server, &secret).await, 201);
        let list = anna.get(TOKENS).await;
        let one = &list.body["items"][0];
        assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
        assert_eq!((&one["uses"], &one["uses_left"]), (&json!(2), &json!(1)));
        assert!(one["used_at"].is_string(), "{one}");
        let at = made.header("location").trim_start_matches("/api/v1");
        assert_eq!(anna.send(Method::DELETE, at, &[], "").await.status, 204);
        assert_eq!(anna.send(Method::DELETE, at, &[], "").await.status, 404);
        assert_eq!(register(&server, &secret).await, 401, "it has ended");
        let odd = json!({"name": "Too many", "uses": 101});
        assert_eq!(anna.post(TOKENS, odd).await.mistakes()[0].0, "/uses");
    }
}
