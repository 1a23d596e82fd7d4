//! Words on the terminal. A terminal that is gone is nobody's trouble.

use std::fmt::Display;
use std::io::{self, Write};

/// Why a command was not done, in words for the operator.
pub(super) struct Trouble(String);

impl Trouble {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl Display for Trouble {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Trouble {
    fn from(cause: E) -> Self {
        Self(cause.to_string())
    }
}

/// A line for whoever asked.
pub(super) fn line(words: impl Display) {
    let _ = writeln!(io::stdout(), "{words}");
}

/// Why something was not done.
pub(super) fn error(words: impl Display) {
    let _ = writeln!(io::stderr(), "vestibule: {words}");
}

/// Lines about something else than this program, such as the mistakes of a file.
pub(super) fn plain_error(words: impl Display) {
    let _ = writeln!(io::stderr(), "{words}");
}
