//! Keys that an application publishes: fetched when they are needed, kept for a while, and asked for rarely.

use std::time::Duration;

use protocol::jose::{Algorithm, SigningKey, TokenType};
use protocol::oauth::{ClientAuth, GrantType};
use serde_json::json;
use server::oidc::ApplicationDraft;

use super::codes::join;
use super::company;
use crate::harness::application::{Answer, Application, draft};
use crate::harness::publisher::Publisher;
use crate::harness::{Browser, TestApp};

const OUT: [(&str, &str); 1] = [("allow_private_outgoing", "127.0.0.0/8")];

/// A server that may speak with a loopback address.
async fn start() -> TestApp {
    TestApp::start_with(&OUT, base::hash::Cost::cheap()).await
}

fn fresh() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap().0
}

/// An application whose keys are at this address.
async fn connect<'a>(server: &'a TestApp, uri: &str, key: SigningKey) -> Application<'a> {
    let (workspace, _) = company(server).await;
    let draft = ApplicationDraft {
        auth: ClientAuth::PrivateKeyJwt,
        jwks_uri: Some(uri.to_owned()),
        grants: GrantType::SUPPORTED.to_vec(),
        ..draft("Board", "https://board.example.com/callback")
    };
    let mut made = Application::connect_with(server, workspace.id, &draft).await;
    made.key = Some(key);
    made
}

async fn ask(board: &Application<'_>) -> Answer {
    let fields = [("grant_type", "client_credentials")];
    board.post("/oidc/token", &fields).await
}

async fn is_let_in(board: &Application<'_>) -> bool {
    let answer = ask(board).await;
    match answer.status.as_u16() {
        200 => true,
        401 => {
            assert_eq!(answer.error(), "invalid_client");
            false
        }
        other => panic!("{other}: {}", answer.body),
    }
}

async fn proof_page<'a>(server: &'a TestApp, board: &Application<'_>) -> Browser<'a> {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let path = format!("/w/falke/applications/{}/proof", board.id);
    anna.open(&path).await;
    anna
}

#[tokio::test]
async fn keys_are_fetched_at_first_use_and_then_known_on_each_engine() {
    for server in TestApp::on_each_engine_with(&OUT).await {
        let key = fresh();
        let publisher = Publisher::open(&[&key]).await;
        let board = connect(&server, &publisher.url(), key).await;
        assert_eq!(publisher.asked(), 0);
        for _ in 0..5 {
            assert!(is_let_in(&board).await);
        }
        assert_eq!(publisher.asked(), 1);
        server.pass(Duration::from_secs(15 * 60));
        publisher.answer(500, "");
        assert!(is_let_in(&board).await, "nobody waits for the look");
        server.work().await;
        assert_eq!(publisher.asked(), 1, "looked after beside the requests");
        assert!(is_let_in(&board).await, "and what is known counts on");
        server.work().await;
        assert_eq!(publisher.asked(), 0, "once a minute");
    }
}

#[tokio::test]
async fn a_new_key_is_taken_at_once_and_a_withdrawn_one_no_more() {
    for server in TestApp::on_each_engine_with(&OUT).await {
        let (first, second) = (fresh(), fresh());
        let publisher = Publisher::open(&[&first]).await;
        let mut board = connect(&server, &publisher.url(), first).await;
        assert!(is_let_in(&board).await);
        publisher.publish(&[&second]);
        let first = board.key.replace(second).unwrap();
        assert!(!is_let_in(&board).await, "asked a moment ago");
        server.pass(Duration::from_secs(60));
        assert!(is_let_in(&board).await, "an unknown key makes us look");
        assert_eq!(publisher.asked(), 2);
        board.key = Some(first);
        assert!(!is_let_in(&board).await, "the set is replaced whole");
        assert_eq!(publisher.asked(), 0);
    }
}

/// Whoever floods us with tokens of strange keys does not make us flood an application's server.
#[tokio::test]
async fn a_flood_of_strange_keys_asks_once_a_minute() {
    let server = start().await;
    let key = fresh();
    let publisher = Publisher::open(&[&key]).await;
    let mut board = connect(&server, &publisher.url(), key).await;
    assert!(is_let_in(&board).await);
    server.pass(Duration::from_secs(60));
    publisher.asked();
    let own = board.key.take();
    for _ in 0..20 {
        board.key = Some(fresh());
        assert!(!is_let_in(&board).await);
    }
    assert_eq!(publisher.asked(), 1);
    board.key = own;
    assert!(is_let_in(&board).await, "and its own key goes on");
}

