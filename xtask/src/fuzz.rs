//! The fuzz targets, a short while each.
//!
//! They are built with coverage by the compiler that is here: the switches below are the stable
//! ones that cargo-fuzz passes too, so neither it nor another toolchain has to be installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::cargo;
use crate::machine::{Machine, say};
use crate::steps::{Report, Stopped};

const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions -Coverflow-checks";

/// Builds them all, then runs those whose name contains `only`, two at a time.
pub(crate) fn run(machine: &Machine, report: &mut Report, only: &str) -> Result<(), Stopped> {
    let targets = targets(&machine.root.join("fuzz/fuzz_targets"));
    if targets.is_empty() {
        return report.note("fuzz: there are no targets", Ok(()));
    }
    let triple = report.note("fuzz", host())?;
    let place = machine.target.join("fuzz");
    let mut build = cargo(machine);
    build.args([
        "build",
        "--release",
        "--bins",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--target",
    ]);
    build
        .arg(&triple)
        .env("CARGO_TARGET_DIR", &place)
        .env("RUSTFLAGS", COVERAGE);
    report.step("fuzz: build with coverage", &mut build)?;
    let seconds = seconds(machine);
    let chosen: Vec<_> = targets
        .into_iter()
        .filter(|name| name.contains(only))
        .collect();
    for pair in chosen.chunks(2) {
        let title = format!("fuzz: {seconds} s each of {}", pair.join(" and "));
        let binaries = place.join(&triple).join("release");
        report.step(&title, &mut together(machine, &binaries, pair, seconds))?;
    }
    say(&format!("   {} fuzz targets held", chosen.len()));
    Ok(())
}

/// One shell that runs the targets of this chunk side by side and fails when one of them does.
fn together(machine: &Machine, binaries: &Path, names: &[String], seconds: u64) -> Command {
    let script = "cd \"$1\"; binaries=$2; seeds=$3; seconds=$4; shift 4; pids=; bad=0
        for name in \"$@\"; do
          mkdir -p \"corpus/$name\" \"found/$name\"
          known=; [ ! -d \"$seeds/$name\" ] || known=\"$seeds/$name\"
          \"$binaries/$name\" \"corpus/$name\" $known -max_total_time=$seconds -timeout=10 \
            -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix=\"found/$name/\" &
          pids=\"$pids $!\"
        done
        for pid in $pids; do wait $pid || bad=1; done
        exit $bad";
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh"])
        .arg(machine.target.join("fuzz"))
        .arg(binaries);
    command
        .arg(machine.root.join("fuzz/seeds"))
        .arg(seconds.to_string())
        .args(names);
    command
}

fn targets(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let rust = paths.filter(|path: &PathBuf| path.extension().is_some_and(|kind| kind == "rs"));
    let mut names: Vec<_> = rust
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

fn seconds(machine: &Machine) -> u64 {
    let asked = std::env::var_os("VESTIBULE_FUZZ_SECONDS").and_then(|n| n.to_str()?.parse().ok());
    asked.unwrap_or(if machine.ci { 60 } else { 10 })
}

fn host() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|why| format!("rustc: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned)
        .ok_or_else(|| "rustc does not name its host".to_owned())
}
