//! `[[workspaces.applications]]`: what people enter through OpenID Connect, and machines. What is wrong with one is
//! found by the very check of the console, before anything is done.

use base::i18n::{Catalogue, Language};
use protocol::blueprint::{Given, Item, Key, Kind, Section};
use protocol::jose::JwkSet;
use serde_json::{Map, Value};

use super::super::formats::{BY_NAME, name};
use super::super::part::{Part, Removal, Sends, Way};
use crate::oidc::ApplicationDraft;

/// The most addresses of a kind, and resources.
const MOST: usize = 50;
/// The fields of a draft that are sent as the JSON they hold.
const KEYS: &str = "jwks";

/// Applications, told apart by their name.
pub(super) static PART: Part = Part {
    section: Section {
        name: "applications",
        one: "application",
        under: Some("workspaces"),
        identity: BY_NAME,
        keys: &[
            Key::must("name", Kind::Text(name), "say what people call it"),
            Key::may(
                "auth",
                Kind::Word(&["secret", "private_key_jwt", "none"]),
                "how it proves to be itself",
            ),
            Key::may("secret", Kind::Secret, "where its secret stands"),
            Key::may(KEYS, Kind::Json(keys), "its public keys, a JWK set"),
            Key::may(
                "jwks_uri",
                Kind::Text(uri),
                "where it publishes its public keys, instead",
            ),
            Key::may(
                "redirect_uris",
                Kind::Texts(listed, MOST),
                "where answers may go",
            ),
            Key::may(
                "post_logout_uris",
                Kind::Texts(listed, MOST),
                "where a person may be sent after signing out",
            ),
            Key::may(
                "home_url",
                Kind::Text(uri),
                "the page people open it at; empty for none",
            ),
            Key::may("scopes", Kind::Words(SCOPES), "what it may ask for"),
            Key::may(
                "grants",
                Kind::Words(GRANTS),
                "what it may come to the token endpoint with",
            ),
            Key::may(
                "resources",
                Kind::Texts(listed, MOST),
                "the resources it may ask tokens for",
            ),
            Key::may(
                "requires",
                Kind::Words(REQUIRES),
                "what its requests must be",
            ),
            Key::may(
                "id_token_alg",
                Kind::Word(&["ES256", "EdDSA", "PS256", "RS256"]),
                "what its ID tokens are signed with",
            ),
            Key::may(
                "access_token_format",
                Kind::Word(&["opaque", "jwt"]),
                "what its access tokens look like",
            ),
            Key::may(
                "backchannel_logout_uri",
                Kind::Text(uri),
                "where it is told, from server to server, that a session ended",
            ),
            Key::may(
                "backchannel_session_required",
                Kind::Flag,
                "whether it needs to hear which session",
            ),
            Key::may(
                "frontchannel_logout_uri",
                Kind::Text(uri),
                "where it is told so through the browser",
            ),
            Key::may(
                "frontchannel_session_required",
                Kind::Flag,
                "whether it needs to hear which session",
            ),
            Key::may(
                "acts_for",
                Kind::Some("applications"),
                "the applications of this file with whose tokens it may act",
            ),
            Key::may(
                "enabled",
                Kind::Flag,
                "whether anybody can enter through it",
            ),
        ],
        check,
    },
    path: "/workspaces/{workspace}/applications",
    made_at: None,
    handle: "id",
    inside: "",
    made_inside: "application",
    sends: Sends::Fields,
    ways: &[
        ("secret", Way::Held("secret", "secrets")),
        ("scopes", Way::Beside("scopes", "openid")),
        ("acts_for", Way::Membership("actors")),
        ("enabled", Way::Later("enabled")),
    ],
    removal: Removal::Delete("nobody enters through it any more, and all it holds ends"),
};

const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "phone",
    "offline_access",
    "workspace",
    "role",
    "department",
    "groups",
];
const GRANTS: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "device_code",
    "token_exchange",
];
const REQUIRES: &[&str] = &["pushed_request", "signed_request", "dpop"];

