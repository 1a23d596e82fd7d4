//! The people of a workspace, for its administrators: the list, one person, and what can be done.
//!
//! Every change is one transaction with its event, and the letter it needs is queued in it. The
//! rules (the last administrator stays, what a dismissal ends) are those of the `people` crate.

mod acts;
mod chosen;
mod deeds;
mod dismiss;
mod edit;
mod events;
mod export;
mod fields;
mod filters;
mod invited;
mod letter;
mod list;
mod many;
mod new;
mod person;
mod store;
mod wish;
mod words;

use axum::Router;
use axum::routing::{get, post};
use people::members::Role;

pub use acts::{
    Ending, PersonDraft, Sent, Wrong, change, end, invite, invite_again, refused, rehire,
    send_password_link, unblock,
};
pub use events::KINDS;
pub use letter::may_text;
pub use store::{Journey, Pending, pending};

use crate::signin::door::Entered;
use crate::web::ui::{Tabs, tabs as row};
use crate::web::{App, Ctx};

/// The pages about the people of a workspace: who is there, who is invited, by which links people join.
/// The help desk sees the first two.
pub fn tabs(ctx: &Ctx, entered: &Entered, current: &str) -> Tabs {
    let pages = [
        ("", "people-title"),
        ("invited", "people-pending"),
        ("links", "join-links"),
        ("requests", "join-requests"),
        ("import", "import-title"),
    ];
    let shown = match entered.member.role {
        Role::Administrator => pages.len(),
        Role::HelpDesk | Role::Employee | Role::Guest => 2,
    };
    let workspace = &entered.workspace.address;
    let mut tabs = row(ctx.text("people-title"));
    for (part, key) in pages.into_iter().take(shown) {
        let path = format!("/w/{workspace}/people/{part}");
        let path = path.trim_end_matches('/');
        tabs = tabs.tab(path, ctx.text(key), part == current);
    }
    tabs
}

/// The routes of people.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/w/{workspace}/people", get(list::show))
        .route("/w/{workspace}/people/new", get(new::show).post(new::add))
        .route(
            "/w/{workspace}/people/invited",
            get(invited::show).post(invited::act),
        )
        .route(
            "/w/{workspace}/people/chosen",
            get(many::ask).post(many::act),
        )
        .route("/w/{workspace}/people/export", post(export::file))
        .route("/w/{workspace}/people/{member}", get(person::show))
        .route(
            "/w/{workspace}/people/{member}/edit",
            get(edit::show).post(edit::save),
        )
        .route(
            "/w/{workspace}/people/{member}/dismiss",
            get(dismiss::ask).post(dismiss::dismiss),
        )
        .route(
            "/w/{workspace}/people/{member}/withdraw",
            get(dismiss::ask_withdraw).post(dismiss::withdraw),
        )
        .route(
            "/w/{workspace}/people/{member}/block",
            get(dismiss::ask_block).post(dismiss::block),
        )
        .route(
            "/w/{workspace}/people/{member}/unblock",
            post(deeds::unblock),
        )
        .route("/w/{workspace}/people/{member}/rehire", post(deeds::rehire))
        .route(
            "/w/{workspace}/people/{member}/invite",
            post(deeds::invite_again),
        )
        .route(
            "/w/{workspace}/people/{member}/new-password",
            post(deeds::send_password_link),
        )
}
