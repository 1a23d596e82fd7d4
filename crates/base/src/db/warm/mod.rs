//! Rows remembered between requests, so that what is asked at every request costs no read.
//!
//! Only answers to statements marked by [`super::Conn::warm`] are kept: reads of one table, by a key
//! or as a small set, without the time among their parameters. Nothing is kept that was not found.
//!
//! An answer is good as long as nothing it depends on has changed since *before* it was read. There is
//! one count of changes; every row and table remembers the count at its last change (rows share
//! [`SLOTS`] places by hash, so a change may make others be read again, never the reverse). The layer
//! sees every statement that writes, reads off it what it changes ([`change`]), and counts it after the
//! commit and before the caller hears of it: whoever was told that something is done finds it done.
//!
//! Other processes: see [`watch`]. While nobody vouches that their changes arrive, nothing is answered
//! from memory.

pub(super) mod change;
pub(super) mod tables;
#[cfg(test)]
mod tests;
pub(super) mod watch;

mod kept;

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Sql;
use super::value::{Row, Value};
use crate::clock::Clock;
use change::Change;
pub(super) use kept::Answer;
use tables::WATCHED;

/// Places that rows share by the hash of their key.
const SLOTS: usize = 8192;
/// Parts of the memory, each with a lock of its own.
const SHARDS: usize = 16;
/// Answers a part holds at most.
const MOST: usize = 4096;

/// A statement with its parameters. A statement is a literal, known by its place: should the same text lie
/// in two places, each is remembered by itself.
#[derive(Clone)]
pub(super) struct Question {
    text: &'static str,
    params: Vec<Value>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.text, other.text) && self.params == other.params
    }
}

impl Eq for Question {}

impl Hash for Question {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.as_ptr().hash(state);
        self.params.hash(state);
    }
}

impl Question {
    pub(super) fn new(sql: Sql, params: Vec<Value>) -> Self {
        Self {
            text: sql.0,
            params,
        }
    }

    pub(super) fn sql(&self) -> Sql {
        Sql(self.text)
    }

    pub(super) fn params(&self) -> &[Value] {
        &self.params
    }
}

/// What an answer hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hangs {
    OnRow(usize, u64),
    OnTable(usize),
}

struct Kept {
    answer: Answer,
    on: Hangs,
    as_of: u64,
}

type Shard = Mutex<HashMap<Question, Kept>>;

/// The memory of one database in one process.
pub(super) struct Warm {
    count: AtomicU64,
    slots: Box<[AtomicU64]>,
    /// Per table: the last change of any row, and of rows that were not named.
    any: [AtomicU64; WATCHED.len()],
    unnamed: [AtomicU64; WATCHED.len()],
    all: AtomicU64,
    /// Until when the changes of others are known to arrive, in microseconds since `since`.
    trusted_until: AtomicU64,
    since: std::time::Instant,
    shards: [Shard; SHARDS],
    hasher: RandomState,
}

impl std::fmt::Debug for Warm {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Warm")
    }
}

