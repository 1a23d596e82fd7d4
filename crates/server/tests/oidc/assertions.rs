//! Applications that prove themselves with keys of their own (RFC 7523): what counts, where, and how often.

use std::time::Duration;

use aws_lc_rs::hmac;
use base::audit;
use people::workspaces::Workspace;
use protocol::jose::{Algorithm, SigningKey, TokenType, base64url_encode};
use protocol::oauth::{ClientAuth, GrantType};
use serde_json::{Value, json};
use server::oidc::{Application as Registered, ApplicationDraft};

use super::{company, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Answer, Application, draft, published};

const ENDPOINTS: [(&str, &[(&str, &str)]); 5] = [
    ("/oidc/token", &[("grant_type", "client_credentials")]),
    ("/oidc/introspect", &[("token", "unknown")]),
    ("/oidc/revoke", &[("token", "unknown")]),
    (
        "/oidc/par",
        &[
            ("response_type", "code"),
            ("redirect_uri", "https://board.example.com/callback"),
            ("scope", "openid"),
        ],
    ),
    ("/oidc/device", &[("scope", "openid")]),
];

/// An application that may do everything.
fn able(name: &str) -> ApplicationDraft {
    ApplicationDraft {
        grants: GrantType::SUPPORTED.to_vec(),
        ..draft(name, "https://board.example.com/callback")
    }
}

async fn keyed<'a>(server: &'a TestApp, of: &Workspace, name: &str) -> Application<'a> {
    Application::connect_keyed(server, of.id, &able(name), Algorithm::Es256).await
}

/// Why the last thing was refused to an application, as the trail tells.
async fn last_reason(server: &TestApp, id: &str) -> Option<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let page = audit::of_person(&mut conn, id, None, 1).await.unwrap();
    page.events.into_iter().next().unwrap().reason
}

/// A token for itself, asked for with this assertion.
async fn machine(board: &Application<'_>, assertion: &str) -> Answer {
    let fields = [("grant_type", "client_credentials")];
    board.post_proved("/oidc/token", &fields, assertion).await
}

/// The assertion is refused like every other, and the trail says why.
async fn refused(server: &TestApp, board: &Application<'_>, assertion: &str, why: &str) {
    let answer = machine(board, assertion).await;
    assert_eq!(
        (answer.status.as_u16(), answer.error()),
        (401, "invalid_client"),
        "{why}"
    );
    let words = "Client authentication was not accepted.";
    assert_eq!(answer.body["error_description"], words, "{why}");
    let last = last_reason(server, &board.id.to_string()).await;
    assert_eq!(last.as_deref(), Some(why));
}

