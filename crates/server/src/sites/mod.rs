//! Sites: web applications that know nothing of sign-in, behind a proxy that asks us at each request.
//!
//! Owns the sites of a workspace, their rules, the entries of people into them, and the addresses
//! that proxies call ([`check`]). A person signs in on our host and is carried over to the host of the
//! site by a code that works once ([`entry`]); from then on a cookie of that host stands for the
//! entry, and each check asks whether all that it hangs on still holds ([`standing`]). What the
//! headers of a proxy mean and which rule decides stands in `protocol::forward`; who somebody is, in
//! sign-in; whether the door of the workspace opens, in admission.

mod acts;
mod check;
mod console;
mod entry;
mod events;
mod outside;
mod rule;
mod site;
mod standing;
mod store;
mod verdict;

use axum::Router;
use axum::http::Uri;
use axum::routing::get;
use base::clock::Time;
use base::db::{Conn, DbError};
use people::WorkspaceId;

pub use acts::{change, connect, delete, set_enabled, set_rules};
pub use check::pass;
pub use events::KINDS;
pub use rule::{MOST as MOST_RULES, Named, RuleDraft, RuleMistakes};
pub use site::{AddressMistake, CheckedSite, Mistakes, Site, SiteDraft, SiteId, UserIs};

use crate::web::App;

/// What proxies call, where browsers are sent, and the pages of the console.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/forward-auth/{site}/check", get(check::check))
        .route("/forward-auth/{site}/status", get(check::status))
        .route("/forward-auth/{site}/sign-in", get(entry::sign_in))
        .route("/forward-auth/{site}/signed-out", get(entry::signed_out))
        .merge(console::routes())
}

/// What proxies call.
const ASKED: [(&str, &str); 2] = [
    ("check", "/forward-auth/{site}/check"),
    ("status", "/forward-auth/{site}/status"),
];

/// The route by which a proxy asks for a site, and the site it names; `None` for every other address.
pub fn asked_at(uri: &Uri) -> Option<(&'static str, &str)> {
    let (site, what) = uri.path().strip_prefix("/forward-auth/")?.split_once('/')?;
    let (_, route) = ASKED.iter().find(|(known, _)| *known == what)?;
    uri.query().is_none().then_some((*route, site))
}

/// The open sites of these workspaces, by name. Whether the doors of the workspaces are open is for the
/// caller to ask.
///
/// # Errors
/// What the database says.
pub async fn of_workspaces(
    conn: &mut Conn,
    workspaces: &[WorkspaceId],
) -> Result<Vec<Site>, DbError> {
    let mut all = Vec::new();
    for workspace in workspaces {
        let listed = store::of_workspace(conn, *workspace).await?;
        let open = listed.into_iter().map(|one| one.site);
        all.extend(open.filter(|site| site.disabled_at.is_none()));
    }
    all.sort_by_cached_key(|site| site.name.to_lowercase());
    Ok(all)
}

/// The site of this workspace.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: SiteId,
) -> Result<Option<Site>, DbError> {
    store::load(conn, (workspace, id)).await
}

/// The sites of a workspace in the order in which they were connected, behind `after`, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Option<SiteId>,
    most: u32,
) -> Result<Vec<Site>, DbError> {
    store::page(conn, workspace, after, most).await
}

/// Removes entries that are over.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    store::clean(conn, now).await
}
