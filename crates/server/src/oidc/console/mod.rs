//! The applications of a workspace as pages for its administrators.
//!
//! One application is several pages, each with its form: what people see of it (`page`), how it
//! proves itself (`proof`, `secrets`, `keys`), what its tokens are (`tokens`), how it hears of a sign-out
//! (`notices`), and who may act with its tokens (`actors`). Every form but the last changes the draft of the whole and hands it to the one check.

mod actors;
mod fields;
mod keys;
mod list;
mod new;
mod notices;
mod one;
mod page;
mod proof;
mod secrets;
mod take_over;
mod tokens;

use axum::Router;
use axum::routing::{get, post};

use crate::signin::door::Entered;
use crate::web::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    let one = "/w/{workspace}/applications/{application}";
    let of = |place: &str| format!("{one}/{place}");
    Router::new()
        .route("/w/{workspace}/applications", get(list::show))
        .route(
            "/w/{workspace}/applications/new",
            get(new::show).post(new::create),
        )
        .route(one, get(page::show).post(page::change))
        .route(&of("proof"), get(proof::show).post(proof::change))
        .route(&of("tokens"), get(tokens::show).post(tokens::change))
        .route(&of("sign-out"), get(notices::show).post(notices::change))
        .route(&of("acting"), get(actors::show).post(actors::change))
        .route(&of("keys"), post(keys::fetch))
        .route(&of("secrets"), post(secrets::add))
        .route(
            &of("secrets/{secret}/end"),
            get(secrets::ask_end).post(secrets::end),
        )
        .route(
            &of("take-over"),
            get(take_over::ask).post(take_over::take_over),
        )
        .route(&of("disable"), get(page::ask_disable).post(page::disable))
        .route(&of("enable"), post(page::enable))
        .route(&of("delete"), get(page::ask_delete).post(page::delete))
}

/// The address of the list of applications.
fn path(entered: &Entered) -> String {
    format!("/w/{}/applications", entered.workspace.address)
}
