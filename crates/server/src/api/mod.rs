//! The API for scripts, `/api/v1`: everything an administrator or operator can do on pages.
//!
//! Owns how a call is read, judged and answered. What is done is done by the functions the pages
//! call, with the same events. THE list of operations is [`operations`]: routes, checks, OpenAPI document
//! and documentation page are made of it.

mod accounts;
mod answer;
mod applications;
mod audit;
mod brand;
mod call;
mod departments;
mod docs;
mod export;
mod fields;
mod groups;
mod imports;
mod jobs;
mod joining;
mod keys;
mod leaving;
mod letters;
mod once;
mod openapi;
mod operation;
mod paging;
mod passport;
mod people;
mod registration;
mod self_registration;
mod server_workspaces;
mod settings;
mod sites;
mod sms;
mod store;
mod token;
mod workspace;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, options};
use base::clock::Time;
use base::db::{Conn, DbError};

pub use openapi::document;

use operation::{BASE, Operation};

use crate::web::App;

/// The operations of each thing, under the words of its heading.
const THINGS: &[(&str, &[Operation])] = &[
    ("The token", token::OPERATIONS),
    ("One's own passport", passport::OPERATIONS),
    ("All that is kept about oneself", export::OPERATIONS),
    ("The workspace", workspace::OPERATIONS),
    ("Its brand", brand::OPERATIONS),
    ("People", people::OPERATIONS),
    ("Joining", joining::OPERATIONS),
    ("Many at once", imports::OPERATIONS),
    ("Departments", departments::OPERATIONS),
    ("Groups", groups::OPERATIONS),
    ("Applications", applications::OPERATIONS),
    (
        "Applications that register themselves",
        self_registration::OPERATIONS,
    ),
    ("Sites", sites::OPERATIONS),
    ("Service accounts", accounts::OPERATIONS),
    ("Audit trail", audit::OPERATIONS),
    ("Workspaces of the server", server_workspaces::OPERATIONS),
    ("Passports that were given up", leaving::OPERATIONS),
    ("Settings of the server", settings::OPERATIONS),
    ("Text messages", sms::OPERATIONS),
    ("Who may register", registration::OPERATIONS),
    ("Letters", letters::OPERATIONS),
    ("Signing keys", keys::OPERATIONS),
    ("Jobs", jobs::OPERATIONS),
];

/// Every operation.
fn operations() -> impl Iterator<Item = &'static Operation> {
    THINGS.iter().flat_map(|(_, operations)| operations.iter())
}

/// The routes.
pub fn routes() -> Router<App> {
    let mut router = Router::new()
        .route("/api/v1/docs", get(docs::show))
        .route("/api/v1/openapi.json", get(openapi::show));
    let mut paths: Vec<String> = Vec::new();
    for operation in operations() {
        let address = operation.address();
        router = router.route(&address, (operation.route)());
        if !paths.contains(&address) {
            router = router.route(&address, options(methods));
            paths.push(address);
        }
    }
    router
}

/// `OPTIONS`: the methods of an address. Says nothing to scripts of other origins: the API is not for them.
async fn methods(route: MatchedPath) -> Response {
    let path = route.as_str().strip_prefix(BASE).unwrap_or_default();
    let mut words: Vec<&str> = operations()
        .filter(|one| one.path == path)
        .map(|one| one.verb.word())
        .collect();
    if words.contains(&"GET") {
        words.push("HEAD");
    }
    words.push("OPTIONS");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(allow) = HeaderValue::from_str(&words.join(",")) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Forgets answers that were kept to be told again.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    store::clean(conn, now.minus(once::KEPT)).await
}
