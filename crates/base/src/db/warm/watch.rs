//! How the changes of other processes become known.
//!
//! On PostgreSQL every commit that changes a watched table tells so on a channel, inside its
//! transaction; a connection of its own listens. Twice a second a word of our own must come back on
//! that channel: the order of words is the order of commits, so whoever hears it has heard all before
//! it. On SQLite the writer's connection says whether anybody else has written. When neither can be
//! had, trust ends by itself after [`TRUST`], and answers are read as if there were no memory.

use std::fmt::Write;
use std::time::Duration;

use super::Warm;
use super::change::Change;
use super::tables::{self, WATCHED};
use crate::db::{Db, Engine};

/// How often others are looked for.
pub(in crate::db) const LOOK: Duration = Duration::from_millis(500);
/// How long a look is good for.
pub(in crate::db) const TRUST: Duration = Duration::from_millis(1500);
/// More changes than this are told as one that means everything.
const MOST_TOLD: usize = 100;

impl Db {
    /// Lets reads be answered from memory while the changes of other processes are known to arrive.
    /// Never ends; without it every read is one.
    pub async fn keep_warm(self) {
        loop {
            match &self.engine {
                Engine::Sqlite(sqlite) => sqlite.look().await,
                Engine::Postgres(postgres) => {
                    if let Err(cause) = postgres.listen(&self.warm).await {
                        tracing::warn!(%cause, "the channel of changes is down; every read is one");
                    }
                    self.warm.distrust();
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Whether reads may be answered from memory just now.
    pub fn is_warm(&self) -> bool {
        self.warm.is_trusted()
    }

    /// For a test that is the only one to write.
    #[cfg(any(test, feature = "testing"))]
    pub fn nobody_else_writes(&self) {
        let now = crate::clock::Clock::system().monotonic();
        self.warm.trust_for(Duration::from_secs(24 * 3600), now);
    }
}

/// The changes in words for other processes, which may be of another version: tables by name.
pub(in crate::db) fn told(changes: &[Change]) -> String {
    if changes.len() > MOST_TOLD {
        return "*".to_owned();
    }
    let name = |table: usize| WATCHED.get(table).map_or("*", |one| one.name);
    let mut words = String::new();
    for change in changes {
        // Writing to a string does not go wrong.
        let _ = match *change {
            Change::Row(table, key) => write!(words, "row {} {key:016x};", name(table)),
            Change::Table(table) => write!(words, "table {};", name(table)),
            Change::Added(table) => write!(words, "added {};", name(table)),
            Change::All => write!(words, "*;"),
        };
    }
    words
}

/// What another process told. What is not understood may mean everything; a table that nobody
/// remembers here means nothing.
fn heard(word: &str) -> Option<Change> {
    let parts: Vec<&str> = word.split(' ').collect();
    let place = |name: &str| tables::find(name).map(|(place, _)| place);
    match parts.as_slice() {
        ["row", name, key] => match u64::from_str_radix(key, 16) {
            Ok(key) => place(name).map(|table| Change::Row(table, key)),
            Err(_) => Some(Change::All),
        },
        ["table", name] => place(name).map(Change::Table),
        ["added", name] => place(name).map(Change::Added),
        _ => Some(Change::All),
    }
}

impl Warm {
    /// Counts what another process told.
    pub(in crate::db) fn hear(&self, words: &str) {
        let words = words.split(';').filter(|word| !word.is_empty());
        let changes: Vec<Change> = words.filter_map(heard).collect();
        self.changed(&changes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard() {
        let place = |name| tables::find(name).map(|(place, _)| place).unwrap();
        let changes = [
            Change::Row(place("passports"), 0xdead_beef),
            Change::Table(place("grants")),
            Change::Added(place("member_blocks")),
            Change::All,
        ];
        let words = told(&changes);
        assert_eq!(
            words,
            "row passports 00000000deadbeef;table grants;added member_blocks;*;"
        );
        let heard: Vec<_> = words
            .split(';')
            .filter(|word| !word.is_empty())
            .filter_map(heard)
            .collect();
        assert_eq!(heard, changes);
        assert_eq!(told(&[Change::All; 101]), "*");
    }

    #[test]
    fn another_version_is_understood_as_far_as_it_matters() {
        assert_eq!(heard("row of_later_times 01"), None);
        for odd in ["row passports zz", "gone passports", "row", "*", ""] {
            assert_eq!(heard(odd), Some(Change::All), "{odd}");
        }
    }
}
