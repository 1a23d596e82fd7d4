//! Pure parsers and rules of the protocols Vestibule speaks: no I/O, no async, no database, no clock.
//!
//! Whatever an outsider sends is parsed here into types that cannot hold a wrong value; each
//! protocol has one precise error enum with a variant per reason for refusal. Bytes and times come
//! in as parameters. What an answer does to people, sessions or rows is left to the server.
#![warn(missing_docs)]

pub mod api;
pub mod blueprint;
pub mod colour;
pub mod csv;
pub mod forward;
pub mod jose;
pub mod json;
pub mod nearest;
pub mod oauth;
pub mod oidc;
pub mod parts;
pub mod phone;
pub mod picture;
mod sensitive;
pub mod shown;
pub mod sms;

pub use sensitive::Sensitive;
