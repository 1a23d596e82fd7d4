//! What of a request may be shown. A list of what is harmless, so that what nobody thought of is hidden.

use axum::http::{HeaderMap, HeaderName, header};
use url::form_urlencoded;

use super::Shown;

/// Parameters that open nothing and are about nobody.
const HARMLESS: &[&str] = &[
    "acr_values",
    "audience",
    "claims",
    "client_assertion_type",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "dpop_jkt",
    "grant_type",
    "max_age",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "requested_token_type",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "subject_token_type",
    "actor_token_type",
    "token_type_hint",
    "ui_locales",
];
/// Headers by which a request is understood.
const HEADERS: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::ORIGIN,
    header::ACCEPT,
    HeaderName::from_static("dpop"),
];
/// Of what is hidden this many characters are shown, where that is a small part of it.
const BEGINNING: usize = 4;
/// The longest value that is kept.
const LONGEST: usize = 2048;
/// The longest name.
const LONGEST_NAME: usize = 64;
/// The most parameters.
const MOST: usize = 64;

/// The parameters of a query and a body.
pub(super) fn params(query: &str, body: &[u8]) -> Vec<Shown> {
    let query = form_urlencoded::parse(query.as_bytes());
    let all = query.chain(form_urlencoded::parse(body));
    all.take(MOST)
        .map(|(name, value)| param(&name, &value))
        .collect()
}

fn param(name: &str, value: &str) -> Shown {
    // What was pushed is a key of the browser until it is used.
    if HARMLESS.contains(&name) {
        whole(name, value)
    } else {
        hidden(name, value)
    }
}

/// The headers that matter.
pub(super) fn headers(sent: &HeaderMap) -> Vec<Shown> {
    let named = |name: &HeaderName| {
        let lines = sent.get_all(name).iter().take(2);
        let shown = lines.map(|line| shown_header(name, &String::from_utf8_lossy(line.as_bytes())));
        shown.collect::<Vec<_>>()
    };
    HEADERS.iter().flat_map(named).collect()
}

fn shown_header(name: &HeaderName, line: &str) -> Shown {
    if *name == header::AUTHORIZATION {
        // The scheme says how the application tried; what follows is its secret.
        let (scheme, rest) = line.split_once(' ').unwrap_or(("", line));
        let known = ["basic", "bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str());
        let value = if known { scheme } else { "" };
        return Shown {
            name: name.as_str().to_owned(),
            value: value.to_owned(),
            hidden: rest.chars().count(),
        };
    }
    if name.as_str() == "dpop" {
        return hidden(name.as_str(), line);
    }
    whole(name.as_str(), line)
}

fn whole(name: &str, value: &str) -> Shown {
    let shown: String = value
        .chars()
        .filter(|one| *one != '\0')
        .take(LONGEST)
        .collect();
    Shown {
        name: name.chars().take(LONGEST_NAME).collect(),
        hidden: value.chars().count().saturating_sub(LONGEST),
        value: shown,
    }
}

fn hidden(name: &str, value: &str) -> Shown {
    let length = value.chars().count();
    let seen = if length >= 8 * BEGINNING {
        BEGINNING
    } else {
        0
    };
    let value = value
        .chars()
        .filter(|one| *one != '\0')
        .take(seen)
        .collect();
    let name = name.chars().filter(|one| *one != '\0');
    Shown {
        name: name.take(LONGEST_NAME).collect(),
        value,
        hidden: length - seen,
    }
}
