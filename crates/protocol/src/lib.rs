//! Pure parsers and rules of the protocols Vestibule speaks: no I/O, no async, no database, no clock.
//!
//! Whatever an outsider sends is parsed here into types that cannot hold a wrong value; each
//! protocol has one precise error enum with a variant per reason for refusal.
