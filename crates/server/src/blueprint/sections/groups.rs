//! `[[workspaces.groups]]`: groups; who is in one stands with the people.

use protocol::blueprint::{Key, Kind, Section};

use super::super::formats::{BY_NAME, description, name};
use super::super::part::{Part, Removal, Sends};

/// Groups, told apart by their name.
pub(super) static PART: Part = Part {
    section: Section {
        name: "groups",
        one: "group",
        under: Some("workspaces"),
        identity: BY_NAME,
        keys: &[
            Key::must("name", Kind::Text(name), "say what it is called"),
            Key::may(
                "description",
                Kind::Text(description),
                "what it is for; empty for nothing",
            ),
            Key::may(
                "role",
                Kind::Word(&["none", "employee", "help-desk", "administrator"]),
                "the role it gives its people, on top of their own",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/groups",
    made_at: None,
    handle: "id",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[],
    removal: Removal::Delete("applications do not see it any more; its people stay"),
};
