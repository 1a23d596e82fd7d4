//! `[sms]`: how text messages leave the server, where to, and how many.

use protocol::blueprint::{Item, Key, Kind, Section};
use protocol::phone::Country;

use super::super::formats::line;
use super::super::part::{Part, Removal, Sends, Way};

/// What belongs to a secret: for another gateway, or one asked in other words, it is asked for anew.
const WITH: &[&str] = &[
    "transport",
    "method",
    "url",
    "headers",
    "format",
    "body",
    "user",
];
const LIMIT: Kind = Kind::Whole(0, 1_000_000);

/// The way text messages take.
pub(super) static PART: Part = Part {
    section: Section {
        name: "sms",
        one: "way of text messages",
        under: None,
        identity: None,
        keys: &[
            Key::must(
                "transport",
                Kind::Word(&["off", "folder", "gateway"]),
                "say whether text messages leave, and how",
            ),
            Key::may(
                "countries",
                Kind::Texts(country, 300),
                "the countries they go to",
            ),
            Key::may(
                "signs_in",
                Kind::Flag,
                "whether a phone number is a name to sign in with",
            ),
            Key::may("from", Kind::Text(line), "what stands for {from}"),
            Key::may(
                "method",
                Kind::Word(&["post", "get", "put"]),
                "how the gateway is asked",
            ),
            Key::may("url", Kind::Text(long_line), "where the gateway is asked"),
            Key::may(
                "headers",
                Kind::Texts(long_line, 20),
                "headers, as Name: value",
            ),
            Key::may(
                "format",
                Kind::Word(&["json", "form", "none"]),
                "what the body is",
            ),
            Key::may("body", Kind::Text(template), "the body"),
            Key::may("user", Kind::Text(line), "what stands for {user}"),
            Key::may(
                "secret",
                Kind::Secret,
                "where the secret of the gateway stands",
            ),
            Key::may(
                "success_field",
                Kind::Text(line),
                "the field of the answer that tells success",
            ),
            Key::may("success_value", Kind::Text(line), "what stands in it then"),
            Key::may("number_hour", LIMIT, "how many to one number in an hour"),
            Key::may("number_day", LIMIT, "how many to one number in a day"),
            Key::may(
                "network_hour",
                LIMIT,
                "how many from one network in an hour",
            ),
            Key::may("passport_day", LIMIT, "how many by one person in a day"),
            Key::may("server_hour", LIMIT, "how many of the server in an hour"),
            Key::may("server_day", LIMIT, "how many of the server in a day"),
        ],
        check,
    },
    path: "/server/settings/sms",
    made_at: None,
    handle: "",
    inside: "",
    made_inside: "",
    sends: Sends::Everything,
    ways: &[("secret", Way::Secret("secret", "has_secret", WITH))],
    removal: Removal::Never,
};

/// Each transport needs its own keys.
fn check(item: &Item) -> Vec<(&'static str, String)> {
    let transport = item.text("transport").unwrap_or_default();
    let needed: &[&str] = match transport {
        "gateway" => &["countries", "url"],
        "folder" => &["countries"],
        _ => &[],
    };
    let missing = needed.iter().filter(|key| item.get(key).is_none());
    missing
        .map(|key| {
            (
                "transport",
                format!("with {transport} the key {key} is needed"),
            )
        })
        .collect()
}

/// The two letters of a country with phone numbers.
fn country(text: &str) -> Result<String, String> {
    let country = Country::parse(text).map_err(|cause| cause.to_string())?;
    Ok(country.code().to_owned())
}

/// A line that may be long.
fn long_line(text: &str) -> Result<String, String> {
    if text.len() > 2000 || text.chars().any(protocol::shown::is_treacherous) {
        return Err("this is one line of at most 2000 bytes, without hidden characters".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// The body of a request: lines.
fn template(text: &str) -> Result<String, String> {
    let odd = |sign: char| sign != '\n' && protocol::shown::is_treacherous(sign);
    let text = text.replace("\r\n", "\n");
    if text.len() > 4000 || text.chars().any(odd) {
        return Err("this is at most 4000 bytes, without hidden characters".to_owned());
    }
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_in_their_normal_form_or_refused_in_words() {
        assert_eq!(country("de").unwrap(), "DE");
        assert!(country("Germany").is_err() && country("ZZ").is_err());
        assert_eq!(long_line(" a: b ").unwrap(), "a: b");
        assert!(long_line("a\nb").is_err() && long_line(&"x".repeat(2001)).is_err());
        assert_eq!(
            template("to={to}\r\nm={text}\n").unwrap(),
            "to={to}\nm={text}"
        );
        assert!(template("a\u{1b}").is_err() && template(&"x".repeat(4001)).is_err());
    }
}
