//! A PostgreSQL of our own in a temporary folder, for one run.
//!
//! It refuses to run as root, and its user could not reach a checkout below root's home: that is
//! why its folder is not below the target folder. The leash removes it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::POSTGRES;
use crate::leash::{Held, Leash};
use crate::machine::Machine;

/// Who runs it: another user when we are root, ourselves otherwise.
type Owner = Option<(u32, u32)>;

const INIT: [&str; 5] = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
];

/// The tests kill the product, never the machine: nothing has to reach the disk.
const SETTINGS: [&str; 5] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "fsync=off",
    "full_page_writes=off",
];

/// Makes a cluster and serves it on this loopback port.
pub(crate) fn start(leash: &Leash, machine: &Machine, logs: &Path, port: u16) -> io::Result<Held> {
    let owner = if machine.is_root {
        Some(user("postgres")?)
    } else {
        None
    };
    let cluster = folder(leash, owner)?.join("cluster");
    let log = logs.join("postgres.log");
    let mut init = program("initdb", &log, owner)?;
    if !init
        .args(INIT)
        .arg("--pgdata")
        .arg(&cluster)
        .status()?
        .success()
    {
        return Err(io::Error::other(format!(
            "initdb did not succeed: {}",
            log.display()
        )));
    }
    let mut serve = program("postgres", &log, owner)?;
    serve
        .arg("-D")
        .arg(&cluster)
        .args(["-c", &format!("port={port}")]);
    for setting in SETTINGS {
        serve.args(["-c", setting]);
    }
    leash.start(&mut serve)
}

fn folder(leash: &Leash, owner: Owner) -> io::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("vestibule-postgres-{}", std::process::id()));
    leash.folder(&folder)?;
    fs::create_dir(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    if let Some((user, group)) = owner {
        chown(&folder, Some(user), Some(group))?;
    }
    Ok(folder)
}

fn program(name: &str, log: &Path, owner: Owner) -> io::Result<Command> {
    let log = File::options().create(true).append(true).open(log)?;
    let mut command = Command::new(format!("{POSTGRES}/{name}"));
    command
        .current_dir("/")
        .stdout(log.try_clone()?)
        .stderr(log);
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// The ids of a user of this machine.
fn user(name: &str) -> io::Result<(u32, u32)> {
    let all = fs::read_to_string("/etc/passwd")?;
    let line = all
        .lines()
        .find(|line| line.split(':').next() == Some(name));
    let id = |place: usize| line?.split(':').nth(place)?.parse().ok();
    id(2)
        .zip(id(3))
        .ok_or_else(|| io::Error::other(format!("there is no user {name}")))
}
