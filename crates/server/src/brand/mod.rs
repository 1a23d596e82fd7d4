//! The brand of a workspace: its colour, its logos, its welcome, chosen by its administrators on a page that shows what comes of it.
//! Its name is set with the other settings. How a brand is shown at the door is `web::brand`; in letters, `letters`.

mod acts;
mod colour;
mod events;
mod page;

use axum::Router;
use axum::routing::{get, post};

pub use acts::{Logo, Wanted, set};
pub use colour::{accent, contrast};
pub use events::KINDS;

use crate::web::{App, brand};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route(brand::ROUTE, get(brand::serve))
        .route(
            "/w/{workspace}/settings/brand",
            get(page::show).post(page::save),
        )
        .route("/w/{workspace}/settings/brand/restore", post(page::restore))
}

/// A form without fields.
#[derive(serde::Deserialize)]
struct Nothing {}
