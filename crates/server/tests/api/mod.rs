//! The API through a script, and what its document says of it.

mod applications;
mod calls;
mod document;
mod manual;
mod operators;
mod passport;
mod self_registration;
mod sites;
mod sms;
mod things;
