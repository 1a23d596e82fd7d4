//! What lies on the disk: where options came from, the data folder, its space, certificates.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use base::config::{Config, Source, TlsFiles};

use super::finding::Finding;

/// Less free space than this is worth a look, in KiB.
const LITTLE: u64 = 1024 * 1024;
/// Less than this will soon stop the server.
const TOO_LITTLE: u64 = 64 * 1024;

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![options(config), folder(&config.data_dir)];
    findings.extend(space(&config.data_dir));
    findings.push(proxies(config));
    if let Some(files) = &config.tls {
        findings.push(private("TLS key", &files.key));
        findings.push(certificate(files));
    }
    findings
}

fn options(config: &Config) -> Finding {
    let shown = [
        ("data_dir", config.data_dir.display().to_string()),
        ("listen", config.listen.to_string()),
        ("public_url", config.public_url.to_string()),
        ("database", config.database.to_string()),
        (
            "master_key_file",
            config.master_key_file.display().to_string(),
        ),
    ];
    let lines = shown.map(|(key, value)| {
        let from = match config.source(key) {
            Source::Flag => "flag".to_owned(),
            Source::Environment => "environment".to_owned(),
            Source::File(path) => path.display().to_string(),
            Source::Default => "default".to_owned(),
        };
        format!("{key} = {value} ({from})")
    });
    let indent = format!("\n{:<25}", "");
    Finding::good("configuration", lines.join(&indent))
}

fn folder(path: &Path) -> Finding {
    let shown = path.display();
    match path.metadata() {
        Err(cause) => Finding::bad("data folder", format!("{shown}: {cause}"))
            .remedy("start the server once, or name the folder with --data-dir"),
        Ok(found) => {
            let mode = found.permissions().mode() & 0o777;
            if mode & 0o077 == 0 {
                Finding::good("data folder", format!("{shown}, for its owner only"))
            } else {
                Finding::doubtful(
                    "data folder",
                    format!("{shown} is open to others ({mode:o})"),
                )
                .remedy(format!("chmod 700 {shown}"))
            }
        }
    }
}

/// Free space as the system's own `df` tells it.
fn space(path: &Path) -> Option<Finding> {
    let told = Command::new("df").arg("-Pk").arg(path).output().ok()?;
    let free = free_of(&String::from_utf8_lossy(&told.stdout))?;
    let words = format!("{} MiB free", free / 1024);
    Some(if free < TOO_LITTLE {
        Finding::bad("disk", words).remedy("make room: a full disk refuses every change")
    } else if free < LITTLE {
        Finding::doubtful("disk", words).remedy("make room soon")
    } else {
        Finding::good("disk", words)
    })
}

/// The fourth column of the second line, in KiB.
fn free_of(told: &str) -> Option<u64> {
    let line = told.lines().nth(1)?;
    line.split_whitespace().nth(3)?.parse().ok()
}

fn proxies(config: &Config) -> Finding {
    if config.trusted_proxies.is_empty() {
        return Finding::good(
            "proxies",
            "none is believed: people's addresses are those of their connections",
        );
    }
    let nets: Vec<String> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    if config
        .trusted_proxies
        .iter()
        .any(|net| net.prefix_len() == 0)
    {
        return Finding::bad(
            "proxies",
            "everybody is believed about where they come from",
        )
        .remedy("name only your proxies in trusted_proxies");
    }
    Finding::good("proxies", format!("believed: {}", nets.join(", ")))
}

fn private(what: &'static str, path: &Path) -> Finding {
    let shown = path.display();
    match path.metadata() {
        Err(cause) => Finding::bad(what, format!("{shown}: {cause}"))
            .remedy("correct the option, or let the server read the file"),
        Ok(found) if found.permissions().mode() & 0o007 != 0 => {
            Finding::doubtful(what, format!("{shown} can be read by everybody"))
                .remedy(format!("chmod o-rwx {shown}"))
        }
        Ok(_) => Finding::good(what, shown),
    }
}

fn certificate(files: &TlsFiles) -> Finding {
    match crate::commands::serve::certificates_fit(files) {
        Ok(()) => Finding::good("TLS certificate", files.certificate.display()),
        Err(words) => Finding::bad("TLS certificate", words)
            .remedy("name a certificate chain and its own key, both in PEM"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_from_the_table() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda 263174212 42000000 52000000 45% /\n";
        assert_eq!(free_of(told), Some(52_000_000));
        assert_eq!(free_of("df: no such file"), None);
    }
}
