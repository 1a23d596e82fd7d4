//! Keys at rest: the master key that seals secrets in the database, and the keys that sign tokens.
//!
//! The [`MasterKey`] lives in a file beside the database and never in it, so that a stolen copy of
//! the database opens nothing. Every column that holds sealed cells is declared with
//! [`sealed_column!`](crate::sealed_column) and named in one list, so that a rotation finds all of
//! them: those of this crate in [`SEALED`], those of the crates above in theirs. What a
//! cell means is left to the module that owns its table; passwords and tokens are not sealed but
//! hashed (`hash`, `token`).

mod error;
mod file;
mod master;
mod place;
mod ring;
mod rotate;
mod signing;
mod store;
#[cfg(test)]
mod tests;

pub use error::{MasterKeyError, SealError};
pub use master::{MasterKey, Origin};
pub use place::{Place, SealedColumn};
pub use rotate::{Rotated, SETTLE};
pub use signing::{
    KeyLine, KeyState, Overlap, Published, Rotation, SigningKeyError, SigningKeys, Withdrawal,
};
pub use store::SEALED;
