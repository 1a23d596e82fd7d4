//! What the operator decides before the start: flags, then `VESTIBULE_…`, then a TOML file.
//!
//! A wrong key or value names itself and where it stands, and stops the start. What can be changed
//! while the server runs is kept in the database instead (see `settings`).

mod layers;
mod options;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use thiserror::Error;

pub use layers::{Environment, Flags, Source};
pub use values::{LogFormat, LogLevel, PublicUrl};

use crate::db::Location;
use layers::Layers;

/// Why the configuration cannot be used, in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{words}")]
pub struct ConfigError {
    words: String,
}

impl ConfigError {
    pub(crate) const fn new(words: String) -> Self {
        Self { words }
    }
}

/// The files that let the server speak https itself. They are read again when they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate chain in PEM, the server's own first.
    pub certificate: PathBuf,
    /// Private key in PEM.
    pub key: PathBuf,
}

/// Where log lines go and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logging {
    /// How they are written.
    pub format: LogFormat,
    /// From which weight on.
    pub level: LogLevel,
}

/// How many threads hash passwords, and how many requests may wait for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashLimits {
    /// Threads.
    pub threads: usize,
    /// Waiting requests.
    pub queue: usize,
}

/// The configuration, whole and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where database, keys and other files lie.
    pub data_dir: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where browsers reach it.
    pub public_url: PublicUrl,
    /// Where the rows lie.
    pub database: Location,
    /// Files for https; none when a proxy stands in front.
    pub tls: Option<TlsFiles>,
    /// Proxies whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The key that seals secrets in the database.
    pub master_key_file: PathBuf,
    /// Log lines.
    pub logging: Logging,
    /// Threads that answer requests; `None` is one per core.
    pub threads: Option<usize>,
    /// Password hashing.
    pub hashing: HashLimits,
    /// Whether proofs of keys (DPoP, RFC 9449) must bring a nonce of the server.
    pub dpop_nonce: bool,
    /// Private networks that outgoing requests may reach.
    pub allow_private_outgoing: Vec<IpNet>,
    sources: Vec<(&'static str, Source)>,
}

impl Config {
    /// Puts together what was given, and checks it.
    ///
    /// # Errors
    /// The first key or value that is wrong, in words.
    pub fn load(flags: &Flags, environment: &Environment) -> Result<Self, ConfigError> {
        let given = Layers::gather(flags, environment)?;
        let data_dir = given
            .read("data_dir", values::path)?
            .unwrap_or("./vestibule-data".into());
        let listen = given
            .read("listen", values::address)?
            .unwrap_or(([127, 0, 0, 1], 8080).into());
        let tls = tls(&given)?;
        let public_url = given
            .read("public_url", PublicUrl::parse)?
            .unwrap_or_else(|| PublicUrl::localhost(tls.is_some(), listen.port()));
        let file = data_dir.join("vestibule.db");
        let database = given.read("database", |text| values::database(text, file.clone()))?;
        let master_key_file = given.read("master_key_file", values::path)?;
        Ok(Self {
            listen,
            public_url,
            database: database.unwrap_or(Location::Sqlite(file)),
            tls,
            trusted_proxies: networks(&given, "trusted_proxies")?,
            master_key_file: master_key_file.unwrap_or_else(|| data_dir.join("master.key")),
            logging: logging(&given)?,
            threads: given.read("threads", |text| values::count(text, 256))?,
            hashing: hashing(&given)?,
            dpop_nonce: given
                .read("dpop_nonce", values::yes_or_no)?
                .unwrap_or(false),
            allow_private_outgoing: networks(&given, "allow_private_outgoing")?,
            sources: options::OPTIONS
                .iter()
                .map(|o| (o.key, given.source(o.key)))
                .collect(),
            data_dir,
        })
    }

    /// Where the value of `key`, such as `public_url`, was given.
    pub fn source(&self, key: &str) -> Source {
        let found = self.sources.iter().find(|(known, _)| *known == key);
        found.map_or(Source::Default, |(_, source)| source.clone())
    }
}

fn tls(given: &Layers) -> Result<Option<TlsFiles>, ConfigError> {
    let certificate = given.read("tls_certificate", values::path)?;
    let key = given.read("tls_key", values::path)?;
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::new(
            "tls_certificate is given without tls_key".to_owned(),
        )),
        (None, Some(_)) => Err(ConfigError::new(
            "tls_key is given without tls_certificate".to_owned(),
        )),
    }
}

fn networks(given: &Layers, key: &'static str) -> Result<Vec<IpNet>, ConfigError> {
    Ok(given.read(key, values::networks)?.unwrap_or_default())
}

fn logging(given: &Layers) -> Result<Logging, ConfigError> {
    Ok(Logging {
        format: given
            .read("log_format", values::log_format)?
            .unwrap_or_default(),
        level: given
            .read("log_level", values::log_level)?
            .unwrap_or_default(),
    })
}

fn hashing(given: &Layers) -> Result<HashLimits, ConfigError> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(HashLimits {
        threads: given
            .read("hash_threads", |text| values::count(text, 256))?
            .unwrap_or(cores),
        queue: given
            .read("hash_queue", |text| values::count(text, 100_000))?
            .unwrap_or(128),
    })
}

#[cfg(test)]
mod tests;
