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
//! What is put together of several answers for one purpose ([`super::Whole`]) is kept as one, and hangs on all that
//! they hang on.
//!
//! Other processes: see [`watch`]. While nobody vouches that their changes arrive, nothing is answered
//! from memory.

pub(super) mod change;
pub(super) mod tables;
#[cfg(test)]
mod tests;
pub(super) mod watch;

mod kept;
mod question;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::value::{Row, Value};
use crate::clock::Clock;
use change::Change;
pub(super) use kept::Answer;
pub(super) use question::Question;
use question::{AsHashed, What};
use tables::WATCHED;

/// Places that rows share by the hash of their key.
const SLOTS: usize = 8192;
/// Parts of the memory, each with a lock of its own.
const SHARDS: usize = 16;
/// Answers a part holds at most.
const MOST: usize = 4096;

/// What an answer hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hangs {
    OnRow(usize, u64),
    OnTable(usize),
}

/// What an answer to one statement hangs on, or all that a whole was put together of.
#[derive(Clone)]
enum On {
    One(Hangs),
    Each(Box<[Hangs]>),
}

impl On {
    fn each(&self) -> &[Hangs] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Each(each) => each,
        }
    }
}

/// What a whole is put together of, noted while that is done.
#[derive(Debug, Default)]
pub(super) struct Parts {
    on: Vec<Hangs>,
    /// Something was read that is not remembered.
    spoilt: bool,
}

impl Parts {
    /// Something takes part that nobody will tell a change of: the whole cannot be kept.
    pub(super) fn spoil(&mut self) {
        self.spoilt = true;
    }

    fn note(&mut self, on: &On) {
        for hangs in on.each() {
            if !self.on.contains(hangs) {
                self.on.push(*hangs);
            }
        }
    }

    /// Takes what a whole inside this one was put together of.
    pub(super) fn take(&mut self, inner: &Self) {
        self.spoilt |= inner.spoilt;
        self.note(&On::Each(inner.on.as_slice().into()));
    }
}

struct Kept {
    answer: Answer,
    on: On,
    as_of: u64,
}

type Shard = Mutex<HashMap<Question, Kept, BuildHasherDefault<AsHashed>>>;

/// The memory of one database in one process.
pub(super) struct Warm {
    count: AtomicU64,
    /// Held while changes are counted.
    counting: Mutex<()>,
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
            counting: Mutex::new(()),
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

    /// A statement with these parameters.
    pub(super) fn question(&self, sql: super::Sql, params: Vec<Value>) -> Question {
        Question::new(&self.hasher, What::Answer(sql.0), params)
    }

    /// The whole of this kind with this key.
    pub(super) fn whole(&self, kind: std::any::TypeId, key: Vec<Value>) -> Question {
        Question::new(&self.hasher, What::Whole(kind), key)
    }

    /// The answer, when it is known and still good; it takes part in the whole that is put together.
    pub(super) fn find(&self, question: &Question, parts: Option<&mut Parts>) -> Option<Answer> {
        if !self.is_trusted() {
            return None;
        }
        let shard = self.shard(question);
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = shard.get(question)?;
        if self.is_good(kept) {
            if let Some(parts) = parts {
                parts.note(&kept.on);
            }
            return Some(kept.answer.clone());
        }
        shard.remove(question);
        None
    }

    /// Keeps an answer that was read after `as_of`, and the rows it came of.
    ///
    /// What takes part in a whole is remembered with that; by itself only where many ask for it.
    pub(super) fn keep(
        &self,
        question: Question,
        rows: &[Row],
        (answer, as_of): (Answer, u64),
        parts: Option<&mut Parts>,
    ) {
        let hangs = hangs(&question, rows);
        let on = hangs.map(On::One);
        let is_part = parts.is_some();
        match (&on, parts) {
            (Some(on), Some(parts)) => parts.note(on),
            (None, Some(parts)) => parts.spoil(),
            (_, None) => {}
        }
        let is_shared = |hangs| match hangs {
            Hangs::OnRow(table, _) | Hangs::OnTable(table) => tables::is_shared(table),
        };
        if let Some(on) = on
            && (!is_part || hangs.is_some_and(is_shared))
        {
            self.insert(question, Kept { answer, on, as_of });
        }
    }

    /// Keeps a whole that was put together of these parts after `as_of`.
    pub(super) fn keep_whole(&self, question: Question, parts: &Parts, kept: (Answer, u64)) {
        if parts.spoilt {
            return;
        }
        let (on, (answer, as_of)) = (On::Each(parts.on.as_slice().into()), kept);
        self.insert(question, Kept { answer, on, as_of });
    }

    fn insert(&self, question: Question, kept: Kept) {
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
        let place = usize::try_from(question.hash() >> 40).unwrap_or(0) % SHARDS;
        let [first, ..] = &self.shards;
        self.shards.get(place).unwrap_or(first)
    }

    fn is_good(&self, kept: &Kept) -> bool {
        let last = |hangs: &Hangs| match *hangs {
            Hangs::OnTable(table) => self.last(self.any.get(table)),
            Hangs::OnRow(table, key) => {
                let row = self.last(self.slot(table, key));
                row.max(self.last(self.unnamed.get(table)))
            }
        };
        self.all.load(Ordering::SeqCst) <= kept.as_of
            && kept.on.each().iter().all(|one| last(one) <= kept.as_of)
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
        // One at a time, and raised before it is counted: whoever begins at a count finds every place up to it
        // raised. A whole takes parts from memory, so that the rows are there is not enough.
        let _alone = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            let now = self.count.load(Ordering::SeqCst) + 1;
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
            self.count.store(now, Ordering::SeqCst);
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
fn make_room<S>(shard: &mut HashMap<Question, Kept, S>) {
    let mut left = MOST / 2;
    shard.retain(|_, _| {
        let stays = left == 0;
        left = left.saturating_sub(1);
        stays
    });
}

/// What an answer hangs on; `None` when it is not to be kept.
fn hangs(question: &Question, rows: &[Row]) -> Option<Hangs> {
    let text = question.text()?;
    let (_, rest) = text.split_once(" FROM ")?;
    let (name, which) = rest.split_once(" WHERE ")?;
    let (place, table) = tables::find(name)?;
    if text.contains(" JOIN ") || which.contains("SELECT") {
        return None;
    }
    if table.key.is_empty() {
        return Some(Hangs::OnTable(place));
    }
    match rows {
        [row] => {
            let named = change::key(which, table, question.params());
            let key = named.or_else(|| row.cell(table.key).map(digest))?;
            Some(Hangs::OnRow(place, key))
        }
        _ => None,
    }
}
