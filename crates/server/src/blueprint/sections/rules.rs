//! `[workspaces.rules]`: the sign-in rules of a workspace.

use protocol::blueprint::{Key, Kind, Section};

use super::super::part::{Part, Removal, Sends};
use crate::door_rules::MOST_HOURS;

/// The rules of the door.
pub(super) static PART: Part = Part {
    section: Section {
        name: "rules",
        one: "sign-in rules",
        under: Some("workspaces"),
        identity: None,
        keys: &[
            Key::may(
                "counts_hours",
                Kind::Whole(1, MOST_HOURS as i64),
                "how long a sign-in counts",
            ),
            Key::may(
                "idle_hours",
                Kind::Whole(1, MOST_HOURS as i64),
                "how long it may stay unused",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}",
    made_at: None,
    handle: "",
    inside: "sign_in",
    made_inside: "",
    sends: Sends::Inside,
    ways: &[],
    removal: Removal::Never,
};
