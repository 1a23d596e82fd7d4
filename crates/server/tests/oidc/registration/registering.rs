//! Who may register, into which workspace, with what, and how often.

use std::time::Duration;

use axum::http::{Method, header};
use protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};

use super::*;
use crate::harness::application;
use crate::oidc::enter;

async fn discovery(server: &TestApp) -> Value {
    let path = "/.well-known/openid-configuration";
    application::call(server, Method::GET, path, &[], "")
        .await
        .body
}

#[tokio::test]
async fn nobody_registers_until_an_operator_opens_it() {
    for server in TestApp::on_each_engine().await {
        let (_, _) = crate::oidc::company(&server).await;
        let mut olga = operator(&server).await;
        let before = server.rows_of_interest().await;
        let closed = register(&server, None, &metadata()).await;
        assert_eq!(
            (closed.status.as_u16(), closed.error()),
            (403, "access_denied")
        );
        let with = register(&server, Some(&"A".repeat(43)), &metadata()).await;
        assert_eq!(with.status, 403, "right or wrong, a token opens nothing");
        assert_eq!(server.rows_of_interest().await, before);
        assert_eq!(discovery(&server).await.get("registration_endpoint"), None);

        decide(&mut olga, TOKENS, "").await;
        let endpoint = format!("{}/oidc/register", server.origin());
        assert_eq!(discovery(&server).await["registration_endpoint"], endpoint);
        let without = register(&server, None, &metadata()).await;
        assert_eq!(without.status, 401);
        let challenge = without.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.starts_with("Bearer") && !challenge.contains("error"));

        decide(&mut olga, NONE, "").await;
        assert_eq!(discovery(&server).await.get("registration_endpoint"), None);
        assert_eq!(register(&server, None, &metadata()).await.status, 403);
    }
}

impl TestApp {
    /// Whether anything was made: how many applications the workspace Falke has.
    async fn rows_of_interest(&self) -> usize {
        let mut conn = self.app.db.read().await.unwrap();
        let falke = people::workspaces::at(&mut conn, "falke").await.unwrap();
        let all = server::oidc::Application::of_workspace(&mut conn, falke.unwrap().id);
        all.await.unwrap().len()
    }
}

#[tokio::test]
async fn with_a_token_an_application_goes_into_its_workspace_and_lets_people_in() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna) = with_tokens(&server).await;
        let token = token(&mut anna, "5 applications").await;
        let own = Own::new(&server, &register(&server, Some(&token), &metadata()).await);
        let told = &own.told;
        assert_eq!(told["client_name"], "Tool");
        assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(told["client_secret_expires_at"], 0);
        assert_eq!(
            told["grant_types"],
            json!(["authorization_code", "refresh_token"])
        );
        assert_eq!(told["response_types"], json!(["code"]));
        assert_eq!(told["scope"], "openid profile email offline_access");
        let application = own.application(&workspace);
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = application
            .ask()
            .with("scope", "openid profile offline_access");
        ada.open(&ask.address()).await;
        assert!(ada.page.says("Nobody has checked this application"));
        assert!(ada.page.says("tool.example.com"), "where the answer goes");
        ada.press("Allow", &[]).await;
        let tokens = application.finish(&ask, &ada.url).await;
        let renewed = application.refresh(&tokens.refresh.unwrap()).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        enter(&mut ada, &ask).await;
        assert!(
            ada.url.as_str().starts_with(REDIRECT),
            "asked once: {}",
            ada.url
        );
    }
}

#[tokio::test]
async fn without_a_token_it_goes_into_the_workspace_the_operator_named() {
    let server = TestApp::start().await;
    let (workspace, _) = with_all(&server).await;
    let own = Own::new(&server, &register(&server, None, &metadata()).await);
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let application = own.application(&workspace);
    let ask = application.ask().with("scope", "openid email");
    enter(&mut browser, &ask).await;
    application.finish(&ask, &browser.url).await;
    let eva = server
        .person("Eva", "eva@falke.example.com", PASSWORD)
        .await;
    server.workspace("other", "Other", eva).await;
    let mut eva = server.signed_in("eva@falke.example.com").await;
    eva.open(&ask.address()).await;
    assert!(!eva.url.as_str().starts_with(REDIRECT), "{}", eva.url);
    assert!(
        !eva.page.says("Allow"),
        "the door of the workspace stays closed"
    );
    let wrong = register(&server, Some(&"A".repeat(43)), &metadata()).await;
    assert_eq!(wrong.status, 401, "a token that is brought has to be right");
}

