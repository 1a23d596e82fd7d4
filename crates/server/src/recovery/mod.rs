//! A forgotten password and a forgotten login: asked for here, answered by letter only.
//!
//! Whether an account exists must show neither in the answer nor in the time it takes. So a page only counts the
//! request and queues a job, for known and unknown names alike; who it is about is looked up by the
//! job ([`work`]), which nobody waits for. Leaves to others: what the mailed link opens (`invitation`),
//! what the letters say (`letters`), how many there may be (`letters::allow`).

mod events;
mod page;
mod work;

use axum::Router;
use axum::routing::get;

pub use events::KINDS;
pub use work::{SEND, send};

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/recovery", get(page::password).post(page::ask_password))
        .route("/recovery/login", get(page::login).post(page::ask_login))
        .route("/recovery/sent", get(page::sent))
}