#[tokio::test]
async fn a_key_proves_the_application_everywhere_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = keyed(&server, &workspace, "Board").await;
        let (_, given) = tokens(&server, &board).await;
        let renewed = board.refresh(&given.refresh.unwrap()).await;
        let access = board.verified(renewed, None).await.access;
        let seen = board.post("/oidc/introspect", &[("token", &access)]).await;
        assert_eq!(seen.body["active"], true);
        assert_eq!(
            board
                .post("/oidc/revoke", &[("token", &access)])
                .await
                .status,
            200
        );
        let seen = board.post("/oidc/introspect", &[("token", &access)]).await;
        assert_eq!(seen.body, json!({"active": false}));
        for (path, fields) in ENDPOINTS {
            let answer = board.post(path, fields).await;
            assert!(answer.status.is_success(), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn each_algorithm_of_discovery_is_taken() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    for algorithm in Algorithm::ALL {
        let of = workspace.id;
        let board = Application::connect_keyed(&server, of, &able("Board"), algorithm).await;
        let answer = machine(&board, &board.signs(&board.says())).await;
        assert_eq!(answer.status, 200, "{algorithm}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_assertion_may_name_us_in_four_ways() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let at = |path: &str| format!("{}{path}", server.origin());
    for (path, fields) in ENDPOINTS {
        for audience in [
            json!(server.origin()),
            json!(at("/oidc/token")),
            json!(at(path)),
            json!([server.origin(), at(path)]),
        ] {
            let mut claims = board.says();
            claims["aud"] = audience.clone();
            let answer = board.post_proved(path, fields, &board.signs(&claims)).await;
            assert!(
                answer.status.is_success(),
                "{path} {audience}: {}",
                answer.body
            );
        }
        let other = ENDPOINTS
            .iter()
            .find(|(known, _)| *known != path && *known != "/oidc/token");
        let mut claims = board.says();
        claims["aud"] = json!(at(other.unwrap().0));
        let answer = board.post_proved(path, fields, &board.signs(&claims)).await;
        assert_eq!(answer.status, 401, "{path}: made for another endpoint");
    }
}

/// CVE-2025-27370 and CVE-2025-27371 among them: whatever does not fit is refused with one answer.
#[tokio::test]
async fn what_an_assertion_says_must_fit() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let now = server.app.clock.now().as_seconds();
    let id = board.id.to_string();
    for (name, value, why) in [
        ("aud", json!("https://evil.example"), "assertion-audience"),
        (
            "aud",
            json!([server.origin(), "https://evil.example"]),
            "assertion-audience",
        ),
        (
            "aud",
            json!(format!("{}/", server.origin())),
            "assertion-audience",
        ),
        ("aud", Value::Null, "assertion-audience"),
        ("iss", json!("https://issuer.example"), "assertion-issuer"),
        ("exp", Value::Null, "assertion-expiry-absent"),
        ("exp", json!(now - 31), "assertion-expired"),
        ("exp", json!(now + 7200), "assertion-too-long"),
        ("nbf", json!(now + 60), "assertion-not-yet"),
        ("iat", json!("now"), "assertion-time"),
        ("jti", Value::Null, "assertion-jti"),
    ] {
        let mut claims = board.says();
        claims[name] = value;
        refused(&server, &board, &board.signs(&claims), why).await;
    }
    let proof = board.key.as_ref().unwrap();
    for typ in [
        TokenType::RequestObject,
        TokenType::DpopProof,
        TokenType::AccessToken,
    ] {
        let odd = proof.sign(typ, &board.says()).unwrap();
        refused(&server, &board, &odd, "assertion-token-type-mismatch").await;
    }
    let mut claims = board.says();
    claims["sub"] = json!("nobody");
    let answer = machine(&board, &board.signs(&claims)).await;
    assert_eq!(answer.error(), "invalid_client", "it names nobody");
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", id.as_str()),
    ];
    let answer = board
        .post_proved("/oidc/token", &fields, &board.signs(&claims))
        .await;
    assert_eq!(answer.error(), "invalid_client", "it names two");
    let last = last_reason(&server, &id).await;
    assert_eq!(last.as_deref(), Some("client-assertion-client"));
}

#[tokio::test]
async fn an_assertion_counts_once_wherever_it_is_shown() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = keyed(&server, &workspace, "Board").await;
        for (path, fields) in ENDPOINTS {
            let shown = board.signs(&board.says());
            let first = board.post_proved(path, fields, &shown).await;
            assert!(first.status.is_success(), "{path}: {}", first.body);
            for (again, fields) in ENDPOINTS {
                let answer = board.post_proved(again, fields, &shown).await;
                assert_eq!(answer.error(), "invalid_client", "{path}, then {again}");
            }
            let last = last_reason(&server, &board.id.to_string()).await;
            assert_eq!(last.as_deref(), Some("assertion-replayed"));
        }
        let one = board.signs(&board.says());
        let many = (0..8).map(|_| machine(&board, &one)).collect();
        let many = super::codes::join(many).await;
        let taken = many.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(taken, 1, "of many at once one counts");
    }
}

/// It is remembered for as long as it could be shown, and no longer.
#[tokio::test]
async fn a_shown_assertion_is_forgotten_when_it_is_over() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let shown = board.signs(&board.says());
    assert_eq!(machine(&board, &shown).await.status, 200);
    server.pass(Duration::from_secs(89));
    clean(&server).await;
    refused(&server, &board, &shown, "assertion-replayed").await;
    server.pass(Duration::from_secs(2));
    clean(&server).await;
    assert_eq!(server.rows().await["used_assertions"], 0);
    refused(&server, &board, &shown, "assertion-expired").await;
}

async fn clean(server: &TestApp) {
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    server::oidc::clean(&mut conn, now).await.unwrap();
    conn.commit().await.unwrap();
}

#[tokio::test]
async fn the_key_of_another_application_proves_nothing() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let (board, wiki) = (
        keyed(&server, &workspace, "Board").await,
        keyed(&server, &workspace, "Wiki").await,
    );
    let stolen = wiki.signs(&board.says());
    refused(&server, &board, &stolen, "assertion-token-key-unknown").await;
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &wiki.id.to_string()),
    ];
    let own = board.signs(&board.says());
    let answer = board.post_proved("/oidc/token", &fields, &own).await;
    assert_eq!(answer.error(), "invalid_client", "another name beside it");
    assert_eq!(
        machine(&board, &own).await.status,
        200,
        "and it was not used up"
    );
}

