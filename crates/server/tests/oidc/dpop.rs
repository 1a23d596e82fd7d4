//! Tokens bound to a key: a thief who has them and not the key gets nothing (RFC 9449).

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use protocol::oauth::{ClientAuth, Requirement};
use serde_json::Value;
use server::oidc::ApplicationDraft;

use super::{company, enter};
use crate::harness::application::{Answer, Application, Ask, call, draft};
use crate::harness::key::Key;
use crate::harness::{Browser, TestApp};

const TOKEN: &str = "/oidc/token";
const PUSHED: &str = "/oidc/par";
const USERINFO: &str = "/oidc/userinfo";
const DPOP: HeaderName = HeaderName::from_static("dpop");

fn native() -> ApplicationDraft {
    ApplicationDraft {
        auth: ClientAuth::None,
        ..draft("Native", "https://native.example.com/callback")
    }
}

async fn connect(server: &TestApp, draft: ApplicationDraft) -> Application<'_> {
    let (workspace, _) = company(server).await;
    Application::connect_with(server, workspace.id, &draft).await
}

/// A fresh code of Ada for this application.
async fn code(server: &TestApp, native: &Application<'_>, ask: &Ask) -> String {
    let mut browser: Browser<'_> = server.signed_in("ada@falke.example.com").await;
    enter(&mut browser, ask).await;
    native.code(ask, &browser.url)
}

async fn redeem(native: &Application<'_>, ask: &Ask, code: &str, proof: &str) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", native.redirect_uri.as_str()),
        ("code_verifier", ask.verifier.as_str()),
    ];
    native.post_with(TOKEN, &fields, &[(DPOP, proof)]).await
}

async fn refresh(native: &Application<'_>, token: &str, proof: Option<&str>) -> Answer {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let headers: Vec<_> = proof.map(|proof| (DPOP, proof)).into_iter().collect();
    native.post_with(TOKEN, &fields, &headers).await
}

async fn userinfo(server: &TestApp, scheme: &str, access: &str, proof: Option<&str>) -> Answer {
    let mut headers = vec![(header::AUTHORIZATION, format!("{scheme} {access}"))];
    headers.extend(proof.map(|proof| (DPOP, proof.to_owned())));
    call(server, Method::GET, USERINFO, &headers, "").await
}

fn text(answer: &Answer, name: &str) -> String {
    let found = answer.body[name].as_str();
    found
        .unwrap_or_else(|| panic!("{}", answer.body))
        .to_owned()
}

fn challenge(answer: &Answer) -> &str {
    answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap()
}

