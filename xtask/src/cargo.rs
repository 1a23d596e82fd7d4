//! What cargo does for us: format, lints, tests, the release build.

use std::process::Command;

use crate::machine::Machine;
use crate::steps::{Report, Stopped};

/// Format, lints as errors, and all tests of the workspace with this environment.
pub(crate) fn check(
    machine: &Machine,
    report: &mut Report,
    environment: &[(String, String)],
) -> Result<(), Stopped> {
    report.step("format", cargo(machine).args(["fmt", "--all", "--check"]))?;
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    report.step("lints", cargo(machine).args(lints))?;
    let tests = ["test", "--workspace", "--locked", "--no-fail-fast"];
    let mut command = cargo(machine);
    command.args(tests).env_remove("VESTIBULE_TEST_POSTGRES");
    report.step("tests", command.envs(environment.iter().cloned()))?;
    advisories(machine, report)
}

/// The binary as it is shipped.
pub(crate) fn release(machine: &Machine, report: &mut Report) -> Result<(), Stopped> {
    let build = ["build", "--release", "--locked", "--package", "server"];
    report
        .step("release build", cargo(machine).args(build))
        .map(drop)
}

/// Licences and sources against `deny.toml`, where cargo-deny is installed.
fn advisories(machine: &Machine, report: &mut Report) -> Result<(), Stopped> {
    let there = Command::new("cargo-deny")
        .arg("--version")
        .output()
        .is_ok_and(|o| o.status.success());
    if !there {
        return report.note(
            "licences and sources: cargo-deny is not installed, left out",
            Ok(()),
        );
    }
    let deny = ["deny", "--offline", "check", "licenses", "sources", "bans"];
    report
        .step("licences and sources", cargo(machine).args(deny))
        .map(drop)
}

/// The cargo that runs us, in the checkout, with our target folder.
pub(crate) fn cargo(machine: &Machine) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command
        .current_dir(&machine.root)
        .env("CARGO_TARGET_DIR", &machine.target);
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("RUST_BACKTRACE", "0");
    // What cargo told us about our own package would make it rebuild others.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}
