//! What clients do in several steps: enter an application, renew tokens, sign in.

use std::net::SocketAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use protocol::oauth::{Challenge, Verifier};
use url::form_urlencoded::Serializer;

use crate::Trouble;
use crate::company::{Company, PASSWORD, Person};
use crate::connected::{Client, REDIRECT};
use crate::http::{Answer, get, request};
use crate::load::{Caller, WRITING, once, wants};

/// What every code of this run is bound to.
const VERIFIER: &str = "a-verifier-of-the-bench-0123456789-0123456789";

/// The `Authorization` of an application.
pub(crate) fn basic((id, secret): &Client) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Lets a person enter the application; the code.
pub(crate) async fn enter(
    at: SocketAddr,
    company: &Company,
    person: &Person,
) -> Result<String, Trouble> {
    let verifier = Verifier::parse(VERIFIER).ok_or("a verifier")?;
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", &company.connected.client.0),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile email offline_access"),
        ("state", "bench"),
        ("nonce", "bench"),
        ("code_challenge", Challenge::of(&verifier).as_str()),
        ("code_challenge_method", "S256"),
    ]);
    let cookie = format!("vestibule-session={}", person.session);
    let path = format!("/oidc/authorize?{asked}");
    let mut code = None;
    once(at, &get(&path, &[("cookie", &cookie)]), |answer| {
        let to = answer.header("location").unwrap_or_default();
        let found = to
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("code="));
        code = found.map(str::to_owned);
        if code.is_some() {
            Ok(())
        } else {
            Err(format!("no code:\n{}", answer.head).into())
        }
    })
    .await?;
    code.ok_or_else(|| "no code".into())
}

/// Clients that have `codes` each to exchange, of these people in turn.
pub(crate) async fn holders(
    at: SocketAddr,
    company: &Company,
    (people, codes): (&[Person], usize),
) -> Result<Vec<Codes>, Trouble> {
    let mut turn = people.iter().cycle();
    let mut holders = Vec::new();
    for _ in 0..WRITING {
        let mut held = Vec::new();
        for person in turn.by_ref().take(codes) {
            held.push(enter(at, company, person).await?);
        }
        holders.push(Codes {
            authorization: basic(&company.connected.client),
            codes: held,
            tokens: Vec::new(),
        });
    }
    Ok(holders)
}

/// Exchanges codes made before.
pub(crate) struct Codes {
    authorization: String,
    codes: Vec<String>,
    /// What came of them: access and refresh tokens.
    pub(crate) tokens: Vec<(String, String)>,
}

impl Caller for Codes {
    fn say(&mut self) -> Option<Vec<u8>> {
        let code = self.codes.pop()?;
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ]);
        let headers = [("authorization", self.authorization.as_str())];
        Some(request("POST", "/oidc/token", &headers, &body))
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<bool, Trouble> {
        wants(answer, 200)?;
        let token = |name| answer.text(name).map(str::to_owned).ok_or("no token");
        self.tokens
            .push((token("access_token")?, token("refresh_token")?));
        Ok(true)
    }
}

/// Renews one grant over and over.
pub(crate) struct Renewals {
    pub(crate) authorization: String,
    pub(crate) refresh: String,
}

impl Caller for Renewals {
    fn say(&mut self) -> Option<Vec<u8>> {
        let body = form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &self.refresh),
        ]);
        let headers = [("authorization", self.authorization.as_str())];
        Some(request("POST", "/oidc/token", &headers, &body))
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<bool, Trouble> {
        wants(answer, 200)?;
        self.refresh = answer.text("refresh_token").ok_or("no token")?.to_owned();
        Ok(true)
    }
}

/// A browser before it signs in: its cookie, and the field its forms carry.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    cookie: String,
    csrf: String,
}

/// The field of the forms on a page.
fn hidden_field(answer: &Answer<'_>) -> Option<String> {
    let page = String::from_utf8_lossy(answer.body);
    let (_, rest) = page.split_once("name=\"csrf\" value=\"")?;
    rest.split('"').next().map(str::to_owned)
}

impl Browser {
    /// Opens the first page.
    pub(crate) async fn open(at: SocketAddr) -> Result<Self, Trouble> {
        let (mut cookie, mut csrf) = (None, None);
        once(at, &get("/sign-in", &[]), |answer| {
            wants(answer, 200)?;
            let value = answer.cookie("vestibule-browser");
            cookie = value.map(|value| format!("vestibule-browser={value}"));
            csrf = hidden_field(answer);
            Ok(())
        })
        .await?;
        Ok(Self {
            cookie: cookie.ok_or("no cookie")?,
            csrf: csrf.ok_or("no hidden field")?,
        })
    }

    /// The form that begins a sign-in.
    pub(crate) fn begins(&self, email: &str) -> Vec<u8> {
        let body = form(&[("csrf", &self.csrf), ("username", email)]);
        request("POST", "/sign-in", &[("cookie", &self.cookie)], &body)
    }
}

/// Signs in again and again, as the same person from the same browser.
pub(crate) struct SignIns {
    pub(crate) browser: Browser,
    pub(crate) email: String,
    /// The attempt that waits for the password.
    pub(crate) attempt: Option<String>,
}

impl Caller for SignIns {
    fn say(&mut self) -> Option<Vec<u8>> {
        let Some(attempt) = &self.attempt else {
            return Some(self.browser.begins(&self.email));
        };
        let body = form(&[("csrf", &self.browser.csrf), ("password", PASSWORD)]);
        let path = format!("{attempt}/password");
        Some(request(
            "POST",
            &path,
            &[("cookie", &self.browser.cookie)],
            &body,
        ))
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<bool, Trouble> {
        wants(answer, 303)?;
        if self.attempt.take().is_none() {
            let to = answer.header("location").ok_or("no way on")?;
            self.attempt = Some(to.trim_end_matches("/password").to_owned());
            return Ok(false);
        }
        if answer.cookie("vestibule-session").is_none() {
            return Err(format!("not signed in:\n{}", answer.head).into());
        }
        Ok(true)
    }
}

/// The session of a cookie ends by the person's own hand.
pub(crate) async fn sign_out(at: SocketAddr, session: &str) -> Result<(), Trouble> {
    let browser = Browser::open(at).await?;
    let cookie = format!("{}; vestibule-session={session}", browser.cookie);
    let body = form(&[("csrf", &browser.csrf)]);
    let asked = request("POST", "/sign-out", &[("cookie", &cookie)], &body);
    once(at, &asked, |answer| match answer.status {
        200 | 303 => Ok(()),
        _ => Err(format!("not signed out:\n{}", answer.head).into()),
    })
    .await
}

/// What an administrator's browser says to dismiss a member of the company.
pub(crate) async fn dismissal(
    at: SocketAddr,
    session: &str,
    member: &str,
) -> Result<Vec<u8>, Trouble> {
    let browser = Browser::open(at).await?;
    let cookie = format!("{}; vestibule-session={session}", browser.cookie);
    let path = format!("/w/bench/people/{member}/dismiss");
    let mut csrf = None;
    once(at, &get(&path, &[("cookie", &cookie)]), |answer| {
        wants(answer, 200)?;
        csrf = hidden_field(answer);
        Ok(())
    })
    .await?;
    let body = form(&[("csrf", &csrf.ok_or("no hidden field")?)]);
    Ok(request("POST", &path, &[("cookie", &cookie)], &body))
}