#[tokio::test]
async fn a_token_makes_as_many_applications_as_it_says_however_they_come() {
    for server in TestApp::on_each_engine().await {
        let (_, mut anna) = with_tokens(&server).await;
        let token = token(&mut anna, "5 applications").await;
        let bad = with("redirect_uris", json!(["http://tool.example.com/"]));
        let refused = register(&server, Some(&token), &bad).await;
        assert_eq!(refused.status, 400, "what is refused uses nothing up");
        let document = metadata();
        let tries = (0..8).map(|_| register(&server, Some(&token), &document));
        let answers = futures_all(tries).await;
        let made = answers.iter().filter(|one| one.status == 201).count();
        let refused = answers.iter().filter(|one| one.status == 401).count();
        assert_eq!((made, refused), (5, 3));
        assert_eq!(server.rows_of_interest().await, 5);
        anna.open("/w/falke/applications/registration").await;
        assert!(anna.page.says("0 of 5") && anna.page.says("Used up"));
    }
}

/// Waits for all, side by side.
async fn futures_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in all.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_token_that_ran_out_was_ended_or_is_of_another_kind_opens_nothing() {
    let server = TestApp::start().await;
    let (workspace, mut anna) = with_tokens(&server).await;
    let first = token(&mut anna, "5 applications").await;
    let own = Own::new(&server, &register(&server, Some(&first), &metadata()).await);
    let refused = |answer: Answer| {
        assert_eq!(answer.status, 401, "{}", answer.body);
        let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    };
    let application = own.application(&workspace);
    let mut ada = server.signed_in("ada@falke.example.com").await;
    let ask = application.ask().with("scope", "openid");
    enter(&mut ada, &ask).await;
    let given = application.finish(&ask, &ada.url).await;
    for odd in [
        own.token.as_str(),
        given.access.as_str(),
        &"A".repeat(43),
        "short",
    ] {
        refused(register(&server, Some(odd), &metadata()).await);
    }
    anna.open("/w/falke/applications/registration").await;
    anna.press("End Build machine", &[]).await;
    assert!(anna.page.says("Token ended"), "{}", anna.page.main());
    refused(register(&server, Some(&first), &metadata()).await);
    let second = token(&mut anna, "One application").await;
    server.pass(Duration::from_secs(24 * 3600));
    refused(register(&server, Some(&second), &metadata()).await);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_name_and_stands_in_the_trail() {
    let server = TestApp::start().await;
    let (_, mut anna) = with_tokens(&server).await;
    let token = token(&mut anna, "20 applications").await;
    let (private, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let mut keys = private.public_jwk().to_json();
    keys["d"] = json!("c2VjcmV0");
    for (name, value, code) in [
        (
            "redirect_uris",
            json!(["http://tool.example.com/cb"]),
            "invalid_redirect_uri",
        ),
        (
            "redirect_uris",
            json!(["javascript:alert(1)"]),
            "invalid_redirect_uri",
        ),
        (
            "redirect_uris",
            json!(["https://tool.example.com/*"]),
            "invalid_redirect_uri",
        ),
        ("redirect_uris", json!([]), "invalid_redirect_uri"),
        (
            "grant_types",
            json!(["authorization_code", "client_credentials"]),
            "invalid_client_metadata",
        ),
        (
            "response_types",
            json!(["token"]),
            "invalid_client_metadata",
        ),
        (
            "software_statement",
            json!("a.b.c"),
            "unapproved_software_statement",
        ),
        (
            "client_id",
            json!("0000000000000000000000000a"),
            "invalid_client_metadata",
        ),
        ("client_secret", json!("hunter2"), "invalid_client_metadata"),
        (
            "client_name",
            json!("Falke\u{202e}"),
            "invalid_client_metadata",
        ),
        ("jwks", json!({"keys": [keys]}), "invalid_client_metadata"),
        (
            "jwks_uri",
            json!("http://169.254.169.254/keys"),
            "invalid_client_metadata",
        ),
        (
            "backchannel_logout_uri",
            json!("http://10.0.0.1/out"),
            "invalid_client_metadata",
        ),
        (
            "frontchannel_logout_uri",
            json!("https://other.example/out"),
            "invalid_client_metadata",
        ),
        (
            "require_signed_request_object",
            json!(true),
            "invalid_client_metadata",
        ),
    ] {
        let refused = register(&server, Some(&token), &with(name, value)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.error()),
            (400, code),
            "{name}"
        );
        let words = refused.body["error_description"].as_str().unwrap();
        assert!(words.is_ascii() && !words.contains(['"', '\\']), "{words}");
        assert!(words.contains(name), "{name}: {words}");
    }
    assert_eq!(server.rows_of_interest().await, 0);
    anna.open("/w/falke/audit").await;
    assert!(
        anna.page
            .says("Application could not register or change itself")
    );
    assert!(anna.page.says("asks for something that is not offered"));
}

#[tokio::test]
async fn only_json_of_a_bounded_length_is_read() {
    let server = TestApp::start().await;
    let (_, mut anna) = with_tokens(&server).await;
    let token = token(&mut anna, "One application").await;
    let long = with("x", json!("y".repeat(70_000)));
    let too_long = register(&server, Some(&token), &long).await;
    assert_eq!(too_long.status, 413);
    let bearer = format!("Bearer {token}");
    for kind in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/jsonx",
    ] {
        let headers = [
            (header::AUTHORIZATION, bearer.clone()),
            (header::CONTENT_TYPE, kind.to_owned()),
        ];
        let body = metadata().to_string();
        let answer = application::call(&server, Method::POST, "/oidc/register", &headers, &body);
        let answer = answer.await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (400, "invalid_client_metadata")
        );
    }
}

