//! The person's own pages: what can be opened, the profile, the password, sessions and history, and what
//! applications were allowed.

mod connections;
mod events;
mod launcher;
mod profile;
mod security;
mod sessions;

use axum::Router;
use axum::routing::{get, post};

pub use events::KINDS;

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/passport", get(launcher::show))
        .route("/passport/profile", get(profile::show))
        .route("/passport/profile/{part}", post(profile::save))
        .route(
            "/passport/security",
            get(security::show).post(security::change),
        )
        .route("/passport/sessions", get(sessions::show))
        .route("/passport/sessions/others/end", post(sessions::end_others))
        .route("/passport/sessions/{session}/end", post(sessions::end))
        .route("/passport/connections", get(connections::show))
        .route(
            "/passport/connections/{application}/withdraw",
            get(connections::ask).post(connections::withdraw),
        )
}

/// A form without fields.
#[derive(serde::Deserialize)]
struct Nothing {}
