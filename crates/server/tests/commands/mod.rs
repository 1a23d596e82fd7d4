//! The binary itself: what it prints, how it starts, stops and refuses.

mod apply;
mod bad_days;
mod beside;
mod serve;
mod start;
mod tls;
mod unlock;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use base::random::Randomness;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Self {
        let name = format!("vestibule-command-{}", Randomness::system().token());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Where the server keeps its files.
    fn home(&self) -> PathBuf {
        self.0.join("home")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The binary, without anything of this process's own environment that could lead it astray.
fn vestibule(home: &Path) -> Command {
    beside_nothing(Command::new(env!("CARGO_BIN_EXE_vestibule")), home)
}

fn beside_nothing(mut command: Command, home: &Path) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VESTIBULE_") {
            command.env_remove(name);
        }
    }
    command.env("VESTIBULE_DATA_DIR", home);
    command
}

fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr];
    both.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .join("\n")
}

/// A port nobody listens on just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// A running server, ended when dropped.
struct Running {
    child: Child,
    port: u16,
    /// What it printed when it stood.
    block: String,
}

impl Running {
    fn start(home: &Path, more: &[&str]) -> Self {
        let binary = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        Self::start_as(binary, home, more)
    }

    /// Starts a command that becomes the server.
    fn start_as(command: Command, home: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let mut child = beside_nothing(command, home)
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--hash-threads", "1", "--log-format", "json"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut block = String::new();
        while let Some(Ok(line)) = lines.next() {
            block.push_str(&line);
            block.push('\n');
            if line.contains("vestibule doctor") {
                break;
            }
        }
        Self { child, port, block }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let patience = Some(Duration::from_secs(10));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// The answer to a plain request, head and body.
    fn get(&self, path: &str) -> String {
        let mut stream = self.connect();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; exit code and log.
    fn ended(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        (code, log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
