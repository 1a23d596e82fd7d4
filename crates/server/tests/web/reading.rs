//! Reading changes nothing.

use axum::http::Method;

use super::filled;
use crate::harness::TestApp;

#[tokio::test]
async fn no_page_writes_a_row_when_it_is_only_looked_at() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/groups").await;
    browser
        .press("Create group", &[("Name", "Night shift")])
        .await;
    let group = browser.url.path().rsplit('/').next().unwrap().to_owned();
    browser.open("/w/falke/departments").await;
    browser
        .press("Create department", &[("Name of the department", "Sales")])
        .await;
    let department = browser.page.links_of("/w/falke/departments/")[0].clone();
    let department = department.rsplit('/').next().unwrap();
    let places = [
        ("workspace", "falke"),
        ("group", group.as_str()),
        ("department", department),
    ];
    let mut seen = 0;
    for route in server.routes() {
        let path = filled(&route, &places);
        if !server.methods(&path).await.contains(&Method::GET) {
            continue;
        }
        let before = server.rows().await;
        browser.open_only(&path).await;
        assert_eq!(server.rows().await, before, "GET {path}");
        seen += u32::from(browser.status == 200);
    }
    assert!(seen >= 12, "only {seen} pages were really shown");
}

#[tokio::test]
async fn the_head_of_a_page_is_that_of_the_page_without_its_body() {
    let server = TestApp::start().await;
    for path in ["/sign-in", "/signed-out", "/health/live"] {
        let whole = super::ask(&server, "GET", path, &[]).await;
        let head = super::ask(&server, "HEAD", path, &[]).await;
        assert_eq!(whole.status, head.status, "{path}");
        assert_eq!(whole.header("content-type"), head.header("content-type"));
        assert!(head.body.is_empty() && !whole.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn numbers_of_the_machine_are_for_the_machine_itself() {
    use axum::body::Body;
    use axum::http::Request;
    let server = TestApp::start().await;
    let ask = || Request::builder().uri("/metrics");
    let local: std::net::SocketAddr = "127.0.0.1:4000".parse().unwrap();
    let mapped = "[::ffff:127.0.0.1]:4000".parse().unwrap();
    let outside = "198.51.100.7:4000".parse().unwrap();
    for (peer, forwarded, status) in [
        (local, None, 200),
        (mapped, None, 200),
        (outside, None, 404),
        (local, Some(("x-forwarded-for", "127.0.0.1")), 404),
        (local, Some(("forwarded", "for=127.0.0.1")), 404),
    ] {
        let mut request = ask();
        if let Some((name, value)) = forwarded {
            request = request.header(name, value);
        }
        let answer = server
            .call(request.body(Body::empty()).unwrap(), peer)
            .await;
        assert_eq!(answer.status(), status, "{peer} {forwarded:?}");
    }
}
