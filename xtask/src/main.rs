//! What a contributor and CI run.
//!
//! `cargo xtask test` installs what the tests need, starts the servers they talk to, runs
//! everything and stops what it started. Nothing is kept outside the target folder.

mod bench;
mod cargo;
mod fuzz;
mod install;
mod journeys;
mod leash;
mod machine;
mod postgres;
mod servers;
mod steps;

use std::process::ExitCode;

use machine::{Machine, say};
use steps::{Report, Stopped};

const USAGE: &str = "\
cargo xtask test               everything CI checks, from a bare machine on
cargo xtask check              format, lints and tests on the embedded database only
cargo xtask journeys [WORD]    a release build against real browsers, servers and clients;
                               with WORD only the journeys whose file name contains it
cargo xtask fuzz [WORD]        the fuzz targets, a short while each
cargo xtask bench [WORD]       the release build against what the machine can do, as a table; with
                               WORD only rows whose name contains it, with --strict a row that
                               falls short is an error
cargo xtask install            only what the tests need on this machine

VESTIBULE_FUZZ_SECONDS=N       how long each fuzz target runs (60 in CI, 10 elsewhere)
VESTIBULE_BENCH_PROFILE=NAME   which build is measured (release)";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next();
    let rest: Vec<String> = words.collect();
    let only = rest.first().cloned().unwrap_or_default();
    let machine = match Machine::look() {
        Ok(machine) => machine,
        Err(why) => return refuse(&why),
    };
    let mut report = Report::new(&machine);
    let ended = match command.as_deref() {
        Some("test") => test(&machine, &mut report),
        Some("check") => cargo::check(&machine, &mut report, &[]),
        Some("journeys") => outside(&machine, &mut report, &only),
        Some("bench") => bench::run(&machine, &mut report, &rest),
        Some("fuzz") => fuzz::run(&machine, &mut report, &only),
        Some("install") => install::tools(&machine, &mut report).map(drop),
        _ => return refuse(USAGE),
    };
    report.close(ended)
}

/// Everything, in the order in which it is cheapest to learn that something is wrong.
fn test(machine: &Machine, report: &mut Report) -> Result<(), Stopped> {
    let tools = install::tools(machine, report)?;
    let servers = servers::start(machine, &tools, report)?;
    cargo::check(machine, report, &servers.environment())?;
    fuzz::run(machine, report, "")?;
    cargo::release(machine, report)?;
    journeys::run(machine, &tools, &servers, report, "")
}

/// Only the part that nobody here wrote.
fn outside(machine: &Machine, report: &mut Report, only: &str) -> Result<(), Stopped> {
    let tools = install::tools(machine, report)?;
    let servers = servers::start(machine, &tools, report)?;
    cargo::release(machine, report)?;
    journeys::run(machine, &tools, &servers, report, only)
}

fn refuse(why: &str) -> ExitCode {
    say(why);
    ExitCode::from(2)
}
