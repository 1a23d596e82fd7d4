//! Pictures: made from what people send, and served.
//!
//! A picture is served to whoever knows its address, without a session: the address holds 128 random bits and changes with
//! the picture, so pages give it to those who may see it, and applications that were told it can show it. The answer is
//! never anything but a picture: its type is fixed, is not guessed, and a browser that opens it runs nothing.
//! Which photo a person has is `people::pictures`; where one is chosen, the profile.

mod intake;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use people::pictures;

pub use intake::{Refused, logo, most, photo};

use crate::web::{App, PageError, Routine, picture};

/// A key stands for one picture for ever.
const FOREVER: &str = "private, max-age=31536000, immutable";
/// Opened by itself, it may do nothing at all.
const NOTHING: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/pictures/{key}/{size}", get(serve))
}

/// `GET /pictures/{key}/{size}`.
async fn serve(
    State(app): State<App>,
    Path((key, side)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (key, size) = picture::named(&key, &side).ok_or(PageError::NotFound)?;
    let found = pictures::load(&mut app.db.read().await?, &key, size).await?;
    let file = found.ok_or(PageError::NotFound)?;
    let kind = match file.media_type.as_str() {
        "image/jpeg" => "image/jpeg",
        "image/png" => "image/png",
        other => return Err(PageError::internal(format!("a picture of type {other}"))),
    };
    let mut response = (StatusCode::OK, Body::from(file.bytes)).into_response();
    let headers = response.headers_mut();
    let lines = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOREVER),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Applications show it on their own pages.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    for (name, value) in lines {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response.extensions_mut().insert(Routine);
    Ok(response)
}
