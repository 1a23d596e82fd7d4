//! Why a key cannot be used, in words that tell the operator what to do.

use std::path::PathBuf;

use thiserror::Error;

use crate::db::DbError;

/// Why the master key cannot be used.
#[derive(Debug, Error)]
pub enum MasterKeyError {
    /// The database has a master key, but the file is not there.
    #[error(
        "there is no master key at {}, but this database was sealed with one (key {key}); put the \
         file back from your backup, or name it with the setting master_key_file",
        path.display()
    )]
    Missing {
        /// Where the file should be.
        path: PathBuf,
        /// The name of the key that the database was sealed with.
        key: String,
    },
    /// There is no file, and nothing was sealed so far.
    #[error(
        "there is no master key at {} yet; the first start of the server makes one",
        path.display()
    )]
    NotMade {
        /// Where the file will be.
        path: PathBuf,
    },
    /// The file holds another key than the database was sealed with.
    #[error(
        "the master key at {} is not the one this database was sealed with (key {key}); put the \
         right file there, or name it with the setting master_key_file",
        path.display()
    )]
    Wrong {
        /// The file that was read.
        path: PathBuf,
        /// The name of the key that the database was sealed with.
        key: String,
    },
    /// Others than the owner may read or change the file.
    #[error(
        "the master key at {0} is open to other users (mode {mode:04o}); close it with: chmod 600 {0}",
        path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not of the form we write.
    #[error("the master key at {} is damaged: {what}; put it back from your backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, with the number of the line.
        what: String,
    },
    /// The file could not be read or written.
    #[error("the master key at {} cannot be {doing}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried: `read` or `written`.
        doing: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Another rotation is under way.
    #[error("another rotation of the master key at {} is under way", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A cell met in a rotation cannot be opened. Nothing was lost: the old key is still in the file.
    #[error("{cause}, in the row {row}; the old key stays in the file until this is put right")]
    Cell {
        /// The row of the cell.
        row: String,
        /// Which table and column.
        cause: SealError,
    },
    /// The database did not do its work.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl MasterKeyError {
    pub(super) fn cell(row: &str, cause: SealError) -> Self {
        Self::Cell {
            row: row.to_owned(),
            cause,
        }
    }
}

/// Why a cell could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// The cell was altered or moved, or its key is no longer in the file.
    #[error(
        "a sealed cell of {table}.{column} cannot be opened: altered, moved, or its key is gone"
    )]
    Unreadable {
        /// The table of the cell.
        table: &'static str,
        /// The column of the cell.
        column: &'static str,
    },
    /// The file with the keys can no longer be read, so nothing new is sealed.
    #[error("the master key file cannot be used any more: {0}")]
    KeyFile(String),
    /// The library did not encrypt.
    #[error("the value could not be sealed")]
    Refused,
}
