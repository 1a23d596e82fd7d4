//! Text messages of the server through the API.

use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::script;

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

#[tokio::test]
async fn people_are_invited_by_text_message_and_the_guard_says_why_not() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let robot = script(&server, &mut anna, ("falke", "Robot"), &["people:write"]).await;
        let all = "/workspaces/falke/people";
        let new = json!({"name": "Jo Wendt", "phone": "0171 3920012"});
        let made = robot.post(all, new.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let person = &made.body["person"];
        assert_eq!(
            (&person["phone"], &person["email"]),
            (&json!("+491713920012"), &Value::Null)
        );
        assert_eq!(person["standing"], "invited");
        assert!(
            server
                .text_to("+491713920012")
                .await
                .words
                .contains("/invitation?token=")
        );
        let waiting = robot.get("/workspaces/falke/invitations").await;
        assert_eq!(waiting.body["items"][0]["phone"], "+491713920012");
        let told = robot.post(all, new).await;
        assert_eq!(
            told.mistakes()[0],
            ("/phone".to_owned(), "people-email-invited".to_owned())
        );
        for (new, place) in [
            (json!({"name": "Jo"}), "/email"),
            (json!({"name": "Jo", "phone": "+48512345678"}), "/phone"),
            (
                json!({"name": "Jo", "phone": "anna@falke.example.com"}),
                "/phone",
            ),
            (
                json!({"name": "Jo", "phone": "+12125550123", "email": "a@b.example"}),
                "/email",
            ),
        ] {
            let told = robot.post(all, new.clone()).await;
            assert_eq!(told.status, 422, "{new}");
            assert_eq!(told.mistakes()[0].0, place, "{new}: {}", told.text);
        }
        // What service accounts cause counts for their workspace.
        server.texting_with(|set| set.limits.passport_day = 1).await;
        let more = json!({"name": "Kim Roth", "phone": "+12125550123"});
        let told = robot.post(all, more).await;
        assert_eq!(
            told.mistakes()[0],
            ("/phone".to_owned(), "texting-too-many".to_owned())
        );
        server.pass(std::time::Duration::from_secs(61));
        let again = format!("{}/invite", made.header("location"));
        let told = robot.post(&again, json!({})).await;
        assert_eq!(told.body["code"], "sms-asker-limit", "{}", told.text);
        // The number gives way to an address, and a letter goes there.
        let to = json!({"email": "jo@other.example"});
        let told = robot.patch(made.header("location"), to).await;
        assert_eq!(told.body["person"]["phone"], Value::Null, "{}", told.text);
        server.letter_to("jo@other.example").await;
    }
}
