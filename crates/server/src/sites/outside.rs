//! Pages that a proxy hands to a browser on the host of a site: whole in themselves, dressed by our
//! stylesheet from our host, without script, form or cookie of ours.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base::i18n::Texts;

use super::site::Site;
use crate::web::ui::{self, assets};
use crate::web::{App, Ctx, OnOtherHost, PageError};

#[derive(Template)]
#[template(path = "sites/outside.html")]
struct Page {
    texts: Texts,
    css: String,
    icon: String,
    site: String,
    title: String,
    text: String,
    link: Option<(String, String)>,
    reference: String,
    time: String,
}

/// What a page says, in keys of texts that take `site` and `workspace`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// The heading.
    pub(super) title: &'static str,
    /// Why.
    pub(super) text: &'static str,
    /// The words of the link, where there is one.
    pub(super) link: Option<&'static str>,
}

/// A page about `site`; `to` is where its link leads.
pub(super) fn page(
    app: &App,
    ctx: &Ctx,
    (site, workspace): (&Site, &str),
    words: Words,
    to: &str,
) -> Response {
    let ours = app.config.public_url.origin();
    let names = [
        ("site", site.name.as_str().into()),
        ("workspace", workspace.into()),
    ];
    let page = Page {
        texts: ctx.texts.clone(),
        css: format!("{ours}{}", assets::address("vestibule.css")),
        icon: format!("{ours}{}", assets::address("favicon.svg")),
        site: site.name.clone(),
        title: ctx.texts.with(words.title, &names),
        text: ctx.texts.with(words.text, &names),
        link: words.link.map(|key| (to.to_owned(), ctx.text(key))),
        reference: ctx.reference_shown(),
        time: ctx.texts.date_time(ctx.at),
    };
    match page.render() {
        Ok(body) => elsewhere(app, Html(body).into_response()),
        Err(cause) => PageError::internal(cause).into_response(),
    }
}

/// The same with another status.
pub(super) fn with_status(mut response: Response, status: StatusCode) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Marks an answer as one that is shown on another host than ours, with a policy that fits there.
pub(super) fn elsewhere(app: &App, mut response: Response) -> Response {
    let ours = app.config.public_url.origin();
    let policy = format!(
        "default-src 'none'; style-src {ours}; img-src {ours}; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Whether hosts below that of the site speak https is not ours to promise.
    if app.config.public_url.is_https() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    let referrer = HeaderValue::from_static("no-referrer");
    headers.insert(HeaderName::from_static("referrer-policy"), referrer);
    response.extensions_mut().insert(OnOtherHost);
    response
}
