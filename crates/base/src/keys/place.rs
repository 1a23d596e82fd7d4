//! Where sealed cells lie. A cell opens only in its own place.

use crate::db::Sql;

/// A column whose cells are sealed. Made by [`sealed_column!`](crate::sealed_column).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    table: &'static str,
    column: &'static str,
    pub(super) page: Sql,
    pub(super) replace: Sql,
}

/// Declares a sealed column: `sealed_column!("signing_keys", "private_key", "kid")` names the
/// table, the column (`BLOB` or `BYTEA`, may be null) and the `TEXT` column that names a row.
#[macro_export]
macro_rules! sealed_column {
    ($table:literal, $column:literal, $row:literal) => {
        $crate::keys::SealedColumn::declare(
            ($table, $column),
            $crate::db::sql(concat!(
                "SELECT ",
                $row,
                " AS row_id, ",
                $column,
                " AS cell FROM ",
                $table,
                " WHERE ",
                $row,
                " > $1 AND ",
                $column,
                " IS NOT NULL ORDER BY ",
                $row,
                " LIMIT 100"
            )),
            $crate::db::sql(concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = $1 WHERE ",
                $row,
                " = $2 AND ",
                $column,
                " = $3"
            )),
        )
    };
}

impl SealedColumn {
    /// For [`sealed_column!`](crate::sealed_column) only, which keeps names and statements together.
    #[doc(hidden)]
    pub const fn declare(
        (table, column): (&'static str, &'static str),
        page: Sql,
        replace: Sql,
    ) -> Self {
        Self {
            table,
            column,
            page,
            replace,
        }
    }

    /// The place of this column's cell in the row `id`.
    pub fn row(&self, id: impl ToString) -> Place {
        Place {
            table: self.table,
            column: self.column,
            row: id.to_string(),
        }
    }

    /// The table.
    pub const fn table(&self) -> &'static str {
        self.table
    }

    /// The column.
    pub const fn column(&self) -> &'static str {
        self.column
    }
}

/// The place of one sealed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) row: String,
}
