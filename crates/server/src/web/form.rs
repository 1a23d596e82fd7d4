//! Forms: read whole, strictly, and only from our own pages.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::csrf::{self, ShownTo, Source};
use super::ctx::Ctx;
use super::error::PageError;
use super::state::App;

/// The largest form, in bytes.
const LARGEST: usize = 64 * 1024;
/// The most fields a form has.
const MOST_FIELDS: usize = 1000;
use super::ui::CSRF_FIELD;

/// A form of ours. Holding one is the proof that our own page sent it from this browser.
///
/// A doubled field is refused unless the type asks for a list; an unknown one is passed over.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let ctx = request.extensions().get::<Ctx>().cloned();
        let ctx = ctx.ok_or_else(|| PageError::internal("a form without its context"))?;
        match csrf::source(request.headers(), app.config.public_url.origin()) {
            Source::Ours => {}
            Source::OtherAddress => return Err(PageError::WrongAddress),
            Source::Foreign => return Err(PageError::ForeignForm),
        }
        let body = read(request).await?;
        check_field(app, &ctx, &hidden_field(&body))?;
        serde_html_form::from_bytes(&body)
            .map(Self)
            .map_err(|_| PageError::UnreadableForm)
    }
}

/// A press on a page of ours, under whatever address that was opened, and with no hidden field: for a browser that keeps
/// no cookies and so can bring none. Holding one is leave to change cookies of that browser and nothing else.
pub struct Pressed;

impl FromRequest<App> for Pressed {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let headers = request.headers();
        // Where no hidden field decides, saying nothing is not enough.
        if !headers.contains_key(header::ORIGIN) {
            return Err(PageError::ForeignForm);
        }
        match csrf::source(headers, app.config.public_url.origin()) {
            Source::Ours | Source::OtherAddress => Ok(Self),
            Source::Foreign => Err(PageError::ForeignForm),
        }
    }
}

/// Whether the hidden field stood on a page we showed this browser, to whoever acts now.
pub(super) fn check_field(app: &App, ctx: &Ctx, field: &str) -> Result<(), PageError> {
    if !ctx.browser_known {
        return Err(PageError::StaleForm);
    }
    let shown_to = app.csrf.shown_to(&ctx.browser, field);
    is_of_whoever_acts(ctx, shown_to.ok_or(PageError::StaleForm)?)
}

/// A page shown to one passport never acts for another that became active meanwhile, in another tab.
fn is_of_whoever_acts(ctx: &Ctx, shown_to: ShownTo<'_>) -> Result<(), PageError> {
    ctx.sent_by(shown_to);
    let Some(acting) = ctx.acting() else {
        return Ok(());
    };
    let is_own = match shown_to {
        ShownTo::Person(person) => person == acting.id,
        ShownTo::Nobody => !acting.must,
    };
    if is_own {
        return Ok(());
    }
    Err(PageError::OtherPassport(acting.name.clone()))
}

async fn read(request: Request) -> Result<Bytes, PageError> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if !essence.is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
        return Err(PageError::UnreadableForm);
    }
    let body = axum::body::to_bytes(request.into_body(), LARGEST);
    let body = body.await.map_err(|_| PageError::TooLarge)?;
    if body.iter().filter(|byte| **byte == b'&').count() >= MOST_FIELDS {
        return Err(PageError::TooLarge);
    }
    // No browser types a NUL, and PostgreSQL takes none in a text.
    if body.contains(&0) || body.windows(3).any(|bytes| bytes == b"%00") {
        return Err(PageError::UnreadableForm);
    }
    Ok(body)
}

/// The hidden field; empty when it is missing or doubled.
fn hidden_field(body: &[u8]) -> String {
    let mut found = form_urlencoded::parse(body).filter(|(name, _)| name == CSRF_FIELD);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => value.into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_hidden_field_is_none() {
        assert_eq!(hidden_field(b"a=b&csrf=x%2Fy"), "x/y");
        assert_eq!(hidden_field(b"csrf=x&csrf=x"), "");
        assert_eq!(hidden_field(b"a=b"), "");
    }
}
