//! `[[workspaces.people]]`: who belongs to a workspace. Whoever is new is invited by letter.

use protocol::blueprint::{Identity, Key, Kind, Section};

use super::super::formats::{LANGUAGES, email, fold_email, name};
use super::super::part::{Part, Removal, Sends, Way};

/// People, told apart by their address in the workspace.
pub(super) static PART: Part = Part {
    section: Section {
        name: "people",
        one: "person",
        under: Some("workspaces"),
        identity: Some(Identity {
            key: "email",
            fold: fold_email,
        }),
        keys: &[
            Key::must("email", Kind::Text(email), "say where the invitation goes"),
            Key::must(
                "name",
                Kind::Text(name),
                "say what the workspace calls them",
            ),
            Key::may(
                "role",
                Kind::Word(&["employee", "administrator", "help-desk", "guest"]),
                "what they may do",
            ),
            Key::may(
                "department",
                Kind::One("departments"),
                "where they work; empty for nowhere",
            ),
            Key::may(
                "groups",
                Kind::Some("groups"),
                "which of the groups of this file they are in",
            ),
            Key::may(
                "language",
                Kind::Word(LANGUAGES),
                "the language of the invitation",
            ),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/people",
    made_at: None,
    handle: "id",
    inside: "person",
    made_inside: "person",
    sends: Sends::Fields,
    ways: &[
        ("groups", Way::Membership("members")),
        ("language", Way::OnlyNew("language")),
    ],
    removal: Removal::Dismiss,
};
