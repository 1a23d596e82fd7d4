//! The machine this runs on: where the checkout and its build output are, and who we are.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Facts that do not change while we run.
pub(crate) struct Machine {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Where cargo builds; all we leave behind is in here.
    pub(crate) target: PathBuf,
    /// Whether we run for CI rather than for a person.
    pub(crate) ci: bool,
    /// Whether we may install without asking `sudo`.
    pub(crate) is_root: bool,
}

impl Machine {
    /// Looks around.
    pub(crate) fn look() -> Result<Self, String> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = own
            .parent()
            .ok_or("the xtask folder has no parent")?
            .to_path_buf();
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = if target.is_absolute() {
            target
        } else {
            root.join(target)
        };
        fs::create_dir_all(&target).map_err(|why| format!("{}: {why}", target.display()))?;
        let own_process = fs::metadata("/proc/self").map_err(|why| format!("/proc/self: {why}"))?;
        Ok(Self {
            root,
            target,
            ci: std::env::var_os("CI").is_some(),
            is_root: own_process.uid() == 0,
        })
    }

    /// A folder of our own below the target folder, made when missing.
    pub(crate) fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.target.join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// A loopback port that was free a moment ago.
pub(crate) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Now, for measuring how long a step takes.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a step took is read off the real clock"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Tells the person or the CI log.
#[expect(
    clippy::print_stdout,
    reason = "this is a command whose output is read in a terminal"
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
