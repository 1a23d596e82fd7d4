//! A script: calls the API with a token, and believes only answers of the documented shape.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use server::tokens::Scope;

use super::schema::Document;
use super::{Browser, TestApp};

/// A program with a token.
pub struct Script<'a> {
    server: &'a TestApp,
    pub token: String,
    /// Sent with every call.
    pub headers: Vec<(&'static str, String)>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Told {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Told {
    /// The word of the problem, if it is one.
    pub fn problem(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.rsplit("#problem-").next().unwrap_or_default()
    }

    /// Where something is wrong, with the code.
    pub fn mistakes(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = self.body["errors"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|one| {
                let at = one.get("pointer").or_else(|| one.get("parameter"));
                (text(at.unwrap_or(&Value::Null)), text(&one["code"]))
            })
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// An identifier of the answer.
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_default().to_owned()
    }
}

impl<'a> Script<'a> {
    pub fn with(server: &'a TestApp, token: impl Into<String>) -> Self {
        let token = token.into();
        server.log().keep_out(&token);
        Self {
            server,
            token,
            headers: Vec::new(),
        }
    }

    pub async fn get(&self, path: &str) -> Told {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str) -> Told {
        self.call(Method::PUT, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Told {
        self.call(Method::DELETE, path, None).await
    }

    /// Changes whatever is there.
    pub async fn patch(&self, path: &str, body: Value) -> Told {
        let headers = [
            ("if-match", "*"),
            ("content-type", "application/merge-patch+json"),
        ];
        self.send(Method::PATCH, path, &headers, body.to_string())
            .await
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Told {
        match body {
            None => self.send(method, path, &[], String::new()).await,
            Some(body) => {
                let kind = [("content-type", "application/json")];
                self.send(method, path, &kind, body.to_string()).await
            }
        }
    }

    /// Calls as it is told.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Told {
        let path = match path.starts_with("/api/") {
            true => path.to_owned(),
            false => format!("/api/v1{path}"),
        };
        let mut request = Request::builder().method(method.clone()).uri(&path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let own = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        for (name, value) in headers.iter().copied().chain(own) {
            request = request.header(name, value);
        }
        let response = self
            .server
            .request(request.body(body.into()).unwrap())
            .await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 4 << 20)
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let told = Told {
            status,
            headers,
            body,
            text,
        };
        told.look(&method, &path);
        if let Some(secret) = told.body["secret"].as_str() {
            self.server.log().keep_out(secret);
        }
        told
    }
}

impl Told {
    /// What holds for every answer.
    #[track_caller]
    fn look(&self, method: &Method, path: &str) {
        let document = Document::new();
        if let Some(operation) = document.operation(method, path) {
            let body = if *method == Method::HEAD {
                None
            } else {
                Some(&self.body)
            };
            let wrong = body.map(|body| document.mistakes(operation, self.status.as_u16(), body));
            assert_eq!(
                wrong.unwrap_or_default(),
                [""; 0],
                "{method} {path}: {}",
                self.text
            );
        }
        let what = format!("{method} {path}: {} {}", self.status, self.text);
        assert!(
            !self.headers.contains_key("access-control-allow-origin"),
            "{what}"
        );
        assert!(!self.headers.contains_key("set-cookie"), "{what}");
        assert_eq!(self.header("cache-control"), "no-store", "{what}");
        if self.status.is_client_error() || self.status.is_server_error() {
            assert_eq!(
                self.header("content-type"),
                "application/problem+json",
                "{what}"
            );
            assert_eq!(self.body["status"], self.status.as_u16(), "{what}");
            assert_eq!(self.body["reference"].as_str().unwrap().len(), 9, "{what}");
            assert!(!self.problem().is_empty(), "{what}");
        } else if self.status == 204 || self.status == 304 {
            assert!(self.text.is_empty(), "{what}");
        }
    }
}

/// Every scope of workspaces.
pub fn all_scopes() -> Vec<&'static str> {
    let all = Scope::ALL.iter().copied();
    let here = all.filter(|scope| !scope.is_of_server());
    here.map(Scope::word).collect()
}

fn ticks(scopes: &[&str]) -> String {
    let tick = |scope: &&str| format!("&scope={}", scope.replace(':', "%3A"));
    scopes.iter().map(tick).collect()
}

/// The script of a service account that its administrator made on the pages of the workspace `address`,
/// with these scopes ticked.
pub async fn script<'a>(
    server: &'a TestApp,
    admin: &mut Browser<'a>,
    (address, name): (&str, &str),
    scopes: &[&str],
) -> Script<'a> {
    let list = format!("/w/{address}/service-accounts");
    admin.open(&list).await;
    let fields = format!("name={}{}", name.replace(' ', "+"), ticks(scopes));
    admin.post_fields(&list, &fields).await;
    assert_eq!(admin.status, 200, "{}", admin.page.main());
    token_of(server, admin, name).await
}

/// One more token of the account whose page is open.
pub async fn token_of<'a>(server: &'a TestApp, admin: &mut Browser<'a>, name: &str) -> Script<'a> {
    let make = format!("{}/tokens", admin.url.path());
    let fields = format!("token_name={}&token_days=90", name.replace(' ', "+"));
    admin.post_fields(&make, &fields).await;
    assert_eq!(admin.status, 200, "{}", admin.page.main());
    let token = admin.page.texts("#token").join("");
    Script::with(server, token)
}

/// A token made on the page of the person, with these scopes ticked.
pub async fn personal<'a>(
    server: &'a TestApp,
    browser: &mut Browser<'a>,
    scopes: &[&str],
) -> Script<'a> {
    browser.open("/passport/tokens").await;
    let fields = format!("name=Test&days=90{}", ticks(scopes));
    browser.post_fields("/passport/tokens", &fields).await;
    assert_eq!(browser.status, 200, "{}", browser.page.main());
    let token = browser.page.texts("#token").join("");
    Script::with(server, token)
}
