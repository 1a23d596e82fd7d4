//! What the fuzz targets call: one function a target, each with the promises that must hold
//! whatever is sent.
//!
//! `crates/protocol/tests/fuzz_entries.rs` drives the same functions with random bytes, so that
//! they are run by every test run and not only by the fuzzer.

pub mod entries;
