//! `[self_registration]`: which applications may register themselves. The tokens they bring are secrets that the server
//! makes: no part of a file.

use protocol::blueprint::{Item, Key, Kind, Section};

use super::super::formats::address;
use super::super::part::{Part, Removal, Sends};

/// Which applications may.
pub(super) static PART: Part = Part {
    section: Section {
        name: "self_registration",
        one: "rule of self-registration",
        under: None,
        identity: None,
        keys: &[
            Key::must(
                "to",
                Kind::Word(&["nobody", "token-holders", "everybody"]),
                "say which applications may register themselves",
            ),
            Key::may(
                "workspace",
                Kind::Text(address),
                "the workspace they come into that bring no token",
            ),
        ],
        check,
    },
    path: "/server/settings/applications",
    made_at: None,
    handle: "",
    inside: "",
    made_inside: "",
    sends: Sends::Everything,
    ways: &[],
    removal: Removal::Never,
};

/// A workspace belongs to `everybody`: whoever brings a token comes into that of the token.
fn check(item: &Item) -> Vec<(&'static str, String)> {
    let to_everybody = item.text("to") == Some("everybody");
    if to_everybody == item.get("workspace").is_some() {
        return Vec::new();
    }
    let words = "a workspace is named with to = \"everybody\", and only then";
    vec![("to", words.to_owned())]
}
