//! What the program can do on this machine: a release build against bare servers and raw loops.

use std::process::Command;

use crate::cargo::{self, cargo};
use crate::install;
use crate::machine::{Machine, say};
use crate::servers;
use crate::steps::{Report, Stopped};

/// Builds the program and the clients, measures the rows whose name contains `only`, and prints the
/// table. A row that falls short is an error only with `--strict`.
pub(crate) fn run(machine: &Machine, report: &mut Report, only: &[String]) -> Result<(), Stopped> {
    let tools = install::tools(machine, report)?;
    let servers = servers::start(machine, &tools, report)?;
    let profile = std::env::var_os("VESTIBULE_BENCH_PROFILE").unwrap_or_else(|| "release".into());
    if profile == "release" {
        cargo::release(machine, report)?;
    } else {
        // By itself: built together with the clients it would have what only tests have.
        let mut build = cargo(machine);
        build.args([
            "build",
            "--locked",
            "--package",
            "server",
            "--bin",
            "vestibule",
        ]);
        build.arg("--profile").arg(&profile);
        report.step("build of the program", &mut build)?;
    }
    let mut build = cargo(machine);
    build.args(["build", "--locked", "--package", "server", "--profile"]);
    build.arg(&profile).args(["--example", "bench"]);
    report.step("build of the clients", &mut build)?;
    let built = machine.target.join(&profile);
    let kept = machine.folder("bench");
    let kept = report.note("a folder for the data", kept.map_err(|why| why.to_string()))?;
    let mut measure = Command::new(built.join("examples/bench"));
    measure.arg("--binary").arg(built.join("vestibule"));
    measure.arg("--kept").arg(kept).envs(servers.environment());
    if let Some(word) = only.iter().find(|word| !word.starts_with("--")) {
        measure.args(["--only", word]);
    }
    if only.iter().any(|word| word == "--strict") {
        measure.arg("--strict");
    }
    let text = report.step("measured: a few minutes", &mut measure)?;
    if let Some(place) = text.find("| what |") {
        say(text.get(place..).unwrap_or_default());
    }
    Ok(())
}
