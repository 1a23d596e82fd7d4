//! A workspace from the inside: its overview, and its people.
//!
//! What a member is and may become is decided by the `people` crate; who may open these pages, by the
//! doors of sign-in. Departments, groups, rules and applications have features of their own.

mod overview;
mod people;
mod settings;

use axum::Router;
use axum::routing::get;

pub use self::people::{
    Ending, Journey, KINDS, Pending, PersonDraft, Sent, Wrong, change as change_person,
    end as end_person, invite as invite_person, invite_again, may_text,
    pending as pending_invitations, refused as note_refused, rehire as rehire_person,
    send_password_link, tabs as people_tabs, unblock as unblock_person,
};
pub use overview::tile;
pub use settings::{DESCRIBED_KINDS, describe};

use crate::web::App;

/// The routes of workspaces.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/w/{workspace}", get(overview::show))
        .route("/w/{workspace}/", get(overview::show))
        .merge(self::people::routes())
}
