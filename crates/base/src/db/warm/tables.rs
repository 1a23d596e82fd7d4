//! The tables whose rows are remembered.

/// A table.
#[derive(Debug)]
pub(in crate::db) struct Watched {
    pub(super) name: &'static str,
    /// The column that names a row; empty where rows are only asked for as a set.
    pub(super) key: &'static str,
    /// Whether one row is asked for on behalf of many people. Such a row is remembered by itself even where it
    /// is part of a whole.
    pub(super) shared: bool,
    /// Columns that no remembered answer holds: changing only these changes nothing.
    pub(super) quiet: &'static [&'static str],
}

const fn rows(name: &'static str, key: &'static str) -> Watched {
    Watched {
        name,
        key,
        shared: false,
        quiet: &[],
    }
}

const fn shared(name: &'static str, key: &'static str) -> Watched {
    Watched {
        shared: true,
        ..rows(name, key)
    }
}

/// Their number is their place in this list.
pub(in crate::db) const WATCHED: [Watched; 16] = [
    rows("access_tokens", "hash"),
    shared("applications", "id"),
    shared("client_secrets", ""),
    shared("departments", "id"),
    Watched {
        name: "grants",
        key: "id",
        shared: false,
        quiet: &["used_at"],
    },
    rows("group_members", ""),
    shared("groups", "id"),
    rows("identifiers", ""),
    rows("member_blocks", ""),
    Watched {
        name: "members",
        key: "id",
        shared: false,
        quiet: &["opened_at"],
    },
    rows("passports", "id"),
    rows("sessions", "id"),
    shared("settings", ""),
    rows("site_entries", "hash"),
    shared("sites", "id"),
    Watched {
        name: "workspaces",
        key: "id",
        shared: true,
        quiet: &["version", "moves_left", "gone_at"],
    },
];

/// Tables on whose rows others hang. A test compares the list with the schema.
pub(in crate::db) const REFERENCED: [&str; 9] = [
    "applications",
    "departments",
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

/// Whether the rows of the table at this place are asked for on behalf of many.
pub(super) fn is_shared(place: usize) -> bool {
    WATCHED.get(place).is_some_and(|one| one.shared)
}

pub(super) fn is_referenced(name: &str) -> bool {
    REFERENCED.contains(&name)
}
