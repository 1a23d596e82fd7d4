//! The audit trail as pages: who did what, when, from where, with which outcome and why.
//!
//! Owns the pages of a workspace and of the whole server, and the words of an event ([`sentence`]),
//! which the person's own history uses too. Recording is in `base::audit`; the kinds belong to the
//! features that write them.

mod page;
mod search;
mod words;

use axum::Router;
use axum::routing::get;

pub use words::{Line, Names, sentence};

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/w/{workspace}/audit", get(page::of_workspace))
        .route("/operator/audit", get(page::of_server))
}
