//! The server: everything a browser or an application can reach.

pub mod web;
