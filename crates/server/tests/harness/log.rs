//! What the server logged and kept during a test. A test fails when something broke inside, or when
//! a secret stands in the log or in the files of the database.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
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

    /// Remembers something that must never be logged nor stored as it is.
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

    /// Fails the test when a file in `folder` holds a secret, as it was shown or as the bytes it
    /// stands for. What is sealed or hashed does not; the key that seals is a secret of its own.
    pub fn check_files(&self, folder: &Path) {
        let secrets: BTreeSet<_> = self.secrets.lock().unwrap().drain(..).collect();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let kept = fs::read(entry.path()).unwrap_or_default();
            for secret in &secrets {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(secret).unwrap_or_default();
                let forms = [secret.as_bytes(), &bytes];
                let found = forms.into_iter().find(|form| holds(&kept, form));
                assert!(
                    found.is_none(),
                    "the secret {secret:?} stands in {}",
                    entry.path().display()
                );
            }
        }
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

fn holds(kept: &[u8], form: &[u8]) -> bool {
    // Short pieces stand everywhere by chance.
    form.len() >= 8 && memchr::memmem::find(kept, form).is_some()
}

#[test]
fn a_secret_in_a_file_is_found_as_text_and_as_bytes() {
    for kept in ["row: \u{0}dGhlIHNlY3JldCBvZiBhbGw\n", "the secret of all"] {
        let stage = Log::start();
        let folder = folder_with(kept);
        stage.keep_out("dGhlIHNlY3JldCBvZiBhbGw");
        let checked = std::panic::AssertUnwindSafe(|| stage.check_files(&folder));
        let found = std::panic::catch_unwind(checked);
        fs::remove_dir_all(&folder).unwrap();
        assert!(found.is_err(), "{kept}");
    }
}

fn folder_with(kept: &str) -> std::path::PathBuf {
    let name = base::random::Randomness::system().token();
    let folder = std::env::temp_dir().join(format!("vestibule-{name}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("test.db"), kept).unwrap();
    folder
}
