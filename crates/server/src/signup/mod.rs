//! Registration: how somebody who was not invited gets a passport, if the operator lets them.
//!
//! Nothing exists before the link in a letter was opened, or the code of a text message typed, and a password chosen. The form
//! never says whether an address or number is known: it counts and queues a job, as `recovery` does, and one that
//! has a passport gets a letter or message that says so. Who may register, and by what, is decided in `people::registration`;
//! the operator sets it in `operator`. The page that makes a passport ([`passport`]) serves `join`, too.

mod ask;
mod code;
mod events;
mod new;
mod passport;
mod work;

use axum::Router;
use axum::routing::get;

pub use events::KINDS;
pub use passport::{Chosen, Page, Typed, create, proved};
pub use work::{LINK_LIFE, SEND, fresh_link, send, tell_if_known, unnamed};

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-up", get(ask::show).post(ask::ask))
        .route("/sign-up/sent", get(ask::sent))
        .route("/sign-up/code", get(code::show).post(code::enter))
        .route("/sign-up/new", get(new::show).post(new::choose))
}
