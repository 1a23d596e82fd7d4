//! Joining by link: an administrator makes it, whoever holds it opens it, and becomes a member at once or asks to.
//!
//! A link is an invitation: it leads to a passport even where the operator lets nobody register, but the passport is
//! made in the same transaction that uses the link, so a link brings no more passports than it has uses. What a
//! link allows is decided in `people::{links, requests}`. Invitations by letter are the business of `invitation`.

mod acts;
mod events;
mod links;
mod new;
mod newcomer;
mod page;
mod requests;
mod work;

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::links as kept;
use people::requests as asked;

pub use acts::{LinkDraft, Mistakes, approve, create, refuse, revoke, url};
pub use events::KINDS;
pub use work::{SEND, send};

use crate::web::App;

/// Links are remembered so long after their end.
const LINKS_KEPT: Duration = Duration::from_secs(180 * 24 * 3600);
/// Requests are forgotten after so long, answered or not; before their link is.
const REQUESTS_KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/join", get(page::show))
        .route("/join/enter", post(page::enter))
        .route("/join/ask", post(newcomer::ask))
        .route("/join/sent", get(newcomer::sent))
        .route("/join/passport", get(newcomer::show).post(newcomer::choose))
        .route("/w/{workspace}/people/links", get(links::show))
        .route(
            "/w/{workspace}/people/links/new",
            get(new::show).post(new::make),
        )
        .route(
            "/w/{workspace}/people/links/{link}/revoke",
            post(links::revoke),
        )
        .route(
            "/w/{workspace}/people/requests",
            get(requests::show).post(requests::answer),
        )
}

/// Forgets what is long over.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    asked::clean(conn, now.minus(REQUESTS_KEPT)).await?;
    kept::clean(conn, now.minus(LINKS_KEPT)).await
}
