//! Help for whoever does not get in.

mod problems;
