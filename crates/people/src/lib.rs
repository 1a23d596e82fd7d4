//! The one set of rules for persons: passports, workspaces, members, departments, groups. No HTTP.
//!
//! Owns the tables of these nouns and all SQL on them. Pages and API, SCIM, directory sync and
//! single sign-on all call the same functions. Leaves to others: credentials and sessions (sign-in),
//! whether a door opens (admission), and the audit trail: every writing function takes the
//! caller's transaction and returns what the caller needs to write its event into it.
//!
//! Every function that touches a workspace takes its [`WorkspaceId`]; an id of another workspace is
//! answered as one that does not exist.

#![warn(missing_docs)]

pub mod address;
pub mod belonging;
pub mod blocks;
pub mod brands;
pub mod census;
pub mod closing;
mod columns;
mod contact;
pub mod departing;
pub mod departments;
pub mod email;
pub mod entrance;
mod fold;
pub mod founding;
pub mod groups;
pub mod helping;
pub mod identifiers;
mod ids;
pub mod joining;
pub mod kept;
pub mod links;
pub mod login;
mod member_words;
pub mod members;
pub mod moving;
pub mod name;
pub mod passports;
pub mod pictures;
pub mod registration;
pub mod requests;
pub mod revocation;
pub mod roles;
pub mod search;
pub mod workspaces;

pub use admission::{BlockReason, MemberState, WorkspaceState};
pub use contact::Contact;
pub use email::EmailAddress;
pub use ids::{DepartmentId, Fresh, GroupId, IdentifierId, MemberId, PassportId, WorkspaceId};
pub use login::LoginName;
pub use members::{Act, Guarded, Member, Role};
pub use name::Name;
pub use passports::Passport;
pub use pictures::PictureKey;
pub use workspaces::Workspace;