/// Nothing that works without a person before our pages, and nothing a workspace knows of its people.
#[tokio::test]
async fn nobody_registers_into_rights_that_somebody_has_to_give() {
    let server = TestApp::start().await;
    let (workspace, mut anna) = with_tokens(&server).await;
    let token = token(&mut anna, "20 applications").await;
    for grant in [
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:device_code",
        "password",
        "implicit",
    ] {
        let grants = with("grant_types", json!(["authorization_code", grant]));
        let refused = register(&server, Some(&token), &grants).await;
        assert_eq!(refused.error(), "invalid_client_metadata", "{grant}");
    }
    let greedy = with(
        "scope",
        json!("openid email groups role department workspace phone"),
    );
    let own = Own::new(&server, &register(&server, Some(&token), &greedy).await);
    assert_eq!(own.told["scope"], "openid email");
    let application = own.application(&workspace);
    let machine = application.post("/oidc/token", &[("grant_type", "client_credentials")]);
    assert_eq!(machine.await.error(), "unauthorized_client");
    let device = application
        .post("/oidc/device", &[("scope", "openid")])
        .await;
    assert_eq!(device.error(), "unauthorized_client");
    let mut ada = server.signed_in("ada@falke.example.com").await;
    ada.open(&application.ask().with("scope", "openid groups").address())
        .await;
    assert!(
        ada.page.says("scope-not-allowed-groups"),
        "{}",
        ada.page.main()
    );
}

/// A link to us must lead nobody to an address that anybody could register (RFC 9700 section 4.11.2).
#[tokio::test]
async fn nobody_is_led_to_an_address_that_registered_itself_without_doing_anything() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna) = with_all(&server).await;
        let own = Own::new(&server, &register(&server, None, &metadata()).await);
        let application = own.application(&workspace);
        let asks = || {
            let ask = application.ask().with("scope", "openid");
            [
                ask.clone().with("prompt", "none"),
                ask.with("response_type", "token"),
            ]
        };
        let mut ada = server.signed_in("ada@falke.example.com").await;
        for ask in asks() {
            for browser in [&mut server.browser(), &mut ada] {
                browser.open(&ask.address()).await;
                assert_eq!(browser.status, 400, "{}", browser.url);
                assert!(browser.page.says("nobody has let it in so far"));
                assert_eq!(browser.url.path(), "/oidc/authorize", "we are still here");
            }
        }
        anna.open("/w/falke/audit").await;
        assert!(anna.page.says("Request of an application refused"));
        enter(&mut ada, &application.ask().with("scope", "openid")).await;
        for ask in asks() {
            ada.open(&ask.address()).await;
            assert!(
                ada.url.as_str().starts_with(REDIRECT),
                "known by now: {}",
                ada.url
            );
        }
    }
}

#[tokio::test]
async fn with_keys_of_its_own_it_has_no_secret_and_proves_itself_by_them() {
    let server = TestApp::start().await;
    let (workspace, mut anna) = with_tokens(&server).await;
    let token = token(&mut anna, "5 applications").await;
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let mut keyed = with("token_endpoint_auth_method", json!("private_key_jwt"));
    let without = register(&server, Some(&token), &keyed).await;
    assert_eq!(without.error(), "invalid_client_metadata");
    keyed["jwks"] = json!({"keys": [key.public_jwk().to_json()]});
    let own = Own::new(&server, &register(&server, Some(&token), &keyed).await);
    assert_eq!(own.told.get("client_secret"), None);
    assert_eq!(own.told["jwks"]["keys"][0]["kty"], "EC");
    let application = own.application(&workspace).holding(key);
    let assertion = application.signs(&application.says());
    let asked = application.post_proved("/oidc/introspect", &[("token", "x")], &assertion);
    let asked = asked.await;
    assert_eq!(
        (asked.status.as_u16(), asked.body),
        (200, json!({"active": false}))
    );
}