/// The same in every process of this version, for it is told to others.
pub(super) fn digest(key: &Value) -> u64 {
    let bytes: &[u8] = match key {
        Value::Null => &[],
        Value::Int(n) => &n.to_be_bytes(),
        Value::Text(text) => text.as_bytes(),
        Value::Blob(bytes) => bytes,
    };
    // FNV-1a. Who finds two keys with one hash makes one row be read once more.
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Warm {
    pub(super) fn new() -> Self {
        Self {
            count: AtomicU64::new(1),
            slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            any: Default::default(),
            unnamed: Default::default(),
            all: AtomicU64::new(0),
            trusted_until: AtomicU64::new(0),
            since: Clock::system().monotonic(),
            shards: Default::default(),
            hasher: RandomState::new(),
        }
    }

    /// The count before a read; what is kept of the read is good as of it.
    pub(super) fn before_reading(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// The answer, when it is known and still good.
    pub(super) fn find(&self, question: &Question) -> Option<Answer> {
        if !self.is_trusted() {
            return None;
        }
        let shard = self.shard(question);
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = shard.get(question)?;
        if self.is_good(kept) {
            return Some(kept.answer.clone());
        }
        shard.remove(question);
        None
    }

    /// Keeps an answer that was read after `as_of`, and the rows it came of.
    pub(super) fn keep(&self, question: Question, rows: &[Row], (answer, as_of): (Answer, u64)) {
        let Some(on) = hangs(&question, rows) else {
            return;
        };
        let kept = Kept { answer, on, as_of };
        if !self.is_trusted() || !self.is_good(&kept) {
            return;
        }
        let shard = self.shard(&question);
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= MOST {
            make_room(&mut shard);
        }
        shard.insert(question, kept);
    }

    fn shard(&self, question: &Question) -> &Shard {
        let place = usize::try_from(self.hasher.hash_one(question) >> 40).unwrap_or(0) % SHARDS;
        let [first, ..] = &self.shards;
        self.shards.get(place).unwrap_or(first)
    }

    fn is_good(&self, kept: &Kept) -> bool {
        let last = match kept.on {
            Hangs::OnTable(table) => self.last(self.any.get(table)),
            Hangs::OnRow(table, key) => {
                let row = self.last(self.slot(table, key));
                row.max(self.last(self.unnamed.get(table)))
            }
        };
        last.max(self.all.load(Ordering::SeqCst)) <= kept.as_of
    }

    /// A place that is not there has always just changed.
    fn last(&self, place: Option<&AtomicU64>) -> u64 {
        place.map_or(u64::MAX, |place| place.load(Ordering::SeqCst))
    }

    fn slot(&self, table: usize, key: u64) -> Option<&AtomicU64> {
        let mixed = key
            ^ u64::try_from(table)
                .ok()?
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = usize::try_from(mixed ^ (mixed >> 32)).ok()? % SLOTS;
        self.slots.get(place)
    }

    /// Counts changes that are visible to readers by now.
    pub(super) fn changed(&self, changes: &[Change]) {
        for change in changes {
            let now = self.count.fetch_add(1, Ordering::SeqCst) + 1;
            let raise = |place: Option<&AtomicU64>| {
                if let Some(place) = place {
                    place.fetch_max(now, Ordering::SeqCst);
                }
            };
            match *change {
                Change::Row(table, key) => {
                    raise(self.slot(table, key));
                    raise(self.any.get(table));
                }
                Change::Table(table) => {
                    raise(self.unnamed.get(table));
                    raise(self.any.get(table));
                }
                Change::Added(table) => raise(self.any.get(table)),
                Change::All => raise(Some(&self.all)),
            }
        }
    }

    /// Somebody vouches that for so long nothing of others is missed.
    pub(super) fn trust_for(&self, span: Duration, from: std::time::Instant) {
        let until = from.saturating_duration_since(self.since) + span;
        let until = u64::try_from(until.as_micros()).unwrap_or(u64::MAX);
        self.trusted_until.store(until, Ordering::SeqCst);
    }

    /// Nobody vouches any more, and nothing that is kept will be good again.
    pub(super) fn distrust(&self) {
        self.trusted_until.store(0, Ordering::SeqCst);
        self.changed(&[Change::All]);
    }

    pub(super) fn is_trusted(&self) -> bool {
        let until = self.trusted_until.load(Ordering::SeqCst);
        until > 0 && self.since.elapsed().as_micros() < u128::from(until)
    }
}

/// Half of the answers go, whichever the map names first; those in use are soon back.
fn make_room(shard: &mut HashMap<Question, Kept>) {
    let gone: Vec<Question> = shard.keys().take(MOST / 2).cloned().collect();
    for question in &gone {
        shard.remove(question);
    }
}

/// What an answer hangs on; `None` when it is not to be kept.
fn hangs(question: &Question, rows: &[Row]) -> Option<Hangs> {
    let (_, rest) = question.text.split_once(" FROM ")?;
    let (name, which) = rest.split_once(" WHERE ")?;
    let (place, table) = tables::find(name)?;
    if question.text.contains(" JOIN ") || which.contains("SELECT") {
        return None;
    }
    if table.key.is_empty() {
        return Some(Hangs::OnTable(place));
    }
    match rows {
        [row] => {
            let named = change::key(which, table, &question.params);
            let key = named.or_else(|| row.cell(table.key).map(digest))?;
            Some(Hangs::OnRow(place, key))
        }
        _ => None,
    }
}
