//! The person's own pages: what can be opened, the profile, what one signs in with, the password, sessions and history, and what
//! applications were allowed.

mod acts;
mod connections;
mod deletion;
mod events;
mod export;
mod identifiers;
mod launcher;
mod photo;
mod profile;
mod security;
mod sessions;
mod work;

use axum::Router;
use axum::routing::{get, post};

pub use acts::{Told, change};
pub use events::KINDS;
pub use export::{FORMAT as EXPORT_FORMAT, MOST_EVENTS, announce, gather};
pub use identifiers::{CONFIRM, send as send_confirmation};
pub use photo::{drop_photo, take as take_photo};
pub use work::delete_due;

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    identifiers::routes()
        .route("/passport", get(launcher::show))
        .route(deletion::PATH, get(deletion::ask).post(deletion::give_up))
        .route("/passport/deletion/take-back", post(deletion::take_back))
        .route(export::PATH, get(export::ask).post(export::take))
        .route("/passport/profile", get(profile::show))
        .route("/passport/profile/{part}", post(profile::save))
        .route("/passport/profile/photo", post(photo::save))
        .route("/passport/profile/photo/remove", post(photo::remove))
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