#[tokio::test]
async fn a_flood_ends_at_the_network_and_at_the_token() {
    let server = TestApp::start().await;
    let (_, mut anna) = with_all(&server).await;
    let post = || (Method::POST, "/oidc/register");
    let document = metadata();
    let bad = json!({"redirect_uris": []});
    for n in 0..10 {
        let from = format!("2001:db8::{n:x}");
        let body = if n < 5 { &document } else { &bad };
        let answer = call_from(&server, &from, post(), (None, body)).await;
        assert_eq!(answer.status, if n < 5 { 201 } else { 400 });
    }
    let one_more = call_from(&server, "2001:db8::ffff", post(), (None, &document)).await;
    assert_eq!(one_more.status, 429);
    assert_eq!(one_more.headers[header::RETRY_AFTER], "3600");
    let elsewhere = call_from(&server, "2001:db8:0:1::1", post(), (None, &document)).await;
    assert_eq!(elsewhere.status, 201, "another network");
    let token = token(&mut anna, "100 applications").await;
    let with_token = call_from(&server, "2001:db8::1", post(), (Some(&token), &document));
    assert_eq!(
        with_token.await.status,
        201,
        "who has a token is known by it"
    );
    for _ in 0..59 {
        register(&server, Some(&token), &bad).await;
    }
    assert_eq!(register(&server, Some(&token), &document).await.status, 429);
    server.pass(Duration::from_secs(3600));
    assert_eq!(register(&server, Some(&token), &document).await.status, 201);
}

#[tokio::test]
async fn a_workspace_takes_a_bounded_number_and_loses_those_nobody_uses() {
    let server = TestApp::start().await;
    let (workspace, mut anna) = with_tokens(&server).await;
    let mut owns = Vec::new();
    for n in 0..200 {
        if n % 50 == 0 {
            server.pass(Duration::from_secs(3600));
            anna = server.signed_in("anna@falke.example.com").await;
        }
        if n % 100 == 0 {
            owns.push(token(&mut anna, "100 applications").await);
        }
        let answer = register(&server, owns.last().map(String::as_str), &metadata()).await;
        assert_eq!(answer.status, 201, "{n}: {}", answer.body);
    }
    let token = token(&mut anna, "5 applications").await;
    let full = register(&server, Some(&token), &metadata()).await;
    assert_eq!((full.status.as_u16(), full.error()), (403, "access_denied"));
    server.pass(Duration::from_secs(15 * 24 * 3600));
    server.work().await;
    assert_eq!(server.rows_of_interest().await, 0);
    let mut conn = server.app.db.read().await.unwrap();
    let filter = base::audit::Filter {
        kind: Some("oidc.application.unused".to_owned()),
        ..base::audit::Filter::default()
    };
    let told = base::audit::in_workspace(&mut conn, workspace.id, &filter, None, 500).await;
    assert_eq!(told.unwrap().events.len(), 200);
}

#[tokio::test]
async fn one_that_somebody_let_in_stays() {
    for server in TestApp::on_each_engine().await {
        let (workspace, mut anna) = with_tokens(&server).await;
        let token = token(&mut anna, "5 applications").await;
        let own = Own::new(&server, &register(&server, Some(&token), &metadata()).await);
        register(&server, Some(&token), &metadata()).await;
        let mut ada = server.signed_in("ada@falke.example.com").await;
        let ask = own.application(&workspace).ask().with("scope", "openid");
        enter(&mut ada, &ask).await;
        server.pass(Duration::from_secs(13 * 24 * 3600));
        server.work().await;
        assert_eq!(server.rows_of_interest().await, 2);
        server.pass(Duration::from_secs(60 * 24 * 3600));
        server.work().await;
        assert_eq!(server.rows_of_interest().await, 1);
        assert_eq!(own.call(Method::GET, &Value::Null).await.status, 200);
    }
}

#[tokio::test]
async fn a_closed_workspace_takes_none_and_shows_none() {
    let server = TestApp::start().await;
    let (workspace, mut anna) = with_tokens(&server).await;
    let token = token(&mut anna, "5 applications").await;
    let own = Own::new(&server, &register(&server, Some(&token), &metadata()).await);
    let mut conn = server.app.db.write().await.unwrap();
    let suspended = admission::WorkspaceState::Suspended;
    people::workspaces::set_state(&mut conn, workspace.id, suspended)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert_eq!(
        register(&server, Some(&token), &metadata()).await.status,
        403
    );
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        assert_eq!(own.call(method, &own.again()).await.status, 403);
    }
}
