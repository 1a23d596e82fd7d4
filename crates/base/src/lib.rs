//! What every feature of Vestibule needs and no feature owns. This crate knows no person.

#![warn(missing_docs)]

pub mod allowance;
pub mod audit;
pub mod clock;
pub mod config;
pub mod db;
pub mod hash;
pub mod i18n;
pub mod id;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod net;
pub mod one_use;
pub mod outbox;
pub mod random;
pub mod secret;
pub mod settings;
pub mod sms;
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::panic,
    reason = "a test without its database has nothing to go on with"
)]
pub mod testing;
pub mod token;
pub mod workshop;
