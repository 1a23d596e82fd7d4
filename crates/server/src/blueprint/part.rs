//! A part of a blueprint: what may stand in the file, and the calls of the API it becomes.

use protocol::blueprint::{Key, Kind, Section};

/// A section of the file and the things of the API it describes.
#[derive(Debug)]
pub struct Part {
    /// What may stand in the file.
    pub section: Section,
    /// Where they lie below `/api/v1`; `{workspace}` is the address of the workspace.
    pub path: &'static str,
    /// Where one is made, if not there.
    pub made_at: Option<&'static str>,
    /// The field by which the address of one names it.
    pub handle: &'static str,
    /// The field of an answer about one in which its fields stand; empty when they stand at the top.
    pub inside: &'static str,
    /// The same for the answer when one is made.
    pub made_inside: &'static str,
    /// How a change is sent.
    pub sends: Sends,
    /// The keys that are not simply a field of the same name.
    pub ways: &'static [(&'static str, Way)],
    /// Whether and how one is removed that the file does not name.
    pub removal: Removal,
}

/// How a change is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sends {
    /// What changes, as fields.
    Fields,
    /// What changes, as fields of the field in which they stand.
    Inside,
    /// Everything there is, with what changes.
    Everything,
}

/// How a key reaches the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As this field.
    Field(&'static str),
    /// As this field, which is emptied when the key is left out.
    Whole(&'static str),
    /// As this field when the thing is made, and never after.
    OnlyNew(&'static str),
    /// As this field, which can only be set when the thing is there.
    Later(&'static str),
    /// As this field, a list in which this word stands whether it is named or not.
    Beside(&'static str, &'static str),
    /// As this field when the thing is made, and later by a call of its own; the other field holds the fingerprints
    /// of those there are, by which it is known again.
    Held(&'static str, &'static str),
    /// By putting it into others, in whose address this word stands.
    Membership(&'static str),
    /// As this field, which is never told again; the other field says whether there is one. It is sent with changes
    /// of these keys, too.
    Secret(&'static str, &'static str, &'static [&'static str]),
}

/// How something is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Not by a blueprint.
    Never,
    /// It is deleted; and what that means.
    Delete(&'static str),
    /// They are dismissed, or their invitation is withdrawn.
    Dismiss,
}

impl Part {
    /// How a key reaches the server.
    pub fn way(&self, key: &Key) -> Way {
        let found = self.ways.iter().find(|(name, _)| *name == key.name);
        match (found, key.kind) {
            (Some((_, way)), _) => *way,
            (None, _) => Way::Field(key.name),
        }
    }

    /// The key that tells one from another, if there can be more than one.
    pub fn identity(&self) -> Option<&'static str> {
        self.section.identity.map(|identity| identity.key)
    }

    /// The form under which two are the same.
    pub fn fold(&self, text: &str) -> String {
        match self.section.identity {
            Some(identity) => (identity.fold)(text),
            None => String::new(),
        }
    }

    /// The section a key refers to.
    pub fn refers(key: &Key) -> Option<&'static str> {
        match key.kind {
            Kind::One(section) | Kind::Some(section) => Some(section),
            _ => None,
        }
    }
}
