//! How a request may come and what it may ask for: pushed, answered by a form, with claims by name, with a
//! demanded strength, with hints.

use std::time::Duration;

use axum::http::{Method, header};
use people::WorkspaceId;
use protocol::jose::{Algorithm, JwkSet, SigningKey, TokenType};
use protocol::oauth::{ClientAuth, Requirement};
use serde_json::json;
use server::oidc::ApplicationDraft;

use super::{company, enter, tokens};
use crate::harness::application::{Answer, Application, Ask, call, draft, param};
use crate::harness::{Browser, PASSWORD, TestApp};

/// Pushes a request; the address its browser is sent to.
async fn push(application: &Application<'_>, ask: &Ask) -> (Answer, String) {
    let fields: Vec<_> = ask
        .params
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let fields: Vec<_> = fields
        .into_iter()
        .filter(|(name, _)| *name != "client_id")
        .collect();
    let answer = application.post("/oidc/par", &fields).await;
    let uri = answer.body["request_uri"].as_str().unwrap_or_default();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &application.id.to_string());
    query.append_pair("request_uri", uri);
    let address = format!("/oidc/authorize?{}", query.finish());
    (answer, address)
}

fn error(browser: &Browser<'_>) -> String {
    param(&browser.url, "error").unwrap_or_default()
}

#[tokio::test]
async fn a_pushed_request_lets_in_once_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let ask = board.ask();
        let (answer, address) = push(&board, &ask).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body["expires_in"], 90);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let uri = answer.body["request_uri"].as_str().unwrap();
        assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"));
        let mut browser = server.browser();
        browser.open(&address).await;
        browser
            .press("Continue", &[("Login or e-mail", "ada@falke.example.com")])
            .await;
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        browser.press("Allow", &[]).await;
        board.finish(&ask, &browser.url).await;
        browser.open(&address).await;
        assert_eq!(browser.status, 400, "it works once");
        assert!(browser.page.says("pushed-used"), "{}", browser.page.main());
    }
}

#[tokio::test]
async fn what_stands_beside_a_pushed_request_counts_for_nothing() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask();
    let (_, address) = push(&board, &ask).await;
    let evil = "&redirect_uri=https%3A%2F%2Fevil.example%2F&state=other&scope=openid";
    browser.open(&format!("{address}{evil}")).await;
    browser.press("Allow", &[]).await;
    board.finish(&ask, &browser.url).await;
}

#[tokio::test]
async fn a_pushed_request_is_bound_to_its_application_and_its_time() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let wiki = Application::connect(&server, workspace.id, "Wiki").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask();
    let (_, address) = push(&board, &ask).await;
    let swapped = address.replace(&board.id.to_string(), &wiki.id.to_string());
    browser.open_only(&swapped).await;
    assert_eq!(browser.status, 400);
    assert!(browser.page.says("pushed-other-client"));
    enter_at(&mut browser, &address).await;
    board.finish(&ask, &browser.url).await;
    let (_, late) = push(&board, &board.ask()).await;
    server.pass(Duration::from_secs(91));
    browser.open_only(&late).await;
    assert!(browser.page.says("pushed-expired"));
    let back = format!("{late}&redirect_uri=https%3A%2F%2Fboard.example.com%2Fcallback");
    browser.open(&back).await;
    assert_eq!(
        error(&browser),
        "invalid_request_uri",
        "sent where it is registered"
    );
    for odd in [
        "x",
        "urn:ietf:params:oauth:request_uri:",
        "https://board.example.com/request",
    ] {
        let ask = board.ask().with("request_uri", odd);
        browser.open(&ask.address()).await;
        let expected = if odd.starts_with("urn") {
            "invalid_request_uri"
        } else {
            "request_uri_not_supported"
        };
        assert_eq!(error(&browser), expected, "{odd}");
    }
}

async fn enter_at(browser: &mut Browser<'_>, address: &str) {
    browser.open(address).await;
    if browser.url.path().starts_with("/oidc/consent/") {
        browser.press("Allow", &[]).await;
    }
}

