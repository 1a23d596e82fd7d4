//! Processes of our own and what they use.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base::clock::Clock;

use crate::Trouble;

/// The kernel counts CPU time in hundredths of a second (`USER_HZ`, fixed on Linux).
const TICK: Duration = Duration::from_millis(10);
/// How long a server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(120);

/// A point in time to measure from.
pub(crate) fn now() -> Instant {
    Clock::system().monotonic()
}

/// A started process; it ends with this value.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) at: SocketAddr,
    /// From the start to the first answer.
    pub(crate) started_in: Duration,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    /// Starts a server and waits until it answers at `path`.
    pub(crate) fn start(
        command: &mut Command,
        at: SocketAddr,
        path: &str,
    ) -> Result<Self, Trouble> {
        let since = now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut running = Self {
            child,
            at,
            started_in: Duration::ZERO,
        };
        while !answers(at, path) {
            if since.elapsed() > PATIENCE || running.child.try_wait()?.is_some() {
                return Err("a server did not come up".into());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        running.started_in = since.elapsed();
        Ok(running)
    }

    /// The program under measurement over this folder, as an operator would start it.
    pub(crate) fn vestibule(
        binary: &Path,
        folder: &Path,
        database: Option<&str>,
    ) -> Result<Self, Trouble> {
        Self::vestibule_with(binary, folder, database, &[])
    }

    /// The same with more options.
    pub(crate) fn vestibule_with(
        binary: &Path,
        folder: &Path,
        database: Option<&str>,
        options: &[&str],
    ) -> Result<Self, Trouble> {
        let at = free()?;
        let mut command = Command::new(binary);
        command.arg("serve").arg("--data-dir").arg(folder);
        command.args(["--listen", &at.to_string(), "--public-url", ORIGIN]);
        // The clients play the proxy before a site too.
        command.args(["--trusted-proxies", "127.0.0.0/8"]);
        command.args(options);
        if let Some(database) = database {
            command.args(["--database", database]);
        }
        let mut log = fs::File::options();
        let log = log.create(true).append(true);
        let log = log.open(folder.with_extension("log"))?;
        Self::start(command.stderr(log), at, "/health/ready")
    }

    /// CPU time so far, of all its threads, in user mode and in the kernel.
    pub(crate) fn cpu(&self) -> Result<Duration, Trouble> {
        cpu_of(&self.child.id().to_string())
    }

    /// Memory in use, in bytes.
    pub(crate) fn resident(&self) -> Result<u64, Trouble> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.ok_or("no VmRSS")?.parse::<u64>()? * 1024)
    }
}

/// What the servers say they are reached at; cookies and issuer follow from it.
pub(crate) const ORIGIN: &str = "http://localhost:8080";

/// CPU time of a process, `self` or a number.
pub(crate) fn cpu_of(process: &str) -> Result<Duration, Trouble> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field, the name, may hold anything.
    let (_, rest) = stat.rsplit_once(')').ok_or("no stat")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |place: usize| -> Result<u32, Trouble> {
        Ok(fields.get(place).ok_or("a short stat")?.parse()?)
    };
    Ok(TICK * (ticks(11)? + ticks(12)?))
}

/// CPU time the whole machine has spent, idling apart.
pub(crate) fn cpu_of_all() -> Result<Duration, Trouble> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let spent: Vec<u32> = line
        .split_whitespace()
        .skip(1)
        .take(8)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let idle: u32 = spent.iter().skip(3).take(2).sum();
    Ok(TICK * (spent.iter().sum::<u32>() - idle))
}

fn answers(at: SocketAddr, path: &str) -> bool {
    let asked = || -> Result<bool, Trouble> {
        let mut stream = TcpStream::connect_timeout(&at, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        )?;
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line)?;
        Ok(line.starts_with("HTTP/1.1 200"))
    };
    asked().unwrap_or(false)
}

/// A loopback port that was free a moment ago.
pub(crate) fn free() -> Result<SocketAddr, Trouble> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// A folder that is removed at the end, on the disk of the checkout: a flush there is a real one.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes one.
    pub(crate) fn fresh(kept: &Path, name: &str) -> Result<Self, Trouble> {
        let path = kept.join(format!("run-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
        drop(fs::remove_file(self.0.with_extension("log")));
    }
}

/// Runs this program as a child of itself that measures something raw; what it prints is a number,
/// and the CPU seconds it took.
pub(crate) fn raw(what: &str, seconds: u32) -> Result<(f64, f64), Trouble> {
    let own = std::env::current_exe()?;
    let output = Command::new(own)
        .args(["raw", what, &seconds.to_string()])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(count), Some(cpu)) => Ok((count?, cpu?)),
        _ => Err(format!("{what} said {text:?}").into()),
    }
}

/// What one flush of a small write takes on this disk.
pub(crate) fn flush_time(folder: &Path) -> Result<Duration, Trouble> {
    const TIMES: u32 = 50;
    let path = folder.join("flush");
    let mut file = fs::File::create(&path)?;
    let since = now();
    for _ in 0..TIMES {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
    }
    let took = since.elapsed() / TIMES;
    fs::remove_file(path)?;
    Ok(took)
}
