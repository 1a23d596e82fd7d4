//! Secrets of a blueprint: found before anything is done, and never shown.
//!
//! A file is looked for below one folder and nowhere else, links followed: a blueprint from elsewhere must not send
//! files of this machine to a server it names. Variables are only those made for this; the grammar says so.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use base::secret::Secret;
use protocol::blueprint::{Given, Item, Mistake, Place, SecretSource};

/// The longest secret, in bytes.
const LONGEST: u64 = 4096;

/// Where secrets are looked for.
pub struct Sources {
    /// The folder of files.
    pub folder: PathBuf,
    /// The variables of the environment that begin with `VESTIBULE_SECRET_`.
    pub variables: BTreeMap<String, Secret<String>>,
}

/// The secrets of a file by their place.
pub(super) type Secrets = BTreeMap<SecretSource, Secret<String>>;

/// Finds every secret the file names.
///
/// # Errors
/// A mistake for each that is not there or cannot be one.
pub(super) fn find(root: &Item, sources: &Sources) -> Result<Secrets, Vec<Mistake>> {
    let (mut secrets, mut mistakes) = (Secrets::new(), Vec::new());
    let mut named = Vec::new();
    gather(root, "", &mut named);
    for (at, key, source) in named {
        match read(source, sources) {
            Ok(secret) => {
                secrets.insert(source.clone(), secret);
            }
            Err(words) => mistakes.push(Mistake {
                at,
                key,
                words: format!("{source}: {words}"),
            }),
        }
    }
    mistakes.sort();
    if mistakes.is_empty() {
        Ok(secrets)
    } else {
        Err(mistakes)
    }
}

fn gather<'i>(item: &'i Item, path: &str, named: &mut Vec<(Place, String, &'i SecretSource)>) {
    let join = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    for (key, entry) in &item.entries {
        if let Given::Secret(source) = &entry.given {
            named.push((entry.at, join(key), source));
        }
    }
    for (section, items) in &item.sections {
        for item in items {
            gather(item, &join(section), named);
        }
    }
}

fn read(source: &SecretSource, sources: &Sources) -> Result<Secret<String>, String> {
    let secret = match source {
        SecretSource::Variable(name) => {
            let found = sources.variables.get(name).cloned();
            found.ok_or_else(|| "the variable is not set".to_owned())?
        }
        SecretSource::File(path) => file(&sources.folder, path)?,
    };
    let text = secret.expose().trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        Err("it is empty".to_owned())
    } else if text.chars().any(char::is_control) {
        Err("a secret is one line".to_owned())
    } else {
        Ok(Secret::new(text.to_owned()))
    }
}

/// Reads a file below the folder. The path was checked to lead down; links are followed and must not lead out.
fn file(folder: &Path, path: &str) -> Result<Secret<String>, String> {
    let unreadable = |cause: std::io::Error| format!("it cannot be read: {}", cause.kind());
    let folder = folder.canonicalize().map_err(unreadable)?;
    let place = folder.join(path).canonicalize().map_err(unreadable)?;
    if !place.starts_with(&folder) {
        return Err("it leads out of the folder of secrets".to_owned());
    }
    // A pipe or a device would be waited for; only a file is opened.
    if !place.metadata().map_err(unreadable)?.is_file() {
        return Err("it is no file".to_owned());
    }
    let opened = std::fs::File::open(&place).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())?;
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(folder: &Path) -> Sources {
        let variables = [
            ("VESTIBULE_SECRET_A", "from the environment"),
            ("VESTIBULE_SECRET_B", ""),
        ];
        let own = |(name, value): (&str, &str)| (name.to_owned(), Secret::new(value.to_owned()));
        Sources {
            folder: folder.to_owned(),
            variables: variables.map(own).into(),
        }
    }

    fn read_file(folder: &Path, path: &str) -> Result<String, String> {
        let source = SecretSource::File(path.to_owned());
        read(&source, &sources(folder)).map(|secret| secret.expose().clone())
    }

    #[test]
    fn files_are_read_below_the_folder_only() {
        let outer = tempdir();
        let folder = outer.join("secrets");
        std::fs::create_dir_all(folder.join("deep")).unwrap();
        std::fs::write(outer.join("outside"), "outside").unwrap();
        std::fs::write(folder.join("wiki"), "right\r\n").unwrap();
        std::fs::write(folder.join("deep/mail"), "deeper").unwrap();
        std::fs::write(folder.join("empty"), "\n").unwrap();
        std::fs::write(folder.join("lines"), "a\nb").unwrap();
        std::fs::write(folder.join("bytes"), [0xff, 0xfe]).unwrap();
        std::fs::write(folder.join("long"), "x".repeat(5000)).unwrap();
        std::os::unix::fs::symlink("../outside", folder.join("link")).unwrap();
        std::os::unix::fs::symlink("..", folder.join("way")).unwrap();
        std::os::unix::fs::symlink("deep/mail", folder.join("inside")).unwrap();
        assert_eq!(read_file(&folder, "wiki").unwrap(), "right");
        assert_eq!(read_file(&folder, "deep/mail").unwrap(), "deeper");
        assert_eq!(read_file(&folder, "inside").unwrap(), "deeper");
        for path in [
            "link",
            "way/outside",
            "deep",
            "empty",
            "lines",
            "bytes",
            "long",
            "nowhere",
        ] {
            let words = read_file(&folder, path).unwrap_err();
            assert!(!words.contains("outside"), "{words}");
        }
        std::fs::remove_dir_all(outer).unwrap();
    }

    #[test]
    fn variables_are_looked_up_and_nothing_is_printed() {
        let sources = sources(Path::new("/nowhere"));
        let read = |name: &str| read(&SecretSource::Variable(name.to_owned()), &sources);
        let secret = read("VESTIBULE_SECRET_A").unwrap();
        assert_eq!(secret.expose(), "from the environment");
        assert!(!format!("{secret:?}").contains("environment"));
        assert!(read("VESTIBULE_SECRET_B").is_err() && read("VESTIBULE_SECRET_C").is_err());
    }

    fn tempdir() -> PathBuf {
        let path = std::env::temp_dir().join(format!("vestibule-secrets-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        path
    }
}