#[tokio::test]
async fn pushing_is_for_the_application_itself_and_for_sound_requests() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let form = [(
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let bare = call(
        &server,
        Method::POST,
        "/oidc/par",
        &form,
        &board.ask().query(),
    )
    .await;
    assert_eq!(
        (bare.status.as_u16(), bare.error()),
        (401, "invalid_client")
    );
    for (name, value, code) in [
        ("redirect_uri", "https://evil.example/", "invalid_request"),
        ("redirect_uri", "", "invalid_request"),
        ("scope", "email", "invalid_scope"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("request_uri", "urn:x", "invalid_request"),
        ("request", "a.b.c", "invalid_request_object"),
        ("prompt", "none login", "invalid_request"),
        ("claims", "[]", "invalid_request"),
    ] {
        let (answer, _) = push(&board, &board.ask().with(name, value)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (400, code),
            "{name}={value}"
        );
    }
    let refused = call(&server, Method::GET, "/oidc/par", &[], "").await;
    assert_eq!(refused.status, 405);
}

#[tokio::test]
async fn an_answer_by_form_works_without_script_and_leads_to_one_origin() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask().with("response_mode", "form_post");
    enter(&mut browser, &ask).await;
    assert_eq!(browser.status, 200);
    let policy = browser.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action https://board.example.com;"),
        "{policy}"
    );
    assert!(!policy.contains("form-action 'self'"));
    let filled = browser.page.fill("Continue to the application", &[]);
    assert_eq!(filled.action, "https://board.example.com/callback");
    assert_eq!(filled.method, "post");
    let field = |name: &str| {
        let found = filled.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(
        (field("state"), field("iss")),
        (ask.state.clone(), server.origin().to_owned())
    );
    let answer = board.redeem(&ask, &field("code")).await;
    board.verified(answer, Some(&ask.nonce)).await;
    let refused = board
        .ask()
        .with("response_mode", "form_post")
        .with("scope", "email");
    browser.open(&refused.address()).await;
    let filled = browser.page.fill("Continue to the application", &[]);
    let code = ("error".to_owned(), "invalid_scope".to_owned());
    assert!(filled.fields.contains(&code), "{:?}", filled.fields);
}

#[tokio::test]
async fn single_claims_are_given_where_they_were_asked_for() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let claims = json!({
        "userinfo": {"given_name": null, "name": {"essential": true}, "role": null},
        "id_token": {"email": {"essential": true}, "department": null, "nickname": null},
    });
    let ask = board
        .ask()
        .with("scope", "openid")
        .with("claims", &claims.to_string());
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser.open(&ask.address()).await;
    for said in [
        "your name, login and language",
        "your e-mail address",
        "your role",
    ] {
        assert!(browser.page.says(said), "{said}: {}", browser.page.main());
    }
    browser.press("Allow", &[]).await;
    let tokens = board.finish(&ask, &browser.url).await;
    assert_eq!(
        tokens.claims.text("email").unwrap(),
        "ada@falke.example.com"
    );
    assert_eq!(tokens.claims.value("name"), None);
    let userinfo = board.userinfo(&tokens.access).await.body;
    assert_eq!(userinfo["name"], "Ada Lovelace");
    assert_eq!(
        (&userinfo["role"], &userinfo["email"]),
        (&json!("employee"), &json!(null))
    );
    let own = json!({"id_token": {"sub": {"value": ada.passport.to_string()}}}).to_string();
    enter(&mut browser, &board.ask().with("claims", &own)).await;
    assert!(param(&browser.url, "code").is_some(), "{}", browser.url);
    let other = json!({"id_token": {"sub": {"value": "somebody"}}}).to_string();
    let silent = board.ask().with("claims", &other).with("prompt", "none");
    browser.open(&silent.address()).await;
    assert_eq!(error(&browser), "login_required");
}

#[tokio::test]
async fn a_demanded_strength_is_met_or_said_to_be_unmet() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let demand = |value: &str| {
        let acr = json!({"id_token": {"acr": {"essential": true, "value": value}}});
        board.ask().with("claims", &acr.to_string())
    };
    for ask in [
        demand("secret"),
        demand("mailbox"),
        board.ask().with("acr_values", "gold"),
    ] {
        enter(&mut browser, &ask).await;
        let tokens = board.finish(&ask, &browser.url).await;
        let acr = tokens.claims.text("acr").unwrap();
        let asked = ask
            .params
            .iter()
            .any(|(_, value)| value.contains("mailbox"));
        assert_eq!(acr, if asked { "mailbox" } else { "secret" });
    }
    for prompt in ["", "none"] {
        browser
            .open(&demand("gold").with("prompt", prompt).address())
            .await;
        assert_eq!(
            error(&browser),
            "unmet_authentication_requirements",
            "{prompt}"
        );
    }
}

#[tokio::test]
async fn a_hint_that_has_run_out_is_one_and_a_foreign_one_is_none() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    server.pass(Duration::from_secs(3600));
    let hinted = board
        .ask()
        .with("id_token_hint", &tokens.id_token)
        .with("prompt", "none");
    browser.open(&hinted.address()).await;
    board.finish(&hinted, &browser.url).await;
    let mut forged = tokens.id_token.clone();
    forged.truncate(forged.len() - 4);
    for hint in [forged.as_str(), "a.b.c", "x"] {
        browser
            .open(&board.ask().with("id_token_hint", hint).address())
            .await;
        assert_eq!(error(&browser), "invalid_request", "{hint}");
        let silent = board
            .ask()
            .with("id_token_hint", hint)
            .with("prompt", "none");
        browser.open(&silent.address()).await;
        assert_eq!(error(&browser), "login_required", "{hint}");
    }
}

