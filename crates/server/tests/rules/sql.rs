//! Every statement is understood by both engines, and both have the same schema.

use std::collections::BTreeMap;

use base::testing::{databases, postgres, sqlite};

use super::source::{Source, product};
use super::{files, none};

/// Every statement of the product with its place; and the places where `sql` takes no literal.
fn statements() -> (Vec<(String, String)>, Vec<String>) {
    let (mut found, mut offences) = (Vec::new(), Vec::new());
    for source in product() {
        if source.path.starts_with("crates/base/src/db/") {
            continue;
        }
        let sealed = source.words("sealed_column").into_iter();
        found.extend(sealed.flat_map(|at| of_sealed_column(&source, at)));
        // It writes the statements of every sealed column; they are read where one is declared.
        if source.path == "crates/base/src/keys/place.rs" {
            continue;
        }
        for at in source.words("sql") {
            match statement(&source, at) {
                Some(Ok(text)) => found.push((source.place(at), text)),
                Some(Err(place)) => offences.push(place),
                None => {}
            }
        }
    }
    (found, offences)
}

/// What `sealed_column!("table", "column", "row")` writes.
fn of_sealed_column(source: &Source, at: usize) -> Vec<(String, String)> {
    if !source.code[at..].starts_with("sealed_column!(") {
        return Vec::new();
    }
    let after = source.literals.iter().filter(|literal| literal.at > at);
    let names: Vec<&str> = after
        .take(3)
        .map(|literal| literal.value.as_str())
        .collect();
    let [table, column, row] = names.as_slice() else {
        return Vec::new();
    };
    let texts = [
        format!(
            "SELECT {row} AS row_id, {column} AS cell FROM {table} \
             WHERE {row} > $1 AND {column} IS NOT NULL ORDER BY {row} LIMIT 100"
        ),
        format!("UPDATE {table} SET {column} = $1 WHERE {row} = $2 AND {column} = $3"),
    ];
    texts.map(|text| (source.place(at), text)).to_vec()
}

/// The literal in `sql(…)`; nothing when this is no call.
fn statement(source: &Source, at: usize) -> Option<Result<String, String>> {
    let inside = source.code[at..].strip_prefix("sql(")?;
    if source.before(at).ends_with("fn") {
        return None;
    }
    let start = source.code.len() - inside.trim_start().len();
    let literal = source.literals.iter().find(|literal| literal.at == start);
    Some(
        literal
            .map(|literal| literal.value.clone())
            .ok_or_else(|| source.place(at)),
    )
}

/// What is answered from memory: the statements in `warm(…)`, `warm_row(…)`, `warm_one(…)` and `warm_all(…)`.
fn remembered() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in product() {
        if source.path.starts_with("crates/base/src/db/") {
            continue;
        }
        for at in source.words("sql") {
            let before = source.before(at);
            let is_warm = [".warm(", ".warm_row(", ".warm_one(", ".warm_all("]
                .iter()
                .any(|call| before.ends_with(call));
            if let (true, Some(Ok(text))) = (is_warm, statement(&source, at)) {
                found.push((source.place(at), text));
            }
        }
    }
    found
}

/// One table whose changes are watched, its rows told by their key, and no time that passes.
#[test]
fn what_is_remembered_is_a_row_or_set_of_one_watched_table() {
    let watched: BTreeMap<_, _> = base::db::watched_tables().collect();
    let found = remembered();
    assert!(found.len() > 8, "{found:?}");
    let fits = |text: &str| {
        let (head, rest) = text.strip_prefix("SELECT ")?.split_once(" FROM ")?;
        let (table, which) = rest.split_once(" WHERE ")?;
        let key = *watched.get(table)?;
        let named = key.is_empty()
            || head.split(", ").any(|column| column == key)
            || which.contains(&format!("{key} = $"));
        let odd = ["JOIN", "SELECT", "_at >", "_at <", "CURRENT", "until"];
        (named && !odd.iter().any(|word| which.contains(word))).then_some(())
    };
    let offences = found.iter().filter(|(_, text)| fits(text).is_none());
    none(
        "remembered is only what is read from one watched table by `WHERE`, with its key, and without the time",
        &offences
            .map(|(place, text)| format!("{place}: {text}"))
            .collect::<Vec<_>>(),
    );
}

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    let (statements, mut offences) = statements();
    for database in databases().await {
        for (place, text) in &statements {
            if let Err(why) = database.db.prepare(text).await {
                offences.push(format!("{place} ({}): {why}", database.db.engine_name()));
            }
        }
    }
    none(
        "sql takes a literal that both engines understand",
        &offences,
    );
}

