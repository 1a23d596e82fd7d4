//! What is answered before the routes is what the routes would answer.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use base::keys::Rotation;
use protocol::jose::Algorithm;

use super::ask;
use crate::harness::TestApp;

const DOCUMENTS: [&str; 2] = ["/.well-known/openid-configuration", "/oidc/jwks"];

fn asking(method: &str, path: &str, known: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(etag) = known {
        request = request.header("if-none-match", etag);
    }
    request.body(Body::empty()).unwrap()
}

/// Status, headers by name, body.
async fn whole(response: Response<Body>) -> (u16, BTreeMap<String, Vec<String>>, Vec<u8>) {
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in response.headers() {
        let lines = headers.entry(name.to_string()).or_default();
        lines.push(value.to_str().unwrap().to_owned());
    }
    // Told by whoever writes the answer; the routes add it to bodies they know.
    headers.remove("content-length");
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, headers, body.to_vec())
}

#[tokio::test]
async fn a_document_is_the_same_from_the_front_and_from_its_route() {
    for server in [TestApp::start().await, TestApp::start_https().await] {
        for path in DOCUMENTS {
            let front = whole(server.request(asking("GET", path, None)).await).await;
            let route = whole(server.by_routes(asking("GET", path, None)).await).await;
            assert_eq!(front, route, "{path}");
            assert_eq!(front.0, 200);
            let is_https = server.origin().starts_with("https");
            assert_eq!(front.1.contains_key("strict-transport-security"), is_https);
            for name in ["content-security-policy", "x-content-type-options", "etag"] {
                assert!(front.1.contains_key(name), "{path}: {name}");
            }
            let etag = front.1["etag"][0].clone();
            let known = whole(server.request(asking("GET", path, Some(&etag))).await).await;
            let route = whole(server.by_routes(asking("GET", path, Some(&etag))).await).await;
            assert_eq!(known, route, "{path}");
            assert_eq!((known.0, known.2.len()), (304, 0));
            assert!(!known.1.contains_key("content-type"));
        }
    }
}

#[tokio::test]
async fn what_is_no_plain_question_after_a_document_is_for_the_routes() {
    let server = TestApp::start().await;
    for path in DOCUMENTS {
        let with_query = format!("{path}?x=1");
        let plain = ask(&server, "GET", path, &[]).await;
        assert_eq!(ask(&server, "GET", &with_query, &[]).await.body, plain.body);
        let head = ask(&server, "HEAD", path, &[]).await;
        assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
        let other = ask(&server, "POST", path, &[]).await;
        assert_eq!(other.status.as_u16(), 405);
        let preflight = ask(&server, "OPTIONS", path, &[]).await;
        assert_eq!(preflight.status.as_u16(), 204);
        for near in [format!("{path}/"), format!("/{path}"), path.to_uppercase()] {
            let near = ask(&server, "GET", &near, &[]).await;
            assert_eq!(near.status.as_u16(), 404);
        }
    }
}

#[tokio::test]
async fn documents_from_the_front_are_counted_and_follow_the_keys() {
    let server = TestApp::start().await;
    let [discovery, keys] = DOCUMENTS;
    let before = ask(&server, "GET", keys, &[]).await;
    ask(&server, "GET", discovery, &[]).await;
    let rotated = server.app.signing.rotate(Algorithm::Es256).await.unwrap();
    let Rotation::Prepared { kid, .. } = rotated else {
        panic!("a key waits already");
    };
    let after = ask(&server, "GET", keys, &[]).await;
    assert!(!before.body.contains(&kid) && after.body.contains(&kid));
    assert_ne!(before.header("etag"), after.header("etag"));
    let counted = server.app.metrics.text(0).unwrap();
    for (path, times) in [(keys, 2), (discovery, 1)] {
        let line = format!(r#"route="{path}",status="200"}} {times}"#);
        assert!(counted.contains(&line), "{counted}");
    }
}
