//! Help: a page for whoever does not get in, which looks at the browser itself and names the remedy; and whether the
//! few sentences at the foot of every other page helped.
//!
//! Both need nobody signed in and tell nothing of accounts. What a refused form says itself is in `web/error.rs`, which
//! leads to the first; which page has which sentences is in `web/topic.rs`.

mod answer;
mod answers;
mod problems;
mod store;

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use base::clock::Time;
use base::db::{Conn, DbError};

use crate::web::App;

/// Remarks are kept so long.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/sign-in/problems",
            get(problems::show).post(problems::forget),
        )
        .route("/help", post(answer::take))
        .route("/operator/help", get(answers::show))
}

/// Removes remarks that were kept long enough.
///
/// # Errors
/// What the database says.
pub(crate) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    store::forget(conn, now.minus(KEPT)).await
}
