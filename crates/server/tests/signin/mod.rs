//! Signing in through the pages, and everything that must not let one in.

mod attempts;
mod closed_doors;
mod guessing;
mod hashing;
mod password;
mod sessions;
mod side_by_side;
mod stage;
