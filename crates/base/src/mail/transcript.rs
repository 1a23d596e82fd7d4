//! What is said with a mail server, line by line, so that somebody may read it: the password never stands in it, nor
//! anything of the letter.
//!
//! Lines of ours begin with `>`, those of the server with `<`; what else happens stands without a sign.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::Login;

/// Of a line no more is kept.
const LONGEST_LINE: usize = 500;
/// Of a talk no more lines are kept.
const MOST_LINES: usize = 200;
/// Said instead of what nobody may read.
const WITHHELD: &str = "(withheld)";
/// What ends a letter (RFC 5321, section 4.1.1.4).
const END: &[u8] = b"\r\n.\r\n";

/// The talk so far. Cheap to clone: all clones write the same one.
#[derive(Clone, Debug)]
pub(super) struct Transcript(Arc<Mutex<Talk>>);

#[derive(Debug)]
struct Talk {
    lines: Vec<String>,
    secrets: Secrets,
    verb: String,
    turn: Turn,
    ours: Vec<u8>,
    theirs: Vec<u8>,
}

/// What the next bytes of ours are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Commands,
    /// From AUTH to the answer that ends it: what is said are secrets (RFC 4954, section 4).
    Login,
    /// From the yes to DATA to the dot that ends the letter: so many bytes.
    Letter(usize),
}

/// What must not be repeated, in the forms a server has heard it in.
struct Secrets(Vec<String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secrets]")
    }
}

impl Secrets {
    fn of(login: Option<&Login>) -> Self {
        let Some(login) = login else {
            return Self(Vec::new());
        };
        let password = login.password.expose();
        let plain = format!("\0{}\0{password}", login.name);
        let mut all = vec![password.clone()];
        for text in [password, &plain] {
            all.push(STANDARD.encode(text));
            all.push(STANDARD_NO_PAD.encode(text));
        }
        all.retain(|secret| !secret.is_empty());
        Self(all)
    }

    /// The line; of one that repeats a secret only its code.
    fn out_of(&self, line: &str) -> String {
        if !self.0.iter().any(|secret| line.contains(secret.as_str())) {
            return line.to_owned();
        }
        let code = line.get(..3).filter(|code| is_code(code));
        code.map_or_else(|| WITHHELD.to_owned(), |code| format!("{code} {WITHHELD}"))
    }
}

impl Transcript {
    /// An empty one, in which nothing of this login will stand.
    pub(super) fn new(login: Option<&Login>) -> Self {
        Self(Arc::new(Mutex::new(Talk {
            lines: Vec::new(),
            secrets: Secrets::of(login),
            verb: String::new(),
            turn: Turn::Commands,
            ours: Vec::new(),
            theirs: Vec::new(),
        })))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Talk) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Something else that happened.
    pub(super) fn note(&self, words: &str) {
        self.with(|talk| talk.line("", words));
    }

    /// Bytes of ours, as they leave.
    pub(super) fn said(&self, bytes: &[u8]) {
        self.with(|talk| talk.said(bytes));
    }

    /// Bytes of the server, as they come.
    pub(super) fn heard(&self, bytes: &[u8]) {
        self.with(|talk| talk.heard(bytes));
    }

    /// The verb of our last command that matters; empty before the first.
    pub(super) fn verb(&self) -> String {
        self.with(|talk| talk.verb.clone())
    }

    /// Words of any origin, without secrets and of a bearable length.
    pub(super) fn clean(&self, words: &str) -> String {
        self.with(|talk| brief(&talk.secrets.out_of(words)))
    }

    /// All lines so far.
    pub(super) fn lines(&self) -> Vec<String> {
        self.with(|talk| talk.lines.clone())
    }
}

impl Talk {
    fn line(&mut self, sign: &str, words: &str) {
        if self.lines.len() < MOST_LINES {
            let words = brief(&self.secrets.out_of(words));
            self.lines.push(format!("{sign}{words}"));
        }
    }

    fn said(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.ours.push(*byte);
            match self.turn {
                Turn::Letter(size) => self.letter(size.saturating_add(1)),
                Turn::Commands | Turn::Login if *byte == b'\n' => self.command(),
                Turn::Commands | Turn::Login => {}
            }
        }
    }

    fn letter(&mut self, size: usize) {
        self.turn = Turn::Letter(size);
        let surplus = self.ours.len().saturating_sub(END.len());
        self.ours.drain(..surplus);
        if self.ours == END {
            self.ours.clear();
            self.turn = Turn::Commands;
            self.line("> ", &format!("(the letter, {size} bytes)"));
        }
    }

    fn command(&mut self) {
        let bytes = std::mem::take(&mut self.ours);
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end();
        if self.turn == Turn::Login {
            return self.line("> ", WITHHELD);
        }
        let mut words = text.split(' ');
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        if verb == "AUTH" {
            self.turn = Turn::Login;
            let mechanism = words.next().unwrap_or_default();
            self.line("> ", &format!("AUTH {mechanism} {WITHHELD}"));
        } else {
            self.line("> ", text);
        }
        if verb != "QUIT" {
            self.verb = verb;
        }
    }

    fn heard(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' {
                self.answer();
            } else if self.theirs.len() < LONGEST_LINE.saturating_mul(4) {
                self.theirs.push(*byte);
            }
        }
    }

    fn answer(&mut self) {
        let bytes = std::mem::take(&mut self.theirs);
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end();
        self.line("< ", text);
        let is_last = text.as_bytes().get(3) != Some(&b'-');
        match self.turn {
            Turn::Login if is_last && !text.starts_with("334") => self.turn = Turn::Commands,
            Turn::Commands if is_last && self.verb == "DATA" && text.starts_with("354") => {
                self.turn = Turn::Letter(0);
            }
            Turn::Commands | Turn::Login | Turn::Letter(_) => {}
        }
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One line of a bearable length, whatever a server says.
fn brief(text: &str) -> String {
    let printable = text.chars().filter(|c| !c.is_control());
    printable.take(LONGEST_LINE).collect()
}
