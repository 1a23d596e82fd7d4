//! `[registration]`: who may register without being invited, and by what.

use people::registration::{MOST_DOMAINS, Registration};
use protocol::blueprint::{Item, Key, Kind, Section};

use super::super::part::{Part, Removal, Sends};

/// Who may register.
pub(super) static PART: Part = Part {
    section: Section {
        name: "registration",
        one: "rule of registration",
        under: None,
        identity: None,
        keys: &[
            Key::must(
                "who",
                Kind::Word(&["by-invitation", "domains", "open"]),
                "say who may register",
            ),
            Key::may(
                "domains",
                Kind::Texts(domain, MOST_DOMAINS),
                "the mail domains whose people may",
            ),
            Key::may(
                "by",
                Kind::Word(&["email", "phone", "either"]),
                "by an address, a phone number, or either",
            ),
        ],
        check,
    },
    path: "/server/settings/registration",
    made_at: None,
    handle: "",
    inside: "",
    made_inside: "",
    sends: Sends::Everything,
    ways: &[],
    removal: Removal::Never,
};

/// Domains belong to `domains`, and numbers to `open`: they are of no domain.
fn check(item: &Item) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let is_by_domain = item.text("who") == Some("domains");
    if is_by_domain != item.get("domains").is_some() {
        let words = "domains are named with who = \"domains\", and only then";
        wrong.push(("who", words.to_owned()));
    }
    if item.text("who") != Some("open") && item.text("by").is_some_and(|by| by != "email") {
        let words = "by phone number people register with who = \"open\" only";
        wrong.push(("by", words.to_owned()));
    }
    wrong
}

/// One mail domain, as addresses are compared by.
fn domain(text: &str) -> Result<String, String> {
    let odd = || "this is no mail domain".to_owned();
    match Registration::domains(text).map_err(|_| odd())? {
        Registration::Domains(domains) if domains.len() == 1 => {
            domains.into_iter().next().ok_or_else(odd)
        }
        _ => Err(odd()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_taken_in_its_normal_form_and_one_at_a_time() {
        assert_eq!(domain("@Falke.Example.com").unwrap(), "falke.example.com");
        assert_eq!(
            domain("b\u{fc}cher.example").unwrap(),
            "xn--bcher-kva.example"
        );
        for odd in ["", " ", "localhost", "a@b.example", "a.example, b.example"] {
            assert!(domain(odd).is_err(), "{odd}");
        }
    }
}
