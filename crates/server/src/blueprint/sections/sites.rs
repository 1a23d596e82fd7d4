//! `[[workspaces.sites]]`: web applications behind a proxy, each with its rules in order.

use protocol::blueprint::{Item, Key, Kind, Section};
use protocol::forward::{PathPattern, SiteAddress, parse_methods};

use super::super::formats::{BY_NAME, name};
use super::super::part::{Part, Removal, Sends, Way};

/// Sites, told apart by their name.
pub(super) static PART: Part = Part {
    section: Section {
        name: "sites",
        one: "site",
        under: Some("workspaces"),
        identity: BY_NAME,
        keys: &[
            Key::must("name", Kind::Text(name), "say what people call it"),
            Key::must("addresses", Kind::Texts(address, 20), "say where it is"),
            Key::may(
                "user_is",
                Kind::Word(&["email", "login", "subject"]),
                "what it knows a person by",
            ),
            Key::may(
                "asserts",
                Kind::Flag,
                "whether it is told by a signed assertion too",
            ),
            Key::may(
                "rules",
                Kind::Tables(&RULE, 200),
                "its rules in order; the first that matches decides",
            ),
            Key::may("enabled", Kind::Flag, "whether anybody enters"),
        ],
        check: Section::no_check,
    },
    path: "/workspaces/{workspace}/sites",
    made_at: None,
    handle: "id",
    inside: "",
    made_inside: "",
    sends: Sends::Fields,
    ways: &[("enabled", Way::Later("enabled"))],
    removal: Removal::Delete("its proxy lets nobody in any more"),
};

/// One rule of a site.
static RULE: Section = Section {
    name: "rules",
    one: "rule",
    under: Some("sites"),
    identity: None,
    keys: &[
        Key::must("path", Kind::Text(path), "say which paths it is about"),
        Key::may(
            "methods",
            Kind::Texts(method, 30),
            "the methods it is about; all without",
        ),
        Key::must(
            "admits",
            Kind::Word(&["some", "members", "everybody", "nobody"]),
            "say whom it lets in",
        ),
        Key::may(
            "groups",
            Kind::Some("groups"),
            "with some: the groups of this file",
        ),
        Key::may(
            "departments",
            Kind::Some("departments"),
            "with some: the departments of this file, and those below",
        ),
        Key::may(
            "roles",
            Kind::Words(&["employee", "administrator", "help-desk", "guest"]),
            "with some: the roles",
        ),
    ],
    check,
};

fn address(text: &str) -> Result<String, String> {
    let address = text.parse::<SiteAddress>();
    let address = address.map_err(|cause| format!("this is no address of a site: {cause}"))?;
    Ok(address.to_string())
}

fn path(text: &str) -> Result<String, String> {
    let path = text.trim().parse::<PathPattern>();
    let path = path.map_err(|cause| format!("this is no path: {cause}"))?;
    Ok(path.to_string())
}

fn method(text: &str) -> Result<String, String> {
    let methods = parse_methods(text).map_err(|cause| cause.to_string())?;
    match methods.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err("this is no method".to_owned()),
    }
}

/// Whom a rule lets in is named where `some` are let in, and only there.
fn check(item: &Item) -> Vec<(&'static str, String)> {
    let who = ["groups", "departments", "roles"];
    let named = who.into_iter().find(|key| !item.texts(key).is_empty());
    match (item.text("admits"), named) {
        (Some("some"), None) => {
            let words = "with some, say whom: groups, departments or roles";
            vec![("admits", words.to_owned())]
        }
        (Some(other), Some(key)) if other != "some" => {
            vec![(
                key,
                format!("this belongs to admits = \"some\", not to \"{other}\""),
            )]
        }
        _ => Vec::new(),
    }
}