#[tokio::test]
async fn a_bound_token_opens_with_its_key_and_with_nothing_else() {
    for server in TestApp::on_each_engine().await {
        let native = connect(&server, native()).await;
        let (key, thief) = (Key::fresh(), Key::fresh());
        let ask = native.ask();
        let code = code(&server, &native, &ask).await;
        let proof = key.proof(&server, "POST", TOKEN);
        let given = redeem(&native, &ask, &code, &proof).await;
        assert_eq!(given.body["token_type"], "DPoP", "{}", given.body);
        let access = text(&given, "access_token");
        let beside = |key: &Key| key.sign(&key.claims_beside(&server, USERINFO, &access));
        let good = beside(&key);
        let shown = userinfo(&server, "DPoP", &access, Some(&good)).await;
        assert_eq!(shown.status, 200);
        let again = userinfo(&server, "dpop", &access, Some(&good)).await;
        assert_eq!(again.status, 401, "a proof counts once");
        assert!(challenge(&again).contains("invalid_dpop_proof"));
        assert!(challenge(&again).contains(r#"algs="ES256 EdDSA PS256 RS256""#));
        let bearer = userinfo(&server, "Bearer", &access, None).await;
        assert_eq!(bearer.status, 401);
        assert!(
            challenge(&bearer).starts_with("DPoP "),
            "{}",
            challenge(&bearer)
        );
        for (proof, why) in [
            (None, "none"),
            (Some(beside(&thief)), "another key"),
            (Some(key.proof(&server, "GET", USERINFO)), "no ath"),
            (
                Some(key.sign(&key.claims_beside(&server, TOKEN, &access))),
                "another address",
            ),
            (
                Some(key.sign(&key.claims_beside(&server, USERINFO, "x"))),
                "another token",
            ),
            (Some("x.y.z".to_owned()), "no proof"),
        ] {
            let shown = userinfo(&server, "DPoP", &access, proof.as_deref()).await;
            assert_eq!(shown.status, 401, "{why}");
        }
        let mut old = key.claims_beside(&server, USERINFO, &access);
        old["iat"] = Value::from(old["iat"].as_i64().unwrap() - 100);
        let old = userinfo(&server, "DPoP", &access, Some(&key.sign(&old))).await;
        assert_eq!(old.status, 401);
    }
}

#[tokio::test]
async fn the_refresh_token_of_a_public_application_is_bound_too() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let (key, thief) = (Key::fresh(), Key::fresh());
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let given = redeem(&native, &ask, &code, &key.proof(&server, "POST", TOKEN)).await;
    let token = text(&given, "refresh_token");
    let with = |key: &Key| key.proof(&server, "POST", TOKEN);
    assert_eq!(
        refresh(&native, &token, None).await.error(),
        "invalid_dpop_proof"
    );
    let stolen = refresh(&native, &token, Some(&with(&thief))).await;
    assert_eq!(stolen.error(), "invalid_grant");
    let proof = with(&key);
    let next = refresh(&native, &token, Some(&proof)).await;
    assert_eq!(next.body["token_type"], "DPoP");
    let next = text(&next, "refresh_token");
    let replayed = refresh(&native, &next, Some(&proof)).await;
    assert_eq!(replayed.error(), "invalid_dpop_proof");
    assert_eq!(refresh(&native, &next, Some(&with(&key))).await.status, 200);
}

#[tokio::test]
async fn a_confidential_application_may_change_its_key_but_each_token_keeps_its_own() {
    let server = TestApp::start().await;
    let secret = ApplicationDraft {
        auth: ClientAuth::Secret,
        ..native()
    };
    let native = connect(&server, secret).await;
    let (one, two) = (Key::fresh(), Key::fresh());
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let given = redeem(&native, &ask, &code, &one.proof(&server, "POST", TOKEN)).await;
    let token = text(&given, "refresh_token");
    let proof = two.proof(&server, "POST", TOKEN);
    let next = refresh(&native, &token, Some(&proof)).await;
    let access = text(&next, "access_token");
    let shown = |key: &Key| key.sign(&key.claims_beside(&server, USERINFO, &access));
    let wrong = userinfo(&server, "DPoP", &access, Some(&shown(&one))).await;
    assert_eq!(wrong.status, 401);
    let right = userinfo(&server, "DPoP", &access, Some(&shown(&two))).await;
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn proofs_that_do_not_fit_give_no_tokens_and_use_nothing_up() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let key = Key::fresh();
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let mut other_server = key.claims(&server, "POST", TOKEN);
    other_server["htu"] = "https://evil.example/oidc/token".into();
    for (proof, why) in [
        (key.proof(&server, "GET", TOKEN), "another method"),
        (key.proof(&server, "POST", USERINFO), "another address"),
        (key.sign(&other_server), "another server"),
        (format!("{}x", key.proof(&server, "POST", TOKEN)), "changed"),
        ("x".to_owned(), "nothing"),
    ] {
        let refused = redeem(&native, &ask, &code, &proof).await;
        assert_eq!(refused.error(), "invalid_dpop_proof", "{why}");
        assert_eq!(refused.status, 400, "{why}");
    }
    let proof = key.proof(&server, "POST", TOKEN);
    let given = redeem(&native, &ask, &code, &proof).await;
    assert_eq!(given.status, 200, "the code is as good as before");
}

#[tokio::test]
async fn of_one_proof_shown_many_times_at_once_one_counts() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let key = Key::fresh();
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let given = redeem(&native, &ask, &code, &key.proof(&server, "POST", TOKEN)).await;
    let access = text(&given, "access_token");
    let proof = key.sign(&key.claims_beside(&server, USERINFO, &access));
    let all = (0..10).map(|_| userinfo(&server, "DPoP", &access, Some(&proof)));
    let all = super::codes::join(all.collect()).await;
    let good = all.into_iter().filter(|one| one.status == 200);
    assert_eq!(good.count(), 1);
}

