//! The values an option can have, and how each is read. What cannot be read says why in words.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use url::{Host, Url};

use crate::db::Location;

/// The address under which browsers reach the server: scheme, host and port, nothing more. All
/// links that leave the server begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    https: bool,
    loopback: bool,
}

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it is none that can be used, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|cause| {
            format!("“{text}” is not an address such as https://id.example.com: {cause}")
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(format!(
                "“{text}” begins neither with https:// nor with http://"
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address carries a user name or password; leave them out".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(format!(
                "“{text}” has more than scheme, host and port; leave the rest out"
            ));
        }
        let host = url.host().ok_or_else(|| format!("“{text}” has no host"))?;
        let loopback = match &host {
            Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            host: host.to_string(),
            https: url.scheme() == "https",
            loopback,
        })
    }

    /// The address of a server on this machine.
    pub fn localhost(https: bool, port: u16) -> Self {
        let (scheme, usual) = if https { ("https", 443) } else { ("http", 80) };
        let port = if port == usual {
            String::new()
        } else {
            format!(":{port}")
        };
        Self {
            origin: format!("{scheme}://localhost{port}"),
            host: "localhost".to_owned(),
            https,
            loopback: true,
        }
    }

    /// The address without a slash at its end, such as `https://id.example.com:8443`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether browsers speak https with us.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether it only reaches this machine.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The whole address of `path`, which begins with a slash.
    pub fn of(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.origin)
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// From which weight on lines are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// Only what is broken on our side.
    Error,
    /// And what looks wrong.
    Warn,
    /// And what happens.
    #[default]
    Info,
    /// And how.
    Debug,
    /// And every step.
    Trace,
}

impl LogLevel {
    /// As written in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("“{text}” is not an address with a port, such as 127.0.0.1:8080 or [::]:443")
    })
}

/// Networks separated by commas; an address alone is the network of that one address.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            IpNet::from_str(part)
                .or_else(|_| IpAddr::from_str(part).map(IpNet::from))
                .map_err(|_| format!("“{part}” is not a network such as 10.0.0.0/8 or fd00::/8"))
        })
        .collect()
}

/// `sqlite`, or the address of a PostgreSQL. The words never repeat the address, which may hold
/// a password.
pub(super) fn database(text: &str, file: std::path::PathBuf) -> Result<Location, String> {
    if text == "sqlite" {
        return Ok(Location::Sqlite(file));
    }
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err("the value is neither sqlite nor begins with postgres://".to_owned());
    }
    match Url::parse(text) {
        Ok(url) if url.path().len() > 1 => Ok(Location::Postgres(text.to_owned())),
        Ok(_) => Err("the address names no database, such as postgres://host/vestibule".to_owned()),
        Err(cause) => Err(format!("the address cannot be read: {cause}")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("“{text}” is neither human nor json")),
    }
}

pub(super) fn log_level(text: &str) -> Result<LogLevel, String> {
    use LogLevel::{Debug, Error, Info, Trace, Warn};
    [Error, Warn, Info, Debug, Trace]
        .into_iter()
        .find(|level| level.as_str() == text)
        .ok_or_else(|| format!("“{text}” is none of error, warn, info, debug, trace"))
}

pub(super) fn count(text: &str, most: usize) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(format!("“{text}” is not a number from 1 to {most}")),
    }
}

pub(super) fn path(text: &str) -> Result<std::path::PathBuf, String> {
    if text.is_empty() {
        Err("the value is empty".to_owned())
    } else {
        Ok(text.into())
    }
}
/// `true` or `false`.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    let wrong = |_| format!("“{text}” is neither true nor false");
    text.parse().map_err(wrong)
}
