//! Set-up: how a server without an owner gets one, once.
//!
//! Owns the one-time link, what is typed on the way (kept here under link and browser, the password
//! as its hash only), and the permanent mark that the server has an owner: whatever becomes of that
//! person later, set-up never opens again. Passports, workspaces and members are made by
//! `people`, the session by `signin`.

mod check;
mod closed;
mod events;
mod finish;
mod home;
mod link;
mod start;
mod step;
mod store;
mod visit;
mod workspace;
mod you;

use axum::Router;
use axum::routing::get;

pub use events::KINDS;
pub use link::{Link, link};
pub use store::{clean, has_owner};

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/set-up", get(start::welcome).post(start::begin))
        .route("/set-up/start", get(start::show).post(start::save))
        .route("/set-up/you", get(you::show).post(you::save))
        .route(
            "/set-up/workspace",
            get(workspace::show).post(workspace::save),
        )
        .route("/set-up/check", get(check::show).post(check::finish))
}
