//! Store tests of people: every one runs on SQLite, and on PostgreSQL where the test command has
//! started one.

mod departments;
mod groups;
mod guard;
mod identifiers;
mod isolation;
mod joining;
mod members;
mod passports;
mod search;
mod store;
mod workspaces;
