//! One step after the other: a heading, a log, how long it took, and what it counted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::leash::Leash;
use crate::machine::{Machine, now, say};

/// How many lines of a failed step's log are shown.
const SHOWN: usize = 60;
/// A step that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// A step did not succeed; what there is to say was said.
pub(crate) struct Stopped;

/// What was run so far.
pub(crate) struct Report {
    logs: PathBuf,
    begun: Instant,
    passed: u64,
    failed: u64,
}

impl Report {
    /// Begins.
    pub(crate) fn new(machine: &Machine) -> Self {
        Self {
            logs: machine.target.join("xtask-logs"),
            begun: now(),
            passed: 0,
            failed: 0,
        }
    }

    /// Runs a program to its end. Its output goes to a log, whose text is returned.
    pub(crate) fn step(&mut self, title: &str, command: &mut Command) -> Result<String, Stopped> {
        say(&format!("== {title}"));
        let begun = now();
        let log = self.logs.join(format!("{}.log", slug(title)));
        let ended = self.logged(&log, command);
        let text = fs::read(&log)
            .map(|t| String::from_utf8_lossy(&t).into_owned())
            .unwrap_or_default();
        let (passed, failed) = counted(&text);
        self.passed += passed;
        self.failed += failed;
        let tests = if passed + failed > 0 {
            format!(", {passed} passed, {failed} failed")
        } else {
            String::new()
        };
        let took = begun.elapsed().as_secs_f64();
        match ended {
            Ok(true) => {
                say(&format!("   ok in {took:.1} s{tests}"));
                Ok(text)
            }
            Ok(false) => {
                telling(&text)
                    .iter()
                    .for_each(|line| say(&format!("   | {line}")));
                self.stop(
                    failed,
                    &format!(
                        "did not succeed after {took:.1} s{tests}; the whole log: {}",
                        log.display()
                    ),
                )
            }
            Err(why) => self.stop(
                failed,
                &format!(
                    "{} could not be run: {why}",
                    command.get_program().display()
                ),
            ),
        }
    }

    /// A step that is no program: its outcome in words.
    pub(crate) fn note<T>(
        &mut self,
        title: &str,
        outcome: Result<T, String>,
    ) -> Result<T, Stopped> {
        say(&format!("== {title}"));
        match outcome {
            Ok(value) => Ok(value),
            Err(why) => self.stop(0, &why),
        }
    }

    /// The last words: how long all took and the line that counts every test.
    pub(crate) fn close(self, ended: Result<(), Stopped>) -> ExitCode {
        say(&format!(
            "== all in {:.0} s",
            self.begun.elapsed().as_secs_f64()
        ));
        say(&format!("{} passed, {} failed", self.passed, self.failed));
        match ended {
            Ok(()) if self.failed == 0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    fn stop<T>(&mut self, counted: u64, why: &str) -> Result<T, Stopped> {
        // A step that broke without a failing test still has to show in the count.
        self.failed += u64::from(counted == 0);
        say(&format!("   STOPPED: {why}"));
        Err(Stopped)
    }

    fn logged(&self, log: &Path, command: &mut Command) -> io::Result<bool> {
        fs::create_dir_all(&self.logs)?;
        let file = File::create(log)?;
        command.stdout(file.try_clone()?).stderr(file);
        let status = Leash::new()?.start(command)?.wait(LIMIT)?;
        Ok(status.is_some_and(|status| status.success()))
    }
}

fn slug(title: &str) -> String {
    title
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

/// The part of a failed step's log that tells why: what cargo or Node list as failed, the first
/// error of a compiler, or else the end.
fn telling(log: &str) -> Vec<&str> {
    let lines: Vec<_> = log.lines().collect();
    let marks: [&dyn Fn(&str) -> bool; 3] = [
        &|line| line == "failures:",
        &|line| line.trim_start().starts_with("not ok "),
        &|line| line.starts_with("error"),
    ];
    let found = marks
        .iter()
        .find_map(|mark| lines.iter().position(|line| mark(line)));
    let from = found.unwrap_or(lines.len().saturating_sub(SHOWN));
    lines.into_iter().skip(from).take(SHOWN).collect()
}

/// The tests that cargo's and Node's runners say they ran.
fn counted(log: &str) -> (u64, u64) {
    let mut total = (0, 0);
    for line in log.lines() {
        if let Some(result) = line.strip_prefix("test result: ") {
            total.0 += before(result, "passed");
            total.1 += before(result, "failed");
        } else if let Some(count) = line.strip_prefix("# pass ") {
            total.0 += count.trim().parse().unwrap_or(0);
        } else if let Some(count) = line.strip_prefix("# fail ") {
            total.1 += count.trim().parse().unwrap_or(0);
        }
    }
    total
}

fn before(result: &str, word: &str) -> u64 {
    let words: Vec<_> = result
        .split([' ', ';', '.'])
        .filter(|w| !w.is_empty())
        .collect();
    let pair = words.windows(2).find(|pair| pair.last() == Some(&word));
    pair.and_then(|pair| pair.first()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{counted, slug, telling};

    #[test]
    fn counts_what_cargo_and_node_print() {
        let log = "running 3 tests\n\
                   test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                   test result: FAILED. 7 passed; 2 failed; 0 ignored\n\
                   # tests 5\n# pass 4\n# fail 1\n";
        assert_eq!(counted(log), (14, 3));
        assert_eq!(counted("nothing to count"), (0, 0));
    }

    #[test]
    fn a_failed_log_is_shown_from_where_it_tells_why() {
        let log = "running\nfailures:\n\n---- a ----\nwhy\n";
        assert_eq!(telling(log), ["failures:", "", "---- a ----", "why"]);
        assert_eq!(telling("a\n    not ok 2 - b\nc"), ["    not ok 2 - b", "c"]);
        assert_eq!(telling("a\nerror: b\nc"), ["error: b", "c"]);
        assert_eq!(telling("a\nb"), ["a", "b"]);
    }

    #[test]
    fn a_log_is_named_after_its_step() {
        assert_eq!(slug("cargo test, both engines"), "cargo-test--both-engines");
    }
}
