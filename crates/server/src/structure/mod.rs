//! The structure of a workspace as pages: departments (a tree) and groups.
//!
//! The rules of both are in `people`; people themselves have pages of their own.

mod acts;
mod departments;
mod events;
mod group_role;
mod groups;

use axum::Router;
use axum::routing::{get, post};

pub use acts::{
    Deed, DepartmentChange, Joined, Part, change_department, change_group, change_members,
    create_department, create_group, delete_department, delete_group, give_role, note_left,
    note_refused, word,
};
pub use events::KINDS;

use crate::web::{App, Ctx};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/w/{workspace}/departments",
            get(departments::list).post(departments::create),
        )
        .route(
            "/w/{workspace}/departments/{department}",
            get(departments::show).post(departments::change),
        )
        .route(
            "/w/{workspace}/departments/{department}/delete",
            get(departments::ask_delete).post(departments::delete),
        )
        .route(
            "/w/{workspace}/groups",
            get(groups::list).post(groups::create),
        )
        .route(
            "/w/{workspace}/groups/{group}",
            get(groups::show).post(groups::change),
        )
        .route(
            "/w/{workspace}/groups/{group}/members",
            post(groups::change_members),
        )
        .route(
            "/w/{workspace}/groups/{group}/role",
            get(group_role::ask).post(group_role::give),
        )
        .route(
            "/w/{workspace}/groups/{group}/delete",
            get(groups::ask_delete).post(groups::delete),
        )
}

/// What to say of a name that was typed.
fn name_problem(ctx: &Ctx, cause: people::name::NameError) -> String {
    ctx.text(match cause {
        people::name::NameError::Empty => "structure-name-empty",
        people::name::NameError::TooLong => "structure-name-long",
        people::name::NameError::Unshowable => "structure-name-odd",
    })
}
