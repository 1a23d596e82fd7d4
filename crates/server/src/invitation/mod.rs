//! Mailed links: accepting an invitation, and choosing a password with one.
//!
//! Opening a link changes nothing, for mail programs open links too; a button does. A link is used in
//! the same statement that takes it, in the transaction of what it does. Who is invited and who
//! sends links is decided by the pages of the workspace's people.

mod accept;
mod choose;
mod closed;
mod events;
mod link;
mod new_password;
mod page;

use axum::Router;
use axum::routing::{get, post};
use base::audit::Event;
use people::members::Member;

pub use events::KINDS;
pub use link::{Invited, Resetting, is_known};

use crate::web::{App, Ctx};

/// The routes of mailed links.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/invitation", get(page::show).post(choose::choose))
        .route("/invitation/accept", post(accept::accept))
        .route("/invitation/decline", post(accept::decline))
        .route(
            "/new-password",
            get(new_password::show).post(new_password::choose),
        )
}

/// The event of an accepted invitation.
pub fn joined(ctx: &Ctx, member: &Member) -> Event {
    answered(ctx.done(events::ACCEPTED), member)
}

/// The event of a declined invitation.
pub fn declined(ctx: &Ctx, member: &Member) -> Event {
    answered(ctx.done(events::DECLINED), member)
}

fn answered(event: Event, member: &Member) -> Event {
    event
        .in_workspace(member.workspace)
        .by(member.passport)
        .about(member.passport)
}
