//! The API through a script, and what its document says of it.

mod calls;
mod things;
