//! Text messages of the server through the API.

use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::TestApp;

use super::operators::operator;

#[tokio::test]
async fn text_messages_are_set_and_their_secret_is_never_told() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let at = "/server/settings/sms";
        let before = anna.get(at).await;
        assert_eq!(
            (
                &before.body["transport"],
                &before.body["countries"],
                &before.body["server_day"]
            ),
            (&json!("off"), &json!([]), &json!(500))
        );
        let secret = "of the gateway, quiet";
        server.log().keep_out(secret);
        let new = json!({
            "transport": "gateway", "preset": "smsapi", "countries": ["de", "PL"], "from": "Falke",
            "secret": secret, "number_hour": 2, "signs_in": false,
        });
        let headers = [("content-type", "application/json")];
        let put = |body: Value| anna.send(Method::PUT, at, &headers, body.to_string());
        let told = put(new.clone()).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert!(!told.text.contains(secret));
        assert_eq!(
            (
                &told.body["has_secret"],
                &told.body["url"],
                &told.body["countries"]
            ),
            (
                &json!(true),
                &json!("https://api.smsapi.com/sms.do"),
                &json!(["DE", "PL"])
            )
        );
        assert_eq!(
            (
                &told.body["number_hour"],
                &told.body["number_day"],
                &told.body["signs_in"]
            ),
            (&json!(2), &json!(6), &json!(false))
        );
        // What was told can be sent back, without the secret.
        let mut same = told.body.clone();
        same.as_object_mut().unwrap().remove("has_secret");
        assert_eq!(put(same.clone()).await.body, told.body, "the old one stays");
        for (field, value) in [
            ("url", json!("https://evil.example/")),
            ("headers", json!(["X-Other: {secret}"])),
            ("user", json!("other")),
        ] {
            let mut moved = same.clone();
            moved[field] = value;
            let told = put(moved).await;
            assert_eq!(told.mistakes()[0].0, "/secret", "{field}: {}", told.text);
        }
        let stale = [headers[0], ("if-match", before.header("etag"))];
        let told = anna.send(Method::PUT, at, &stale, new.to_string()).await;
        assert_eq!(told.problem(), "changed");
        let off = put(json!({"transport": "off"})).await;
        assert_eq!(
            (&off.body["url"], &off.body["method"]),
            (&Value::Null, &Value::Null)
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_text_messages_is_named() {
    let server = TestApp::start().await;
    let anna = operator(&server).await;
    let headers = [("content-type", "application/json")];
    let at = "/server/settings/sms";
    let put = |body: Value| anna.send(Method::PUT, at, &headers, body.to_string());
    let good =
        json!({"transport": "gateway", "preset": "json", "countries": ["DE"], "secret": "x"});
    for (field, value, place) in [
        ("countries", json!([]), "/countries"),
        ("countries", json!(["Germany"]), "/countries/0"),
        ("countries", json!(["ZZ"]), "/countries"),
        ("url", json!("https://169.254.169.254/"), "/url"),
        ("url", json!("https://sms.example.com/{secret}"), "/url"),
        (
            "headers",
            json!(["Authorization: x\r\nX-Other: y"]),
            "/headers",
        ),
        ("headers", json!(["no colon"]), "/headers"),
        ("body", json!("{\"to\": \"{to}\"}"), "/body"),
        ("server_day", json!(-1), "/server_day"),
        ("preset", json!("pigeon"), "/preset"),
        ("transport", json!("pigeon"), "/transport"),
        ("has_secret", json!(true), "/has_secret"),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let told = put(wrong).await;
        assert_eq!(told.status, 422, "{field}: {}", told.text);
        assert_eq!(told.mistakes()[0].0, place, "{}", told.text);
    }
}
