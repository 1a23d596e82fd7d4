//! Real browsers, servers and clients against the release binary: `tests/journeys`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::{APACHE, CHROMIUM, DOVECOT, NGINX, POSTGRES, TESTSSL, Tools};
use crate::machine::Machine;
use crate::servers::Servers;
use crate::steps::{Report, Stopped};

/// Runs every journey whose file name contains `only`, one after the other.
pub(crate) fn run(
    machine: &Machine,
    tools: &Tools,
    servers: &Servers,
    report: &mut Report,
    only: &str,
) -> Result<(), Stopped> {
    let stage = machine.target.join("journeys");
    let copied = copy(&machine.root.join("tests/journeys"), &stage).map_err(|why| why.to_string());
    let journeys = report.note("journeys", copied)?;
    for journey in journeys.iter().filter(|name| name.contains(only)) {
        let mut command = Command::new(&tools.node);
        command
            .args(["--test-reporter=tap", "--test-force-exit"])
            .arg(journey)
            .current_dir(&stage);
        command
            .env("PATH", tools.path())
            .env(
                "VESTIBULE_TEST_BINARY",
                machine.target.join("release/vestibule"),
            )
            .env("VESTIBULE_TEST_OUT", &machine.target)
            .env("VESTIBULE_TEST_CHROMIUM", CHROMIUM)
            .env("VESTIBULE_TEST_APACHE", APACHE)
            .env("VESTIBULE_TEST_SCHEMATHESIS", &tools.schemathesis)
            .env("VESTIBULE_TEST_NGINX", NGINX)
            .env("VESTIBULE_TEST_CADDY", &tools.caddy)
            .env("VESTIBULE_TEST_DOVECOT", DOVECOT)
            .env("VESTIBULE_TEST_TESTSSL", TESTSSL)
            .env("VESTIBULE_TEST_MANUAL", machine.root.join("docs/manual"))
            .env("VESTIBULE_TEST_PYTHON", &tools.python)
            .env("VESTIBULE_TEST_PSQL", format!("{POSTGRES}/psql"))
            .envs(servers.environment());
        report.step(
            &format!("journey {}", journey.trim_end_matches(".mjs")),
            &mut command,
        )?;
    }
    Ok(())
}

/// Brings the scripts beside their packages, in the target folder, and names the journeys.
fn copy(from: &Path, to: &Path) -> io::Result<Vec<String>> {
    fs::create_dir_all(to)?;
    let mut journeys = Vec::new();
    for entry in sorted(from)? {
        let Some(name) = entry
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
        else {
            continue;
        };
        if name == "node_modules" {
            continue;
        }
        if entry.is_dir() {
            copy(&entry, &to.join(&name))?;
        } else {
            fs::copy(&entry, to.join(&name))?;
            if name.ends_with(".mjs") {
                journeys.push(name);
            }
        }
    }
    Ok(journeys)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}
