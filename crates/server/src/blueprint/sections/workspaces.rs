//! `[[workspaces]]`: companies and teams. A blueprint never removes one.

use protocol::blueprint::{Identity, Key, Kind, Section};

use super::super::formats::{LANGUAGES, address, fold_address, name};
use super::super::part::{Part, Removal, Sends};

/// Workspaces, told apart by their address.
pub(super) static PART: Part = Part {
    section: Section {
        name: "workspaces",
        one: "workspace",
        under: None,
        identity: Some(Identity {
            key: "address",
            fold: fold_address,
        }),
        keys: &[
            Key::must("address", Kind::Text(address), "say the word in its URLs"),
            Key::must("name", Kind::Text(name), "say what it is called"),
            Key::may(
                "language",
                Kind::Word(LANGUAGES),
                "the language of letters to people whose own is unknown",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces",
    made_at: Some("/server/workspaces"),
    handle: "address",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[],
    removal: Removal::Never,
};
