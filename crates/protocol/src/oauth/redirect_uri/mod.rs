//! Where answers may go: validated when registered and at each use, compared as exact strings.
//!
//! Patterns, wildcards, prefixes and learning from the first request do not exist. A registered
//! text must already be in the form to which browsers bring it (no `..`, no `%2e`, no capitals in
//! the host), so that what is compared is what a browser opens.
//!
//! Decision on loopback addresses: `http://127.0.0.1` and `http://[::1]` accept any port, because
//! a native application cannot choose its port (RFC 8252 section 7.3). `http://localhost` may be
//! registered, for development, but with its exact port: the name may be resolved to another
//! machine or be listened to by another program (RFC 8252 section 8.3), so it gets no exception.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::charset::has_sound_escapes;
use super::form::Params;

/// Parameters of our answers, which a registered URI may not bring along (Keycloak CVE-2026-18217).
const RESERVED: [&str; 12] = [
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "response",
    "id_token",
    "access_token",
    "token_type",
    "expires_in",
    "session_state",
];

/// The loopback addresses whose port may vary.
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// Why a redirect URI cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// Nothing was given.
    #[error("the redirect URI is empty")]
    Empty,
    /// Longer than [`RedirectUri::MAX_LENGTH`].
    #[error("the redirect URI is too long")]
    TooLong,
    /// A character that no URI has: a space, a backslash, a control character, a letter beyond
    /// ASCII, or a broken percent escape.
    #[error("the redirect URI has a character that is not allowed")]
    Character,
    /// An asterisk.
    #[error("a redirect URI is exact and has no wildcard")]
    Wildcard,
    /// A fragment.
    #[error("a redirect URI has no fragment")]
    Fragment,
    /// Not an absolute URI.
    #[error("the redirect URI is not absolute")]
    NotAbsolute,
    /// A user name or password before the host.
    #[error("a redirect URI has no user name")]
    UserInfo,
    /// Plain http to something that is not this machine.
    #[error("plain http is allowed to loopback addresses only")]
    PlainHttp,
    /// A scheme that is neither https nor http nor a private one with a dot in its name
    /// (RFC 8252 section 7.1): `javascript:`, `data:`, `file:`, `myapp:`.
    #[error("the scheme is not allowed")]
    Scheme,
    /// A host name of an unusual form.
    #[error("the host is not a plain host name or address")]
    Host,
    /// Not in the form to which browsers bring it.
    #[error("the redirect URI is not in normal form, which is {normal}")]
    NotNormal {
        /// The text to register instead.
        normal: String,
    },
    /// The query has a parameter that our answer uses.
    #[error("the redirect URI has a parameter that is reserved for the answer")]
    ReservedParameter,
}

/// A registered redirect URI.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// The longest redirect URI, in bytes.
    pub const MAX_LENGTH: usize = 2048;

    /// The text, exactly as registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the request names exactly this URI (RFC 9700 section 4.1.3).
    pub fn is(&self, asked: &str) -> bool {
        self.0 == asked
    }

    /// Whether the request names this loopback URI with another port, and nothing else different.
    /// Compared as text, so that no two parsers can disagree about it.
    pub fn is_on_another_port(&self, asked: &str) -> bool {
        LOOPBACK.iter().any(
            |start| match (after_port(&self.0, start), after_port(asked, start)) {
                (Some(registered), Some(asked)) => registered == asked,
                _ => false,
            },
        )
    }
}

/// What follows the address and the port, if the text has this address.
fn after_port<'a>(uri: &'a str, start: &str) -> Option<&'a str> {
    let rest = uri.strip_prefix(start)?;
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (port, rest) = rest.split_at_checked(digits)?;
            let number: u16 = port.parse().ok().filter(|number| *number != 0)?;
            (number.to_string() == port).then_some(rest)?
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

impl FromStr for RedirectUri {
    type Err = RedirectUriError;

    fn from_str(text: &str) -> Result<Self, RedirectUriError> {
        check_characters(text)?;
        let url = Url::parse(text).map_err(|_| RedirectUriError::NotAbsolute)?;
        if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
            return Err(RedirectUriError::UserInfo);
        }
        check_scheme(text, &url)?;
        check_normal(text, &url)?;
        let query = Params::from_query(url.query().unwrap_or_default());
        let query = query.map_err(|_| RedirectUriError::Character)?;
        if RESERVED
            .iter()
            .any(|name| query.get(name).is_some() || query.is_repeated(name))
        {
            return Err(RedirectUriError::ReservedParameter);
        }
        Ok(Self(text.to_owned()))
    }
}

fn check_characters(text: &str) -> Result<(), RedirectUriError> {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=%".contains(&byte);
    if text.is_empty() {
        Err(RedirectUriError::Empty)
    } else if text.len() > RedirectUri::MAX_LENGTH {
        Err(RedirectUriError::TooLong)
    } else if text.contains('*') {
        Err(RedirectUriError::Wildcard)
    } else if text.contains('#') {
        Err(RedirectUriError::Fragment)
    } else if !text.bytes().all(allowed) || !has_sound_escapes(text) {
        Err(RedirectUriError::Character)
    } else {
        Ok(())
    }
}

/// The text between `//` and the path, in which an `@` would hide another host.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

fn check_scheme(text: &str, url: &Url) -> Result<(), RedirectUriError> {
    match url.scheme() {
        "https" => check_host(url),
        "http" if is_this_machine(url) => Ok(()),
        "http" => Err(RedirectUriError::PlainHttp),
        // `com.example.app:/path`: named after a domain, so that two applications do not collide.
        scheme if scheme.contains('.') => {
            let path = text.split_once(':').map_or("", |(_, rest)| rest);
            if path.starts_with('/') {
                Ok(())
            } else {
                Err(RedirectUriError::NotAbsolute)
            }
        }
        _ => Err(RedirectUriError::Scheme),
    }
}

fn check_host(url: &Url) -> Result<(), RedirectUriError> {
    let plain = |name: &str| {
        let character = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        name.bytes().all(character) && !name.split('.').any(str::is_empty)
    };
    match url.host() {
        Some(Host::Domain(name)) if plain(name) => Ok(()),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Ok(()),
        _ => Err(RedirectUriError::Host),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// Accepts only what a parser leaves unchanged; the slash that stands for an empty path may be
/// missing, since so many registrations leave it away and the comparison is exact anyway.
fn check_normal(text: &str, url: &Url) -> Result<(), RedirectUriError> {
    let normal = url.as_str();
    if normal == text || normal.strip_suffix('/') == Some(text) {
        return Ok(());
    }
    Err(RedirectUriError::NotNormal {
        normal: normal.to_owned(),
    })
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUri({})", self.0)
    }
}
