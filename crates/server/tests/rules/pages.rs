//! Templates: nothing the content policy refuses, no text outside of the locales.

use super::{files, none};

#[test]
fn templates_carry_no_inline_style_or_script() {
    let mut offences = Vec::new();
    for (path, text) in files("crates/server/src", &[".html"]) {
        // A letter is no page: mail programs know no stylesheets, and no policy of ours holds there.
        if path.starts_with("crates/server/src/letters/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_ascii_lowercase();
            let inline_script = lower.contains("<script") && !lower.contains(" src=");
            let bad = inline_script
                || lower.contains("<style")
                || lower.contains("javascript:")
                || attributes(&lower).any(|name| name == "style" || name.starts_with("on"));
            if bad {
                offences.push(format!("{path}:{} {}", number + 1, line.trim()));
            }
        }
    }
    none("styles and scripts are files of their own", &offences);
}

/// The names in front of `="`.
fn attributes(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('=').filter_map(|(at, _)| {
        let before = &line[..at];
        let name = before
            .rsplit([' ', '\t', '<', '>', '"'])
            .next()
            .unwrap_or_default();
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name.then_some(name)
    })
}

#[test]
fn templates_hold_no_text_of_their_own() {
    let mut offences = Vec::new();
    for (path, text) in files("crates/server/src", &[".html"]) {
        for word in own_words(&text) {
            if !["Vestibule", "UTC"].contains(&word) {
                offences.push(format!("{path}: {word}"));
            }
        }
    }
    none("texts stand in locales/<lang>/<feature>.ftl", &offences);
}

/// Words between tags that no expression gives.
fn own_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(next) = rest.find(['<', '{']) {
        words.extend(spoken(&rest[..next]));
        let (open, end) = match &rest.as_bytes()[next..] {
            [b'{', b'{', ..] => (2, "}}"),
            [b'{', b'%', ..] => (2, "%}"),
            [b'{', b'#', ..] => (2, "#}"),
            [b'<', b'!', b'-', ..] => (3, "-->"),
            [b'<', ..] => (1, ">"),
            _ => (1, ""),
        };
        let inside = &rest[next + open..];
        // Expressions inside a tag may hold `>`.
        let stop = if end == ">" {
            tag_end(inside)
        } else {
            inside.find(end).map(|at| at + end.len())
        };
        rest = &inside[stop.unwrap_or(inside.len())..];
    }
    words.extend(spoken(rest));
    words
}

fn tag_end(inside: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let next = at + inside[at..].find(['>', '{'])?;
        let rest = &inside[next..];
        if rest.starts_with('>') {
            return Some(next + 1);
        }
        let end = if rest.starts_with("{{") {
            "}}"
        } else if rest.starts_with("{%") {
            "%}"
        } else {
            "{"
        };
        at = next + rest.find(end)? + end.len();
    }
}

fn spoken(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .filter(|word| !word.starts_with('&') && word.chars().any(char::is_alphabetic))
}

#[test]
fn the_rules_see_attributes_and_words() {
    assert_eq!(
        attributes("<a href=\"x\" onclick=\"y\">").collect::<Vec<_>>(),
        ["href", "onclick"]
    );
    let page = "{% if a > b %}<p class=\"{% if c %}x{% endif %}\">Hello {{ name }}</p>{# note #}<br>{% endif %}";
    assert_eq!(own_words(page), ["Hello"]);
}
