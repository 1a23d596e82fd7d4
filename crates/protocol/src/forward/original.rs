//! The request that a proxy holds back, from what it says of it.

use thiserror::Error;

use super::origin::{Origin, OriginError};

/// The longest request target taken, in bytes.
const LONGEST: usize = 8 * 1024;

/// The values of the four headers as they came, each with all its lines. `None` in a list is a line
/// that is no text.
#[derive(Clone, Debug, Default)]
pub struct Forwarded<'a> {
    /// `X-Forwarded-Method`.
    pub method: Vec<Option<&'a str>>,
    /// `X-Forwarded-Proto`.
    pub proto: Vec<Option<&'a str>>,
    /// `X-Forwarded-Host`.
    pub host: Vec<Option<&'a str>>,
    /// `X-Forwarded-Uri`.
    pub uri: Vec<Option<&'a str>>,
}

/// Why nothing can be said of the request that is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OriginalError {
    /// The proxy does not say it.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// It stands there more than once: one line may be the browser's own.
    #[error("{0} is given twice")]
    Repeated(&'static str),
    /// It is not what such a header holds.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
    /// Scheme and host are no origin.
    #[error("X-Forwarded-Proto and X-Forwarded-Host: {0}")]
    Origin(#[from] OriginError),
}

/// The request that is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its method, in capitals.
    pub method: String,
    /// Where it went.
    pub origin: Origin,
    /// Path and query as they stand on the wire: visible ASCII without `#`, from the first slash on.
    pub target: String,
}

impl Forwarded<'_> {
    /// Reads them.
    ///
    /// # Errors
    /// [`OriginalError`]: each has to be there, once, and plain.
    pub fn read(&self) -> Result<Original, OriginalError> {
        let method = one(&self.method, "X-Forwarded-Method")?;
        let proto = one(&self.proto, "X-Forwarded-Proto")?;
        let host = one(&self.host, "X-Forwarded-Host")?;
        let target = one(&self.uri, "X-Forwarded-Uri")?;
        if !is_method(method) {
            return Err(OriginalError::Unreadable("X-Forwarded-Method"));
        }
        if !is_target(target) {
            return Err(OriginalError::Unreadable("X-Forwarded-Uri"));
        }
        Ok(Original {
            method: method.to_owned(),
            origin: Origin::from_forwarded(proto, host)?,
            target: target.to_owned(),
        })
    }
}

impl Original {
    /// The path as it stands on the wire, without the query.
    pub fn raw_path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(&self.target, |(path, _)| path)
    }

    /// The query as it stands on the wire.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Whether it only reads, so that it can be sent once more after a sign-in (RFC 9110 section 9.2.1).
    pub fn only_reads(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

fn one<'a>(lines: &[Option<&'a str>], name: &'static str) -> Result<&'a str, OriginalError> {
    match lines {
        [] => Err(OriginalError::Missing(name)),
        [Some("")] => Err(OriginalError::Missing(name)),
        [Some(value)] => Ok(value),
        [None] => Err(OriginalError::Unreadable(name)),
        _ => Err(OriginalError::Repeated(name)),
    }
}

/// A method is known by its letters exactly; those in use are capitals.
fn is_method(text: &str) -> bool {
    text.len() <= 32
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || b"-_".contains(&byte))
}

fn is_target(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with('/')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#')
}
