//! Headers of safety on every answer, whatever it is.

use super::{Answer, ask, filled};
use crate::harness::TestApp;

const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
];

#[track_caller]
fn is_guarded(answer: &Answer, what: &str) {
    for (name, value) in ALWAYS {
        // Stylesheet and drawings dress pages on the hosts of sites, too, and hold no secret.
        let everywhere = name == "cross-origin-resource-policy" && what.contains("/assets/");
        if everywhere && answer.header(name) == "cross-origin" {
            continue;
        }
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none';"),
        "{what}: {policy}"
    );
    for part in [
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    for loose in ["unsafe", "*", "data:", "http:"] {
        assert!(!policy.contains(loose), "{what}: {policy}");
    }
    assert!(!answer.headers.contains_key("server"), "{what}");
    assert!(!answer.headers.contains_key("x-powered-by"), "{what}");
}

/// What scripts of other origins may read: nothing that depends on cookies.
const BY_SCRIPTS: [&str; 4] = [
    "/.well-known/openid-configuration",
    "/oidc/jwks",
    "/oidc/token",
    "/oidc/userinfo",
];

#[tokio::test]
async fn scripts_of_other_origins_read_only_what_needs_no_cookie() {
    let server = TestApp::start().await;
    server.company().await;
    for path in everywhere(&server) {
        for method in ["GET", "POST", "OPTIONS"] {
            let evil = [
                ("origin", "https://evil.example"),
                ("access-control-request-method", "POST"),
            ];
            let answer = ask(&server, method, &path, &evil).await;
            let allowed = answer.header("access-control-allow-origin");
            let listed = BY_SCRIPTS.contains(&path.as_str());
            assert!(
                allowed.is_empty() || (listed && allowed == "*"),
                "{method} {path}"
            );
            let with_cookies = answer
                .headers
                .contains_key("access-control-allow-credentials");
            assert!(!with_cookies, "{method} {path}");
        }
    }
}

/// An address of each route, and some that lead nowhere.
fn everywhere(server: &TestApp) -> Vec<String> {
    let mut paths: Vec<String> = server
        .routes()
        .iter()
        .map(|route| filled(route, &[("workspace", "falke")]))
        .collect();
    paths.extend(["/", "/nothing/here", "/w/none/people", "/assets/x.css"].map(str::to_owned));
    paths
}

#[tokio::test]
async fn every_answer_of_every_route_is_guarded_against_framing_and_sniffing() {
    let server = TestApp::start().await;
    server.company().await;
    for path in everywhere(&server) {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
            let answer = ask(
                &server,
                method,
                &path,
                &[("origin", "https://evil.example")],
            )
            .await;
            is_guarded(&answer, &format!("{method} {path}"));
            assert!(
                !answer.headers.contains_key("strict-transport-security"),
                "plain http promises no https: {path}"
            );
            assert!(answer.status != 500 && answer.status != 200 || method != "TRACE");
        }
    }
}

#[tokio::test]
async fn https_is_promised_on_every_answer_of_an_https_server() {
    let server = TestApp::start_https().await;
    for path in everywhere(&server) {
        let answer = ask(&server, "GET", &path, &[]).await;
        let promise = answer.header("strict-transport-security");
        assert_eq!(promise, "max-age=31536000; includeSubDomains", "{path}");
    }
}

#[tokio::test]
async fn pages_are_never_kept_and_assets_for_ever_under_their_exact_name() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for path in ["/sign-in", "/w/falke/groups", "/w/falke/audit", "/nothing"] {
        anna.open(path).await;
        assert_eq!(anna.headers["cache-control"], "no-store", "{path}");
    }
    anna.open("/sign-in?switch=1").await;
    let source = anna.page.source.clone();
    let named: Vec<&str> = source
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    assert!(!named.is_empty(), "{source}");
    for asset in named {
        let asset = asset.split('#').next().unwrap();
        let answer = ask(&server, "GET", asset, &[]).await;
        assert_eq!(answer.status, 200, "{asset}");
        let kept = answer.header("cache-control");
        assert_eq!(kept, "public, max-age=31536000, immutable", "{asset}");
        assert!(
            answer.cookies().is_empty(),
            "an asset of many sets no cookie"
        );
        is_guarded(&answer, asset);
        let (stem, rest) = asset.split_once('.').unwrap();
        let other = format!(
            "{stem}.0000000000000000.{}",
            rest.rsplit('.').next().unwrap()
        );
        let answer = ask(&server, "GET", &other, &[]).await;
        assert_eq!(answer.header("cache-control"), "no-cache", "{other}");
    }
}

#[tokio::test]
async fn assets_lead_to_no_file_outside() {
    let server = TestApp::start().await;
    for name in [
        "..%2fCargo.toml",
        "..%2f..%2fsrc%2flib.0.rs",
        "%2e%2e%2fmain.0.css",
        ".0.css",
        "vestibule.css",
        "vestibule.0.css%00",
        "%ff.0.css",
    ] {
        let answer = ask(&server, "GET", &format!("/assets/{name}"), &[]).await;
        assert!(
            answer.status == 404 || answer.status == 400,
            "{name}: {}",
            answer.status
        );
        assert!(!answer.body.contains("[package]"), "{name}");
    }
}

#[tokio::test]
async fn pages_hold_no_script_style_or_handler_of_their_own() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for route in server.routes() {
        let path = filled(&route, &[("workspace", "falke")]);
        if path.starts_with("/assets/") {
            continue;
        }
        anna.open(&path).await;
        let source = anna.page.source.to_lowercase();
        for loose in ["<style", "style=\"", " onclick=", " onload=", "javascript:"] {
            assert!(!source.contains(loose), "{path} holds {loose}");
        }
        for script in source.split("<script").skip(1) {
            assert!(
                script.trim_start().starts_with("src=") || script.contains(" src="),
                "{path}"
            );
        }
    }
}
