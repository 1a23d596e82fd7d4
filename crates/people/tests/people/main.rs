//! Store tests of people: every one runs on SQLite, and on PostgreSQL where the test command has
//! started one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what prepares a test fails with it"
)]

mod departments;
mod groups;
mod guard;
mod helping;
mod identifiers;
mod isolation;
mod joining;
mod life;
mod links;
mod lists;
mod members;
mod passports;
mod phones;
mod revocation;
mod roles;
mod search;
mod store;
mod workspaces;
