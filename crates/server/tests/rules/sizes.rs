//! How long things may be, and how much of the code is tests.

use super::source::{Source, closing, is_word, product, sources};
use super::{files, none, root};

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = product()
        .into_iter()
        .map(|source| (source.lines(true).0, source.path))
        .collect();
    lengths.sort();
    let at = |share: usize| &lengths[(lengths.len() - 1) * share / 100];
    let longest: Vec<_> = lengths
        .iter()
        .rev()
        .take(10)
        .map(|(lines, path)| format!("{lines} {path}"))
        .collect();
    let budgets = [
        ("median", at(50).0, 120),
        ("90th percentile", at(90).0, 350),
        ("most", at(100).0, 600),
    ];
    for (what, seen, budget) in budgets {
        let rule = format!(
            "the {what} of file lengths is {seen}, the budget {budget} lines; split by meaning"
        );
        none(&rule, if seen > budget { &longest } else { &[] });
    }
}

#[test]
fn two_fifths_of_the_code_are_tests() {
    let (mut product, mut tests) = (0, 0);
    for source in ["crates", "fuzz"].into_iter().flat_map(sources) {
        if source.path.contains("/examples/") {
            continue;
        }
        let (own, of_tests) = source.lines(false);
        product += own;
        tests += of_tests;
    }
    let is_code = |line: &&str| !(line.trim().is_empty() || line.trim().starts_with("//"));
    let filled = |text: &str| text.lines().filter(is_code).count();
    product += files("crates", &[".js"])
        .iter()
        .map(|(_, text)| filled(text))
        .sum::<usize>();
    tests += files("tests", &[".mjs"])
        .iter()
        .map(|(_, text)| filled(text))
        .sum::<usize>();
    let share = 100 * tests / (product + tests);
    assert!(
        share >= 40,
        "{tests} of {} lines of code are tests: {share} %, wanted 40",
        product + tests
    );
}

#[test]
fn clippy_counts_parameters_and_lines() {
    let clippy = std::fs::read_to_string(root().join("clippy.toml")).unwrap();
    for line in [
        "too-many-arguments-threshold = 5",
        "too-many-lines-threshold = 50",
    ] {
        assert!(clippy.contains(line), "clippy.toml lacks: {line}");
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for lint in [
        "too_many_arguments",
        "too_many_lines",
        "unwrap_used",
        "indexing_slicing",
        "panic",
    ] {
        assert!(
            manifest.contains(&format!("{lint} = \"warn\"")),
            "Cargo.toml lacks the lint {lint}"
        );
    }
    for (path, text) in files("crates", &["Cargo.toml"]) {
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{path} does not take the workspace's lints"
        );
    }
}

#[test]
fn handlers_fit_on_a_screen() {
    let all: Vec<Source> = product()
        .into_iter()
        .filter(|source| source.path.starts_with("crates/server/"))
        .collect();
    let routed: Vec<(String, String)> = all.iter().flat_map(routed_names).collect();
    let mut offences = Vec::new();
    for source in &all {
        for at in source.words("async fn") {
            let rest = source.code[at..]["async fn".len()..].trim_start();
            let name: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            let folder = folder_of(&source.path);
            if !routed
                .iter()
                .any(|(from, routed)| *routed == name && folder.starts_with(from.as_str()))
            {
                continue;
            }
            let (parameters, lines) = measure(source, at);
            if parameters > 5 || lines > 40 {
                offences.push(format!(
                    "{} {name}: {parameters} parameters, {lines} lines",
                    source.place(at)
                ));
            }
        }
    }
    none("a handler has at most 5 parameters and 40 lines", &offences);
}

/// The names given to `get(…)`, `post(…)` and so on, with the folder in which that was done.
fn routed_names(source: &Source) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for method in ["get", "post", "put", "patch", "delete", "any"] {
        for at in source.words(method) {
            let Some(inside) = source.code[at + method.len()..].strip_prefix('(') else {
                continue;
            };
            let path: String = inside
                .chars()
                .take_while(|c| is_word(*c as u8) || *c == ':')
                .collect();
            let name = path.rsplit(':').next().unwrap_or_default();
            if inside[path.len()..].starts_with(')') && !name.is_empty() {
                names.push((folder_of(&source.path), name.to_owned()));
            }
        }
    }
    names
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned()
}

/// Parameters, and lines of the body that hold code.
fn measure(source: &Source, at: usize) -> (usize, usize) {
    let open = at + source.code[at..].find('(').unwrap_or(0);
    let close = closing(&source.code, open);
    let inside = source.code[open + 1..close - 1]
        .trim()
        .trim_end_matches(',');
    let mut depth = 0_i32;
    let commas = inside.chars().filter(|c| {
        depth += match c {
            '(' | '[' | '{' | '<' => 1,
            ')' | ']' | '}' | '>' => -1,
            _ => 0,
        };
        *c == ',' && depth == 0
    });
    let parameters = if inside.is_empty() {
        0
    } else {
        commas.count() + 1
    };
    let body = close + source.code[close..].find('{').unwrap_or(0);
    let end = closing(&source.code, body);
    let lines = source.code[body + 1..end - 1]
        .lines()
        .filter(|line| !line.trim().is_empty())
        .count();
    (parameters, lines)
}

#[test]
fn a_handler_is_measured_without_comments() {
    let text = "async fn show(a: Map<K, V>, (b, c): (u8, u8),) -> u8 {\n    // why\n    let x = 1;\n\n    x\n}\n";
    let source = Source::read("crates/server/src/x.rs".to_owned(), text.to_owned());
    assert_eq!(measure(&source, 0), (2, 2));
}
