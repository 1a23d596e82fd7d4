//! Where a site is: scheme, host and port, and the patterns under which a site is registered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// Scheme, host and port of a request, in normal form (RFC 6454 section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    https: bool,
    host: String,
    port: u16,
}

/// Why a text is no origin or no address of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OriginError {
    /// No host can be read from it.
    #[error("the host cannot be read")]
    Unreadable,
    /// The scheme is neither `http` nor `https`.
    #[error("the scheme is neither http nor https")]
    Scheme,
    /// A user name, path, query or fragment stands there.
    #[error("more than scheme, host and port")]
    TooMuch,
    /// Plain http to anything but this machine.
    #[error("plain http leaves this machine")]
    PlainHttp,
    /// A `*` that does not stand for exactly one label before at least two others.
    #[error("the star does not stand for one label before two others")]
    Wildcard,
    /// The host ends with a dot, which names the same machine in another way.
    #[error("the host ends with a dot")]
    TrailingDot,
}

impl Origin {
    /// Puts together what `X-Forwarded-Proto` and `X-Forwarded-Host` say. `ws` and `wss` are the
    /// schemes of requests that become WebSockets.
    ///
    /// # Errors
    /// [`OriginError`].
    pub fn from_forwarded(proto: &str, host: &str) -> Result<Self, OriginError> {
        let scheme = match proto.to_ascii_lowercase().as_str() {
            "https" | "wss" => "https",
            "http" | "ws" => "http",
            _ => return Err(OriginError::Scheme),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(plain) {
            return Err(OriginError::Unreadable);
        }
        format!("{scheme}://{host}").parse()
    }

    /// Whether the browser spoke https.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether the host is this very machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::Unreadable)?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(OriginError::Scheme),
        };
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() || text.contains('@') {
            return Err(OriginError::TooMuch);
        }
        let host = match url.host().ok_or(OriginError::Unreadable)? {
            Host::Domain(name) if name.ends_with('.') => return Err(OriginError::TrailingDot),
            other => other.to_string(),
        };
        let port = url.port_or_known_default().ok_or(OriginError::Scheme)?;
        if port == 0 {
            return Err(OriginError::Unreadable);
        }
        Ok(Self { https, host, port })
    }
}

/// As a browser writes it: the usual port of the scheme is left out.
impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.https {
            ("https", 443)
        } else {
            ("http", 80)
        };
        write!(out, "{scheme}://{}", self.host)?;
        if self.port == usual {
            Ok(())
        } else {
            write!(out, ":{}", self.port)
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|ip| ip.is_loopback())
}

/// An address of a site: an origin, or all origins with one more label before its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAddress {
    below: bool,
    origin: Origin,
}

impl SiteAddress {
    /// Whether a request to this origin is one to the site.
    pub fn covers(&self, origin: &Origin) -> bool {
        if self.origin.https != origin.https || self.origin.port != origin.port {
            return false;
        }
        if !self.below {
            return self.origin.host == origin.host;
        }
        let label = origin.host.strip_suffix(&self.origin.host);
        let label = label.and_then(|rest| rest.strip_suffix('.'));
        label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
    }

    /// The one origin it names; none for a pattern.
    pub fn exact(&self) -> Option<&Origin> {
        (!self.below).then_some(&self.origin)
    }

    /// Host and port as a server block of a proxy names them.
    pub fn host_and_port(&self) -> String {
        let text = self.to_string();
        text.split_once("://")
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or(text)
    }

    /// The host alone, with its star if it has one.
    pub fn host(&self) -> String {
        format!("{}{}", if self.below { "*." } else { "" }, self.origin.host)
    }

    /// The port that browsers use.
    pub const fn port(&self) -> u16 {
        self.origin.port
    }
}

/// `wiki.example.com` (https is meant), `https://wiki.example.com:8443`, `*.apps.example.com`,
/// `http://localhost:3000`.
impl FromStr for SiteAddress {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let (below, rest) = match rest.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        if rest.contains('*') {
            return Err(OriginError::Wildcard);
        }
        let origin: Origin = format!("{scheme}://{rest}").parse()?;
        let is_name =
            origin.host.parse::<std::net::Ipv4Addr>().is_err() && !origin.host.starts_with('[');
        if below && (!is_name || !(origin.host.contains('.') || origin.is_loopback())) {
            return Err(OriginError::Wildcard);
        }
        if !origin.https && !origin.is_loopback() {
            return Err(OriginError::PlainHttp);
        }
        Ok(Self { below, origin })
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.origin.to_string();
        match text.split_once("://") {
            Some((scheme, rest)) if self.below => write!(out, "{scheme}://*.{rest}"),
            _ => out.write_str(&text),
        }
    }
}

impl Serialize for SiteAddress {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SiteAddress {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
