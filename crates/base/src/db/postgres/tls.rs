//! When the way to PostgreSQL is encrypted: always, except to this very machine or when the
//! address says `sslmode=disable`.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::DbError;

/// Turns the driver's "prefer" (which an attacker on the way can turn into "never") into a
/// decision: none on loopback and sockets, required elsewhere.
pub(super) fn choose_mode(config: &mut Config, address: &str) {
    if address.contains("sslmode=") && config.get_ssl_mode() != SslMode::Prefer {
        return;
    }
    let near = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
    });
    config.ssl_mode(if near {
        SslMode::Disable
    } else {
        SslMode::Require
    });
}

/// The TLS side of the pool; the server's certificate and name are always checked.
pub(super) fn connector(config: &Config) -> Result<Option<MakeRustlsConnect>, DbError> {
    if config.get_ssl_mode() == SslMode::Disable {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| DbError::Unavailable(cause.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(tls)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(address: &str) -> SslMode {
        let mut config: Config = address.parse().unwrap();
        choose_mode(&mut config, address);
        config.get_ssl_mode()
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear_unless_told() {
        assert_eq!(mode("postgres://a@127.0.0.1/x"), SslMode::Disable);
        assert_eq!(mode("postgres://a@localhost/x"), SslMode::Disable);
        assert_eq!(mode("host=/run/postgresql user=a"), SslMode::Disable);
        assert_eq!(mode("postgres://a@db.example.com/x"), SslMode::Require);
        assert_eq!(
            mode("postgres://a@db.example.com/x?sslmode=prefer"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://a@db.example.com/x?sslmode=disable"),
            SslMode::Disable
        );
        assert_eq!(
            mode("postgres://a@127.0.0.1/x?sslmode=require"),
            SslMode::Require
        );
    }
}
