//! Which crate may depend on which, and what must not be built at all.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::{files, none, root};

/// Our crates from the ground up, each with those below it that it may see.
const DIRECTION: [(&str, &[&str]); 5] = [
    ("protocol", &[]),
    ("admission", &[]),
    ("base", &["protocol", "admission"]),
    ("people", &["protocol", "admission", "base"]),
    ("server", &["protocol", "admission", "base", "people"]),
];

/// Crates from outside that one crate of ours keeps to itself.
const FENCED: [(&str, &[&str]); 4] = [
    (
        "server",
        &[
            "axum",
            "axum-server",
            "askama",
            "tower",
            "tower-http",
            "ldap3",
            "clap",
        ],
    ),
    (
        "base",
        &[
            "rusqlite",
            "tokio-postgres",
            "deadpool-postgres",
            "tokio-postgres-rustls",
            "lettre",
            "argon2",
        ],
    ),
    ("protocol", &["roxmltree", "quick-xml", "xml-rs"]),
    ("people", &["idna", "unicode-normalization"]),
];

/// What pure crates do without.
const IMPURE: [&str; 5] = ["tokio", "reqwest", "tracing", "rusqlite", "jiff"];

/// The names under `[dependencies]` and `[dev-dependencies]` of each crate.
fn dependencies() -> BTreeMap<String, Vec<(String, bool)>> {
    let mut all = BTreeMap::new();
    for (path, text) in files("crates", &["Cargo.toml"]) {
        let (mut section, mut named) = (String::new(), Vec::new());
        for line in text.lines() {
            if let Some(title) = line.strip_prefix('[') {
                section = title.trim_end_matches(']').to_owned();
            } else if let Some((name, _)) = line.split_once(['.', '=', ' ']) {
                let dev = section == "dev-dependencies";
                if dev || section == "dependencies" || section == "build-dependencies" {
                    named.push((name.to_owned(), dev));
                }
            }
        }
        let name = path.split('/').nth(1).unwrap_or_default().to_owned();
        all.insert(name, named);
    }
    all
}

#[test]
fn crates_look_down_only() {
    let all = dependencies();
    assert_eq!(
        all.len(),
        DIRECTION.len(),
        "a new crate needs its place here: {:?}",
        all.keys()
    );
    let mut offences = Vec::new();
    for (name, below) in DIRECTION {
        for (other, _) in &all[name] {
            if all.contains_key(other) && !below.contains(&other.as_str()) {
                offences.push(format!("{name} depends on {other}"));
            }
        }
    }
    none(
        "protocol, admission, base, people, server: each sees only those before it",
        &offences,
    );
}

#[test]
fn fences_stand() {
    let mut offences = Vec::new();
    for (name, named) in dependencies() {
        for (other, dev) in named {
            // Base reads the command line's values, so that every setting has one place.
            let shared = name == "base" && other == "clap";
            let keeper = FENCED
                .iter()
                .find(|(_, fenced)| fenced.contains(&other.as_str()));
            if keeper.is_some_and(|(keeper, _)| *keeper != name) && !dev && !shared {
                offences.push(format!(
                    "{name} depends on {other}, which belongs to {}",
                    keeper.unwrap().0
                ));
            }
            let pure = ["protocol", "admission"].contains(&name.as_str());
            if pure && IMPURE.contains(&other.as_str()) {
                offences.push(format!("{name} is pure and depends on {other}"));
            }
        }
    }
    none("one crate keeps each driver", &offences);
}

/// Every crate from outside on these edges of the graph: `name`, `licence`.
fn built(edges: &str) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--edges", edges, "--prefix", "none"])
        .args([
            "--locked",
            "--offline",
            "--no-dedupe",
            "--format",
            "{p}|{l}",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = tree
        .lines()
        .filter(|line| !line.is_empty() && !line.contains(&*root().to_string_lossy()));
    let pairs = lines.map(|line| {
        let (package, licence) = line.split_once('|').unwrap();
        (
            package.split(' ').next().unwrap().to_owned(),
            licence.to_owned(),
        )
    });
    let all: BTreeSet<(String, String)> = pairs.collect();
    assert!(
        all.len() > 100,
        "cargo tree names only {} crates",
        all.len()
    );
    all.into_iter().collect()
}

/// The strings in `deny.toml` that follow this mark, up to the end of the list.
fn denied(mark: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let list = text
        .split(mark)
        .nth(1)
        .and_then(|rest| rest.split("\n]").next())
        .unwrap();
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// One TLS and one signing backend: the others are slower or have open advisories.
#[test]
fn forbidden_crates_are_not_built() {
    let forbidden = denied("\ndeny = [");
    assert!(forbidden.iter().any(|name| name == "ring"));
    let names = built("normal,build,dev").into_iter().map(|(name, _)| name);
    let offences: Vec<String> = names.filter(|name| forbidden.contains(name)).collect();
    none(
        "these are not built: choose features of their users without them",
        &offences,
    );
}

/// What is shipped; tests may use more.
#[test]
fn licences_are_allowed() {
    let allowed = denied("\nallow = [");
    let excepted = denied("\nexceptions = [{");
    let offences: Vec<String> = built("normal,build")
        .into_iter()
        .filter(|(name, licence)| !excepted.contains(name) && !satisfied(licence, &allowed))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    none("its licence is not in the list of deny.toml", &offences);
}

/// Whether an SPDX expression can be met: an alternative whose every part is allowed.
fn satisfied(licence: &str, allowed: &[String]) -> bool {
    let spaced = licence
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = alternatives(&words, allowed);
    met && rest.is_empty()
}

fn alternatives<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = together(words, allowed);
    while let Some((&"OR", more)) = rest.split_first() {
        let (other, after) = together(more, allowed);
        (met, rest) = (met | other, after);
    }
    (met, rest)
}

fn together<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = one(words, allowed);
    while let Some((&"AND", more)) = rest.split_first() {
        let (other, after) = one(more, allowed);
        (met, rest) = (met & other, after);
    }
    (met, rest)
}

fn one<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    match words.split_first() {
        Some((&"(", inside)) => {
            let (met, rest) = alternatives(inside, allowed);
            (met, rest.split_first().map_or(rest, |(_, after)| after))
        }
        Some((name, rest)) => (allowed.iter().any(|known| known == name), rest),
        None => (false, words),
    }
}

#[test]
fn licences_are_read_as_expressions() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned()];
    for (licence, met) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("ISC AND (MIT OR GPL-3.0-only)", true),
        ("ISC AND (GPL-2.0-only AND MIT)", false),
        ("", false),
    ] {
        assert_eq!(satisfied(licence, &allowed), met, "{licence}");
    }
}
