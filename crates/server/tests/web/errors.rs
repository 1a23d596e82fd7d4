//! Pages for what goes wrong: each carries a reference, and the log has it.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use server::web::PageError;

use super::{Answer, ask, ask_with};
use crate::harness::{START, TestApp};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The reference on an error page; it must stand in the log too.
#[track_caller]
fn reference(server: &TestApp, answer: &Answer, what: &str) -> String {
    assert!(
        answer.header("content-type").starts_with("text/html"),
        "{what}: {}",
        answer.body
    );
    let shown = answer.body.split_once("<code>").map(|(_, rest)| rest);
    let shown = shown
        .and_then(|rest| rest.split_once("</code>"))
        .map(|(shown, _)| shown);
    let shown = shown.unwrap_or_else(|| panic!("{what}: no reference on {}", answer.body));
    let plain = shown.replace('-', "").to_lowercase();
    assert!(
        server.log().text().contains(&plain),
        "{what}: {plain} is not in the log"
    );
    plain
}

#[tokio::test]
async fn what_is_refused_is_a_page_with_a_reference_that_the_log_knows() {
    let server = TestApp::start().await;
    let long = format!("/sign-in?next=/{}", "x".repeat(9000));
    let cases = [
        ("GET", "/nothing/here", 404),
        ("GET", "/w/%ff/groups", 303),
        ("DELETE", "/sign-in", 405),
        ("POST", "/signed-out", 405),
        ("GET", "/sign-in/%ff", 400),
        ("GET", "/sign-in/%ff/password", 400),
        ("GET", "/sign-in?next=/a&next=/b", 400),
        ("GET", long.as_str(), 413),
        ("POST", "/sign-in", 400),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (method, path, status) in cases {
        let answer = ask(&server, method, path, &[]).await;
        assert_eq!(answer.status, status, "{method} {path}");
        if status >= 400 {
            let fresh = seen.insert(reference(&server, &answer, path));
            assert!(fresh, "each request has a reference of its own");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn another_method_is_told_which_ones_there_are() {
    let server = TestApp::start().await;
    for (method, path, allowed) in [
        ("DELETE", "/sign-in", "GET,HEAD,POST"),
        ("GET", "/sign-out", "POST"),
        ("PATCH", "/language", "POST"),
        ("POST", "/health/live", "GET,HEAD"),
    ] {
        let answer = ask(&server, method, path, &[]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), allowed, "RFC 9110, 15.5.6: {path}");
    }
}

#[tokio::test]
async fn a_panic_is_caught_and_its_words_stay_in_the_log() {
    let mut server = TestApp::start().await;
    server.log().expect_errors();
    async fn falls() -> &'static str {
        panic!("the drawer <b>stuck</b> at canary-7431")
    }
    async fn breaks() -> PageError {
        PageError::internal("column canary-9124 is missing")
    }
    let routes = Router::new()
        .route("/falls", get(falls))
        .route("/breaks", get(breaks));
    server.serve_instead(routes);
    for (path, canary) in [("/falls", "canary-7431"), ("/breaks", "canary-9124")] {
        let answer = ask(&server, "GET", path, &[]).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains("canary"), "{}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let reference = reference(&server, &answer, path);
        let log = server.log().text();
        let line = log.lines().find(|line| line.contains(canary)).unwrap();
        assert!(
            line.contains(&reference),
            "the cause stands beside its reference: {line}"
        );
    }
    let answer = ask(&server, "GET", "/falls", &[]).await;
    assert_eq!(answer.status, 500, "the server lives on");
}

#[tokio::test]
async fn a_database_that_is_away_is_said_as_such() {
    let mut server = TestApp::start().await;
    server.log().expect_errors();
    async fn away() -> PageError {
        PageError::Unavailable("connection refused (canary)".into())
    }
    async fn busy() -> PageError {
        PageError::Busy(std::time::Duration::from_millis(2500))
    }
    server.serve_instead(
        Router::new()
            .route("/away", get(away))
            .route("/busy", get(busy)),
    );
    let answer = ask(&server, "GET", "/away", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "5")
    );
    assert!(!answer.body.contains("canary"));
    let answer = ask(&server, "GET", "/busy", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "2")
    );
}

#[tokio::test]
async fn a_form_of_another_type_or_size_changes_nothing() {
    let server = TestApp::start().await;
    let before = server.rows().await;
    let site = ("sec-fetch-site", "same-origin");
    for kind in [
        "",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json",
        "application/x-www-form-urlencoded-not",
    ] {
        let headers = [("content-type", kind), site];
        let answer = ask_with(
            &server,
            "POST",
            "/sign-in",
            &headers,
            Body::from("username=a"),
        )
        .await;
        assert_eq!(answer.status, 400, "{kind}");
    }
    let large = format!("username={}", "a".repeat(64 * 1024));
    let answer = ask_with(
        &server,
        "POST",
        "/sign-in",
        &[FORM, site],
        Body::from(large),
    )
    .await;
    assert_eq!(answer.status, 413);
    reference(&server, &answer, "a large body");
    let many = "a=1&".repeat(1001);
    let answer = ask_with(&server, "POST", "/sign-in", &[FORM, site], Body::from(many)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(server.rows().await, before);
}

#[tokio::test]
async fn odd_bytes_in_path_and_query_break_nothing_on_either_engine() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        for path in [
            "/w/%00/groups",
            "/w/falke%00/groups",
            "/w/falke/groups/%00",
            "/w/falke/departments/%00",
            "/w/falke/applications/%00",
            "/sign-in/%00/password",
            "/w/falke/groups?search=%00",
            "/w/falke/audit?search=%00",
            "/w/falke/audit?search=a%00b&kind=%00&outcome=%00&from=%00&until=%00&after=%00",
            "/w/falke/audit?from=9999-99-99&until=-1&after=1-2-3",
            "/w/falke/audit?after=99999999999999999999-0000000000000000000000000a",
            "/w/falke/audit?search=%27%20OR%201=1--",
            "/w/falke/audit?search=%ff%fe",
            "/sign-in?next=%00",
        ] {
            anna.open(path).await;
            assert!(anna.status.as_u16() < 500, "{path}: {}", anna.status);
        }
        for path in ["/w/falke/groups", "/w/falke/departments"] {
            anna.open(path).await;
            anna.post_fields(path, "name=a%00b").await;
            assert_eq!(anna.status, 400, "{path}");
        }
        anna.open("/sign-in?switch=1").await;
        anna.press(
            "Continue",
            &[("Login or e-mail", "anna\0@falke.example.com")],
        )
        .await;
        assert_eq!(anna.status, 400);
    }
}

#[tokio::test]
async fn the_time_on_an_error_page_is_that_of_the_server() {
    let server = TestApp::start().await;
    let answer = ask(&server, "GET", "/nothing", &[]).await;
    let texts = server.app.catalogue.texts(base::i18n::Language::En);
    assert!(
        answer.body.contains(&texts.date_time(START)),
        "{}",
        answer.body
    );
}
