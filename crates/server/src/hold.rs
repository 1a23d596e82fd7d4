//! Who uses a data directory: any number of servers, or one command that works on it at rest.
//!
//! Needed where the rows lie in the directory itself. A server may hold in memory what it read, and only on
//! PostgreSQL are processes told of what others changed. The system lets go when a process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;

use base::config::Config;
use base::db::Location;

/// The file whose lock it is; it stays empty.
const NAME: &str = "in-use.lock";

/// As long as it lives the directory is held.
#[derive(Debug)]
pub struct Hold {
    _file: Option<File>,
}

/// What came of asking for it.
#[derive(Debug)]
pub enum Held {
    /// It is held.
    Now(Hold),
    /// Somebody else holds it in a way that does not go together.
    ByOthers,
}

/// Holds the directory as one server among any number.
///
/// # Errors
/// When the file cannot be made or locked.
pub fn to_serve(config: &Config) -> io::Result<Held> {
    hold(config, File::try_lock_shared)
}

/// Holds the directory alone.
///
/// # Errors
/// When the file cannot be made or locked.
pub fn alone(config: &Config) -> io::Result<Held> {
    hold(config, File::try_lock)
}

fn hold(config: &Config, lock: fn(&File) -> Result<(), TryLockError>) -> io::Result<Held> {
    if !matches!(config.database, Location::Sqlite(_)) {
        return Ok(Held::Now(Hold { _file: None }));
    }
    let path = config.data_dir.join(NAME);
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)?;
    match lock(&file) {
        Ok(()) => Ok(Held::Now(Hold { _file: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(Held::ByOthers),
        Err(TryLockError::Error(cause)) => Err(cause),
    }
}

#[cfg(test)]
mod tests {
    use base::config::{Environment, Flags};

    use super::*;

    #[test]
    fn servers_go_together_and_a_command_goes_alone() {
        let folder = std::env::temp_dir().join(format!("vestibule-hold-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let flags = Flags::given(&[("data_dir", folder.to_str().unwrap())]).unwrap();
        let config = Config::load(&flags, &Environment::default()).unwrap();
        let held = |held: io::Result<Held>| match held.unwrap() {
            Held::Now(hold) => Some(hold),
            Held::ByOthers => None,
        };
        let one = held(to_serve(&config)).unwrap();
        let other = held(to_serve(&config)).unwrap();
        assert!(held(alone(&config)).is_none());
        drop((one, other));
        let alone_now = held(alone(&config)).unwrap();
        assert!(held(alone(&config)).is_none() && held(to_serve(&config)).is_none());
        drop(alone_now);
        assert!(held(to_serve(&config)).is_some());
        let elsewhere = [
            ("data_dir", folder.to_str().unwrap()),
            ("database", "postgres://h/x"),
        ];
        let config =
            Config::load(&Flags::given(&elsewhere).unwrap(), &Environment::default()).unwrap();
        let _all = [
            held(alone(&config)).unwrap(),
            held(to_serve(&config)).unwrap(),
        ];
        std::fs::remove_dir_all(folder).unwrap();
    }
}
