//! The brand of a workspace and the photo of a person, through the API.

use axum::http::Method;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use people::members::Role;
use serde_json::{Value, json};

use super::ANNA;
use crate::harness::script::{personal, script};
use crate::harness::{TestApp, picture};

const AT: &str = "/workspaces/falke/brand";
const PHOTO: &str = "/passport/photo";

fn file(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

#[tokio::test]
async fn a_script_reads_and_changes_a_brand() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in(ANNA).await;
        let script = script(&server, &mut anna, ("falke", "Robot"), &["workspace:write"]).await;
        let before = script.get(AT).await;
        assert_eq!(before.status, 200, "{}", before.text);
        assert_eq!(before.body["accent"], Value::Null);
        assert_eq!(before.body["light"]["accent"], "#0B5F66", "of the server");
        let told = script
            .patch(
                AT,
                json!({
                    "accent": "8a1538", "welcome": "Good morning.\nTea is ready.",
                    "logo_file": file(&picture::png(300, 100)),
                }),
            )
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(told.body["accent"], "#8A1538");
        assert_eq!(told.body["welcome"], "Good morning.\nTea is ready.");
        for scheme in ["light", "dark"] {
            let contrast = told.body[scheme]["contrast"].as_str().unwrap();
            assert!(contrast.parse::<f64>().unwrap() >= 4.5, "{scheme}");
        }
        let logo = told.body["logo"].as_str().unwrap().to_owned();
        assert!(anna.fetch(&logo).await.starts_with(b"\x89PNG"));
        assert_eq!(script.get(AT).await.body, told.body);
        // What is not named stays.
        let told = script.patch(AT, json!({"accent": null})).await;
        assert_eq!(told.body["accent"], Value::Null);
        assert_eq!(told.body["logo"], logo.as_str());
        let told = script
            .patch(AT, json!({"logo_file": null, "welcome": null}))
            .await;
        assert_eq!(
            (&told.body["logo"], &told.body["welcome"]),
            (&Value::Null, &Value::Null)
        );
        anna.fetch(&logo).await;
        assert_eq!(anna.status, 404);
        anna.open("/w/falke/audit").await;
        assert!(anna.page.says("what: colour, welcome, logo"));
    }
}

#[tokio::test]
async fn what_is_no_brand_is_named_and_nothing_is_changed() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let script = script(&server, &mut anna, ("falke", "Robot"), &["workspace:write"]).await;
    let svg = file(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    for (field, value) in [
        ("accent", json!("#FFD500")),
        ("accent", json!("red")),
        ("accent", json!("url(//e)")),
        ("welcome", json!("x".repeat(301))),
        ("welcome", json!("a\u{202e}b")),
        ("logo_file", json!("no base64!")),
        ("logo_file", json!(svg)),
        ("logo_dark_file", json!(file(b"\x89PNG\r\n\x1a\nbroken"))),
        ("logo", json!("/pictures/elsewhere")),
        ("workspace", json!("otter")),
    ] {
        let told = script
            .patch(AT, json!({"welcome": "Hello", field: value}))
            .await;
        assert_eq!(told.status, 422, "{field}: {}", told.text);
        assert_eq!(told.mistakes()[0].0, format!("/{field}"), "{}", told.text);
    }
    assert_eq!(script.get(AT).await.body["welcome"], Value::Null);
    let headers = [("content-type", "application/json")];
    let body = json!({"welcome": "Hello"}).to_string();
    let told = script.send(Method::PATCH, AT, &headers, body).await;
    assert_eq!(told.problem(), "unconditional");
    let huge = json!({"logo_file": "A".repeat(30 << 20)}).to_string();
    let any = [headers[0], ("if-match", "*")];
    let told = script.send(Method::PATCH, AT, &any, huge).await;
    assert_eq!(told.problem(), "too-large");
}

#[tokio::test]
async fn only_administrators_with_the_scope_change_a_brand() {
    let server = TestApp::start().await;
    let (falke, anna_id) = server.company().await;
    server.workspace("otter", "Otter Club", anna_id).await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut anna = server.signed_in(ANNA).await;
    let reader = script(&server, &mut anna, ("falke", "Robot"), &["workspace:read"]).await;
    let change = || json!({"welcome": "Hello"});
    assert_eq!(reader.get(AT).await.status, 200);
    let told = reader.patch(AT, change()).await;
    assert_eq!(told.problem(), "scope-missing");
    let writer = script(
        &server,
        &mut anna,
        ("falke", "Writer"),
        &["workspace:write"],
    )
    .await;
    let told = writer.patch("/workspaces/otter/brand", change()).await;
    assert_eq!(told.status, 404, "a service account of another workspace");
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let bruno = personal(&server, &mut bruno, &["workspace:write"]).await;
    let told = bruno.patch(AT, change()).await;
    assert_eq!(told.status, 403, "{}", told.text);
}

#[tokio::test]
async fn a_script_gives_its_person_a_photo_and_takes_it_away() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        let anna = personal(&server, &mut browser, &["passport:write"]).await;
        let before = anna.get("/passport").await;
        assert_eq!(before.body["photo"], Value::Null, "{}", before.text);
        let headers = [("content-type", "application/json")];
        let body = json!({"file": file(&picture::png(300, 200)), "everywhere": true});
        let told = anna
            .send(Method::PUT, PHOTO, &headers, body.to_string())
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        let photo = told.body["photo"].as_str().unwrap().to_owned();
        assert!(browser.fetch(&photo).await.starts_with(&[0xff, 0xd8, 0xff]));
        browser.open("/w/falke/people").await;
        assert!(
            browser.page.source.contains(&photo.replace("/256", "/64")),
            "the workspace shows it, too"
        );
        for (odd, place) in [
            (json!({}), "/file"),
            (json!({"file": null}), "/file"),
            (json!({"file": "?"}), "/file"),
            (json!({"file": file(b"GIF89a")}), "/file"),
            (json!({"file": "AAAA", "url": "https://e.example"}), "/url"),
        ] {
            let told = anna
                .send(Method::PUT, PHOTO, &headers, odd.to_string())
                .await;
            assert_eq!(told.status, 422, "{odd}");
            assert_eq!(told.mistakes()[0].0, place);
        }
        assert_eq!(anna.delete(PHOTO).await.status, 204);
        assert_eq!(anna.get("/passport").await.body["photo"], Value::Null);
        browser.fetch(&photo).await;
        assert_eq!(browser.status, 404);
    }
}
