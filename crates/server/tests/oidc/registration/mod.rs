//! Applications that register themselves, as their programs would: by calls, believing nothing that was not answered.

mod changes;
mod pages;
mod registering;

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::http::{Method, Request, header};
use people::workspaces::Workspace;
use serde_json::{Value, json};

use crate::harness::application::{Answer, Application};
use crate::harness::{Browser, PASSWORD, TestApp};

const REDIRECT: &str = "https://tool.example.com/callback";

/// The usual document.
fn metadata() -> Value {
    json!({
        "client_name": "Tool",
        "redirect_uris": [REDIRECT],
        "grant_types": ["authorization_code", "refresh_token"],
        "id_token_signed_response_alg": "ES256",
        "scope": "openid profile email offline_access",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut metadata = metadata();
    metadata[name] = value;
    metadata
}

/// A call with a document and a token.
async fn call(
    server: &TestApp,
    (method, path): (Method, &str),
    token: Option<&str>,
    body: &Value,
) -> Answer {
    call_from(server, "198.51.100.7", (method, path), (token, body)).await
}

/// The same from an address.
async fn call_from(
    server: &TestApp,
    from: &str,
    (method, path): (Method, &str),
    (token, body): (Option<&str>, &Value),
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        // Made-up ones hold one letter only.
        if token.len() == 43 && token.trim_start_matches('A').len() > 1 {
            server.log().keep_out(token);
        }
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let text = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    request = request.header(header::CONTENT_TYPE, "application/json");
    let peer = SocketAddr::new(from.parse::<IpAddr>().unwrap(), 40_000);
    let response = server.call(request.body(Body::from(text)).unwrap(), peer);
    let response = response.await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await;
    let body: Value = serde_json::from_slice(&bytes.unwrap()).unwrap_or(Value::Null);
    for secret in ["client_secret", "registration_access_token"] {
        if let Some(secret) = body[secret].as_str() {
            server.log().keep_out(secret);
        }
    }
    Answer {
        status,
        headers,
        body,
    }
}

async fn register(server: &TestApp, token: Option<&str>, metadata: &Value) -> Answer {
    call(server, (Method::POST, "/oidc/register"), token, metadata).await
}

/// An application that registered itself.
struct Own<'a> {
    server: &'a TestApp,
    /// Where it reads and changes itself.
    path: String,
    token: String,
    told: Value,
}

impl<'a> Own<'a> {
    fn new(server: &'a TestApp, answer: &Answer) -> Self {
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let uri = answer.body["registration_client_uri"].as_str().unwrap();
        Self {
            server,
            path: uri.strip_prefix(server.origin()).unwrap().to_owned(),
            token: text(&answer.body, "registration_access_token"),
            told: answer.body.clone(),
        }
    }

    async fn call(&self, method: Method, body: &Value) -> Answer {
        call(self.server, (method, &self.path), Some(&self.token), body).await
    }

    fn id(&self) -> String {
        text(&self.told, "client_id")
    }

    /// The document with which it says of itself what holds already, as RFC 7592 asks for.
    fn again(&self) -> Value {
        let mut body = self.told.clone();
        let members = body.as_object_mut().unwrap();
        for given in [
            "registration_access_token",
            "registration_client_uri",
            "client_id_issued_at",
            "client_secret_expires_at",
        ] {
            members.remove(given);
        }
        body
    }

    /// It as an application that lets people in.
    fn application(&self, workspace: &Workspace) -> Application<'a> {
        let secret = self.told["client_secret"].as_str();
        let redirect = self.told["redirect_uris"][0].as_str().unwrap();
        let held = (self.id(), secret.unwrap_or_default().to_owned());
        let known = (held.0.as_str(), held.1.as_str());
        let mut application = Application::known(self.server, workspace.id, known, redirect);
        if secret.is_none() {
            application.secret = None;
        }
        application
    }
}

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap().to_owned()
}

/// The operator's browser; with the company there, Olga runs the server.
async fn operator(server: &TestApp) -> Browser<'_> {
    let email = "olga@falke.example.com";
    let olga = server.person("Olga Operator", email, PASSWORD).await;
    server.make_operator(olga).await;
    server.signed_in(email).await
}

const NONE: &str = "None";
const TOKENS: &str = "With a token of a workspace";
const ALL: &str = "All";

/// The operator's decision, made on the page.
async fn decide(browser: &mut Browser<'_>, choice: &str, workspace: &str) {
    browser.open("/operator/applications").await;
    let field = "Workspace for those without a token";
    browser
        .press("Save", &[(choice, "on"), (field, workspace)])
        .await;
    assert!(browser.page.says("Saved."), "{}", browser.page.main());
}

/// A token made on the page of the workspace Falke.
async fn token(browser: &mut Browser<'_>, applications: &str) -> String {
    browser.open("/w/falke/applications/registration").await;
    let fields = [
        ("What it is for", "Build machine"),
        ("Applications", applications),
    ];
    browser.press("Make token", &fields).await;
    let token = browser.page.texts("#token").join("");
    assert_eq!(token.len(), 43, "{}", browser.page.main());
    token
}

/// A server where applications register with a token, and Anna, who makes them.
async fn with_tokens(server: &TestApp) -> (Workspace, Browser<'_>) {
    let (workspace, _) = super::company(server).await;
    decide(&mut operator(server).await, TOKENS, "").await;
    let anna = server.signed_in("anna@falke.example.com").await;
    (workspace, anna)
}

/// A server where all register.
async fn with_all(server: &TestApp) -> (Workspace, Browser<'_>) {
    let (workspace, _) = super::company(server).await;
    decide(&mut operator(server).await, ALL, "falke").await;
    let anna = server.signed_in("anna@falke.example.com").await;
    (workspace, anna)
}
