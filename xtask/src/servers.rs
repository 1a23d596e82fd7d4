//! The servers the tests talk to: PostgreSQL and a mail sink, on free loopback ports.
//!
//! They live as long as [`Servers`] does and end with us whatever happens to us.

use std::fs::{self, File};
use std::io;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::install::{POSTGRES, Tools};
use crate::leash::{Held, Leash};
use crate::machine::{Machine, free_port};
use crate::postgres;
use crate::steps::{Report, Stopped};

/// The running servers.
pub(crate) struct Servers {
    postgres: u16,
    smtp: u16,
    mail: PathBuf,
    /// Ended when dropped, in this order.
    _held: Vec<Held>,
}

impl Servers {
    /// How tests find them.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let database = format!("postgres://postgres@127.0.0.1:{}", self.postgres);
        vec![
            ("VESTIBULE_TEST_POSTGRES".to_owned(), database),
            (
                "VESTIBULE_TEST_SMTP".to_owned(),
                format!("127.0.0.1:{}", self.smtp),
            ),
            (
                "VESTIBULE_TEST_MAIL".to_owned(),
                self.mail.display().to_string(),
            ),
        ]
    }
}

/// Starts them and waits until they answer.
pub(crate) fn start(
    machine: &Machine,
    tools: &Tools,
    report: &mut Report,
) -> Result<Servers, Stopped> {
    let started = start_all(machine, tools).map_err(|why| why.to_string());
    report.note("servers: PostgreSQL 15 and a mail sink", started)
}

fn start_all(machine: &Machine, tools: &Tools) -> io::Result<Servers> {
    let leash = Leash::new()?;
    let logs = machine.folder("xtask-logs")?;
    let mail = machine.target.join("mail-sink");
    let (port, smtp) = (free_port()?, free_port()?);
    let mut database = postgres::start(&leash, machine, &logs, port)?;
    let mut sink = start_sink(&leash, tools, &logs, smtp, &mail)?;
    wait_for(&mut sink, || {
        TcpStream::connect(("127.0.0.1", smtp)).is_ok()
    })?;
    wait_for(&mut database, || {
        let mut ready = Command::new(format!("{POSTGRES}/pg_isready"));
        ready.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
        ready.status().is_ok_and(|status| status.success())
    })?;
    Ok(Servers {
        postgres: port,
        smtp,
        mail,
        _held: vec![sink, database],
    })
}

fn start_sink(
    leash: &Leash,
    tools: &Tools,
    logs: &Path,
    port: u16,
    mail: &Path,
) -> io::Result<Held> {
    if mail.exists() {
        fs::remove_dir_all(mail)?;
    }
    let log = File::create(logs.join("mail-sink.log"))?;
    let mut sink = Command::new(&tools.python);
    sink.args([
        "-m",
        "aiosmtpd",
        "--nosetuid",
        "--listen",
        &format!("127.0.0.1:{port}"),
    ]);
    sink.args(["--class", "aiosmtpd.handlers.Mailbox"])
        .arg(mail);
    leash.start(sink.stdout(log.try_clone()?).stderr(log))
}

fn wait_for(server: &mut Held, mut ready: impl FnMut() -> bool) -> io::Result<()> {
    for _ in 0..300 {
        if ready() {
            return Ok(());
        }
        if !server.lives() {
            return Err(io::Error::other(
                "a server ended at once; its log is in xtask-logs",
            ));
        }
        sleep(Duration::from_millis(100));
    }
    Err(io::Error::other(
        "a server did not answer within 30 s; its log is in xtask-logs",
    ))
}
