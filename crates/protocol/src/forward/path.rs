//! Paths as rules see them. What two programs could read in two ways is not read at all.
//!
//! Between the browser and the pages stand a proxy, a framework and perhaps a file system, and each
//! decodes, cleans and folds paths in its own way. A rule that saw another path than the program
//! behind it protects nothing, so a path that is not plain is an error, and a site with rules
//! refuses it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a path is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// It does not begin with a slash.
    #[error("no slash at the beginning")]
    NotRooted,
    /// A byte that stands in no address: a blank, a control character, a byte above ASCII, a `#`.
    #[error("a byte that stands in no address")]
    Byte,
    /// A `%` without two hexadecimal digits, or bytes that are no UTF-8.
    #[error("bad percent-encoding")]
    Encoding,
    /// An encoded `/`, `\`, `?`, `#` or control character, a plain `\`, or an encoding in an encoding.
    #[error("a separator in disguise")]
    Disguise,
    /// `.` or `..` as a segment, or a segment that ends with a dot or a blank.
    #[error("a dot segment")]
    Dots,
    /// Two slashes beside one another.
    #[error("an empty segment")]
    Empty,
    /// A `;`, at which some programs cut a segment.
    #[error("a path parameter")]
    Parameter,
}

/// A plain path, in decoded segments. A slash at the end makes no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePath {
    segments: Vec<String>,
}

impl SitePath {
    /// The path of a request target; a query is passed over (RFC 9112 section 3.2.1).
    ///
    /// # Errors
    /// [`PathError`].
    pub fn parse(target: &str) -> Result<Self, PathError> {
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        let rest = path.strip_prefix('/').ok_or(PathError::NotRooted)?;
        if !path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#')
        {
            return Err(PathError::Byte);
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.is_empty() {
            // `/` alone, or `//`.
            let plain = path.len() == 1;
            return if plain {
                Ok(Self {
                    segments: Vec::new(),
                })
            } else {
                Err(PathError::Empty)
            };
        }
        let segments: Result<Vec<String>, PathError> = rest.split('/').map(segment).collect();
        Ok(Self {
            segments: segments?,
        })
    }

    /// The decoded segments.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }
}

/// One segment, decoded once and found to be plain.
fn segment(raw: &str) -> Result<String, PathError> {
    if raw.is_empty() {
        return Err(PathError::Empty);
    }
    if raw.contains(';') {
        return Err(PathError::Parameter);
    }
    let decoded = decode(raw)?;
    let odd = |letter: char| matches!(letter, '/' | '\\' | '?' | '#' | ';') || letter.is_control();
    if decoded.contains(odd) || has_encoding(&decoded) {
        return Err(PathError::Disguise);
    }
    if decoded.ends_with(['.', ' ']) {
        return Err(PathError::Dots);
    }
    Ok(decoded)
}

fn decode(raw: &str) -> Result<String, PathError> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut half = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (half(), half()) else {
            return Err(PathError::Encoding);
        };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| PathError::Encoding)?);
    }
    String::from_utf8(bytes).map_err(|_| PathError::Encoding)
}

/// Whether a decoded text could be decoded once more.
fn has_encoding(text: &str) -> bool {
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    let found = |three: &[u8]| matches!(three, [b'%', high, low] if is_hex(high) && is_hex(low));
    text.as_bytes().windows(3).any(found)
}

/// Which paths a rule is about: `/admin` that one, `/admin/*` that one and all below, `/*/edit` one
/// segment of any name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    segments: Vec<Part>,
    below: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Named(String),
    Any,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// No path of a request could match it.
    #[error("not a plain path: {0}")]
    Path(#[from] PathError),
    /// A `*` beside other letters.
    #[error("a star is a whole segment")]
    Star,
    /// A query stands behind it.
    #[error("a pattern has no query")]
    Query,
}

impl PathPattern {
    /// Whether it matches; letters of ASCII in any case unless `exactly`.
    pub fn matches(&self, path: &SitePath, exactly: bool) -> bool {
        let given = path.segments();
        let enough = if self.below {
            given.len() >= self.segments.len()
        } else {
            given.len() == self.segments.len()
        };
        let same = |(part, segment): (&Part, &String)| match part {
            Part::Any => true,
            Part::Named(name) if exactly => name == segment,
            Part::Named(name) => name.eq_ignore_ascii_case(segment),
        };
        enough && self.segments.iter().zip(given).all(same)
    }
}

impl FromStr for PathPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.contains('?') {
            return Err(PatternError::Query);
        }
        let (front, below) = match text.strip_suffix("/*") {
            Some("") => ("/", true),
            Some(front) if front.ends_with('/') => return Err(PathError::Empty.into()),
            Some(front) => (front, true),
            None => (text, false),
        };
        // What people write in a rule need not be encoded.
        let encoded: String = front.chars().map(encode).collect();
        let path = SitePath::parse(&encoded)?;
        let part = |name: &String| match name.as_str() {
            "*" => Ok(Part::Any),
            name if name.contains('*') => Err(PatternError::Star),
            name => Ok(Part::Named(name.to_owned())),
        };
        let segments: Result<Vec<Part>, PatternError> = path.segments().iter().map(part).collect();
        Ok(Self {
            segments: segments?,
            below,
        })
    }
}

fn encode(letter: char) -> String {
    if !letter.is_ascii() || letter == ' ' {
        let mut bytes = [0; 4];
        let text = letter.encode_utf8(&mut bytes);
        return text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    }
    letter.to_string()
}

impl fmt::Display for PathPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.segments {
            match part {
                Part::Any => out.write_str("/*")?,
                // A `%` of a decoded name is written as it must be typed.
                Part::Named(name) => write!(out, "/{}", name.replace('%', "%25"))?,
            }
        }
        match (self.below, self.segments.is_empty()) {
            (true, _) => out.write_str("/*"),
            (false, true) => out.write_str("/"),
            (false, false) => Ok(()),
        }
    }
}

impl Serialize for PathPattern {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PathPattern {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
