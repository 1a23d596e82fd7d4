//! Queries and form bodies, read strictly: bounded, decoded once, valid UTF-8, nothing said twice.

use url::form_urlencoded;

use super::charset::has_sound_escapes;

/// Parameters that may be given more than once (RFC 8707 section 2).
const REPEATABLE: [&str; 1] = ["resource"];

/// Why a query or body cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// Longer than [`Params::MAX_LENGTH`].
    #[error("the request is too long")]
    TooLong,
    /// More than [`Params::MAX_COUNT`] parameters.
    #[error("the request has too many parameters")]
    TooMany,
    /// One value is longer than [`Params::MAX_VALUE`].
    #[error("a parameter is too long")]
    ValueTooLong,
    /// A broken percent escape, or bytes that are not UTF-8.
    #[error("the request is not properly encoded")]
    Encoding,
}

/// Decoded parameters. A parameter without a value counts as absent (RFC 6749 section 3.1).
///
/// A repeated parameter does not stop the reading, because the one who answers must first know
/// where the answer may go; [`Params::repeated`] and [`Params::is_repeated`] say so, and
/// [`Params::get`] never returns one of several values.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
    repeated: Vec<String>,
}

impl Params {
    /// The longest query or body, in bytes.
    pub const MAX_LENGTH: usize = 16 * 1024;
    /// The most parameters in one request.
    pub const MAX_COUNT: usize = 64;
    /// The longest decoded value, in bytes. An `id_token_hint` fits.
    pub const MAX_VALUE: usize = 8 * 1024;

    /// Reads the query of an URL, without the question mark.
    ///
    /// # Errors
    /// [`ParamsError`].
    pub fn from_query(query: &str) -> Result<Self, ParamsError> {
        if query.len() > Self::MAX_LENGTH {
            return Err(ParamsError::TooLong);
        }
        let mut params = Self::default();
        for (count, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            if count == Self::MAX_COUNT {
                return Err(ParamsError::TooMany);
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if value.len() > Self::MAX_VALUE {
                return Err(ParamsError::ValueTooLong);
            }
            params.add(name, value);
        }
        // What was said without a value was not said; but saying it twice still counts.
        params.pairs.retain(|(_, value)| !value.is_empty());
        Ok(params)
    }

    /// Reads a body of type `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`ParamsError`].
    pub fn from_body(body: &[u8]) -> Result<Self, ParamsError> {
        if body.len() > Self::MAX_LENGTH {
            return Err(ParamsError::TooLong);
        }
        Self::from_query(std::str::from_utf8(body).map_err(|_| ParamsError::Encoding)?)
    }

    /// Parameters that came in another way than as a form, such as the members of a request object.
    ///
    /// # Errors
    /// [`ParamsError`].
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ParamsError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self::from_query(&query)
    }

    /// Names and values, each parameter once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn add(&mut self, name: String, value: String) {
        let is_new = !self.pairs.iter().any(|(known, _)| *known == name);
        if is_new || REPEATABLE.contains(&name.as_str()) {
            self.pairs.push((name, value));
        } else if !self.is_repeated(&name) {
            self.repeated.push(name);
        }
    }

    /// The value of a parameter; `None` when it is absent, empty, or given more than once.
    pub fn get(&self, name: &str) -> Option<&str> {
        if self.is_repeated(name) {
            return None;
        }
        let named = |(known, _): &&(String, String)| known == name;
        self.pairs
            .iter()
            .find(named)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that may be given more than once.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.pairs.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Whether this parameter was given more than once.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.repeated.iter().any(|known| known == name)
    }

    /// The first parameter that was given more than once although it may not (RFC 6749 section 3.1).
    pub fn repeated(&self) -> Option<&str> {
        self.repeated.first().map(String::as_str)
    }
}

