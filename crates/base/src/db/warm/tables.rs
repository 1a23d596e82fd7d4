//! The tables whose rows are remembered.

/// A table.
#[derive(Debug)]
pub(in crate::db) struct Watched {
    pub(super) name: &'static str,
    /// The column that names a row; empty where rows are only asked for as a set.
    pub(super) key: &'static str,
    /// Columns that no remembered answer holds: changing only these changes nothing.
    pub(super) quiet: &'static [&'static str],
}

const fn rows(name: &'static str, key: &'static str) -> Watched {
    Watched {
        name,
        key,
        quiet: &[],
    }
}

/// Their number is their place in this list.
pub(in crate::db) const WATCHED: [Watched; 15] = [
    rows("access_tokens", "hash"),
    rows("applications", "id"),
    rows("client_secrets", ""),
    Watched {
        name: "grants",
        key: "id",
        quiet: &["used_at"],
    },
    rows("group_members", ""),
    rows("groups", "id"),
    rows("identifiers", ""),
    rows("member_blocks", ""),
    Watched {
        name: "members",
        key: "id",
        quiet: &["opened_at"],
    },
    rows("passports", "id"),
    rows("sessions", "id"),
    rows("settings", ""),
    rows("site_entries", "hash"),
    rows("sites", "id"),
    Watched {
        name: "workspaces",
        key: "id",
        quiet: &["version", "moves_left", "gone_at"],
    },
];

/// Tables on whose rows others hang. A test compares the list with the schema.
pub(in crate::db) const REFERENCED: [&str; 10] = [
    "applications",
    "departments",
    "grants",
    "groups",
    "imports",
    "members",
    "passports",
    "service_accounts",
    "sites",
    "workspaces",
];

/// Their names and the columns that name their rows, for the test of the statements that ask for them.
pub fn watched() -> impl Iterator<Item = (&'static str, &'static str)> {
    WATCHED.iter().map(|one| (one.name, one.key))
}

pub(super) fn find(name: &str) -> Option<(usize, &'static Watched)> {
    WATCHED.iter().enumerate().find(|(_, one)| one.name == name)
}

pub(super) fn is_referenced(name: &str) -> bool {
    REFERENCED.contains(&name)
}
