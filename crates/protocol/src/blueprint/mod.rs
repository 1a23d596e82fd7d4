//! Blueprints: what a server is to be, written down in TOML.
//!
//! Owns the grammar and how a file is read by it: every mistake with its line, column and key, and all of
//! them at once. Which sections there are, what their texts may be, and what becomes of them is said by
//! whoever hands in the [`Grammar`]. Opens no file and knows no variable: a secret is only named here.

mod grammar;
mod item;
mod place;
mod read;
mod references;
mod value;

pub use grammar::{Check, CheckJson, Grammar, Identity, Key, Kind, Section};
pub use item::{Entry, Given, Item, SecretSource};
pub use place::{Mistake, Place};
pub use read::read;

#[cfg(test)]
mod tests;
