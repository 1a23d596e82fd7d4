//! Answers that are pages.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::ctx::Ctx;
use super::error::PageError;
use super::topic;
use super::ui::{Card, Page};

/// A page.
pub fn show<T: Template>(page: &T) -> Response {
    match page.render() {
        Ok(body) => Html(body).into_response(),
        Err(cause) => PageError::internal(cause).into_response(),
    }
}

/// The same page once more, because what was sent is wrong: status 422.
pub fn rejected<T: Template>(page: &T) -> Response {
    let mut response = show(page);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// Adds a cookie to an answer. A cookie that cannot be written is left out.
pub fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// What both frames need of a request. `title` is the text itself.
pub fn page(ctx: &Ctx, title: impl std::fmt::Display) -> Page {
    let mut page = Page::new(&ctx.texts, title, &ctx.path);
    page.csrf.clone_from(&ctx.csrf);
    page.help = topic::of(&ctx.path);
    page.notice = ctx.flash.as_ref().map(|flash| flash.notice(ctx));
    page
}

/// The quiet card of the door, titled with the text of `key`.
pub fn card(ctx: &Ctx, key: &str) -> Card {
    Card {
        page: page(ctx, ctx.text(key)),
        wide: false,
    }
}
