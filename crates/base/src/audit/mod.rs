//! The audit trail: who did what, when, from where, with which outcome and why.
//!
//! An event is written in the transaction of what it tells of, so neither is there without the
//! other. Its place in the hash chain is given a moment later by the sealer, so that writers never
//! wait for one another. Names and addresses of people enter the chain as a salted digest only:
//! they can be erased and the chain still verifies. Features own the kinds of their events;
//! no password, token or key is ever part of one.

pub mod chain;
mod event;
mod reference;
mod seal;
mod store;
#[cfg(test)]
mod tests;

pub use event::{Event, EventId, Kind, Origin, Outcome, Recorded};
pub use reference::Reference;
pub use seal::{Inspected, keep_sealing, seal, verify};
pub use store::{
    Cursor, Filter, Page, by_reference, erase, everywhere, in_workspace, of_person, record,
};
