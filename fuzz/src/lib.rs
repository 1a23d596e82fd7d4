//! What the fuzz targets call: one function a target, each with the promises that must hold
//! whatever is sent.
//!
//! Run one from the root of the repository, with cargo-fuzz installed:
//!
//! ```text
//! RUSTC_BOOTSTRAP=1 cargo fuzz run jws_verify -s none -- -max_total_time=60
//! ```
//!
//! `crates/protocol/tests/fuzz_entries.rs` drives the same functions with random bytes, so that
//! they are run by every test run and not only by the fuzzer.

pub mod entries;
