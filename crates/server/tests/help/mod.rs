//! Help for whoever does not get in.

mod answers;
mod problems;
