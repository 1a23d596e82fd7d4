//! The one integration binary: rules over the tree, and features through actors.
//!
//! Its modules are marked as tests, or the lints would take their stage for product code.

#[cfg(test)]
mod applications;
#[cfg(test)]
mod audit_trail;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod oidc;
#[cfg(test)]
mod operator;
#[cfg(test)]
#[cfg(test)]
mod passport;
