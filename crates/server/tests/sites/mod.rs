//! Sites behind a proxy, through an actor that is proxy and browser in one: it holds every request
//! back, asks the server, and keeps the cookies of each host apart.

mod attacks;
mod checks;
mod console;
mod entry;
mod rules;
mod standing;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use people::members::{Member, Role};
use people::workspaces::Workspace;
use url::{Position, Url};

use crate::harness::page::Html;
use crate::harness::{Browser, TestApp};

/// Where the proxy stands.
const PROXY: &str = "127.0.0.1:50000";
/// The configuration of a server with a proxy before it.
const BEHIND: &[(&str, &str)] = &[("trusted_proxies", "127.0.0.1")];
const WIKI: &str = "https://wiki.example.com";

async fn server() -> TestApp {
    TestApp::start_with(BEHIND, base::hash::Cost::cheap()).await
}

/// A company with Ada, who works there, and the site Wiki; its id.
async fn wiki(server: &TestApp) -> (Workspace, Member, String) {
    let (falke, _) = server.company().await;
    let ada = server
        .colleague(&falke, "Ada Lovelace", Role::Employee)
        .await;
    let id = connect(
        server,
        &[
            ("Name of the site", "Wiki"),
            ("Addresses", "wiki.example.com"),
        ],
    )
    .await;
    (falke, ada, id)
}

/// Connects a site as Anna; its id.
async fn connect(server: &TestApp, fields: &[(&str, &str)]) -> String {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/sites/new").await;
    anna.press("Connect site", fields).await;
    assert!(
        anna.page.says("The site is connected"),
        "{}",
        anna.page.source
    );
    let rules = anna.page.link("Rules");
    rules.rsplit('/').next().unwrap().to_owned()
}

/// Adds a rule as Anna.
async fn rule(server: &TestApp, site: &str, fields: &[(&str, &str)]) {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/sites/{site}/rules/new")).await;
    anna.press("Save rule", fields).await;
    assert!(
        anna.page.says("The rules are saved"),
        "{}",
        anna.page.main()
    );
}

/// What the site would have seen, or what the browser shows.
struct Seen {
    status: StatusCode,
    headers: HeaderMap,
    page: Html,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("(none)", |value| value.to_str().unwrap())
    }

    /// Whether the request went through to the site.
    fn passed(&self) -> bool {
        self.status == StatusCode::OK && self.headers.contains_key("remote-user")
    }
}

/// Somebody's browser, with a proxy between it and the sites.
struct Visitor<'a> {
    server: &'a TestApp,
    site: String,
    /// At our own host.
    browser: Browser<'a>,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// Headers that the browser sends beside the usual ones.
    sends: Vec<(&'static str, String)>,
    method: &'static str,
    url: Url,
}

impl<'a> Visitor<'a> {
    fn new(server: &'a TestApp, site: &str) -> Self {
        Self::with(server, site, server.browser())
    }

    fn with(server: &'a TestApp, site: &str, browser: Browser<'a>) -> Self {
        Self {
            server,
            site: site.to_owned(),
            browser,
            cookies: BTreeMap::new(),
            sends: Vec::new(),
            method: "GET",
            url: Url::parse(WIKI).unwrap(),
        }
    }

    /// Somebody who has signed in with us before.
    async fn signed_in(server: &'a TestApp, site: &str, email: &str) -> Self {
        let browser = server.signed_in(email).await;
        Self::with(server, site, browser)
    }

    /// Opens an address and follows where it leads, to our host and back.
    async fn open(&mut self, address: &str) -> Seen {
        self.url = Url::parse(address).unwrap();
        for _ in 0..8 {
            let seen = self.ask("check").await;
            if !seen.status.is_redirection() {
                return seen;
            }
            let to = self.url.join(seen.header("location")).unwrap();
            if to.origin().ascii_serialization() != self.server.origin() {
                self.url = to;
                continue;
            }
            self.browser.open(&to[Position::BeforePath..]).await;
            if self.browser.url.origin().ascii_serialization() == self.server.origin() {
                return seen;
            }
            self.url = self.browser.url.clone();
        }
        panic!("too many redirects, at {}", self.url);
    }

