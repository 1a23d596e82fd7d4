//! The whole server: THE list of features, and the edge around them.

use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::front::Front;
use crate::web::ui::assets;
use crate::web::{self, App, PageError};
use crate::{
    api, audit_trail, brand, door_rules, health, help, import, invitation, join, life, oidc,
    operator, passport, pictures, recovery, setup, signin, signup, sites, structure, tokens,
    workspaces,
};

/// Every URL. A feature is a line here; its `routes` says the rest.
fn features(app: &App) -> Router<App> {
    Router::new()
        .merge(signin::routes())
        .merge(signup::routes())
        .merge(audit_trail::routes())
        .merge(brand::routes())
        .merge(door_rules::routes())
        .merge(sites::routes())
        .merge(oidc::routes(app))
        .merge(structure::routes())
        .merge(tokens::routes())
        .merge(api::routes())
        .merge(operator::routes())
        .merge(passport::routes())
        .merge(pictures::routes())
        .merge(recovery::routes())
        .merge(workspaces::routes())
        .merge(invitation::routes())
        .merge(join::routes())
        .merge(help::routes())
        .merge(import::routes())
        .merge(life::routes())
        .merge(health::routes())
        .merge(setup::routes())
        .route("/language", post(web::choose_language))
        .route(assets::ROUTE, get(assets::serve))
}

/// The server as a service.
pub fn service(app: App) -> Front<Router> {
    Front::before(router(app.clone()), app)
}

/// Every route behind the edge.
pub fn router(app: App) -> Router {
    around(features(&app), app)
}

/// The edge around `routes`: what is not there, what breaks, and what holds for every answer.
pub fn around(routes: Router<App>, app: App) -> Router {
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(other_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), web::edge))
        .with_state(app)
}

async fn nothing_here() -> PageError {
    PageError::NotFound
}

async fn other_method(_: Request) -> PageError {
    PageError::MethodNotAllowed
}

/// A panic is a defect; the person sees the reference, the log the words.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let words = cause.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| cause.downcast_ref::<&str>().copied());
    PageError::internal(format!("panic: {}", words.unwrap_or("no words"))).into_response()
}
