//! The budgets and fences of the project as tests over its own tree.
//!
//! Each rule says in its message what to do. A rule is changed with a decision in
//! `docs/decisions/`, not to let a commit pass.

mod attacks;
mod borders;
mod crates;
mod names;
mod pages;
mod sizes;
mod source;
mod sql;
mod state;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

/// The checkout.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors()
        .nth(2)
        .expect("crates/server lies two folders below the root")
        .to_path_buf()
}

/// Every file of the checkout with one of these endings, sorted: path from the root, and text.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        let name = path.to_string_lossy();
        if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(path).unwrap_or_else(|why| panic!("{name}: {why}"));
            let from_root = path.strip_prefix(root()).expect("below the root");
            found.push((from_root.to_string_lossy().into_owned(), text));
        }
    });
    found.sort();
    found
}

fn walk(folder: &Path, seen: &mut dyn FnMut(&Path)) {
    const NOT_OURS: [&str; 6] = [
        "target",
        "node_modules",
        ".git",
        "corpus",
        "artifacts",
        "data",
    ];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !NOT_OURS.iter().any(|skipped| name == *skipped) {
                walk(&path, seen);
            }
        } else {
            seen(&path);
        }
    }
}

/// Fails with the whole list, so that one run shows everything there is to mend.
#[track_caller]
fn none(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}\n  {}\n", offences.join("\n  "));
}
