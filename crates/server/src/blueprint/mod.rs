//! The blueprint: what a server is to be, as a file; `vestibule apply` makes it so.
//!
//! A blueprint is a client of the API and nothing more: what stands on the server is read by calls, compared with
//! the file, and changed by calls, with the same rights, rules and events as every script. [`sections::PARTS`] is
//! THE list of what can be described. Reading the file belongs to `protocol`; rules about people, applications
//! and the rest to whoever answers the calls.

mod apply;
mod carrier;
mod formats;
mod part;
mod plan;
mod present;
mod print;
mod secrets;
mod sections;
mod trouble;
mod worth;

use std::path::Path;

use base::secret::Secret;
use protocol::blueprint::{Item, Mistake, SecretSource};

pub use apply::{Applied, apply};
pub use carrier::{AtRest, Authority, Carrier, Running};
pub use part::{Part, Removal, Sends, Way};
pub use plan::{Action, Change, Plan, Step, Wishes, plan};
pub use print::{human, json, mistakes, step_done};
pub use secrets::Sources;
pub use sections::PARTS;
pub use trouble::Trouble;

/// A file that was read and found without mistakes, with its secrets.
pub struct Blueprint {
    root: Item,
    secrets: secrets::Secrets,
}

/// The largest file read, in bytes; the grammar takes a little less.
const LARGEST: u64 = 16 << 20;

impl Blueprint {
    /// Reads a text.
    ///
    /// # Errors
    /// Every mistake in it, be it of the file or of the secrets it names.
    pub fn of(text: &str, sources: &Sources) -> Result<Self, Vec<Mistake>> {
        let root = protocol::blueprint::read(text, &sections::grammar())?;
        let secrets = secrets::find(&root, sources)?;
        Ok(Self { root, secrets })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Why it cannot be read, or its mistakes.
    pub fn open(path: &Path, sources: &Sources) -> Result<Self, Trouble> {
        use std::io::Read;
        let unreadable = |cause: &dyn std::fmt::Display| {
            Trouble::Usage(format!(
                "the file {} cannot be read: {cause}",
                path.display()
            ))
        };
        let opened = std::fs::File::open(path).map_err(|cause| unreadable(&cause))?;
        let mut bytes = Vec::new();
        let read = opened.take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|cause| unreadable(&cause))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable(&"it is no text in UTF-8"))?;
        Self::of(&text, sources).map_err(Trouble::Mistakes)
    }

    fn secret(&self, source: &SecretSource) -> Option<&Secret<String>> {
        self.secrets.get(source)
    }
}
