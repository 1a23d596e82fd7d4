//! A workspace from the inside: its overview, and its people.
//!
//! What a member is and may become is decided by the `people` crate; who may open these pages, by the
//! doors of sign-in. Departments, groups, rules and applications have features of their own.

mod overview;
mod people;

use axum::Router;
use axum::routing::get;

pub use self::people::KINDS;
pub use overview::tile;

use crate::web::App;

/// The routes of workspaces.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/w/{workspace}", get(overview::show))
        .route("/w/{workspace}/", get(overview::show))
        .merge(self::people::routes())
}
