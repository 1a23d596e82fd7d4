//! The direction of imports inside the server, where SQL stands, where engines are known.

use super::none;
use super::source::{Source, closing, is_word, product};

/// What features stand on, from the ground up: each sees only those before it.
const LAYERS: [&str; 3] = ["web", "signin", "inside"];

/// What puts everything together, and may see everything.
const TOP: [&str; 5] = ["app", "start", "commands", "lib", "main"];

fn server() -> Vec<Source> {
    let mut all = product();
    all.retain(|source| source.path.starts_with("crates/server/src/"));
    all
}

/// `crates/server/src/oidc/token/code.rs` is `[oidc, token, code]`.
fn module(source: &Source) -> Vec<String> {
    let inside = source
        .path
        .trim_start_matches("crates/server/src/")
        .trim_end_matches(".rs");
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    parts.pop_if(|last| last == "mod");
    parts
}

fn features(all: &[Source]) -> Vec<String> {
    let mut tops: Vec<String> = all
        .iter()
        .filter_map(|source| module(source).into_iter().next())
        .collect();
    tops.sort();
    tops.dedup();
    tops.retain(|top| !LAYERS.contains(&top.as_str()) && !TOP.contains(&top.as_str()));
    tops
}

/// Every path in the product's code that begins with `crate` or `super`, from the crate's root.
fn imports(source: &Source) -> Vec<(usize, Vec<String>)> {
    let own = module(source);
    let mut found = Vec::new();
    for at in source.words("crate") {
        let tails = tails(&source.code, at + "crate".len());
        found.extend(tails.into_iter().map(|tail| (at, tail)));
    }
    for at in source.words("super") {
        if source.before(at).ends_with("super::") {
            continue;
        }
        let mut from = at;
        let mut up = own.clone();
        while source.code[from..].starts_with("super") {
            up.pop();
            from += "super".len();
            if source.code[from..].starts_with("::super") {
                from += 2;
            }
        }
        let tails = tails(&source.code, from).into_iter();
        found.extend(tails.map(|tail| (at, up.iter().cloned().chain(tail).collect())));
    }
    found
}

/// The paths that go on at `at` with `::a::b`, `::{a, b::c}` or nothing.
fn tails(code: &str, at: usize) -> Vec<Vec<String>> {
    let Some(rest) = code[at..].strip_prefix("::") else {
        return vec![Vec::new()];
    };
    let start = at + 2;
    if rest.starts_with('{') {
        let end = closing(code, start);
        return group(code, start + 1, end - 1);
    }
    let length = rest.bytes().take_while(|byte| is_word(*byte)).count();
    let name = rest[..length].to_owned();
    let more = tails(code, start + length).into_iter();
    more.map(|tail| std::iter::once(name.clone()).chain(tail).collect())
        .collect()
}

fn group(code: &str, start: usize, end: usize) -> Vec<Vec<String>> {
    let (mut all, mut depth, mut from) = (Vec::new(), 0_i32, start);
    for at in start..=end {
        let byte = code.as_bytes()[at];
        depth += i32::from(byte == b'{') - i32::from(byte == b'}' && at < end);
        if (byte == b',' && depth == 0) || at == end {
            let item = &code[from..at];
            let skipped = item.len() - item.trim_start().len();
            let name_at = from + skipped;
            let length = item
                .trim_start()
                .bytes()
                .take_while(|byte| is_word(*byte))
                .count();
            if length > 0 {
                let name = code[name_at..name_at + length].to_owned();
                for tail in tails(code, name_at + length) {
                    all.push(std::iter::once(name.clone()).chain(tail).collect());
                }
            }
            from = at + 1;
        }
    }
    all
}

