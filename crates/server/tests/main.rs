//! The one integration binary: rules over the tree, and features through actors.
//!
//! Its modules are marked as tests, or the lints would take their stage for product code.

#![expect(
    unreachable_pub,
    reason = "what the stage offers is public to every feature's tests, and there is no crate beyond"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a story is told in one go, from the door to its end"
)]

#[cfg(test)]
mod api;
#[cfg(test)]
mod applications;
#[cfg(test)]
mod audit_trail;
#[cfg(test)]
mod blueprint;
mod brand;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod help;
#[cfg(test)]
mod import;
#[cfg(test)]
mod invitation;
#[cfg(test)]
mod join;
#[cfg(test)]
mod life;
#[cfg(test)]
mod oidc;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod passport;
#[cfg(test)]
mod people;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod signin;
#[cfg(test)]
mod signup;
#[cfg(test)]
mod sites;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod web;
