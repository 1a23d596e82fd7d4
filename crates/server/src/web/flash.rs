//! The one sentence after a deed: carried over the redirect in a short-lived cookie.
//!
//! The cookie names a text of ours and its values. It is sealed for the browser it was given to, so
//! nobody can put words into our mouth.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::token::{Browser, Token};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::cookie;
use super::csrf::CsrfKey;
use super::ctx::{Ctx, Late};
use super::ui::{self, Notice};

/// A sentence to show on the next page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    key: String,
    values: Vec<(String, String)>,
}

impl Flash {
    /// The text of `key`, a key of `locales/`.
    pub fn new(key: &'static str) -> Self {
        Self {
            key: key.to_owned(),
            values: Vec::new(),
        }
    }

    /// A value of the text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Goes to `path` (303) and shows the sentence there.
    pub fn redirect(self, ctx: &Ctx, path: &str) -> Response {
        self.on(ctx, Redirect::to(path).into_response())
    }

    /// Shows the sentence on the page an answer leads to.
    pub fn on(self, ctx: &Ctx, mut response: Response) -> Response {
        let value = serde_json::to_vec(&self).unwrap_or_default();
        let value = BASE64_URL_SAFE_NO_PAD.encode(value);
        let seal = ctx.seals.seal(&ctx.browser, &value);
        let value = format!("{value}.{seal}");
        if let Some(line) = cookie::NOTICE.set(&value, Duration::from_secs(60), ctx.https) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
        response
    }

    /// The sentence as a notice of the page.
    pub fn notice(&self, ctx: &Ctx) -> Notice {
        let values: Vec<(&str, base::i18n::Arg<'_>)> = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().into()))
            .collect();
        ui::saved(ctx.texts.with(&self.key, &values))
    }
}

/// The sentence a request carries, if we gave it to this browser.
pub(super) fn read(
    sent: &HeaderMap,
    https: bool,
    (seals, browser): (&CsrfKey, &Late<Token<Browser>>),
) -> Option<Flash> {
    let value = cookie::NOTICE
        .read(sent, https)
        .filter(|value| value.len() < 2048)?;
    let (value, seal) = value.rsplit_once('.')?;
    if !seals.is_seal(browser, value, seal) {
        return None;
    }
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

/// Shown once.
pub(super) fn clear(ctx: &Ctx, response: &mut Response) {
    if let Some(line) = cookie::NOTICE.clear(ctx.https) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}
