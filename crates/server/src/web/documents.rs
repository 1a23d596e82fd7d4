//! Answers that are the same for everybody: made once, and again only when what they are made of changes.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The documents of the provider as this process holds them.
#[derive(Debug, Default)]
pub struct Documents {
    /// What we say about ourselves.
    pub discovery: Kept,
    /// Our public keys.
    pub keys: Kept,
}

/// A document ready to be sent.
#[derive(Debug)]
pub struct Document {
    /// Which state of things it was made of.
    made_of: String,
    /// The bytes.
    pub body: Bytes,
    /// Names this version (RFC 9110 section 8.8.3).
    pub etag: HeaderValue,
    headers: OnceLock<HeaderMap>,
}

/// The place of one document.
#[derive(Debug, Default)]
pub struct Kept(RwLock<Option<Arc<Document>>>);

impl Kept {
    /// The document made of `state`: the one that is held, or what `make` gives. Two that come at once may both
    /// make it; they make the same.
    ///
    /// # Errors
    /// What `make` says.
    pub fn get<E>(
        &self,
        state: &str,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Arc<Document>, E> {
        let held = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(document) = held.filter(|document| document.made_of == state) {
            return Ok(document);
        }
        let document = Arc::new(Document::new(state, make()?));
        let mut place = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *place = Some(Arc::clone(&document));
        Ok(document)
    }
}

impl Document {
    fn new(state: &str, body: Vec<u8>) -> Self {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, &body));
        let etag = HeaderValue::from_str(&format!("\"{hash}\""));
        Self {
            made_of: state.to_owned(),
            body: body.into(),
            etag: etag.unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
            headers: OnceLock::new(),
        }
    }

    /// What is sent above it: what `make` gives the first time.
    pub fn headers(&self, make: impl FnOnce() -> HeaderMap) -> &HeaderMap {
        self.headers.get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_made_once_for_each_state() {
        let kept = Kept::default();
        let make = |text: &'static str| move || Ok::<_, ()>(text.as_bytes().to_vec());
        let first = kept.get("one", make("a")).unwrap();
        let again = kept.get("one", || Err(())).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let other = kept.get("two", make("b")).unwrap();
        assert_eq!((&first.body[..], &other.body[..]), (&b"a"[..], &b"b"[..]));
        assert_ne!(first.etag, other.etag);
        assert!(kept.get("three", || Err(())).is_err());
        assert!(
            kept.get("two", || Err(())).is_ok(),
            "a failure takes nothing away"
        );
    }
}
