//! Inviting many people from a file: read, looked at, and done beside requests, row by row.
//!
//! The file is kept until the import is forgotten; each batch of rows is one transaction that also moves the mark of how
//! far it came, so a row is taken once, whatever dies meanwhile. Each row goes the way of one invitation
//! (`workspaces::invite_person`); its letter leaves with a pace. What a file is, is read by `protocol::csv`.

mod acts;
mod events;
mod page;
mod preview;
mod progress;
mod roster;
mod store;
mod work;

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use people::PassportId;
use serde::{Deserialize, Serialize};

pub use acts::{Unread, draft, refused_rows, start, stop};
pub use events::KINDS;
pub use roster::{Column, Plan, Why, guess};
pub use store::{Import, State, load, refusals};
pub use work::{RUN, Running, run};

use crate::web::App;

id_type!(ImportId, "an import of people");

/// Imports are forgotten so long after they last went on, with their files.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// Who does it, and from where: kept, for the work goes on after the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct By {
    id: String,
    person: Option<PassportId>,
    name: String,
    token: Option<String>,
    address: IpAddr,
}

/// The routes.
pub fn routes() -> Router<App> {
    let one = "/w/{workspace}/people/import/{import}";
    Router::new()
        .route(
            "/w/{workspace}/people/import",
            get(page::show).post(page::read),
        )
        .route(one, get(preview::show).post(preview::settle))
        .route(&format!("{one}/stop"), post(progress::stop))
        .route(&format!("{one}/refused.csv"), get(progress::refused))
}

/// Forgets what is long over.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    store::clean(conn, now.minus(KEPT)).await
}
