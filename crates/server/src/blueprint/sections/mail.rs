//! `[mail]`: how letters leave the server.

use protocol::blueprint::{Item, Key, Kind, Section};

use super::super::formats::{email, host, line};
use super::super::part::{Part, Removal, Sends, Way};

/// What belongs to a password: for another server it is asked for anew.
const WITH: &[&str] = &["transport", "host", "port", "security", "user"];

/// The way letters take.
pub(super) static PART: Part = Part {
    section: Section {
        name: "mail",
        one: "way of letters",
        under: None,
        identity: None,
        keys: &[
            Key::must(
                "transport",
                Kind::Word(&["off", "smtp", "folder"]),
                "say whether letters leave, and how",
            ),
            Key::may("from", Kind::Text(email), "the sender of every letter"),
            Key::may("from_name", Kind::Text(line), "the name of the sender"),
            Key::may("host", Kind::Text(host), "the mail server"),
            Key::may("port", Kind::Whole(1, 65_535), "its port"),
            Key::may(
                "security",
                Kind::Word(&["starttls", "tls", "plain"]),
                "how the way there is protected",
            ),
            Key::may("user", Kind::Text(line), "the name to log in with"),
            Key::may("password", Kind::Secret, "where the password for it stands"),
            Key::may("folder", Kind::Text(line), "where letters are put as files"),
        ],
        check,
    },
    path: "/server/settings/mail",
    made_at: None,
    handle: "",
    inside: "",
    made_inside: "",
    sends: Sends::Everything,
    ways: &[("password", Way::Secret("password", "has_password", WITH))],
    removal: Removal::Never,
};

/// Each transport needs its own keys.
fn check(item: &Item) -> Vec<(&'static str, String)> {
    let transport = item.text("transport").unwrap_or_default();
    let needed: &[&'static str] = match transport {
        "smtp" => &["from", "host"],
        "folder" => &["from", "folder"],
        _ => &[],
    };
    let missing = needed.iter().filter(|key| item.get(key).is_none());
    let mut wrong: Vec<(&'static str, String)> = missing
        .map(|key| {
            (
                "transport",
                format!("with {transport} the key {key} is needed"),
            )
        })
        .collect();
    if item.get("user").is_some() != item.get("password").is_some() {
        wrong.push(("transport", "user and password belong together".to_owned()));
    }
    wrong
}
