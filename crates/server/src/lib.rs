//! The server: everything a browser or an application can reach.

pub mod api;
pub mod app;
pub mod audit_trail;
pub mod blueprint;
pub mod brand;
pub mod door_rules;
pub mod front;
pub mod health;
pub mod help;
pub mod hold;
pub mod import;
pub mod inside;
pub mod invitation;
pub mod join;
pub mod letters;
pub mod life;
pub mod oidc;
pub mod operator;
pub mod passport;
pub mod pictures;
pub mod recovery;
pub mod setup;
pub mod signin;
pub mod signup;
pub mod sites;
pub mod start;
pub mod structure;
pub mod texting;
pub mod tokens;
pub mod web;
pub mod work;
pub mod workspaces;

/// The columns of this crate that hold sealed cells, beside those of `base`.
pub const SEALED: &[base::keys::SealedColumn] = &[signin::SEALED_NEXT];