#[tokio::test]
async fn an_application_that_must_bring_proofs_gets_nothing_without() {
    let server = TestApp::start().await;
    let strict = ApplicationDraft {
        requires: vec![Requirement::Dpop],
        ..native()
    };
    let native = connect(&server, strict).await;
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let refused = native.redeem(&ask, &code).await;
    assert_eq!(refused.error(), "invalid_dpop_proof");
    let key = Key::fresh();
    let given = redeem(&native, &ask, &code, &key.proof(&server, "POST", TOKEN)).await;
    assert_eq!(given.status, 200, "{}", given.body);
}

#[tokio::test]
async fn a_code_asked_for_with_a_key_is_given_to_that_key_only() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let (key, thief) = (Key::fresh(), Key::fresh());
    let asked = || native.ask().with("dpop_jkt", &key.thumbprint());
    let ask = asked();
    let stolen = code(&server, &native, &ask).await;
    let proof = thief.proof(&server, "POST", TOKEN);
    let refused = redeem(&native, &ask, &stolen, &proof).await;
    assert_eq!(refused.error(), "invalid_grant");
    let proof = key.proof(&server, "POST", TOKEN);
    let burnt = redeem(&native, &ask, &stolen, &proof).await;
    assert_eq!(
        burnt.error(),
        "invalid_grant",
        "a wrong try uses the code up"
    );
    let ask = asked();
    let bare = code(&server, &native, &ask).await;
    assert_eq!(native.redeem(&ask, &bare).await.error(), "invalid_grant");
    let ask = asked();
    let good = code(&server, &native, &ask).await;
    let proof = key.proof(&server, "POST", TOKEN);
    assert_eq!(redeem(&native, &ask, &good, &proof).await.status, 200);
}

/// RFC 9449 section 10.1: a proof that comes with a pushed request stands for `dpop_jkt`.
#[tokio::test]
async fn a_request_pushed_with_a_proof_gives_a_code_to_that_key_only() {
    for server in TestApp::on_each_engine().await {
        let native = connect(&server, native()).await;
        let (key, thief) = (Key::fresh(), Key::fresh());
        let (ask, address) = pushed(&server, &native, &key, &[]).await;
        let stolen = code_at(&server, &native, &ask, &address).await;
        let proof = thief.proof(&server, "POST", TOKEN);
        let refused = redeem(&native, &ask, &stolen, &proof).await;
        assert_eq!(refused.error(), "invalid_grant");
        let named = key.thumbprint();
        let both = [("dpop_jkt", named.as_str())];
        let (ask, address) = pushed(&server, &native, &key, &both).await;
        let good = code_at(&server, &native, &ask, &address).await;
        let proof = key.proof(&server, "POST", TOKEN);
        assert_eq!(redeem(&native, &ask, &good, &proof).await.status, 200);
    }
}

#[tokio::test]
async fn proofs_that_do_not_fit_a_pushed_request_are_refused() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let (key, other) = (Key::fresh(), Key::fresh());
    let proof = key.proof(&server, "POST", PUSHED);
    let named = other.thumbprint();
    let refused = push(&native, &native.ask(), &proof, &[("dpop_jkt", &named)]).await;
    assert_eq!(refused.error(), "invalid_dpop_proof", "two keys");
    let taken = push(&native, &native.ask(), &proof, &[]).await;
    assert_eq!(
        taken.status, 201,
        "the refusal used nothing up: {}",
        taken.body
    );
    let again = push(&native, &native.ask(), &proof, &[]).await;
    assert_eq!(again.error(), "invalid_dpop_proof", "it works once");
    let elsewhere = key.proof(&server, "POST", TOKEN);
    let refused = push(&native, &native.ask(), &elsewhere, &[]).await;
    assert_eq!(
        refused.error(),
        "invalid_dpop_proof",
        "for another endpoint"
    );
    let names: Vec<String> = (0..64).map(|n| format!("x{n}")).collect();
    let ask = native.ask();
    let many: Vec<_> = names[ask.params.len()..]
        .iter()
        .map(|name| (name.as_str(), "1"))
        .collect();
    let fresh = key.proof(&server, "POST", PUSHED);
    let full = push(&native, &ask, &fresh, &many).await;
    assert_eq!(full.error(), "invalid_request", "{}", full.body);
    let short = push(&native, &ask, &fresh, &many[1..]).await;
    assert_eq!(short.status, 201, "{}", short.body);
}

