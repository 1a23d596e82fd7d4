//! Fields that many bodies have, from text to what is meant.

use axum::body::Bytes;
use base::i18n::Language;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use people::Name;
use people::name::NameError;
use protocol::api::Shape;
use protocol::picture;
use serde_json::Value;

use super::call::Call;
use crate::pictures::Refused;
use crate::web::ApiError;

/// A name of a person, department, group and the like.
pub(super) const NAME: Shape = Shape::Text(1, 120, "Night shift");
/// How many.
pub(super) const COUNT: Shape = Shape::Whole(0, 1_000_000_000, 3);
/// The languages the server speaks.
pub(super) const LANGUAGE: Shape = Shape::Word(&["en", "de", "pl", "ru"]);

/// The most characters of a picture in base64 (RFC 4648).
pub(super) const LONGEST_FILE: usize = picture::MOST_BYTES.div_ceil(3) * 4;
/// A picture as a file, or `null`.
pub(super) const PICTURE_FILE: Shape = Shape::Maybe(&Shape::Text(1, LONGEST_FILE, A_SQUARE));
/// A small picture: a white square of thirty-two pixels a side, as PNG.
const A_SQUARE: &str = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAAD0lEQVR42mP4DwQMg5cAANrpf4Em8vpjAAAAAElFTkSuQmCC";

/// A file of the body, in base64 with or without line breaks; none when it is absent or `null`.
///
/// # Errors
/// [`ApiError::Unfit`] when it is not base64.
pub(super) fn file(call: &Call, field: &str) -> Result<Option<Bytes>, ApiError> {
    let Some(text) = call.body.get(field).and_then(Value::as_str) else {
        return Ok(None);
    };
    let is_break = |letter: &u8| matches!(letter, b'\r' | b'\n');
    let letters: Vec<u8> = text.bytes().filter(|letter| !is_break(letter)).collect();
    let bytes = BASE64_STANDARD.decode(letters).map_err(|_| {
        ApiError::field(
            &format!("/{field}"),
            "base64",
            "The file stands here in base64, with its padding.",
        )
    })?;
    Ok(Some(Bytes::from(bytes)))
}

/// Why a picture was not taken, at its field.
pub(super) fn refused(call: &Call, field: &str, why: Refused) -> ApiError {
    let key = why.words();
    ApiError::field(&format!("/{field}"), key, call.ctx.text(key))
}

/// A text of the body; empty when it is absent or `null`.
pub(super) fn text<'c>(call: &'c Call, field: &str) -> &'c str {
    call.body
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A text of the body without space around it; none when nothing is left.
pub(super) fn words(call: &Call, field: &str) -> Option<String> {
    let text = text(call, field).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A name of the body.
///
/// # Errors
/// [`ApiError::Unfit`] when it is none.
pub(super) fn name(call: &Call, field: &str) -> Result<Name, ApiError> {
    Name::parse(text(call, field)).map_err(|cause| {
        let (code, detail) = match cause {
            NameError::Empty => ("empty", "A name is more than space."),
            NameError::TooLong => ("length", "At most 120 characters."),
            NameError::Unshowable => (
                "character",
                "A name is one line, without hidden characters.",
            ),
        };
        ApiError::field(&format!("/{field}"), code, detail)
    })
}

/// A name of the body, or the one there was.
///
/// # Errors
/// As [`name`].
pub(super) fn name_or(call: &Call, field: &str, before: &str) -> Result<Name, ApiError> {
    if call.has(field) {
        return name(call, field);
    }
    Name::parse(before).map_err(|_| ApiError::internal("a stored name is none"))
}

/// An identifier of the body: absent, `null`, or one. What has the form of one names nothing at worst.
#[expect(
    clippy::option_option,
    reason = "absent and null differ in a merge patch"
)]
pub(super) fn nullable_id<T>(
    call: &Call,
    field: &str,
    parse: fn(&str) -> Option<T>,
) -> Option<Option<T>> {
    let value = call.body.get(field)?;
    Some(value.as_str().and_then(parse))
}

/// A language of the body.
pub(super) fn language(call: &Call, field: &str) -> Option<Language> {
    Language::from_code(text(call, field))
}
