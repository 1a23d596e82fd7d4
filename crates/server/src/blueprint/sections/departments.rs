//! `[[workspaces.departments]]`: the tree of departments and who heads each.

use protocol::blueprint::{Key, Kind, Section};

use super::super::formats::{BY_NAME, name};
use super::super::part::{Part, Removal, Sends, Way};

/// Departments, told apart by their name.
pub(super) static PART: Part = Part {
    section: Section {
        name: "departments",
        one: "department",
        under: Some("workspaces"),
        identity: BY_NAME,
        keys: &[
            Key::must("name", Kind::Text(name), "say what it is called"),
            Key::may(
                "under",
                Kind::One("departments"),
                "the department it belongs to; at the top without",
            ),
            Key::may(
                "head",
                Kind::One("people"),
                "the e-mail address of whoever heads it; empty for nobody",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/departments",
    made_at: None,
    handle: "id",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[("under", Way::Whole("parent"))],
    removal: Removal::Delete("its people and the departments in it move up"),
};
