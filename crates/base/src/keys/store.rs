//! The statements behind the keys.

use super::SealedColumn;
use crate::db::{Conn, DbError, sql};
use crate::{outbox, params, sealed_column, settings};

/// Proves that the master key is the right one.
pub(super) const KEY_CHECK: SealedColumn = sealed_column!("key_check", "sealed", "id");
/// The private halves of the signing keys.
pub(super) const SIGNING_KEYS: SealedColumn = sealed_column!("signing_keys", "private_key", "kid");

/// Every sealed column of this crate's tables. A rotation of the master key walks these and those
/// that the caller adds.
pub const SEALED: &[SealedColumn] = &[KEY_CHECK, SIGNING_KEYS, settings::SEALED, outbox::SEALED];

/// The one row of `key_check`.
pub(super) const CHECK_ROW: &str = "master";

pub(super) async fn check_value(conn: &mut Conn) -> Result<Option<Vec<u8>>, DbError> {
    let row = conn
        .optional(
            sql("SELECT sealed FROM key_check WHERE id = $1"),
            params![CHECK_ROW],
        )
        .await?;
    row.map(|row| row.get("sealed")).transpose()
}

/// Stores the check value unless there is one.
pub(super) async fn set_check_value(conn: &mut Conn, cell: Vec<u8>) -> Result<(), DbError> {
    conn.execute(
        sql("INSERT INTO key_check (id, sealed) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING"),
        params![CHECK_ROW, cell],
    )
    .await?;
    Ok(())
}

/// A sealed cell and its row.
pub(super) struct Cell {
    pub(super) row: String,
    pub(super) sealed: Vec<u8>,
}

/// The next sealed cells of `column` behind the row `after`.
pub(super) async fn page(
    conn: &mut Conn,
    column: &SealedColumn,
    after: &str,
) -> Result<Vec<Cell>, DbError> {
    let rows = conn.query(column.page, params![after]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Cell {
                row: row.text("row_id")?,
                sealed: row.get("cell")?,
            })
        })
        .collect()
}

/// Replaces a cell, if it still is what was read.
pub(super) async fn replace(
    conn: &mut Conn,
    column: &SealedColumn,
    was: &Cell,
    sealed: Vec<u8>,
) -> Result<u64, DbError> {
    let values = params![sealed, &was.row, was.sealed.as_slice()];
    conn.execute(column.replace, values).await
}