    /// Fills in the sign-in pages and goes back to the site.
    async fn sign_in(&mut self, email: &str) -> Seen {
        self.browser
            .press("Continue", &[("Login or e-mail", email)])
            .await;
        let password = [("Password", crate::harness::PASSWORD)];
        self.browser.press("Sign in", &password).await;
        let back = self.browser.url.clone();
        self.open(back.as_str()).await
    }

    /// Opens an address and stays with the first answer.
    async fn once(&mut self, address: &str) -> Seen {
        self.url = Url::parse(address).unwrap();
        self.ask("check").await
    }

    /// What nginx would hear.
    async fn status(&mut self, address: &str) -> StatusCode {
        self.url = Url::parse(address).unwrap();
        self.ask("status").await.status
    }

    /// What the proxy asks about the request to the present address.
    fn asks(&self, endpoint: &str) -> Vec<(String, String)> {
        let url = &self.url;
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let mut lines = vec![
            ("x-forwarded-method".to_owned(), self.method.to_owned()),
            ("x-forwarded-proto".to_owned(), url.scheme().to_owned()),
            ("x-forwarded-host".to_owned(), host.to_owned()),
            (
                "x-forwarded-uri".to_owned(),
                url[Position::BeforePath..Position::AfterQuery].to_owned(),
            ),
            ("x-forwarded-for".to_owned(), "198.51.100.7".to_owned()),
            (
                ":path".to_owned(),
                format!("/forward-auth/{}/{endpoint}", self.site),
            ),
        ];
        if !self.sends.iter().any(|(name, _)| *name == "sec-fetch-mode") {
            lines.push(("sec-fetch-mode".to_owned(), "navigate".to_owned()));
        }
        let jar = self.cookies.get(host).into_iter().flatten();
        let jar: Vec<String> = jar.map(|(name, value)| format!("{name}={value}")).collect();
        if !jar.is_empty() {
            lines.push(("cookie".to_owned(), jar.join("; ")));
        }
        let more = self
            .sends
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        lines.extend(more);
        lines
    }

    async fn ask(&mut self, endpoint: &str) -> Seen {
        let lines = self.asks(endpoint);
        let seen = tell(self.server, PROXY, &lines).await;
        let host = self.url[Position::BeforeHost..Position::AfterPort].to_owned();
        for line in seen.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            assert!(
                line.contains("; HttpOnly") && line.contains("SameSite=Lax"),
                "{line}"
            );
            let (name, rest) = line.split_once('=').unwrap();
            assert_eq!(
                name.starts_with("__Host-"),
                self.url.scheme() == "https",
                "{line}"
            );
            let value = rest.split(';').next().unwrap();
            self.server.log().keep_out(value);
            let jar = self.cookies.entry(host.clone()).or_default();
            if line.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        seen
    }

    fn cookie(&self, host: &str, name: &str) -> Option<&String> {
        self.cookies
            .get(host)?
            .iter()
            .find(|(known, _)| known.ends_with(name))
            .map(|(_, value)| value)
    }
}

/// What a proxy says, as a request.
fn said(lines: &[(String, String)]) -> Request<Body> {
    let path = lines.iter().find(|(name, _)| name == ":path");
    let mut request = Request::builder().uri(path.map(|(_, path)| path.as_str()).unwrap());
    for (name, value) in lines.iter().filter(|(name, _)| !name.starts_with(':')) {
        request = request.header(name, value);
    }
    request.body(Body::empty()).unwrap()
}

/// Says to the server what a proxy says.
async fn tell(server: &TestApp, peer: &str, lines: &[(String, String)]) -> Seen {
    let peer: SocketAddr = peer.parse().unwrap();
    let answer = server.call(said(lines), peer).await;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    Seen {
        status,
        headers,
        page: Html::parse(&String::from_utf8_lossy(&body)),
    }
}
