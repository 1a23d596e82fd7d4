//! https from files, which are read again when they change.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use base::net::{Net, Outgoing};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Folder, Running, said, vestibule};

/// A certificate for localhost that vouches for itself, and its key.
fn certificate(folder: &Folder, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (
        folder.0.join(format!("{name}.crt")),
        folder.0.join(format!("{name}.key")),
    );
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args(["-days", "30", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", said(&made));
    (certificate, key)
}

/// Whether somebody who trusts only `certificate` reaches the server.
async fn reached(server: &Running, certificate: &Path) -> bool {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(certificate).unwrap())
        .unwrap();
    let net = Net::with_roots(
        &["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        roots,
    );
    let url = format!("https://localhost:{}/health/live", server.port);
    net.send(Outgoing::get(&url)).await.is_ok()
}

#[tokio::test]
async fn a_changed_certificate_is_taken_over() {
    let folder = Folder::fresh();
    let (one, one_key) = certificate(&folder, "one");
    let (other, other_key) = certificate(&folder, "other");
    let (used, used_key) = (folder.0.join("used.crt"), folder.0.join("used.key"));
    std::fs::copy(&one, &used).unwrap();
    std::fs::copy(&one_key, &used_key).unwrap();
    let files = [
        "--tls-certificate",
        used.to_str().unwrap(),
        "--tls-key",
        used_key.to_str().unwrap(),
    ];
    let server = Running::start(&folder.home(), &files);
    assert!(
        server.block.contains("https://localhost:"),
        "{}",
        server.block
    );
    assert!(reached(&server, &one).await);
    assert!(!reached(&server, &other).await);
    // The key comes a moment later, as renewals write it.
    std::fs::copy(&other, &used).unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(reached(&server, &one).await, "halves are not used");
    std::fs::copy(&other_key, &used_key).unwrap();
    for _ in 0..40 {
        if reached(&server, &other).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("the new certificate is not used");
}

#[test]
fn files_that_do_not_fit_stop_the_start() {
    let folder = Folder::fresh();
    let (one, _) = certificate(&folder, "one");
    let (_, other_key) = certificate(&folder, "other");
    for (certificate, key, words) in [
        (one.as_path(), other_key.as_path(), "do not belong together"),
        (one.as_path(), Path::new("/nowhere.key"), "cannot be read"),
        (
            other_key.as_path(),
            other_key.as_path(),
            "there is no certificate",
        ),
    ] {
        let output = vestibule(&folder.home())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .arg("--tls-certificate")
            .arg(certificate)
            .arg("--tls-key")
            .arg(key)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
}
