//! Forms with a file: taken under the same rules as every other form, and read whole within a limit.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use protocol::{parts, picture};

use super::csrf::{self, Source};
use super::ctx::Ctx;
use super::error::PageError;
use super::form::check_field;
use super::state::App;
use super::ui::CSRF_FIELD;

/// What stands beside the files of a form, at most, in bytes.
const BESIDE: usize = 64 * 1024;
/// The longest text of a field, in bytes.
const LONGEST_TEXT: usize = 8 * 1024;
/// So much more is read and dropped, so that the browser hears the answer instead of a broken line.
const DROPPED: usize = 64 * 1024 * 1024;

/// A form of ours with files. Holding one that was read is the proof that our own page sent it from this browser.
#[derive(Debug)]
pub enum Upload {
    /// It was read.
    Read(Sent),
    /// It was larger than anything we take, and nothing of it was looked at.
    TooLarge,
}

/// The fields of such a form.
#[derive(Debug, Default)]
pub struct Sent {
    texts: BTreeMap<String, String>,
    files: BTreeMap<String, Bytes>,
}

impl Sent {
    /// The text of a field; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether a tick was set.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// The file of a field, if one was chosen.
    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.files
            .get(name)
            .filter(|file| !file.is_empty())
            .cloned()
    }
}

impl FromRequest<App> for Upload {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let ctx = request.extensions().get::<Ctx>().cloned();
        let ctx = ctx.ok_or_else(|| PageError::internal("a form without its context"))?;
        match csrf::source(request.headers(), app.config.public_url.origin()) {
            Source::Ours => {}
            Source::OtherAddress => return Err(PageError::WrongAddress),
            Source::Foreign => return Err(PageError::ForeignForm),
        }
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // No page of ours sends it otherwise.
        let boundary = parts::boundary(kind).map_err(|_| PageError::StaleForm)?;
        let boundary = boundary.to_owned();
        // Two files at most: a logo for light and one for dark.
        let most = 2 * picture::MOST_BYTES + BESIDE;
        let Some(body) = read(request.into_body(), most).await? else {
            return Ok(Self::TooLarge);
        };
        let sent = sorted(&boundary, &body)?;
        let field = sent.texts.get(CSRF_FIELD).map(String::as_str);
        check_field(app, &ctx, field.unwrap_or_default())?;
        Ok(Self::Read(sent))
    }
}

/// The body, unless it is longer than `most`.
async fn read(mut body: Body, most: usize) -> Result<Option<Bytes>, PageError> {
    let (mut kept, mut length) = (Vec::new(), 0_usize);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| PageError::UnreadableForm)?;
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(piece.len());
        if length > most + DROPPED {
            return Ok(None);
        }
        if length > most {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&piece);
        }
    }
    Ok((length <= most).then(|| kept.into()))
}

/// The fields by their names, each of which stands there once.
fn sorted(boundary: &str, body: &Bytes) -> Result<Sent, PageError> {
    let mut sent = Sent::default();
    let parts = parts::read(boundary, body).map_err(|_| PageError::UnreadableForm)?;
    for part in parts {
        let name = part.name.to_owned();
        let doubled = if part.is_file {
            sent.files
                .insert(name, body.slice_ref(part.content))
                .is_some()
        } else {
            let text = std::str::from_utf8(part.content).ok();
            let text = text.filter(|text| text.len() <= LONGEST_TEXT && !text.contains('\0'));
            let text = text.ok_or(PageError::UnreadableForm)?;
            sent.texts.insert(name, text.to_owned()).is_some()
        };
        if doubled {
            return Err(PageError::UnreadableForm);
        }
    }
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_kept_up_to_its_limit_and_dropped_beyond() {
        let body = |size: usize| Body::from(vec![7_u8; size]);
        assert_eq!(read(body(10), 10).await.unwrap().unwrap().len(), 10);
        assert!(read(body(11), 10).await.unwrap().is_none());
        assert!(read(body(DROPPED + 100), 10).await.unwrap().is_none());
    }

    #[test]
    fn a_field_stands_there_once_and_holds_text() {
        let part = |name: &str, content: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
        };
        let form = |parts: String| Bytes::from(format!("{parts}--b--\r\n"));
        let sent = sorted("b", &form(part("a", "x") + &part("b", ""))).unwrap();
        assert_eq!(
            (sent.text("a"), sent.text("b"), sent.text("c")),
            ("x", "", "")
        );
        assert!(sent.is_ticked("a") && !sent.is_ticked("c"));
        for odd in [
            part("a", "x") + &part("a", "y"),
            part("a", "\0"),
            part("a", &"x".repeat(LONGEST_TEXT + 1)),
        ] {
            assert!(sorted("b", &form(odd)).is_err());
        }
    }
}