#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let Some(other) = postgres().await else {
        return;
    };
    let (ours, theirs) = (
        sqlite().await.db.schema().await.unwrap(),
        other.db.schema().await.unwrap(),
    );
    let only = |here: &[String], there: &[String], engine: &str| -> Vec<String> {
        here.iter()
            .filter(|line| !there.contains(line))
            .map(|line| format!("only {engine}: {line}"))
            .collect()
    };
    let mut offences = only(&ours, &theirs, "SQLite");
    offences.extend(only(&theirs, &ours, "PostgreSQL"));
    none("write each migration for both engines", &offences);
    assert!(!ours.is_empty());
    let kinds = ours.iter().filter(|line| {
        !["BIGINT", "TEXT", "BLOB"]
            .iter()
            .any(|kind| line.contains(kind))
    });
    none(
        "columns are BIGINT, TEXT or BLOB",
        &kinds.cloned().collect::<Vec<_>>(),
    );
}

/// Indexes, unique and foreign keys and defaults too: the two texts differ in one word only.
#[test]
fn migrations_come_in_pairs() {
    let read = |engine: &str| -> BTreeMap<String, String> {
        let folder = format!("migrations/{engine}");
        let all = files(&folder, &[".sql"]).into_iter();
        all.map(|(path, text)| {
            (
                path.rsplit('/').next().unwrap_or_default().to_owned(),
                plain(&text),
            )
        })
        .collect()
    };
    let (ours, theirs) = (read("sqlite"), read("postgres"));
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>(),
        "the same file names in both"
    );
    let different = ours
        .iter()
        .filter(|(name, text)| theirs.get(*name) != Some(*text));
    none(
        "a migration says the same to both engines",
        &different.map(|(name, _)| name.clone()).collect::<Vec<_>>(),
    );
}

/// A migration without comments, line breaks and the words in which the engines must differ: the
/// kind of bytes, and that text is compared byte by byte, as SQLite does unasked.
fn plain(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let mut words = lines.collect::<Vec<_>>().join(" ");
    for (theirs, ours) in [
        ("BYTEA", "BLOB"),
        (" COLLATE \"C\"", ""),
        ("x''", "''"),
        (" STRICT", ""),
        (", WITHOUT ROWID", ""),
        (" WITHOUT ROWID", ""),
    ] {
        words = words.replace(theirs, ours);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cost of a statement must not grow with the rows stored: what reads a whole table is named
/// here, with the reason.
const MAY_SCAN: [(&str, &str); 0] = [];

#[tokio::test]
async fn statements_use_an_index() {
    let mut offences = Vec::new();
    for database in databases().await {
        for (place, text) in statements().0 {
            let plan = database.db.plan(&text).await.unwrap_or_default();
            let scans = plan.iter().find(|line| reads_all(line));
            let may = MAY_SCAN.iter().any(|(known, _)| text.contains(known));
            offences.extend(
                scans
                    .filter(|_| !may)
                    .map(|line| format!("{place}: {line}")),
            );
        }
    }
    none(
        "add an index, or say in MAY_SCAN why the table stays small",
        &offences,
    );
}

/// A workspace may be large: what names one of its things or people is not looked for among all of them.
#[tokio::test]
async fn what_names_one_thing_does_not_walk_its_workspace() {
    let database = base::testing::sqlite().await;
    let mut offences = Vec::new();
    for (place, text) in statements().0 {
        let names_one = [" AND id = $", " AND member_id = $"]
            .iter()
            .any(|one| text.contains(&format!("workspace_id = $1{one}")));
        let plan = database.db.plan(&text).await.unwrap_or_default();
        let walks = plan.iter().find(|line| line.ends_with("(workspace_id=?)"));
        let walks = walks.filter(|_| names_one);
        offences.extend(walks.map(|line| format!("{place}: {line}: {text}")));
    }
    none("use an index that holds the one that is named", &offences);
}

/// Whether this line of a plan goes through a whole table.
fn reads_all(line: &str) -> bool {
    (line.starts_with("SCAN ") && !line.contains("USING ")) || line.contains("Seq Scan on ")
}

#[test]
fn a_statement_is_found_behind_its_marker() {
    let text = "fn x() { conn.one(sql(\n    \"SELECT 1 \\\n     AS n\"\n), vec![]); sql(TEXT); }\nfn sql(t: u8) {}\n";
    let source = Source::read("crates/people/src/x.rs".to_owned(), text.to_owned());
    let found: Vec<_> = source
        .words("sql")
        .into_iter()
        .filter_map(|at| statement(&source, at))
        .collect();
    assert_eq!(
        found,
        [
            Ok("SELECT 1 AS n".to_owned()),
            Err("crates/people/src/x.rs:4".to_owned())
        ]
    );
}
