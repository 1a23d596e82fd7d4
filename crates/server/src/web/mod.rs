//! What every feature needs to answer a browser; knows no feature.

pub mod ui;
