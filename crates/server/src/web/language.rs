//! Choosing the language of the pages.

use std::time::Duration;

use axum::response::{IntoResponse, Redirect, Response};
use base::i18n::Language;
use serde::Deserialize;

use super::cookie;
use super::ctx::Ctx;
use super::error::PageError;
use super::form::Form;
use super::local_path::LocalPath;
use super::page::set_cookie;

const REMEMBERED: Duration = Duration::from_secs(400 * 24 * 3600);

/// The language chosen, and where to go on.
#[derive(Deserialize)]
pub struct Choice {
    to: String,
    next: Option<String>,
}

/// `POST /language`: the choice is kept in a cookie, and the page shown again.
///
/// # Errors
/// When the form is not ours or names no language we speak.
pub async fn choose(ctx: Ctx, Form(choice): Form<Choice>) -> Result<Response, PageError> {
    let language = Language::from_code(&choice.to).ok_or(PageError::UnreadableForm)?;
    let next = choice.next.as_deref().and_then(LocalPath::parse);
    let mut response = Redirect::to(next.as_ref().map_or("/", LocalPath::as_str)).into_response();
    set_cookie(
        &mut response,
        cookie::LANGUAGE.set(language.code(), REMEMBERED, ctx.https),
    );
    Ok(response)
}
