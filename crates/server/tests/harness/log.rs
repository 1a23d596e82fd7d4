//! What the server logged during a test. A test fails when something broke inside, or when
//! a secret stands in the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// The lines, and what must not stand in them.
pub struct Log {
    lines: Arc<Mutex<Vec<u8>>>,
    secrets: Mutex<Vec<String>>,
    /// A test that breaks something on purpose says so.
    errors_expected: Mutex<bool>,
    _guard: DefaultGuard,
}

#[derive(Clone)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    /// Catches everything this test's thread logs from here on.
    pub fn start() -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .with_writer(Sink(Arc::clone(&lines)))
            .finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        Self {
            lines,
            secrets: Mutex::default(),
            errors_expected: Mutex::new(false),
            _guard,
        }
    }

    /// Remembers something that must never be logged.
    pub fn keep_out(&self, secret: &str) {
        if secret.len() >= 8 {
            self.secrets.lock().unwrap().push(secret.to_owned());
        }
    }

    /// Errors are part of this test.
    pub fn expect_errors(&self) {
        *self.errors_expected.lock().unwrap() = true;
    }

    /// All lines so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.lock().unwrap()).into_owned()
    }

    /// Fails the test when the log holds what it must not.
    pub fn check(&self) {
        let text = self.text();
        for secret in self.secrets.lock().unwrap().iter() {
            assert!(
                !text.contains(secret),
                "the secret {secret:?} stands in the log"
            );
        }
        if !*self.errors_expected.lock().unwrap() {
            let broken: Vec<&str> = text
                .lines()
                .filter(|line| line.contains(" ERROR "))
                .collect();
            assert!(broken.is_empty(), "something broke inside: {broken:#?}");
        }
    }
}
