//! API tokens of people, service accounts of workspaces with theirs, and who a token lets call.
//!
//! Owns both tables, the pages on which tokens are made and revoked, and [`Caller`]: the one
//! place where a token is looked at. What a caller can do then is the API's matter.

mod account;
mod bearer;
mod events;
mod scope;
mod store;
mod token;

use std::time::Duration;

use axum::Router;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;

pub use account::{
    Account, AccountDraft, Arranged, change as change_account, create as create_account,
    delete as delete_account, list as accounts, load as load_account, set_enabled,
};
pub use bearer::Caller;
pub use events::KINDS;
pub use scope::{Scope, Scopes, allows};
pub use token::{
    ApiToken, MOST_DAYS_OF_ACCOUNT, Made, Owner, TokenDraft, USUAL_DAYS, make_of_account,
    of_account, revoke_of_account,
};

use crate::web::App;

id_type!(ApiTokenId, "an API token");
id_type!(AccountId, "a service account of a workspace");

/// The routes of the pages.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Forgets tokens that ended a month ago.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let month_ago = now.minus(Duration::from_secs(30 * 24 * 3600));
    store::clean(conn, month_ago).await
}
