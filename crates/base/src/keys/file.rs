//! The master key file: a line `name base64-of-32-bytes` for each key, newest first; lines that
//! begin with `#` are remarks. Written whole or not at all, readable by its owner only.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::ring::{Key, Ring};
use super::{MasterKeyError, Origin};
use crate::random::Randomness;
use crate::secret::Secret;

const REMARK: &str = "# Vestibule master key. Whoever has this file and the database can read every \
                      secret in it;\n# without it they are lost. Keep a copy apart from the database.\n";
/// No file of ours is longer.
const MAX_LENGTH: u64 = 64 * 1024;

/// Tells whether a file is still the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    length: u64,
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of the file at `path` now.
    pub(super) fn of(path: &Path) -> Result<Self, MasterKeyError> {
        let found = std::fs::metadata(path).map_err(failed(path, "read"))?;
        Ok(Self::from(&found))
    }
}

impl From<&std::fs::Metadata> for Stamp {
    fn from(of: &std::fs::Metadata) -> Self {
        Self {
            inode: of.ino(),
            length: of.len(),
            changed: (of.mtime(), of.mtime_nsec()),
        }
    }
}

fn failed<'a>(
    path: &'a Path,
    doing: &'static str,
) -> impl Fn(std::io::Error) -> MasterKeyError + 'a {
    move |cause| MasterKeyError::File {
        path: path.to_owned(),
        doing,
        cause,
    }
}

/// Reads the keys; `None` when there is no file.
pub(super) fn read(path: &Path) -> Result<Option<(Stamp, Ring)>, MasterKeyError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(failed(path, "read")(cause)),
    };
    let found = file.metadata().map_err(failed(path, "read"))?;
    let mode = found.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(MasterKeyError::Exposed {
            path: path.to_owned(),
            mode,
        });
    }
    let damaged = |what: String| MasterKeyError::Damaged {
        path: path.to_owned(),
        what,
    };
    if !found.is_file() || found.len() > MAX_LENGTH {
        return Err(damaged("it is not a small text file".to_owned()));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text)
        .map_err(failed(path, "read"))?;
    Ok(Some((Stamp::from(&found), parse(&text).map_err(damaged)?)))
}

fn parse(text: &str) -> Result<Ring, String> {
    let mut keys: Vec<Key> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = parse_line(line)
            .ok_or_else(|| format!("line {number} is not a name and 32 bytes in base64"))?;
        if keys.iter().any(|known| known.id() == key.id()) {
            return Err(format!("line {number} repeats the name {}", key.id()));
        }
        keys.push(key);
    }
    let mut keys = keys.into_iter();
    let newest = keys.next().ok_or("it holds no key")?;
    Ok(Ring::new(newest, keys.collect()))
}

fn parse_line(line: &str) -> Option<Key> {
    let (id, text) = line.split_once(' ')?;
    let decoded = Zeroizing::new(BASE64_STANDARD.decode(text.trim()).ok()?);
    Key::new(id, Secret::new(decoded.as_slice().try_into().ok()?))
}

fn text<'a>(keys: impl Iterator<Item = &'a Key>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    text.push_str(REMARK);
    for key in keys {
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(key.root().expose()));
        for part in [key.id(), " ", &encoded, "\n"] {
            text.push_str(part);
        }
    }
    text
}

/// Makes the file with one new key, unless there is one already (another process may be faster).
pub(super) fn create(path: &Path, random: &Randomness) -> Result<Origin, MasterKeyError> {
    let key = fresh_key(path, random)?;
    let draft = Draft::write(path, &text(std::iter::once(&key)), random)?;
    // A link never takes the place of a file that is there, as a rename would.
    match std::fs::hard_link(&draft.path, path) {
        Ok(()) => sync_folder(path).map(|()| Origin::Created),
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(Origin::Found),
        Err(cause) => Err(failed(path, "written")(cause)),
    }
}

/// Puts `keys`, newest first, in the place of what the file held.
pub(super) fn replace<'a>(
    path: &Path,
    keys: impl Iterator<Item = &'a Key>,
    random: &Randomness,
) -> Result<(), MasterKeyError> {
    let draft = Draft::write(path, &text(keys), random)?;
    std::fs::rename(&draft.path, path).map_err(failed(path, "written"))?;
    sync_folder(path)
}

pub(super) fn fresh_key(path: &Path, random: &Randomness) -> Result<Key, MasterKeyError> {
    Key::fresh(random).ok_or_else(|| failed(path, "written")(ErrorKind::Other.into()))
}

/// Keeps others from rotating at the same time, until it is dropped or the process ends.
pub(super) fn lock(path: &Path) -> Result<File, MasterKeyError> {
    let beside = path.with_added_extension("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&beside)
        .map_err(failed(&beside, "written"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(MasterKeyError::Busy {
            path: path.to_owned(),
        }),
        Err(std::fs::TryLockError::Error(cause)) => Err(failed(&beside, "written")(cause)),
    }
}

/// A complete file beside the real one, not in its place yet; removed when dropped.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn write(target: &Path, text: &str, random: &Randomness) -> Result<Self, MasterKeyError> {
        let ending = format!("new-{:016x}", u64::from_be_bytes(random.bytes()));
        let draft = Self {
            path: target.with_added_extension(ending),
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let write = |mut file: File| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        options
            .open(&draft.path)
            .and_then(write)
            .map_err(failed(target, "written"))?;
        Ok(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn sync_folder(path: &Path) -> Result<(), MasterKeyError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed(path, "written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ring: &Ring) -> Vec<&str> {
        ring.keys().map(Key::id).collect()
    }

    #[test]
    fn the_text_reads_back_newest_first() {
        let random = Randomness::seeded(1);
        let keys = [(); 3].map(|()| Key::fresh(&random).unwrap());
        let ring = parse(&text(keys.iter())).unwrap();
        assert_eq!(ids(&ring), keys.each_ref().map(Key::id));
        assert!(
            ring.keys()
                .zip(&keys)
                .all(|(read, made)| read.root().expose() == made.root().expose())
        );
    }

    #[test]
    fn a_damaged_text_says_where() {
        let good = format!("a {}", BASE64_STANDARD.encode([7; 32]));
        let short = BASE64_STANDARD.encode([7; 31]);
        for (text, expected) in [
            (String::new(), "it holds no key"),
            ("# only a remark\n\n".to_owned(), "it holds no key"),
            (format!("{good}\n{good}"), "line 2 repeats the name a"),
            (
                format!("# remark\na {short}"),
                "line 2 is not a name and 32 bytes in base64",
            ),
            (
                "AAAA".to_owned(),
                "line 1 is not a name and 32 bytes in base64",
            ),
            (
                format!("{good} x"),
                "line 1 is not a name and 32 bytes in base64",
            ),
        ] {
            assert_eq!(parse(&text).err().unwrap(), expected, "{text}");
        }
        assert_eq!(ids(&parse(&format!("{good}\n")).unwrap()), ["a"]);
    }
}
