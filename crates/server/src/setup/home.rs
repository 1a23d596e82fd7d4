//! The bare address of the server.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::closed::Closed;
use super::store;
use crate::web::{App, Ctx, PageError};

/// `GET /`: to one's own page, or how a server without an owner gets one.
pub(super) async fn show(State(app): State<App>, ctx: Ctx) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    if store::has_owner(&mut conn).await? {
        return Ok(Redirect::to("/passport").into_response());
    }
    Ok(Closed::NoLink.page(&ctx))
}
