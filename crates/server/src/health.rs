//! What machines ask: is it alive, is it ready, and how is it doing.

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;

use crate::web::{App, PageError};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// The process answers.
async fn live() -> &'static str {
    "alive\n"
}

/// The database answers too. Mail may be down: letters wait.
async fn ready(State(app): State<App>) -> Response {
    match app.db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(cause) => {
            tracing::warn!(%cause, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Counters, for the machine itself and the listed proxies' network only: what an attacker could
/// learn of the load is nobody's business.
async fn metrics(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: axum::extract::Request,
) -> Result<Response, PageError> {
    let forwarded = request.headers().contains_key("x-forwarded-for")
        || request.headers().contains_key("forwarded");
    if !peer.ip().to_canonical().is_loopback() || forwarded {
        return Err(PageError::NotFound);
    }
    let text = app
        .metrics
        .text(app.passwords.load())
        .map_err(PageError::internal)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
