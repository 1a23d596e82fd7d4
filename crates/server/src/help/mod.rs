//! Help for whoever does not get in: a page that looks at the browser itself and names the remedy.
//!
//! Needs nobody signed in and tells nothing of accounts. What a refused form says itself is in
//! `web/error.rs`, which leads here.

mod problems;

use axum::Router;
use axum::routing::get;

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route(
        "/sign-in/problems",
        get(problems::show).post(problems::forget),
    )
}