/// RFC 8725 section 3.1: a public key is no secret, and no signature is none.
#[tokio::test]
async fn an_assertion_does_not_choose_how_it_is_verified() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let key = board.key.as_ref().unwrap();
    let made = |header: Value, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
        let part = |value: &Value| base64url_encode(value.to_string());
        let input = format!("{}.{}", part(&header), part(&board.says()));
        let signature = base64url_encode(sign(input.as_bytes()));
        format!("{input}.{signature}")
    };
    let public = published(&[key]);
    let secret = hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes());
    let by_secret = |input: &[u8]| hmac::sign(&secret, input).as_ref().to_vec();
    let (kid, unsigned) = (key.key_id(), |_: &[u8]| Vec::new());
    let hs256 = made(json!({"alg": "HS256", "kid": kid}), &by_secret);
    refused(
        &server,
        &board,
        &hs256,
        "assertion-token-algorithm-symmetric",
    )
    .await;
    let none = made(json!({"alg": "none", "kid": kid}), &unsigned);
    refused(&server, &board, &none, "assertion-token-algorithm-none").await;
    let bare = made(json!({"alg": "ES256", "kid": kid}), &unsigned);
    refused(&server, &board, &bare, "assertion-token-signature").await;
    let (other, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let jwk = other.public_jwk().to_json();
    let brought = made(json!({"alg": "ES256", "jwk": jwk}), &unsigned);
    refused(
        &server,
        &board,
        &brought,
        "assertion-token-header-forbidden",
    )
    .await;
}

#[tokio::test]
async fn only_the_registered_way_counts() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let mut board = keyed(&server, &workspace, "Board").await;
    let key = board.key.take();
    let fields = [("grant_type", "client_credentials")];
    let answer = board.post("/oidc/token", &fields).await;
    assert_eq!(answer.error(), "invalid_client", "its name alone");
    let last = last_reason(&server, &board.id.to_string()).await;
    assert_eq!(last.as_deref(), Some("method-assertion-absent"));
    board.secret = Some("a-secret-it-never-had".to_owned());
    assert_eq!(
        board.post("/oidc/token", &fields).await.error(),
        "invalid_client"
    );
    let draft = ApplicationDraft {
        auth: ClientAuth::Secret,
        jwks: key.as_ref().map(|key| published(&[key])),
        ..able("Wiki")
    };
    let mut wiki = Application::connect_with(&server, workspace.id, &draft).await;
    wiki.key = key;
    let signed = wiki.signs(&wiki.says());
    refused(&server, &wiki, &signed, "method-assertion-stray").await;
    let both = [("grant_type", "client_credentials"), ("client_secret", "x")];
    let answer = wiki.post_proved("/oidc/token", &both, &signed).await;
    assert_eq!(answer.error(), "invalid_request", "two ways at once");
}

#[tokio::test]
async fn a_disabled_application_proves_nothing_and_uses_nothing_up() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let now = server.app.clock.now();
    let shown = board.signs(&board.says());
    let mut conn = server.app.db.write().await.unwrap();
    Registered::disable(&mut conn, workspace.id, board.id, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    refused(&server, &board, &shown, "disabled").await;
    assert_eq!(server.rows().await["used_assertions"], 0);
}

#[tokio::test]
async fn the_administrator_reads_why() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = keyed(&server, &workspace, "Board").await;
    let mut claims = board.says();
    claims["aud"] = json!("https://other.example");
    let shown = board.signs(&claims);
    machine(&board, &shown).await;
    let half = [
        ("grant_type", "client_credentials"),
        ("client_assertion", "x"),
    ];
    let (mut anna, id) = (
        server.signed_in("anna@falke.example.com").await,
        board.id.to_string(),
    );
    let named = [&half[..], &[("client_id", id.as_str())]].concat();
    let mut bare = board;
    bare.key = None;
    bare.post("/oidc/introspect", &named[..2]).await;
    anna.open(&format!("/w/falke/applications/{id}/failures"))
        .await;
    for said in [
        "is made out for another server",
        "one whole signed proof",
        "client_assertion_type",
    ] {
        assert!(anna.page.says(said), "{said}: {}", anna.page.main());
    }
    assert!(
        !anna.page.source.contains(&shown[20..]),
        "the proof itself is hidden"
    );
}