#[test]
fn imports_go_one_way() {
    let all = server();
    let features = features(&all);
    let mut offences = Vec::new();
    for source in &all {
        let own = module(source).into_iter().next().unwrap_or_default();
        for (at, path) in imports(source) {
            let Some(other) = path.first().filter(|other| **other != own) else {
                continue;
            };
            let layer = |name: &str| LAYERS.iter().position(|layer| *layer == name);
            let wrong = match (layer(&own), layer(other)) {
                (Some(here), Some(there)) => there > here,
                (Some(_), None) => features.contains(other) || TOP.contains(&other.as_str()),
                (None, _) => !TOP.contains(&own.as_str()) && TOP.contains(&other.as_str()),
            };
            if wrong {
                offences.push(format!("{} uses {}", source.place(at), path.join("::")));
            }
        }
    }
    none(
        "web, signin, inside, features, app: each sees only those before it",
        &offences,
    );
}

#[test]
fn features_show_only_what_they_re_export() {
    let all = server();
    let features = features(&all);
    let mut offences = Vec::new();
    for source in &all {
        let path = module(source);
        let [top] = path.as_slice() else { continue };
        if !features.contains(top) {
            continue;
        }
        for at in source.words("mod") {
            if source.before(at).ends_with("pub") || source.before(at).ends_with("pub(crate)") {
                offences.push(source.place(at));
            }
        }
    }
    none(
        "a feature's modules are private; its mod.rs re-exports what others may use",
        &offences,
    );
}

#[test]
fn sql_stands_in_stores() {
    let mut offences = Vec::new();
    for source in product() {
        let path = &source.path;
        let may = path.starts_with("crates/people/src/")
            || path.starts_with("crates/base/src/")
            || (path.starts_with("crates/server/src/")
                && (path.ends_with("/store.rs") || path.contains("/store/")));
        if may {
            continue;
        }
        let places = source
            .product_literals()
            .filter(|literal| is_statement(&literal.value));
        offences.extend(places.map(|literal| source.place(literal.at)));
        let calls = source
            .words("sql")
            .into_iter()
            .filter(|at| source.code[*at..].starts_with("sql("));
        offences.extend(calls.map(|at| source.place(at)));
    }
    none("SQL stands in store.rs, in people and in base", &offences);
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    let starts = [
        "SELECT ",
        "INSERT INTO ",
        "DELETE FROM ",
        "WITH ",
        "CREATE TABLE ",
        "ALTER TABLE ",
    ];
    starts.iter().any(|start| text.starts_with(start))
        || (text.starts_with("UPDATE ") && text.contains(" SET "))
}

/// Outside `base/db` an engine is a place where data lies, and nothing else.
#[test]
fn engines_are_known_in_one_place() {
    let mut offences = Vec::new();
    for source in product() {
        if source.path.starts_with("crates/base/src/db/") {
            continue;
        }
        let lower = source.code.to_ascii_lowercase();
        for engine in ["sqlite", "postgres"] {
            for (at, _) in lower.match_indices(engine) {
                let names_location = source.code[..at].ends_with("Location::");
                if !names_location && !source.is_test(at) {
                    offences.push(format!("{} {engine}", source.place(at)));
                }
            }
        }
        let own_words = [
            "PRAGMA ",
            "sqlite_master",
            "pg_catalog",
            "information_schema",
            "AUTOINCREMENT",
        ];
        let spoken = source
            .product_literals()
            .filter(|literal| own_words.iter().any(|w| literal.value.contains(w)));
        offences.extend(spoken.map(|literal| source.place(literal.at)));
    }
    none(
        "only base/db and migrations know that there are two engines",
        &offences,
    );
}

#[test]
fn groups_of_imports_are_followed() {
    let text = "use crate::{web::{Page, error}, signin};\nuse super::super::oidc::Client;\n";
    let source = Source::read(
        "crates/server/src/scim/users.rs".to_owned(),
        text.to_owned(),
    );
    let found: Vec<String> = imports(&source)
        .into_iter()
        .map(|(_, path)| path.join("::"))
        .collect();
    assert_eq!(found, ["web::Page", "web::error", "signin", "oidc::Client"]);
}
