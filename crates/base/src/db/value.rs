//! What goes into a statement and comes out of a row, the same on both engines.

use std::sync::Arc;

use super::DbError;
use crate::clock::Time;

/// One cell: the four kinds both engines share. Truth values are 0 and 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number, `BIGINT`.
    Int(i64),
    /// Text in UTF-8.
    Text(String),
    /// Bytes: `BLOB` on SQLite, `BYTEA` on PostgreSQL.
    Blob(Vec<u8>),
}

macro_rules! into_value {
    ($($from:ty => |$name:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($name: $from) -> Self { $to }
        }
    )*};
}

into_value! {
    i64 => |n| Self::Int(n);
    i32 => |n| Self::Int(n.into());
    u32 => |n| Self::Int(n.into());
    bool => |yes| Self::Int(yes.into());
    Time => |at| Self::Int(at.as_micros());
    String => |text| Self::Text(text);
    &str => |text| Self::Text(text.to_owned());
    &String => |text| Self::Text(text.clone());
    Vec<u8> => |bytes| Self::Blob(bytes);
    &[u8] => |bytes| Self::Blob(bytes.to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement, in the order of `$1`, `$2`, …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

/// What a cell can be read as. `None` says that the cell is of another kind.
pub trait FromValue: Sized {
    /// Takes the cell.
    fn from_value(value: Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(n) => Some(n),
            _ => None,
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).and_then(|n| Self::try_from(n).ok())
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for Time {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of an answer; cells are taken by the name of their column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    cells: Arc<[Value]>,
}

impl Row {
    pub(super) fn new(columns: Arc<[String]>, cells: Vec<Value>) -> Self {
        Self {
            columns,
            cells: cells.into(),
        }
    }

    /// The cell of `column` as it is.
    pub(super) fn cell(&self, column: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|name| name == column)?;
        self.cells.get(place)
    }

    /// The cell of `column`, read as `T`.
    ///
    /// # Errors
    /// [`DbError::Shape`] when there is no such column or its cell is of another kind.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, DbError> {
        self.cell(column)
            .and_then(|cell| T::from_value(cell.clone()))
            .ok_or_else(|| DbError::Shape(column.to_owned()))
    }

    /// The text in `column`.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, column: &str) -> Result<String, DbError> {
        self.get(column)
    }

    /// The number in `column`.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn int(&self, column: &str) -> Result<i64, DbError> {
        self.get(column)
    }
}
