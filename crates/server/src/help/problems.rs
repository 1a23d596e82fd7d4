//! Why signing in goes in circles: the address of the page, cookies, what is left of an earlier sign-in, the
//! device's clock, scripts.
//!
//! What the server can see it says at once, and so the page is of use without script. What only the device knows (its clock,
//! the line of its address bar) is found by `problems.js`, which chooses among sentences that stand in the page.
//! Nothing a request says is repeated: the only address named is the configured one.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::signin::SignedIn;
use crate::web::cookie::{self, Cookie};
use crate::web::ui::{self, Card, Notice, Tone};
use crate::web::{App, Ctx, Pressed, card, remember_browser, set_cookie, show as shown};

/// Where the page is.
const PATH: &str = "/sign-in/problems";

/// What is forgotten at a press. Not the chosen language, which hinders nobody, and not the link of a set-up under way.
const FORGOTTEN: [Cookie; 4] = [
    cookie::BROWSER,
    cookie::SESSION,
    cookie::NOTICE,
    cookie::LEFT,
];

#[derive(Template)]
#[template(path = "help/problems.html")]
struct Page {
    card: Card,
    /// The configured address, for the script to compare.
    origin: String,
    /// The server's time in milliseconds since 1970, likewise.
    now: i64,
    address: Check,
    cookies: Check,
    left: Check,
    clock: Check,
    script: Check,
}

/// One thing looked at: all that can be said of it, and what is the case.
struct Check {
    found: &'static str,
    said: Vec<(&'static str, Notice)>,
}

/// What the address says.
#[derive(Deserialize)]
pub(super) struct Tried {
    /// The browser was sent here with a cookie, to see whether it comes back.
    tested: Option<String>,
    /// The cookies were just forgotten.
    forgotten: Option<String>,
}

impl Check {
    fn new(found: &'static str) -> Self {
        Self {
            found,
            said: Vec::new(),
        }
    }

    fn says(mut self, when: &'static str, notice: Notice) -> Self {
        self.said.push((when, notice));
        self
    }
}

/// `GET /sign-in/problems`. A browser without our cookie gets one and is sent here once more: whether it comes
/// back with it is the test.
pub(super) async fn show(
    State(app): State<App>,
    (ctx, signed_in): (Ctx, Option<SignedIn>),
    Query(tried): Query<Tried>,
    (uri, headers): (Uri, HeaderMap),
) -> Response {
    let keeps = cookie::BROWSER.is_sent(&headers, ctx.https);
    if !keeps && tried.tested.is_none() {
        let more = tried.forgotten.map_or("", |_| "&forgotten=1");
        let mut again = Redirect::to(&format!("{PATH}?tested=1{more}")).into_response();
        remember_browser(&ctx, &mut again);
        return again;
    }
    let is_old = cookie::SESSION.is_sent(&headers, ctx.https) && signed_in.is_none();
    let is_odd = keeps && !ctx.browser_known;
    let here = is_here(app.config.public_url.origin(), &uri, &headers);
    let mut page = Page::new(
        &ctx,
        app.config.public_url.origin(),
        [here, keeps, is_old || is_odd],
    );
    if tried.forgotten.is_some() {
        page.card.page.notice = Some(ui::saved(ctx.text("problems-forgotten")));
    }
    shown(&page)
}

/// `POST /sign-in/problems`: forgets our cookies in this browser. Whoever has none, or two of one name, has no hidden field either;
/// that the press was on our own page is enough for taking a browser its own cookies.
pub(super) async fn forget(ctx: Ctx, _: Pressed) -> Response {
    let mut response = Redirect::to(&format!("{PATH}?forgotten=1")).into_response();
    for one in FORGOTTEN {
        set_cookie(&mut response, one.clear(ctx.https));
    }
    response
}

/// Whether the request names the host of the public URL. A proxy may name another one to us than the browser did to
/// it, so that a no is a reason to look, and the script looks.
fn is_here(origin: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let sent = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let asked = uri.authority().map(|authority| authority.as_str()).or(sent);
    let (own, port) = match origin.split_once("://") {
        Some(("https", own)) => (own, ":443"),
        Some((_, own)) => (own, ":80"),
        None => return false,
    };
    asked.is_some_and(|asked| {
        let asked = asked.strip_suffix(port).unwrap_or(asked);
        asked.eq_ignore_ascii_case(own)
    })
}

/// The words of one request: its language, and the configured address.
struct Words<'a> {
    ctx: &'a Ctx,
    origin: &'a str,
}

