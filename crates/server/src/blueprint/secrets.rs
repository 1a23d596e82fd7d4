//! Secrets of a blueprint: found before anything is done, and never shown.
//!
//! A file is looked for below one folder and nowhere else, links followed: a blueprint from elsewhere must not send
//! files of this machine to a server it names. Variables are only those made for this; the grammar says so.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use base::secret::Secret;
use protocol::blueprint::{Given, Item, Mistake, Place, SecretSource};

use super::part::{Part, Way};
use super::sections;

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
    gather((None, root), "", &mut named);
    for one in named {
        let read = read(one.source, sources).and_then(|secret| {
            let odd = one.part.and_then(|part| odd(part, one.key, &secret));
            odd.map_or(Ok(secret), |words| Err(words.to_owned()))
        });
        match read {
            Ok(secret) => {
                secrets.insert(one.source.clone(), secret);
            }
            Err(words) => mistakes.push(Mistake {
                at: one.at,
                key: one.path,
                words: format!("{}: {words}", one.source),
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

/// By what the server tells this secret of an application from others.
pub(super) fn fingerprint(secret: &Secret<String>) -> Option<String> {
    let secret = crate::oidc::given_secret(secret.expose())?;
    Some(crate::oidc::secret_fingerprint(&secret.hash()))
}

/// What is wrong with a secret that a part wants in a form of its own.
fn odd(part: &Part, key: &str, secret: &Secret<String>) -> Option<&'static str> {
    let key = part.section.key(key)?;
    let held = matches!(part.way(key), Way::Held(..));
    (held && fingerprint(secret).is_none()).then_some(
        "the secret of an application is 32 random bytes as 43 characters of base64url, as `openssl rand -base64 32 \
         | tr '+/' '-_' | tr -d =` makes them",
    )
}

/// A secret the file names.
struct Wanted<'i> {
    at: Place,
    /// The part and the key it is for.
    part: Option<&'static Part>,
    key: &'static str,
    /// The key with those it stands in.
    path: String,
    source: &'i SecretSource,
}

fn gather<'i>(
    (part, item): (Option<&'static Part>, &'i Item),
    path: &str,
    named: &mut Vec<Wanted<'i>>,
) {
    let join = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    for (key, entry) in &item.entries {
        if let Given::Secret(source) = &entry.given {
            named.push(Wanted {
                at: entry.at,
                part,
                key,
                path: join(key),
                source,
            });
        }
    }
    let outer = part.map(|part| part.section.name);
    for (section, items) in &item.sections {
        let mut parts = sections::within(outer);
        let part = parts.find(|part| part.section.name == *section);
        for item in items {
            gather((part, item), &join(section), named);
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