#[tokio::test]
async fn of_many_at_once_one_asks_and_the_others_wait() {
    for server in TestApp::on_each_engine_with(&OUT).await {
        let key = fresh();
        let publisher = Publisher::open(&[&key]).await;
        publisher.slowly(Duration::from_millis(300));
        let board = connect(&server, &publisher.url(), key).await;
        let all = join((0..6).map(|_| is_let_in(&board)).collect()).await;
        assert_eq!(all, [true; 6]);
        assert_eq!(publisher.asked(), 1);
    }
}

#[tokio::test]
async fn what_is_known_counts_for_a_day_without_news() {
    let server = start().await;
    let key = fresh();
    let publisher = Publisher::open(&[&key]).await;
    let board = connect(&server, &publisher.url(), key).await;
    assert!(is_let_in(&board).await);
    publisher.answer(503, "");
    server.pass(Duration::from_secs(23 * 3600));
    assert!(is_let_in(&board).await);
    server.pass(Duration::from_secs(3600));
    assert!(!is_let_in(&board).await, "too old, and none to be had");
    let anna = proof_page(&server, &board).await;
    assert!(anna.page.says("status 503"), "{}", anna.page.main());
    let path = format!("/w/falke/applications/{}/failures", board.id);
    let mut anna = anna;
    anna.open(&path).await;
    assert!(
        anna.page.says("No key of the application is known"),
        "{}",
        anna.page.main()
    );
}

#[tokio::test]
async fn what_is_no_set_of_public_keys_is_not_taken_and_the_page_says_so() {
    let server = start().await;
    let key = fresh();
    let good = key.public_jwk().to_json();
    let publisher = Publisher::open(&[]).await;
    let board = connect(&server, &publisher.url(), key).await;
    let secret = json!({"keys": [good.clone(), {"kty": "oct", "k": "AAAA"}]});
    let many = json!({"keys": vec![good.clone(); 65]});
    let large = format!("{{\"keys\":[],\"x\":\"{}\"}}", "x".repeat(70_000));
    for (status, body, said) in [
        (
            200,
            json!({"keys": []}).to_string(),
            "holds no key this server can use",
        ),
        (200, "<html>".to_owned(), "The answer is no JWK set"),
        (200, secret.to_string(), "A private key is published there"),
        (200, many.to_string(), "more than 64 keys"),
        (200, large, "more than 64 kB"),
        (404, String::new(), "status 404"),
    ] {
        publisher.answer(status, &body);
        server.pass(Duration::from_secs(60));
        assert!(!is_let_in(&board).await, "{said}");
        let anna = proof_page(&server, &board).await;
        assert!(anna.page.says(said), "{said}: {}", anna.page.main());
    }
    publisher.answer(200, &json!({"keys": [good]}).to_string());
    let mut anna = proof_page(&server, &board).await;
    server.pass(Duration::from_secs(10));
    anna.press("Fetch now", &[]).await;
    let id = board.key.as_ref().unwrap().key_id().to_owned();
    assert!(
        anna.page.says(&format!("{id} (ES256)")),
        "{}",
        anna.page.main()
    );
    assert!(
        is_let_in(&board).await,
        "no minute has to pass after the button"
    );
}