impl Words<'_> {
    fn good(&self, key: &str) -> Notice {
        ui::notice(Tone::Good, self.ctx.text(key))
    }

    fn say(&self, tone: Tone, key: &str, text: &str) -> Notice {
        let values = [("origin", self.origin.into())];
        ui::notice(tone, self.ctx.text(key)).text(self.ctx.texts.with(text, &values))
    }

    fn time(&self, tone: Tone, key: &str) -> Notice {
        let values = [("time", self.ctx.texts.date_time(self.ctx.at).into())];
        let text = self.ctx.texts.with("problems-clock-text", &values);
        ui::notice(tone, self.ctx.text(key)).text(text)
    }

    fn address(&self, here: bool) -> Check {
        let look = ("problems-address-look", "problems-address-look-text");
        let bad = ("problems-address-bad", "problems-address-bad-text");
        let open = format!("{}{PATH}", self.origin);
        let bad = self.say(Tone::Bad, bad.0, bad.1);
        Check::new(if here { "good" } else { "look" })
            .says("good", self.good("problems-address-good"))
            .says("look", self.say(Tone::Warn, look.0, look.1))
            .says(
                "bad",
                bad.action(open, self.ctx.text("problems-address-open")),
            )
    }

    fn cookies(&self, keeps: bool) -> Check {
        let bad = ("problems-cookies-bad", "problems-cookies-bad-text");
        Check::new(if keeps { "good" } else { "bad" })
            .says("good", self.good("problems-cookies-good"))
            .says("bad", self.say(Tone::Bad, bad.0, bad.1))
    }

    fn left(&self, old: bool) -> Check {
        let bad = ("problems-left-bad", "problems-left-bad-text");
        Check::new(if old { "bad" } else { "good" })
            .says("good", self.good("problems-left-good"))
            .says("bad", self.say(Tone::Warn, bad.0, bad.1))
    }

    fn clock(&self) -> Check {
        Check::new("look")
            .says("good", self.good("problems-clock-good"))
            .says("look", self.time(Tone::Info, "problems-clock-look"))
            .says("fast", self.time(Tone::Bad, "problems-clock-fast"))
            .says("slow", self.time(Tone::Bad, "problems-clock-slow"))
    }

    fn script(&self) -> Check {
        let look = ("problems-script-look", "problems-script-look-text");
        Check::new("look")
            .says("good", self.good("problems-script-good"))
            .says("look", self.say(Tone::Warn, look.0, look.1))
    }
}

impl Page {
    /// `seen`: whether the host is ours, whether cookies come back, whether something old is left.
    fn new(ctx: &Ctx, origin: &str, [here, keeps, old]: [bool; 3]) -> Self {
        let mut card = card(ctx, "problems-title");
        card.page.scripts.push("problems.js");
        card.wide = true;
        let words = Words { ctx, origin };
        Self {
            card,
            origin: origin.to_owned(),
            now: ctx.at.as_micros() / 1000,
            address: words.address(here),
            cookies: words.cookies(keeps),
            left: words.left(old),
            clock: words.clock(),
            script: words.script(),
        }
    }

    fn checks(&self) -> [(&'static str, &Check); 5] {
        [
            ("address", &self.address),
            ("cookies", &self.cookies),
            ("left", &self.left),
            ("clock", &self.clock),
            ("script", &self.script),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(origin: &str, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        is_here(origin, &Uri::from_static(PATH), &headers)
    }

    #[test]
    fn the_host_is_ours_in_any_case_and_with_its_usual_port() {
        for host in ["id.example.com", "ID.Example.com", "id.example.com:443"] {
            assert!(here("https://id.example.com", host), "{host}");
        }
        assert!(here("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(here("http://id.example.com", "id.example.com:80"));
    }

    #[test]
    fn another_host_or_port_or_none_is_not_ours() {
        for host in [
            "",
            "id.example.com:80",
            "id.example.com:8443",
            "id.example.com.evil.example",
            "localhost",
        ] {
            assert!(!here("https://id.example.com", host), "{host}");
        }
        let nothing = HeaderMap::new();
        assert!(!is_here(
            "https://id.example.com",
            &Uri::from_static(PATH),
            &nothing
        ));
    }

    #[test]
    fn a_request_of_http_2_names_its_host_in_its_address() {
        let uri = Uri::from_static("https://id.example.com/sign-in/problems");
        assert!(is_here("https://id.example.com", &uri, &HeaderMap::new()));
        assert!(!is_here(
            "https://other.example.com",
            &uri,
            &HeaderMap::new()
        ));
    }
}
