//! A letter as RFC 5322 and MIME want it.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, MultiPart, SinglePart};

use super::{Correspondent, Letter, LetterError, Postmark};

/// Puts the letter together: text and HTML as alternatives, marked as written by a machine so
/// that nobody's holiday answer comes back (RFC 3834, section 5).
pub(super) fn compose(
    from: &Correspondent,
    letter: &Letter,
    mark: &Postmark,
) -> Result<Message, LetterError> {
    let seconds = u64::try_from(mark.at.as_seconds()).unwrap_or(0);
    let domain = from.address().rsplit('@').next().unwrap_or("localhost");
    let body = MultiPart::alternative()
        .boundary(format!("={}", mark.id))
        .singlepart(part(ContentType::TEXT_PLAIN, letter.text()));
    let html = part(ContentType::TEXT_HTML, letter.html());
    let body = match letter.logo() {
        None => body.singlepart(html),
        Some(logo) => body.multipart(
            MultiPart::related()
                .boundary(format!("={}.related", mark.id))
                .singlepart(html)
                .singlepart(picture(logo)?),
        ),
    };
    Message::builder()
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(format!("<{}@{domain}>", mark.id)))
        .from(from.mailbox()?)
        .to(letter.to().mailbox()?)
        .subject(letter.subject())
        .raw_header(automatic())
        .multipart(body)
        .map_err(|_| LetterError::Composition)
}

fn part(kind: ContentType, words: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(words.to_owned())
}

/// The picture that [`super::letter::LOGO`] names.
fn picture(logo: Vec<u8>) -> Result<SinglePart, LetterError> {
    let kind = ContentType::parse("image/png").map_err(|_| LetterError::Composition)?;
    Ok(Attachment::new_inline("logo".to_owned()).body(logo, kind))
}

fn automatic() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}
