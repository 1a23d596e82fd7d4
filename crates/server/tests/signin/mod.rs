//! Signing in through the pages, and everything that must not let one in.

mod password;
