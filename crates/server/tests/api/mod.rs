//! The API through a script, and what its document says of it.

mod calls;
mod document;
mod manual;
mod operators;
mod things;