impl std::fmt::Debug for Params {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.pairs.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Decodes one form-encoded name or value.
///
/// A replacement character is refused too: it says that the bytes were no UTF-8, here or before.
pub(super) fn decode(text: &str) -> Result<String, ParamsError> {
    if !has_sound_escapes(text) {
        return Err(ParamsError::Encoding);
    }
    let whole = format!("={}", text.replace('&', "%26"));
    let decoded = form_urlencoded::parse(whole.as_bytes()).next();
    let text = decoded
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(ParamsError::Encoding);
    }
    Ok(text)
}

/// Whether a `Content-Type` header says that the body is a form.
pub fn is_form(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_once() {
        let params = Params::from_query("a=x+y%2Bz%2526&b=1=2&&c&d=&%C3%BC=%E2%82%AC").unwrap();
        assert_eq!(params.get("a"), Some("x y+z%26"));
        assert_eq!(params.get("b"), Some("1=2"));
        assert_eq!(params.get("c"), None);
        assert_eq!(params.get("d"), None);
        assert_eq!(params.get("ü"), Some("€"));
        assert_eq!(params.repeated(), None);
    }

    #[test]
    fn repetition_is_seen_and_gives_no_value() {
        for query in [
            "a=1&a=2",
            "a=1&a=1",
            "a=&a=1",
            "a=1&a",
            "a=1&%61=2",
            "b=1&a=1&b=2&a=3&a=4",
        ] {
            let params = Params::from_query(query).unwrap();
            assert!(params.is_repeated("a"), "{query}");
            assert_eq!(params.get("a"), None, "{query}");
            assert!(params.repeated().is_some());
        }
        let params = Params::from_query("resource=a&resource=b&A=1&a=2").unwrap();
        assert_eq!(params.repeated(), None);
    }

    #[test]
    fn bad_encodings_are_refused() {
        for query in [
            "a=%",
            "a=%2",
            "a=%zz",
            "%=a",
            "a=%ff",
            "a=%C3",
            "a=%ED%A0%80",
            "a=%EF%BF%BD",
        ] {
            assert_eq!(
                Params::from_query(query),
                Err(ParamsError::Encoding),
                "{query}"
            );
        }
        assert_eq!(Params::from_body(b"a=\xff"), Err(ParamsError::Encoding));
    }

    #[test]
    fn sizes_are_bounded() {
        let long = "a".repeat(Params::MAX_LENGTH + 1);
        assert_eq!(Params::from_query(&long), Err(ParamsError::TooLong));
        assert_eq!(
            Params::from_body(long.as_bytes()),
            Err(ParamsError::TooLong)
        );
        let value = format!("a={}", "b".repeat(Params::MAX_VALUE + 1));
        assert_eq!(Params::from_query(&value), Err(ParamsError::ValueTooLong));
        let many: Vec<String> = (0..=Params::MAX_COUNT).map(|n| format!("p{n}=1")).collect();
        assert_eq!(
            Params::from_query(&many.join("&")),
            Err(ParamsError::TooMany)
        );
        assert!(Params::from_query(&many[1..].join("&")).is_ok());
    }

    #[test]
    fn values_are_not_printed() {
        let params = Params::from_query("client_secret=hunter2").unwrap();
        assert_eq!(format!("{params:?}"), r#"["client_secret"]"#);
    }

    #[test]
    fn content_types() {
        assert!(is_form("application/x-www-form-urlencoded"));
        assert!(is_form("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
        for other in [
            "",
            "application/json",
            "application/x-www-form-urlencodedx",
            "text/plain",
        ] {
            assert!(!is_form(other), "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_what_a_browser_writes(
            pairs in proptest::collection::btree_map("[a-z]{1,5}", "\\PC{1,20}", 0..8),
        ) {
            let clean = |value: &String| !value.contains(char::REPLACEMENT_CHARACTER);
            proptest::prop_assume!(pairs.values().all(clean));
            let query: String = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&pairs)
                .finish();
            let params = Params::from_query(&query).unwrap();
            for (name, value) in &pairs {
                proptest::prop_assert_eq!(params.get(name), Some(value.as_str()));
            }
        }
    }
}
