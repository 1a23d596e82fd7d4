//! `[[workspaces.service_accounts]]`: accounts of machines. Their tokens are made in the console or by the
//! API, where they are shown once.

use protocol::blueprint::{Key, Kind, Section};

use super::super::formats::{BY_NAME, description, name};
use super::super::part::{Part, Removal, Sends, Way};

/// Service accounts, told apart by their name.
pub(super) static PART: Part = Part {
    section: Section {
        name: "service_accounts",
        one: "service account",
        under: Some("workspaces"),
        identity: BY_NAME,
        keys: &[
            Key::must("name", Kind::Text(name), "say what it is called"),
            Key::may("description", Kind::Text(description), "what it is for"),
            Key::must(
                "scopes",
                Kind::Words(SCOPES),
                "say what its tokens may do at most",
            ),
            Key::may("enabled", Kind::Flag, "whether its tokens open anything"),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/service-accounts",
    made_at: None,
    handle: "id",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[("enabled", Way::Later("enabled"))],
    removal: Removal::Delete("its tokens stop working at once"),
};

/// What a token of a workspace may do.
const SCOPES: &[&str] = &[
    "people:read",
    "people:write",
    "administrators:write",
    "departments:read",
    "departments:write",
    "groups:read",
    "groups:write",
    "applications:read",
    "applications:write",
    "sites:read",
    "sites:write",
    "tokens:read",
    "tokens:write",
    "workspace:read",
    "workspace:write",
    "audit:read",
];
