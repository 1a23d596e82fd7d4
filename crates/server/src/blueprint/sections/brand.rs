//! `[workspaces.brand]`: how a workspace looks. Its logos are pictures and no part of a text; they are chosen on its page, or sent by a call.

use protocol::blueprint::{Key, Kind, Section};

use super::super::formats::{colour, welcome};
use super::super::part::{Part, Removal, Sends};

/// Colour and welcome.
pub(super) static PART: Part = Part {
    section: Section {
        name: "brand",
        one: "brand",
        under: Some("workspaces"),
        identity: None,
        keys: &[
            Key::may("accent", Kind::Text(colour), "its colour, as six digits"),
            Key::may(
                "welcome",
                Kind::Text(welcome),
                "what whoever comes in reads",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/brand",
    made_at: None,
    handle: "",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[],
    removal: Removal::Never,
};