/// An application with a key of its own, and that key.
async fn signing<'a>(
    server: &'a TestApp,
    workspace: WorkspaceId,
    requires: &[Requirement],
) -> (Application<'a>, SigningKey) {
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let set = JwkSet {
        keys: vec![key.verifying_key().unwrap().jwk().clone()],
    };
    let draft = ApplicationDraft {
        auth: ClientAuth::Secret,
        jwks: Some(serde_json::to_string(&set).unwrap()),
        requires: requires.to_vec(),
        ..draft("Board", "https://board.example.com/callback")
    };
    (
        Application::connect_with(server, workspace, &draft).await,
        key,
    )
}

/// The parameters of a request as an object of this application.
fn object(server: &TestApp, board: &Application<'_>, ask: &Ask, key: &SigningKey) -> String {
    let now = server.app.clock.now().as_seconds();
    let mut claims = json!({
        "iss": board.id.to_string(), "aud": server.origin(), "iat": now, "exp": now + 300,
        "jti": ask.state,
    });
    for (name, value) in &ask.params {
        claims[name] = json!(value);
    }
    key.sign(TokenType::RequestObject, &claims).unwrap()
}

/// A query with nothing in it but the client and the object.
fn carrying(board: &Application<'_>, object: &str) -> String {
    format!("/oidc/authorize?client_id={}&request={object}", board.id)
}

#[tokio::test]
async fn a_signed_request_counts_alone_and_once_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let (board, key) = signing(&server, workspace.id, &[]).await;
        let ask = board.ask();
        let address = carrying(&board, &object(&server, &board, &ask, &key));
        let mut browser = server.signed_in("ada@falke.example.com").await;
        enter_at(
            &mut browser,
            &format!("{address}&scope=openid&state=evil&response_type=code"),
        )
        .await;
        board.finish(&ask, &browser.url).await;
        browser
            .open(&format!("{address}&redirect_uri={}", board.redirect_uri))
            .await;
        assert_eq!(error(&browser), "invalid_request_object", "it works once");
        let (other, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let forged = carrying(&board, &object(&server, &board, &board.ask(), &other));
        browser.open_only(&forged).await;
        assert_eq!(browser.status, 400);
        let late = carrying(&board, &object(&server, &board, &board.ask(), &key));
        server.pass(Duration::from_secs(331));
        browser.open_only(&late).await;
        assert!(
            browser.page.says("object-expired"),
            "{}",
            browser.page.main()
        );
    }
}

#[tokio::test]
async fn a_signed_request_of_one_application_is_none_of_another() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let (board, key) = signing(&server, workspace.id, &[]).await;
    let (wiki, _) = signing(&server, workspace.id, &[]).await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let stolen = object(&server, &board, &board.ask(), &key);
    browser.open_only(&carrying(&wiki, &stolen)).await;
    assert_eq!(browser.status, 400);
    let bare = Application::connect(&server, workspace.id, "Bare").await;
    browser.open_only(&carrying(&bare, &stolen)).await;
    assert!(
        browser.page.says("object-keys-absent"),
        "{}",
        browser.page.main()
    );
}

#[tokio::test]
async fn what_an_application_must_do_is_demanded() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let both = [Requirement::PushedRequest, Requirement::SignedRequest];
    let (board, key) = signing(&server, workspace.id, &both).await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    browser.open(&board.ask().address()).await;
    assert_eq!(error(&browser), "invalid_request");
    let signed = object(&server, &board, &board.ask(), &key);
    browser.open(&carrying(&board, &signed)).await;
    assert_eq!(error(&browser), "invalid_request", "signed, but not pushed");
    let (unsigned, _) = push(&board, &board.ask()).await;
    assert_eq!(
        unsigned.error(),
        "invalid_request",
        "pushed, but not signed"
    );
    let ask = board.ask();
    let whole = object(&server, &board, &ask, &key);
    let mut pushed = ask.clone();
    pushed.params = vec![("request".to_owned(), whole)];
    let (answer, address) = push(&board, &pushed).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    browser.open(&address).await;
    assert!(
        browser.url.path().starts_with("/oidc/consent/"),
        "it waits as what it was"
    );
    browser.press("Allow", &[]).await;
    board.finish(&ask, &browser.url).await;
}

#[tokio::test]
async fn an_unsigned_or_foreign_object_is_refused_where_an_answer_may_go() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.browser();
    for object in ["eyJhbGciOiJub25lIn0.e30.", "a.b.c", "x"] {
        browser
            .open(&board.ask().with("request", object).address())
            .await;
        assert_eq!(error(&browser), "invalid_request_object", "{object}");
        let nowhere = board
            .ask()
            .with("request", object)
            .with("redirect_uri", "https://evil.example/");
        browser.open_only(&nowhere.address()).await;
        assert_eq!(browser.status, 400);
        assert!(!browser.headers.contains_key(header::LOCATION), "{object}");
    }
    let both = board
        .ask()
        .with("request", "a.b.c")
        .with("request_uri", "urn:x");
    browser.open(&both.address()).await;
    assert_eq!(error(&browser), "invalid_request");
}
