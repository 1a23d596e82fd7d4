//! Speaking https with certificates from files, which are read again when they change.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use base::config::TlsFiles;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::commands::say::Trouble;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// When both files were last changed.
type Changed = (Option<SystemTime>, Option<SystemTime>);

/// The certificate in use and the files it came from.
#[derive(Clone)]
pub(super) struct Certificates {
    files: TlsFiles,
    config: RustlsConfig,
    read_at: Changed,
}

impl Certificates {
    /// Reads the files for the first time.
    pub(super) fn read(files: &TlsFiles) -> Result<Self, Trouble> {
        let read_at = changed(files);
        Ok(Self {
            config: RustlsConfig::from_config(Arc::new(load(files)?)),
            files: files.clone(),
            read_at,
        })
    }

    /// What new connections are opened with.
    pub(super) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Takes over what changes, as long as the server runs. Files that cannot be used, such as a
    /// certificate whose key is not written yet, are looked at again; what is held goes on.
    pub(super) async fn keep_reading(mut self) {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = changed(&self.files);
            if now == self.read_at {
                continue;
            }
            match load(&self.files) {
                Ok(config) => {
                    self.config.reload_from_config(Arc::new(config));
                    tracing::info!("the certificate was read again");
                    self.read_at = now;
                }
                Err(cause) => tracing::warn!(%cause, "the old certificate stays in use"),
            }
        }
    }
}

/// Whether the files can be used.
pub(in crate::commands) fn fit(files: &TlsFiles) -> Result<(), Trouble> {
    load(files).map(drop)
}

fn changed(files: &TlsFiles) -> Changed {
    let of = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    (of(&files.certificate), of(&files.key))
}

fn load(files: &TlsFiles) -> Result<ServerConfig, Trouble> {
    let (certificate, key) = (files.certificate.display(), files.key.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|cause| {
            Trouble::new(format!(
                "the certificate {certificate} cannot be read: {cause}"
            ))
        })?;
    if chain.is_empty() {
        let words = format!("there is no certificate in {certificate}; PEM is expected");
        return Err(Trouble::new(words));
    }
    let private = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|cause| Trouble::new(format!("the key {key} cannot be read: {cause}")))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|cause| {
            Trouble::new(format!(
                "{certificate} and {key} do not belong together: {cause}"
            ))
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
