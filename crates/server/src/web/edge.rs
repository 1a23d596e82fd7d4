//! The edge: every request passes here first and its answer last.
//!
//! Makes the [`Ctx`], turns failures into pages, sets the headers that hold for all answers, logs
//! and counts. Queries are never logged: mailed links carry their token there.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use base::audit::Reference;
use base::i18n::Language;
use base::token::{Browser, Token};
use tracing::Instrument;

use super::ctx::{Ctx, Late, Learnt, Seen};
use super::error::{Failed, PageError};
use super::held::Held;
use super::page::set_cookie;
use super::state::App;
use super::ui::{Card, Page, Passports};
use super::{address, cookie, flash, headers, problem};

/// The longest path and query taken, in bytes.
const LONGEST_PATH: usize = 8 * 1024;
/// How long a browser is known without coming back.
const BROWSER_KNOWN: Duration = Duration::from_secs(400 * 24 * 3600);

/// On an answer that machines ask for at every turn: one that went well is logged at `debug`.
#[derive(Clone, Copy, Debug)]
pub struct Routine;

/// Wraps a request; see the module.
pub async fn edge(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = app.clock.monotonic();
    let ctx = context(&app, peer, &request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", reference = ctx.reference.as_str());
    let mut response = if ctx.path.len() > LONGEST_PATH {
        PageError::TooLarge.into_response()
    } else if ctx.path.contains("%00") {
        // No name of ours holds a NUL, and PostgreSQL takes none in a text.
        PageError::NotFound.into_response()
    } else {
        request.extensions_mut().insert(ctx.clone());
        next.run(request).instrument(span.clone()).await
    };
    let _inside = span.enter();
    if problem::speaks_json(path_of(&ctx)) {
        response = problem::told(&app, &ctx, response);
    } else if let Some(failure) = failure(&mut response) {
        response = failure_page(&ctx, &failure, response);
    }
    finish(&ctx, &mut response);
    let took = started.elapsed();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    app.metrics.request(route, response.status(), took);
    log(&ctx, &method, &response, took);
    response
}

fn path_of(ctx: &Ctx) -> &str {
    ctx.path.split('?').next().unwrap_or_default()
}

fn log(ctx: &Ctx, method: &Method, response: &Response, took: Duration) {
    let is_routine = response.extensions().get::<Routine>().is_some();
    let status = response.status();
    let path = path_of(ctx);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let (status, address) = (status.as_u16(), ctx.address);
    if is_routine && status < 400 {
        tracing::debug!(%method, path, status, took_us, %address, "answered");
    } else {
        tracing::info!(%method, path, status, took_us, %address, "answered");
    }
}

/// What went wrong, if anything did. Path and query that cannot be read never reach a handler: the
/// framework answers with a line of plain text, and people get a page instead.
pub(super) fn failure(response: &mut Response) -> Option<PageError> {
    if let Some(Failed(failure)) = response.extensions_mut().remove::<Failed>() {
        return Some(failure);
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_line = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (is_line && response.status() == StatusCode::BAD_REQUEST).then_some(PageError::UnreadableForm)
}

fn context(app: &App, peer: SocketAddr, request: &Request) -> Ctx {
    let https = app.config.public_url.is_https();
    let sent = request.headers();
    let cookie = cookie::BROWSER.read(sent, https).and_then(Token::parse);
    let browser_known = cookie.is_some();
    let random = app.random.clone();
    let fresh = move || cookie.unwrap_or_else(|| Token::fresh(&random));
    let browser: Arc<Late<Token<Browser>>> = Arc::new(Late::new(fresh));
    let (seals, of) = (app.csrf.clone(), Arc::clone(&browser));
    let learnt = Arc::new(Learnt::default());
    let known = Arc::clone(&learnt);
    let csrf = Late::new(move || seals.field(&of, known.acting().map(|acting| acting.id.as_str())));
    let holds = cookie::SESSION.read(sent, https).map(str::to_owned);
    let language = language(sent, https);
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    Ctx::new(Seen {
        reference: Reference::fresh(&app.random),
        address: address::client(peer.ip(), sent, &app.config.trusted_proxies),
        user_agent: user_agent(sent),
        language,
        texts: app.catalogue.texts(language),
        held: Late::new(move || holds.as_deref().map(Held::read).unwrap_or_default()),
        csrf,
        flash: flash::read(sent, https, (&app.csrf, &*browser)),
        seals: app.csrf.clone(),
        browser,
        browser_known,
        at: app.clock.now(),
        path: path.to_owned(),
        https,
        learnt,
    })
}

/// The context of work that goes on beside requests for somebody whose request came from `address`: nothing of a
/// browser is in it.
pub fn beside(app: &App, address: IpAddr) -> Ctx {
    let random = app.random.clone();
    let fresh = move || Token::fresh(&random);
    let language = Language::default();
    Ctx::new(Seen {
        reference: Reference::fresh(&app.random),
        address,
        user_agent: String::new(),
        language,
        texts: app.catalogue.texts(language),
        csrf: Late::new(String::new),
        flash: None,
        held: Late::new(Held::default),
        seals: app.csrf.clone(),
        browser: Arc::new(Late::new(fresh)),
        browser_known: false,
        at: app.clock.now(),
        path: "/".to_owned(),
        https: app.config.public_url.is_https(),
        learnt: Arc::new(Learnt::default()),
    })
}

/// The language chosen, or the first of the browser's that we speak.
fn language(sent: &HeaderMap, https: bool) -> Language {
    let chosen = cookie::LANGUAGE
        .read(sent, https)
        .and_then(Language::from_code);
    let accepted = sent
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok());
    chosen.unwrap_or_else(|| Language::negotiate(accepted.unwrap_or_default()))
}

fn user_agent(sent: &HeaderMap) -> String {
    let line = sent
        .get(header::USER_AGENT)
        .and_then(|line| line.to_str().ok());
    line.unwrap_or_default()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage<'a> {
    card: Card,
    title: String,
    text: String,
    reference: String,
    who: Option<String>,
    time: String,
    again: Option<&'a str>,
    others: Option<Passports>,
    /// Whether the page that looks for the cause is named.
    problems: bool,
}

fn failure_page(ctx: &Ctx, failure: &PageError, plain: Response) -> Response {
    match failure.cause() {
        Some(cause) => tracing::error!(cause, "a request went wrong"),
        None => tracing::info!(?failure, "a request was refused"),
    }
    let (title, text) = failure.words();
    let (who, place) = match failure {
        PageError::Closed(closed) => (Some(closed.person.as_str()), closed.workspace.as_str()),
        PageError::Elsewhere(other) => (Some(other.person.as_str()), other.workspace.as_str()),
        PageError::OtherPassport(person) => (Some(person.as_str()), ""),
        _ => (None, ""),
    };
    let values = [
        ("workspace", place.into()),
        ("person", who.unwrap_or_default().into()),
    ];
    let title = ctx.texts.with(title, &values);
    let text = ctx.texts.with(text, &values);
    let mut page = Page::new(&ctx.texts, &title, "/");
    page.csrf.clone_from(&ctx.csrf);
    let shown = ErrorPage {
        card: Card { page, wide: false },
        title,
        text,
        reference: ctx.reference_shown(),
        who: who.map(|who| {
            ctx.texts
                .with("error-signed-in-as", &[("person", who.into())])
        }),
        time: ctx.texts.date_time(ctx.at),
        others: match failure {
            PageError::Elsewhere(other) => Some(other.offered.clone()),
            _ => None,
        },
        problems: matches!(
            failure,
            PageError::StaleForm | PageError::ForeignForm | PageError::WrongAddress
        ),
        again: matches!(failure, PageError::StaleForm | PageError::ForeignForm).then_some("/"),
    };
    let Ok(body) = shown.render() else {
        tracing::error!("the error page could not be rendered");
        return plain;
    };
    with_headers(
        failure,
        &plain,
        (plain.status(), Html(body)).into_response(),
    )
}

/// What the answer says beside its page: which methods there are, and when to come again.
fn with_headers(failure: &PageError, plain: &Response, mut response: Response) -> Response {
    if let Some(methods) = plain.headers().get(header::ALLOW) {
        response
            .headers_mut()
            .insert(header::ALLOW, methods.clone());
    }
    if let PageError::Busy(wait) = failure {
        let seconds = wait.as_secs().max(1);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(failure, PageError::Unavailable(_)) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// Gives the browser the cookie by which it is known.
pub fn remember_browser(ctx: &Ctx, response: &mut Response) {
    let cookie = cookie::BROWSER.set(&ctx.browser.reveal(), BROWSER_KNOWN, ctx.https);
    set_cookie(response, cookie);
}

/// Headers and cookies that every answer has.
fn finish(ctx: &Ctx, response: &mut Response) {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_ours = response
        .extensions()
        .get::<headers::OnOtherHost>()
        .is_none();
    let is_page = is_page && is_ours;
    // A redirect with a sentence too: that is sealed for this browser. Not every redirect: a form
    // from another site comes without the browser's cookie, and must not replace it.
    let name = cookie::NOTICE.name(ctx.https).as_bytes();
    let mut cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let has_notice = cookies.any(|cookie| cookie.as_bytes().starts_with(name));
    if (is_page || has_notice) && !ctx.browser_known {
        remember_browser(ctx, response);
    }
    if is_page && ctx.flash.is_some() && response.status() == StatusCode::OK {
        flash::clear(ctx, response);
    }
    headers::secure(response, ctx.https);
}
