//! What one signs in with: e-mail addresses, phone numbers and a login name, added, confirmed, made primary, removed.
//!
//! Whoever changes one has proved within the last ten minutes who they are. An address counts only once a
//! link mailed to it was confirmed by the same person, signed in; a phone number once the code sent to it was typed in ([`phone`]). Until then nobody is found by it. Every change
//! is told to an address the passport already had, with a link that takes it back for 72 hours ([`undo`]).

mod add;
mod change;
mod confirm;
mod list;
mod phone;
mod told;
mod undo;
mod work;

use axum::Router;
use axum::routing::get;

pub(super) use list::show;
pub use work::{CONFIRM, send};

use crate::web::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/passport/identifiers", get(show))
        .route("/passport/identifiers/new", get(add::show).post(add::add))
        .route(
            "/passport/identifiers/confirm",
            get(confirm::show).post(confirm::confirm),
        )
        .route(
            "/passport/identifiers/{identifier}/send",
            axum::routing::post(add::send_again),
        )
        .route(
            "/passport/identifiers/{identifier}/code",
            get(phone::show).post(phone::confirm),
        )
        .route(
            "/passport/identifiers/{identifier}/primary",
            get(change::ask_primary).post(change::make_primary),
        )
        .route(
            "/passport/identifiers/{identifier}/remove",
            get(change::ask_remove).post(change::remove),
        )
        .route("/undo", get(undo::show).post(undo::undo))
}
