//! Forms are taken only from our own pages, shown to the same browser.
//!
//! Two checks, and both must pass: what the browser says of the request's origin
//! (`Sec-Fetch-Site`, `Origin`), and a hidden field that only a page we rendered for this browser's
//! cookie can hold.

use aws_lc_rs::hmac;
use axum::http::{HeaderMap, header};
use base::token::{Browser, Token};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The key of the hidden fields, derived from the master key.
#[derive(Clone, Debug)]
pub struct CsrfKey(hmac::Key);

impl CsrfKey {
    /// A key of 32 derived bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The hidden field of this browser's forms, on a page shown to `person`, if to anybody.
    pub fn field(&self, browser: &Token<Browser>, person: Option<&str>) -> String {
        let tag = hmac::sign(&self.0, &shown(browser, person));
        let tag = BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref());
        match person {
            Some(person) => format!("{person}.{tag}"),
            None => tag,
        }
    }

    /// Seals a text that this browser will bring back.
    pub(super) fn seal(&self, browser: &Token<Browser>, text: &str) -> String {
        let tag = hmac::sign(&self.0, &sealed(browser, text));
        BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref())
    }

    /// Whether we sealed `text` for this browser; in constant time.
    pub(super) fn is_seal(&self, browser: &Token<Browser>, text: &str, seal: &str) -> bool {
        BASE64_URL_SAFE_NO_PAD
            .decode(seal)
            .is_ok_and(|tag| hmac::verify(&self.0, &sealed(browser, text), &tag).is_ok())
    }

    /// Seals a text that anybody may bring back, for one use of it.
    pub fn stamp(&self, purpose: &str, text: &str) -> Vec<u8> {
        let tag = hmac::sign(&self.0, &stamped(purpose, text));
        tag.as_ref().to_vec()
    }

    /// Whether we sealed `text` for this use; in constant time.
    pub fn is_stamp(&self, purpose: &str, text: &str, stamp: &[u8]) -> bool {
        hmac::verify(&self.0, &stamped(purpose, text), stamp).is_ok()
    }

    /// To whom the page was shown that holds `field`; none unless we made it for this browser. In
    /// constant time.
    pub fn shown_to<'a>(&self, browser: &Token<Browser>, field: &'a str) -> Option<ShownTo<'a>> {
        let (person, tag) = match field.rsplit_once('.') {
            Some((person, tag)) => (Some(person), tag),
            None => (None, field),
        };
        let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&self.0, &shown(browser, person), &tag).ok()?;
        Some(person.map_or(ShownTo::Nobody, ShownTo::Person))
    }
}

/// To whom a page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownTo<'a> {
    /// Nobody was signed in, or it is the same for everybody.
    Nobody,
    /// A person, by the identifier of their passport.
    Person(&'a str),
}

/// What a hidden field is made of. With a person it is longer than without, and begins its second part
/// otherwise than what is sealed, so that none is ever taken for another.
fn shown(browser: &Token<Browser>, person: Option<&str>) -> Vec<u8> {
    let hash = browser.hash();
    match person {
        None => hash.as_bytes().to_vec(),
        Some(person) => [hash.as_bytes(), b"person ".as_slice(), person.as_bytes()].concat(),
    }
}

/// Longer than what a field is made of, so that none is ever taken for the other.
fn sealed(browser: &Token<Browser>, text: &str) -> Vec<u8> {
    [
        browser.hash().as_bytes(),
        b"notice ".as_slice(),
        text.as_bytes(),
    ]
    .concat()
}

/// Begins otherwise than what is sealed for a browser, and the purpose cannot run into the text.
fn stamped(purpose: &str, text: &str) -> Vec<u8> {
    let length = u64::try_from(purpose.len())
        .unwrap_or(u64::MAX)
        .to_be_bytes();
    [
        b"stamp ".as_slice(),
        length.as_slice(),
        purpose.as_bytes(),
        text.as_bytes(),
    ]
    .concat()
}

/// What the browser says of where a form came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Our own page, or an old browser that says nothing (the hidden field decides).
    Ours,
    /// Our own page, but under another address than the public URL.
    OtherAddress,
    /// Another site.
    Foreign,
}