/// An address; what kind of address it must be is asked with the whole.
fn uri(text: &str) -> Result<String, String> {
    if text.chars().any(protocol::shown::is_treacherous) {
        return Err("an address is one line, without hidden characters".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// An address in a list.
fn listed(text: &str) -> Result<String, String> {
    match uri(text) {
        Ok(text) if text.is_empty() => Err("an address is missing".to_owned()),
        other => other,
    }
}

/// Public keys in the form in which the server tells them.
fn keys(text: &str) -> Result<Value, String> {
    let set = JwkSet::parse(text.as_bytes()).map_err(|cause| cause.to_string())?;
    serde_json::to_value(set).map_err(|cause| cause.to_string())
}

/// The item as a draft; `None` when it says something a draft cannot hold, which is a mistake of its own.
fn draft(item: &Item) -> Option<ApplicationDraft> {
    let wanted = serde_json::to_value(ApplicationDraft::default()).ok()?;
    let mut fields = Map::new();
    for (key, entry) in &item.entries {
        let value = match &entry.given {
            Given::Text(text) => Value::from(text.as_str()),
            Given::Texts(texts) => texts.iter().map(|(_, text)| text.as_str()).collect(),
            Given::Flag(flag) => Value::from(*flag),
            Given::Json(value) => value.clone(),
            Given::Whole(_) | Given::Secret(_) | Given::Tables(_) => continue,
        };
        if wanted.get(key).is_some() {
            fields.insert((*key).to_owned(), value);
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

fn check(item: &Item) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let proves = item.text("auth").unwrap_or("secret");
    if item.get("secret").is_some() && proves != "secret" {
        let words = format!("an application with auth = \"{proves}\" has no secret");
        wrong.push(("secret", words));
    }
    let Some(draft) = draft(item) else {
        return wrong;
    };
    let Err(mistakes) = draft.check() else {
        return wrong;
    };
    let texts = Catalogue::embedded().texts(Language::default());
    wrong.extend(mistakes.iter().map(|one| (one.field, one.sentence(&texts))));
    wrong
}

#[cfg(test)]
mod tests {
    use protocol::jose::Algorithm;
    use protocol::oauth::{ClientAuth, GrantType, Requirement};

    use super::*;
    use crate::oidc::offered_scopes;

    #[test]
    fn every_field_of_a_draft_is_a_key_and_the_words_are_those_of_the_protocol() {
        let draft = serde_json::to_value(ApplicationDraft::default()).unwrap();
        for field in draft.as_object().unwrap().keys() {
            assert!(PART.section.key(field).is_some(), "{field}");
        }
        let offered: Vec<&str> = offered_scopes().iter().map(|one| one.as_str()).collect();
        assert_eq!(SCOPES, offered);
        let grants: Vec<&str> = GrantType::SUPPORTED
            .iter()
            .map(|one| one.as_str())
            .collect();
        assert_eq!(GRANTS, grants);
        let requires: Vec<&str> = Requirement::SUPPORTED
            .iter()
            .map(|one| one.as_str())
            .collect();
        assert_eq!(REQUIRES, requires);
        let words = |key: &str| match PART.section.key(key).unwrap().kind {
            Kind::Word(words) => words.to_vec(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words("id_token_alg"), Algorithm::ALL.map(Algorithm::name));
        for one in ClientAuth::ALL {
            assert!(words("auth").contains(&one.as_str()), "{one:?}");
        }
    }

    #[test]
    fn keys_are_public_and_in_one_form() {
        let text = r#"{"keys": [{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
        let value = keys(text).unwrap();
        assert_eq!(keys(&value.to_string()).unwrap(), value);
        let private = text.replace(
            "\"kty\"",
            "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\",\"kty\"",
        );
        let words = keys(&private).unwrap_err();
        assert!(!words.contains("jpsQ"), "{words}");
        assert!(keys("keys").is_err());
    }
}
