//! The document says what there is, and nothing else.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::TestApp;
use crate::harness::schema::Document;

/// Every operation of the document: method and address.
fn documented() -> BTreeSet<(String, String)> {
    let document = Document::new();
    let paths = document.0["paths"].as_object().unwrap().clone();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (method.to_uppercase(), format!("/api/v1{path}")))
        })
        .collect()
}

#[tokio::test]
async fn the_document_and_the_routes_say_the_same() {
    let server = TestApp::start().await;
    let mut routed = BTreeSet::new();
    for route in server.routes() {
        if !route.starts_with("/api/")
            || ["/api/v1/docs", "/api/v1/openapi.json"].contains(&route.as_str())
        {
            continue;
        }
        let parts = route.split('/').map(|part| match part {
            "{workspace}" => "falke",
            part if part.starts_with('{') => "0000000000000000000000000a",
            part => part,
        });
        let path = parts.collect::<Vec<_>>().join("/");
        for method in server.methods(&path).await {
            if method != "OPTIONS" {
                routed.insert((method.to_string(), route.clone()));
            }
        }
    }
    assert_eq!(documented(), routed);
    assert!(routed.len() > 45, "{}", routed.len());
}

#[tokio::test]
async fn every_operation_is_whole() {
    let document = Document::new();
    let mut ids = BTreeSet::new();
    for (path, methods) in document.0["paths"].as_object().unwrap() {
        for (method, one) in methods.as_object().unwrap() {
            let what = format!("{method} {path}");
            assert!(
                ids.insert(one["operationId"].as_str().unwrap().to_owned()),
                "{what}"
            );
            assert!(!one["summary"].as_str().unwrap().is_empty(), "{what}");
            assert!(
                one["x-scope"].is_string() || path == "/self",
                "{what} has no scope"
            );
            let places = one["parameters"].as_array().unwrap().iter();
            let places = places.filter(|place| place["in"] == "path").count();
            assert_eq!(places, path.matches('{').count(), "{what}");
            let responses = one["responses"].as_object().unwrap();
            for status in ["401", "404", "406", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{what} lacks {status}");
            }
            let mut wrong = Vec::new();
            let mut examples = 0;
            let bodies = one["requestBody"]["content"]
                .as_object()
                .into_iter()
                .flatten();
            let answers = responses
                .values()
                .filter_map(|told| told["content"].as_object())
                .flatten();
            for (kind, content) in bodies.chain(answers) {
                if content.get("example").is_some() {
                    document.look(&content["schema"], &content["example"], "", &mut wrong);
                    examples += 1;
                } else {
                    assert_eq!(kind, "application/problem+json", "{what} has no example");
                }
            }
            assert_eq!(wrong, [""; 0], "{what}");
            let silent = responses.contains_key("204") && one.get("requestBody").is_none();
            assert!(examples > 0 || silent, "{what} has no example");
        }
    }
}

#[tokio::test]
async fn document_and_page_come_from_this_server_alone() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/api/v1/openapi.json").await;
    assert_eq!(browser.headers["content-type"], "application/json");
    let served: Value = serde_json::from_str(&browser.page.source).unwrap();
    assert_eq!(served, Document::new().0);
    browser.open("/api/v1/docs").await;
    assert_eq!(
        (browser.status.as_u16(), browser.page.heading()),
        (200, "API for scripts".to_owned())
    );
    for (method, path) in documented() {
        assert!(
            browser.page.source.contains(&format!("{method} {path}")),
            "{method} {path}"
        );
    }
    for problem in ["token-wrong", "unfit", "changed", "key-reused"] {
        assert!(
            browser
                .page
                .source
                .contains(&format!("id=\"problem-{problem}\"")),
            "{problem}"
        );
    }
    for fetched in ["=\"http", "='http", "url(", "=//", "=\"//"] {
        assert!(
            !browser.page.source.contains(fetched),
            "{fetched}: nothing is fetched from elsewhere"
        );
    }
}
