//! What is asked of the memory: a statement with its parameters, or a whole with its key.

use std::any::TypeId;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use super::super::Sql;
use super::super::value::Value;

/// What somebody asks for. A statement is a literal, known by its place: should the same text lie in two
/// places, each is remembered by itself.
#[derive(Clone, Copy)]
pub(super) enum What {
    Answer(&'static str),
    Whole(TypeId),
}

/// A statement with its parameters, or a kind of whole with its key. Hashed once, by a secret of the
/// process: nobody outside can make many fall into one place.
pub(in crate::db) struct Question {
    what: What,
    params: Vec<Value>,
    hash: u64,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (self.what, other.what) {
            (What::Answer(one), What::Answer(other)) => std::ptr::eq(one, other),
            (What::Whole(one), What::Whole(other)) => one == other,
            _ => false,
        };
        self.hash == other.hash && is_same && self.params == other.params
    }
}

impl Eq for Question {}

impl Hash for Question {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Question {
    pub(super) fn new(hasher: &RandomState, what: What, params: Vec<Value>) -> Self {
        let mut state = hasher.build_hasher();
        match what {
            What::Answer(text) => text.as_ptr().hash(&mut state),
            What::Whole(kind) => kind.hash(&mut state),
        }
        params.hash(&mut state);
        Self {
            what,
            params,
            hash: state.finish(),
        }
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    /// The text of the statement, where it is one.
    pub(super) fn text(&self) -> Option<&'static str> {
        match self.what {
            What::Answer(text) => Some(text),
            What::Whole(_) => None,
        }
    }

    /// The statement; an empty one where it is none.
    pub(in crate::db) fn sql(&self) -> Sql {
        Sql(self.text().unwrap_or_default())
    }

    pub(in crate::db) fn params(&self) -> &[Value] {
        &self.params
    }
}

/// Takes the hash a question brings as it is.
#[derive(Default)]
pub(super) struct AsHashed(u64);

impl Hasher for AsHashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
