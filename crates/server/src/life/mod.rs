//! The life of a workspace: it is founded from the passport, gets another name or address, changes hands, is left
//! by its people, is given up and taken back or deleted.
//!
//! What may happen is decided in `people::{founding, moving, closing, members}`; here stand the pages, the events and
//! what its people are told.

mod acts;
mod address;
mod delete;
mod events;
mod found;
mod hand_over;
mod leave;
mod offer;
mod settings;
mod work;

use axum::Router;
use axum::routing::{get, post};

pub use address::free as free_address;
pub use events::KINDS;
pub use work::{TELL, delete as delete_due, tell};

use crate::web::App;
use crate::web::ui::{Confirmation, Frame};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/passport/workspaces/new",
            get(found::show).post(found::found),
        )
        .route("/passport/workspaces/address", post(address::judge))
        .route(
            "/passport/workspaces/{id}/take-back",
            post(delete::take_back),
        )
        .route(
            "/passport/workspaces/{id}/offer",
            get(offer::show).post(offer::answer),
        )
        .route(
            "/w/{workspace}/settings",
            get(settings::show).post(settings::save),
        )
        .route(
            "/w/{workspace}/settings/address",
            get(address::show).post(address::relocate),
        )
        .route(
            "/w/{workspace}/settings/address/judge",
            post(address::judge_move),
        )
        .route(
            "/w/{workspace}/settings/hand-over",
            get(hand_over::show).post(hand_over::offer),
        )
        .route(
            "/w/{workspace}/settings/hand-over/end",
            post(hand_over::end),
        )
        .route(
            "/w/{workspace}/settings/delete",
            get(delete::ask).post(delete::give_up),
        )
        .route("/w/{workspace}/leave", get(leave::ask).post(leave::leave))
}

/// A page that asks before a deed.
#[derive(askama::Template)]
#[template(path = "life/confirm.html")]
struct Confirm {
    frame: Frame,
    refusal: Option<crate::web::ui::Notice>,
    confirmation: Confirmation,
}

/// A form without fields.
#[derive(serde::Deserialize)]
struct Nothing {}
