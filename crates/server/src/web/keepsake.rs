//! What one of our pages leaves for the next one in the same browser: a few facts in a short-lived
//! cookie, sealed for that browser, so that nobody can put other facts in their place.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cookie::Cookie;
use super::ctx::Ctx;
use super::page::set_cookie;

/// How long it is kept.
const KEPT: Duration = Duration::from_secs(60);
/// A browser keeps no more in one cookie.
const LONGEST: usize = 3500;

/// What is sealed: never the same as what a notice seals.
fn sealed(cookie: Cookie, value: &str) -> String {
    format!("{} {value}", cookie.name(false))
}

/// Leaves `facts` with an answer.
pub fn leave<T: Serialize>(ctx: &Ctx, cookie: Cookie, facts: &T, response: &mut Response) {
    let value = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(facts).unwrap_or_default());
    let seal = ctx.seals.seal(&ctx.browser, &sealed(cookie, &value));
    let value = format!("{value}.{seal}");
    if value.len() <= LONGEST {
        set_cookie(response, cookie.set(&value, KEPT, ctx.https));
    }
}

/// What was left for this request.
pub fn find<T: DeserializeOwned>(ctx: &Ctx, cookie: Cookie, sent: &HeaderMap) -> Option<T> {
    let value = cookie.read(sent, ctx.https)?;
    let (value, seal) = value.rsplit_once('.')?;
    if !ctx
        .seals
        .is_seal(&ctx.browser, &sealed(cookie, value), seal)
    {
        return None;
    }
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}
