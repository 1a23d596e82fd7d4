//! `docs/attacks.md`: every row names the tests that show where the attack stops.

use super::source::sources;
use super::{files, none, root};

#[test]
fn every_attack_names_tests_that_exist() {
    let Ok(text) = std::fs::read_to_string(root().join("docs/attacks.md")) else {
        return;
    };
    let rust: Vec<String> = ["crates", "fuzz", "xtask"]
        .into_iter()
        .flat_map(sources)
        .map(|source| source.code)
        .collect();
    let journeys = files("tests", &[".mjs"]);
    let exists = |name: &str| {
        rust.iter()
            .any(|code| code.contains(&format!("fn {name}(")))
            || journeys
                .iter()
                .any(|(path, text)| path.ends_with(&format!("{name}.mjs")) || text.contains(name))
            || root().join(format!("fuzz/fuzz_targets/{name}.rs")).exists()
    };
    let mut offences = Vec::new();
    for (number, cells) in rows(&text) {
        let last = cells.last().copied().unwrap_or_default();
        let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            offences.push(format!("docs/attacks.md:{number} names no test"));
        }
        for test in named {
            if !exists(test.rsplit("::").next().unwrap_or(test)) {
                offences.push(format!(
                    "docs/attacks.md:{number} there is no test `{test}`"
                ));
            }
        }
    }
    none(
        "the last column names tests, as `path::to::the_test`",
        &offences,
    );
}

/// The rows of every table, without heads and rules, with the number of their line.
fn rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| line.starts_with('|') && line.chars().all(|c| "|-: ".contains(c));
    let heads: Vec<usize> = (0..lines.len())
        .filter(|at| lines.get(at + 1).is_some_and(|next| is_rule(next)))
        .collect();
    let rows = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| line.starts_with('|') && !is_rule(line) && !heads.contains(at));
    rows.map(|(at, line)| {
        (
            at + 1,
            line.trim()
                .trim_matches('|')
                .split('|')
                .map(str::trim)
                .collect(),
        )
    })
    .collect()
}

#[test]
fn rows_are_read_without_heads() {
    let text = "x\n|a|b|\n|---|---|\n| one | `t` |\n| two | none |\n";
    let found: Vec<_> = rows(text)
        .into_iter()
        .map(|(at, cells)| (at, cells[1]))
        .collect();
    assert_eq!(found, [(4, "`t`"), (5, "none")]);
}
