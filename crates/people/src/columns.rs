//! How the types of this crate and of admission stand in columns.

use admission::{MemberState, Moment};
use base::clock::Time;
use base::db::{DbError, Row};

/// Lets an enum made by `admission::words!` be bound and read as its word.
macro_rules! word_column {
    ($name:ty) => {
        impl From<$name> for ::base::db::Value {
            fn from(one: $name) -> Self {
                Self::Text(one.word().to_owned())
            }
        }

        impl ::base::db::FromValue for $name {
            fn from_value(value: ::base::db::Value) -> Option<Self> {
                match value {
                    ::base::db::Value::Text(word) => Self::from_word(&word),
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use word_column;

/// The word in `column`, read by `from_word`.
pub(crate) fn word<T>(
    row: &Row,
    column: &str,
    from_word: fn(&str) -> Option<T>,
) -> Result<T, DbError> {
    from_word(&row.text(column)?).ok_or_else(|| DbError::Shape(column.to_owned()))
}

/// The state of a member in `column`.
pub(crate) fn member_state(row: &Row, column: &str) -> Result<MemberState, DbError> {
    word(row, column, MemberState::from_word)
}

/// A time as admission knows it.
pub(crate) const fn moment(time: Time) -> Moment {
    Moment::from_micros(time.as_micros())
}
