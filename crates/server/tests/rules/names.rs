//! Names that say something, files that say what they own, nothing left for later.

use super::source::{product, sources};
use super::{files, none};

/// Words that fit everything and therefore say nothing.
const EMPTY: [&str; 17] = [
    "manager", "managers", "helper", "helpers", "util", "utils", "utility", "common", "service",
    "services", "handler", "handlers", "data", "info", "infos", "misc", "stuff",
];

#[test]
fn names_say_something() {
    let mut offences = Vec::new();
    for folder in ["crates", "xtask", "tests", "fuzz"] {
        for (path, _) in files(folder, &[".rs", ".mjs", ".js", ".html", ".css"]) {
            let words = path
                .split(['/', '_', '-', '.'])
                .find(|word| EMPTY.contains(word));
            offences.extend(words.map(|word| format!("{path}: the name says only '{word}'")));
        }
        for source in sources(folder) {
            for kind in ["struct", "enum", "trait", "type", "union"] {
                for at in source.words(kind) {
                    let rest = source.code[at + kind.len()..].trim_start();
                    let name: String = rest
                        .chars()
                        .take_while(char::is_ascii_alphanumeric)
                        .collect();
                    let empty = camel_words(&name)
                        .into_iter()
                        .find(|word| EMPTY.contains(&word.as_str()));
                    offences.extend(
                        empty.map(|word| format!("{} {name} says only '{word}'", source.place(at))),
                    );
                }
            }
        }
    }
    none("name files and types after what they are", &offences);
}

fn camel_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if !c.is_ascii_uppercase() => word.push(c),
            _ => words.push(c.to_ascii_lowercase().to_string()),
        }
    }
    words
}

#[test]
fn every_file_says_what_it_owns() {
    let all = ["crates", "xtask", "fuzz"].into_iter().flat_map(sources);
    let silent = all.filter(|source| {
        let starts = |mark: &str| source.text.starts_with(mark);
        // The tests of a module are named after it by their place.
        !starts("//!") && !starts("#![no_main]") && !source.path.ends_with("tests.rs")
    });
    let offences: Vec<_> = silent.map(|source| source.path).collect();
    none(
        "a file begins with `//!`: what it owns and what it leaves to others",
        &offences,
    );
}

#[test]
fn library_crates_warn_of_missing_docs() {
    for name in ["protocol", "admission", "base", "people"] {
        let text = std::fs::read_to_string(super::root().join(format!("crates/{name}/src/lib.rs")))
            .unwrap();
        assert!(
            text.contains("#![warn(missing_docs)]"),
            "crates/{name}/src/lib.rs lacks warn(missing_docs)"
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    // Written in halves, or this file would find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X"],
        ["to", "do!("],
        ["unimple", "mented!("],
        ["#[ig", "nore"],
    ];
    let marks: Vec<String> = marks.iter().map(|halves| halves.concat()).collect();
    let kinds = [
        ".rs", ".mjs", ".js", ".html", ".css", ".md", ".toml", ".sql", ".ftl", "/run",
    ];
    let mut offences = Vec::new();
    for (path, text) in files(".", &kinds) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                offences.push(format!("{path}:{} {}", number + 1, line.trim()));
            }
        }
    }
    none(
        "finish it, or leave it out and say so in the CHANGELOG",
        &offences,
    );
}

#[test]
fn no_path_of_one_machine_stands_in_the_tree() {
    let kinds = [
        ".rs", ".mjs", ".js", ".html", ".css", ".md", ".toml", ".sql", ".ftl", ".json", "/run",
    ];
    let mut folders: Vec<String> = ["home", "root", "Users"]
        .map(|name| format!("/{name}/"))
        .to_vec();
    let here = super::root().canonicalize().unwrap();
    let first = here.iter().nth(1).unwrap_or_default().to_string_lossy();
    if !["tmp", "usr", "var", "srv", "opt"].contains(&first.as_ref()) {
        folders.push(format!("/{first}/"));
    }
    let mut offences = Vec::new();
    for (path, text) in files(".", &kinds) {
        for (number, line) in text.lines().enumerate() {
            if folders.iter().any(|folder| starts_a_path(line, folder)) {
                offences.push(format!("{path}:{} {}", number + 1, line.trim()));
            }
        }
    }
    none("a path that exists on one machine only", &offences);
}

/// Whether an absolute path begins with `folder`: not as the middle of an address or of a path.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-/:}".contains(c))
    })
}

#[test]
fn a_relaxed_lint_says_why() {
    let mut offences = Vec::new();
    for source in product() {
        for mark in ["#[allow(", "#![allow("] {
            offences.extend(
                source
                    .code
                    .match_indices(mark)
                    .map(|(at, _)| source.place(at)),
            );
        }
    }
    none(
        "write #[expect(lint, reason = \"…\")] instead of allow",
        &offences,
    );
}