/// Nothing leads us where the operator does not let us go: no private address, no redirect, no plain http.
#[tokio::test]
async fn a_private_address_is_not_asked_unless_the_operator_allows_it() {
    let server = TestApp::start().await;
    let key = fresh();
    let publisher = Publisher::open(&[&key]).await;
    let board = connect(&server, &publisher.url(), key).await;
    assert!(!is_let_in(&board).await);
    assert_eq!(publisher.asked(), 0);
    let mut anna = proof_page(&server, &board).await;
    for uri in [
        "https://127.0.0.1/keys",
        "https://10.0.0.1/keys",
        "https://[::1]/keys",
        "https://169.254.169.254/latest/meta-data",
    ] {
        server.pass(Duration::from_secs(60));
        anna.press("Save", &[("Address of its public keys", uri)])
            .await;
        assert!(anna.page.says("Saved"), "{}", anna.page.main());
        assert!(
            anna.page.says("leads into a private network"),
            "{uri}: {}",
            anna.page.main()
        );
    }
    let plain = [("Address of its public keys", "http://keys.example.com/")];
    anna.press("Save", &plain).await;
    assert_eq!(anna.status, 422);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = start().await;
    let key = fresh();
    let (elsewhere, publisher) = (Publisher::open(&[&key]).await, Publisher::open(&[]).await);
    publisher.lead_to(&elsewhere.url());
    let board = connect(&server, &publisher.url(), key).await;
    assert!(!is_let_in(&board).await);
    assert_eq!((publisher.asked(), elsewhere.asked()), (1, 0));
}

/// An address that changes takes nothing along from the one before.
#[tokio::test]
async fn another_address_begins_anew_and_pasting_ends_it() {
    let server = start().await;
    let (first, second) = (fresh(), fresh());
    let (here, there) = (
        Publisher::open(&[&first]).await,
        Publisher::open(&[&second]).await,
    );
    let mut board = connect(&server, &here.url(), first).await;
    assert!(is_let_in(&board).await);
    let mut anna = proof_page(&server, &board).await;
    assert!(anna.page.says("Last fetched"));
    let other = [("Address of its public keys", there.url())];
    let other: Vec<_> = other
        .iter()
        .map(|(name, url)| (*name, url.as_str()))
        .collect();
    anna.press("Save", &other).await;
    assert_eq!(there.asked(), 1, "seen at once on the page");
    assert!(anna.page.says(second.key_id()), "{}", anna.page.main());
    assert!(
        !is_let_in(&board).await,
        "the key of the old address is over"
    );
    let pasted = crate::harness::application::published(&[&second]);
    let both = [("Public keys", pasted.as_str())];
    anna.press("Save", &both).await;
    assert_eq!(anna.status, 422, "either, not both");
    let one = [
        ("Public keys", pasted.as_str()),
        ("Address of its public keys", ""),
    ];
    anna.press("Save", &one).await;
    assert!(anna.page.says("Saved") && !anna.page.says("Last fetched"));
    board.key = Some(second);
    assert!(is_let_in(&board).await);
    let kinds = last_kinds(&server, &board).await;
    let changed = "oidc.application.keys-fetched";
    assert_eq!(
        kinds.iter().filter(|kind| *kind == changed).count(),
        2,
        "{kinds:?}"
    );
}

async fn last_kinds(server: &TestApp, board: &Application<'_>) -> Vec<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let page = base::audit::of_person(&mut conn, board.id, None, 50)
        .await
        .unwrap();
    page.events.into_iter().map(|event| event.kind).collect()
}

/// Request objects are verified with published keys, too.
#[tokio::test]
async fn a_signed_request_is_opened_with_published_keys() {
    let server = start().await;
    let key = fresh();
    let publisher = Publisher::open(&[&key]).await;
    let board = connect(&server, &publisher.url(), key).await;
    let ask = board.ask();
    let now = server.app.clock.now().as_seconds();
    let mut claims = json!({"iss": board.id.to_string(), "aud": server.origin(),
                            "iat": now, "exp": now + 300, "jti": ask.state});
    for (name, value) in &ask.params {
        claims[name] = json!(value);
    }
    let signed = |claims| {
        let key = board.key.as_ref().unwrap();
        let object = key.sign(TokenType::RequestObject, claims).unwrap();
        format!("/oidc/authorize?client_id={}&request={object}", board.id)
    };
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser.open(&signed(&claims)).await;
    browser.press("Allow", &[]).await;
    board.finish(&ask, &browser.url).await;
    assert_eq!(publisher.asked(), 1);
    let strange = fresh().sign(TokenType::RequestObject, &claims).unwrap();
    let pushed = board
        .post("/oidc/par", &[("request", strange.as_str())])
        .await;
    assert_eq!(pushed.error(), "invalid_request_object");
}
