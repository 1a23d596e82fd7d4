//! Registration: how somebody who was not invited gets a passport, if the operator lets them.
//!
//! Nothing exists before the link in a letter was opened and a password chosen. The form never says whether an address is
//! known: it counts and queues a job, as `recovery` does, and an address that has a passport gets a letter that
//! says so. Who may register is decided in `people::registration`; the operator sets it in `operator`.

mod ask;
mod choose;
mod events;
mod work;

use axum::Router;
use axum::routing::get;

pub use events::KINDS;
pub use work::{SEND, send};

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-up", get(ask::show).post(ask::ask))
        .route("/sign-up/sent", get(ask::sent))
        .route("/sign-up/new", get(choose::show).post(choose::choose))
}
