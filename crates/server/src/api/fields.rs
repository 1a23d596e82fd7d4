//! Fields that many bodies have, from text to what is meant.

use base::i18n::Language;
use people::Name;
use people::name::NameError;
use protocol::api::Shape;
use serde_json::Value;

use super::call::Call;
use crate::web::ApiError;

/// A name of a person, department, group and the like.
pub(super) const NAME: Shape = Shape::Text(1, 120, "Night shift");
/// How many.
pub(super) const COUNT: Shape = Shape::Whole(0, 1_000_000_000, 3);
/// The languages the server speaks.
pub(super) const LANGUAGE: Shape = Shape::Word(&["en", "de", "pl", "ru"]);

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
