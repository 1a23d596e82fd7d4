//! Ends what we started, even when we are killed.
//!
//! A small shell holds a list of process groups and waits for the end of its input. We keep the
//! other end of that pipe: however we die, the kernel closes it, and the shell ends the groups
//! that are still on its list.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use crate::machine::now;

const SHELL: &str = r#"
trap '' INT HUP TERM
live=; folders=
while read -r word what; do
  case $word in
    started) live="$live $what" ;;
    ended) kept=; for p in $live; do [ "$p" = "$what" ] || kept="$kept $p"; done; live=$kept ;;
    folder) folders="$folders $what" ;;
  esac
done
for p in $live; do kill -s INT -- "-$p"; done
[ -z "$live" ] || sleep 3
for p in $live; do kill -s KILL -- "-$p"; done
for f in $folders; do rm -rf "$f"; done
"#;

/// The list; cheap to clone. The shell acts when the last clone is gone.
#[derive(Clone)]
pub(crate) struct Leash {
    shell: Arc<Shell>,
}

struct Shell {
    process: Mutex<Child>,
}

impl Drop for Shell {
    fn drop(&mut self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        // Waiting closes its input first; it then removes what is to be removed.
        drop(process.wait());
    }
}

impl Leash {
    /// Starts the shell that waits.
    pub(crate) fn new() -> io::Result<Self> {
        let process = Command::new("sh")
            .args(["-c", SHELL])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            shell: Arc::new(Shell {
                process: Mutex::new(process),
            }),
        })
    }

    /// Starts `command` in a process group of its own, on the list.
    pub(crate) fn start(&self, command: &mut Command) -> io::Result<Held> {
        let child = command.process_group(0).stdin(Stdio::null()).spawn()?;
        self.tell("started", &child.id().to_string())?;
        Ok(Held {
            child,
            leash: self.clone(),
            over: false,
        })
    }

    /// A folder to be removed at the end.
    pub(crate) fn folder(&self, path: &Path) -> io::Result<()> {
        self.tell("folder", &path.display().to_string())
    }

    fn tell(&self, word: &str, what: &str) -> io::Result<()> {
        let mut process = self
            .shell
            .process
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let gone = || io::Error::other("the shell that ends what we started is gone");
        let list = process.stdin.as_mut().ok_or_else(gone)?;
        writeln!(list, "{word} {what}")?;
        list.flush()
    }
}

/// A started process and its group; dropping it ends them.
pub(crate) struct Held {
    child: Child,
    leash: Leash,
    over: bool,
}

impl Held {
    /// Waits for it to end by itself; nothing when it did not within `limit`, and was ended.
    pub(crate) fn wait(mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let until = now() + limit;
        let status = loop {
            match self.child.try_wait()? {
                Some(status) => break status,
                None if now() > until => return Ok(None),
                None => sleep(Duration::from_millis(20)),
            }
        };
        self.over = true;
        self.leash.tell("ended", &self.child.id().to_string())?;
        Ok(Some(status))
    }

    /// Whether it is still there.
    pub(crate) fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn signal(&self, name: &str) {
        let group = format!("-{}", self.child.id());
        let told = Command::new("kill")
            .args(["-s", name, "--", &group])
            .stderr(Stdio::null())
            .status();
        drop(told);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        self.signal("INT");
        for _ in 0..50 {
            if !self.lives() {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        self.signal("KILL");
        drop(self.child.wait());
        drop(self.leash.tell("ended", &self.child.id().to_string()));
    }
}