/// Judges the headers of a form against the public origin (`https://id.example.com`).
pub fn source(headers: &HeaderMap, public_origin: &str) -> Source {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let same_origin = match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin") => Some(true),
        Some(_) => Some(false),
        None => None,
    };
    match (text(header::ORIGIN), same_origin) {
        (_, Some(false)) => Source::Foreign,
        (Some(origin), _) if origin == public_origin => Source::Ours,
        (Some("null") | None, Some(true)) | (None, None) => Source::Ours,
        (Some(origin), _) => {
            let host = text(header::HOST).unwrap_or_default();
            let itself = origin
                .split_once("://")
                .is_some_and(|(_, name)| name == host);
            if itself {
                Source::OtherAddress
            } else {
                Source::Foreign
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use base::random::Randomness;
    use proptest::prelude::*;

    fn judged(lines: &[(&'static str, &str)]) -> Source {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        source(&headers, "https://id.example.com")
    }

    #[test]
    fn a_field_serves_one_browser_only() {
        let random = Randomness::seeded(1);
        let (one, other) = (Token::fresh(&random), Token::fresh(&random));
        let key = CsrfKey::new(&random.bytes());
        let field = key.field(&one, None);
        assert_eq!(key.shown_to(&one, &field), Some(ShownTo::Nobody));
        assert_eq!(key.shown_to(&other, &field), None);
        let stranger = CsrfKey::new(&random.bytes());
        assert_eq!(stranger.shown_to(&one, &field), None);
        for wrong in ["", "AAAA", &field[1..], &format!("anna.{field}")] {
            assert_eq!(key.shown_to(&one, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_field_says_for_whom_it_was_made_and_cannot_be_made_anothers() {
        let random = Randomness::seeded(2);
        let (one, other) = (Token::fresh(&random), Token::fresh(&random));
        let key = CsrfKey::new(&random.bytes());
        let field = key.field(&one, Some("anna"));
        assert_eq!(key.shown_to(&one, &field), Some(ShownTo::Person("anna")));
        assert_eq!(key.shown_to(&other, &field), None);
        let (_, tag) = field.split_once('.').unwrap();
        for wrong in [tag.to_owned(), format!("bruno.{tag}"), format!(".{tag}")] {
            assert_eq!(key.shown_to(&one, &wrong), None, "{wrong}");
        }
    }

    #[test]
    fn other_sites_are_told_apart() {
        let ours = ("origin", "https://id.example.com");
        let evil = ("origin", "https://evil.example");
        assert_eq!(judged(&[]), Source::Ours);
        assert_eq!(judged(&[ours]), Source::Ours);
        assert_eq!(
            judged(&[ours, ("sec-fetch-site", "same-origin")]),
            Source::Ours
        );
        assert_eq!(judged(&[("sec-fetch-site", "same-origin")]), Source::Ours);
        assert_eq!(judged(&[evil]), Source::Foreign);
        assert_eq!(judged(&[("origin", "null")]), Source::Foreign);
        for site in ["cross-site", "same-site", "none", "?"] {
            assert_eq!(
                judged(&[ours, ("sec-fetch-site", site)]),
                Source::Foreign,
                "{site}"
            );
        }
        assert_eq!(
            judged(&[evil, ("sec-fetch-site", "same-origin")]),
            Source::Foreign
        );
    }

    #[test]
    fn our_page_under_another_address_is_named_as_such() {
        let seen = judged(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080"),
        ]);
        assert_eq!(seen, Source::OtherAddress);
    }

    proptest! {
        #[test]
        fn only_our_own_origin_is_ours(origin in "(https?://)?[a-z.@:0-9/]{0,24}", host in "[a-z.:0-9]{0,24}") {
            let seen = judged(&[("origin", &origin), ("host", &host)]);
            prop_assert_eq!(seen == Source::Ours, origin == "https://id.example.com");
        }

        #[test]
        fn a_seal_serves_its_own_text_and_browser_only(text in "[ -~]{0,40}", other in "[ -~]{0,40}") {
            let random = Randomness::seeded(7);
            let (one, two) = (Token::fresh(&random), Token::fresh(&random));
            let key = CsrfKey::new(&random.bytes());
            let seal = key.seal(&one, &text);
            prop_assert!(key.is_seal(&one, &text, &seal));
            prop_assert!(!key.is_seal(&two, &text, &seal));
            prop_assert_eq!(key.is_seal(&one, &other, &seal), text == other);
            prop_assert!(key.shown_to(&one, &seal).is_none(), "no seal is a hidden field");
            prop_assert!(!key.is_seal(&one, &text, &key.field(&one, None)));
            let named = [text.as_str(), seal.as_str()].join(".");
            prop_assert!(key.shown_to(&one, &named).is_none());
        }
    }
}