async fn push(native: &Application<'_>, ask: &Ask, proof: &str, more: &[(&str, &str)]) -> Answer {
    let own = ask.params.iter().filter(|(name, _)| name != "client_id");
    let own: Vec<_> = own
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let fields = [&own[..], more].concat();
    let name = header::HeaderName::from_static("dpop");
    native.post_with(PUSHED, &fields, &[(name, proof)]).await
}

/// A request pushed with a proof of this key, and where its browser is sent.
async fn pushed(
    server: &TestApp,
    native: &Application<'_>,
    key: &Key,
    more: &[(&str, &str)],
) -> (Ask, String) {
    let (ask, proof) = (native.ask(), key.proof(server, "POST", PUSHED));
    let answer = push(native, &ask, &proof, more).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let uri = answer.body["request_uri"]
        .as_str()
        .unwrap()
        .replace(':', "%3A");
    let address = format!("/oidc/authorize?client_id={}&request_uri={uri}", native.id);
    (ask, address)
}

/// The code Ada's browser brings from there.
async fn code_at(server: &TestApp, native: &Application<'_>, ask: &Ask, address: &str) -> String {
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser.open(address).await;
    if browser.url.path().starts_with("/oidc/consent/") {
        browser.press("Allow", &[]).await;
    }
    native.code(ask, &browser.url)
}

#[tokio::test]
async fn an_odd_thumbprint_in_a_request_is_refused() {
    let server = TestApp::start().await;
    let native = connect(&server, native()).await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser
        .open(&native.ask().with("dpop_jkt", "short").address())
        .await;
    let error = crate::harness::application::param(&browser.url, "error");
    assert_eq!(error.as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn a_nonce_is_asked_for_where_the_operator_wants_it() {
    let flags = [("dpop_nonce", "true")];
    let server = TestApp::start_with(&flags, base::hash::Cost::cheap()).await;
    let native = connect(&server, native()).await;
    let key = Key::fresh();
    let ask = native.ask();
    let code = code(&server, &native, &ask).await;
    let without = key.proof(&server, "POST", TOKEN);
    let refused = redeem(&native, &ask, &code, &without).await;
    assert_eq!(
        (refused.status.as_u16(), refused.error()),
        (400, "use_dpop_nonce")
    );
    let nonce = refused.headers["dpop-nonce"].to_str().unwrap().to_owned();
    let with = |nonce: &str| {
        let mut claims = key.claims(&server, "POST", TOKEN);
        claims["nonce"] = nonce.into();
        key.sign(&claims)
    };
    let made_up = redeem(&native, &ask, &code, &with("made-up")).await;
    assert_eq!(made_up.error(), "use_dpop_nonce");
    let given = redeem(&native, &ask, &code, &with(&nonce)).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let access = text(&given, "access_token");
    let mut shown = key.claims_beside(&server, USERINFO, &access);
    let bare = userinfo(&server, "DPoP", &access, Some(&key.sign(&shown))).await;
    assert_eq!(bare.status, 401);
    assert!(challenge(&bare).contains("use_dpop_nonce"));
    server.pass(Duration::from_secs(301));
    shown = key.claims_beside(&server, USERINFO, &access);
    shown["nonce"] = nonce.into();
    let late = userinfo(&server, "DPoP", &access, Some(&key.sign(&shown))).await;
    assert!(challenge(&late).contains("use_dpop_nonce"), "it is over");
    let fresh = late.headers["dpop-nonce"].to_str().unwrap().to_owned();
    shown = key.claims_beside(&server, USERINFO, &access);
    shown["nonce"] = fresh.into();
    let good = userinfo(&server, "DPoP", &access, Some(&key.sign(&shown))).await;
    assert_eq!(good.status, 200);
}

#[tokio::test]
async fn scripts_may_send_proofs_and_read_the_nonce() {
    let server = TestApp::start().await;
    let asked = call(&server, Method::OPTIONS, TOKEN, &[], "").await;
    let allowed = asked.headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str();
    assert!(allowed.unwrap().contains("dpop"));
    let exposed = asked.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str();
    assert!(exposed.unwrap().contains("dpop-nonce"));
    let path = "/.well-known/openid-configuration";
    let said = call(&server, Method::GET, path, &[], "").await;
    let algorithms = &said.body["dpop_signing_alg_values_supported"];
    assert_eq!(
        *algorithms,
        serde_json::json!(["ES256", "EdDSA", "PS256", "RS256"])
    );
}
