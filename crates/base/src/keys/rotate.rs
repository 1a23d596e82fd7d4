//! Rotation of the master key: a new key is added to the file, every cell is sealed again under it,
//! and only then the old key is dropped. The file says how far it came: with more than one key in
//! it, a rotation was not finished, and the next one continues it.

use std::time::Duration;

use super::ring::key_of;
use super::store::{self, Cell, SEALED};
use super::{MasterKey, MasterKeyError, SealError, SealedColumn, file};
use crate::db::Db;

/// How long a rotation waits for values that were sealed under the old key just before and are
/// not committed yet. Longer than any request lives.
pub const SETTLE: Duration = Duration::from_secs(30);

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The name of the key that seals now.
    pub key: String,
    /// How many cells were sealed again.
    pub cells: u64,
    /// How many old keys were dropped from the file.
    pub dropped: usize,
}

impl MasterKey {
    /// Replaces the master key, while other processes go on working with the same file. Where
    /// processes have files of their own, add the new key as the first line of each file by hand;
    /// this then continues from there, and the old lines are yours to drop from the other files.
    ///
    /// `beyond` are the sealed columns of the crates above; those of [`SEALED`] are always walked. A
    /// column that is left out can no longer be opened afterwards. `settle` is [`SETTLE`] in the product.
    ///
    /// # Errors
    /// When another rotation runs, the file cannot be written, or a cell cannot be opened. The old
    /// key is then still there and everything opens as before; run it again once that is put right.
    pub async fn rotate(
        &self,
        db: &Db,
        beyond: &[SealedColumn],
        settle: Duration,
    ) -> Result<Rotated, MasterKeyError> {
        let _alone = file::lock(self.path())?;
        self.add_key()?;
        let columns = [SEALED, beyond].concat();
        let mut cells = self.reseal(db, &columns).await?;
        tokio::time::sleep(settle).await;
        cells += self.reseal(db, &columns).await?;
        let dropped = self.drop_older()?;
        let key = self.held().newest().id().to_owned();
        Ok(Rotated {
            key,
            cells,
            dropped,
        })
    }

    /// Adds a new key to the file, unless an unfinished rotation did so already.
    pub(super) fn add_key(&self) -> Result<(), MasterKeyError> {
        let ring = self.reread_file()?;
        if ring.is_rotating() {
            return Ok(());
        }
        let fresh = file::fresh_key(self.path(), self.random())?;
        let keys = std::iter::once(&fresh).chain(ring.keys());
        file::replace(self.path(), keys, self.random())?;
        self.replace_held().map(drop)
    }

    fn drop_older(&self) -> Result<usize, MasterKeyError> {
        let ring = self.reread_file()?;
        let newest = std::iter::once(ring.newest());
        file::replace(self.path(), newest, self.random())?;
        self.replace_held()?;
        Ok(ring.keys().count() - 1)
    }

    /// Seals again until a whole walk finds nothing under an older key.
    pub(super) async fn reseal(
        &self,
        db: &Db,
        columns: &[SealedColumn],
    ) -> Result<u64, MasterKeyError> {
        let mut cells = 0;
        for column in columns {
            loop {
                let found = self.walk(db, column).await?;
                if found == 0 {
                    break;
                }
                cells += found;
            }
        }
        Ok(cells)
    }

    async fn walk(&self, db: &Db, column: &SealedColumn) -> Result<u64, MasterKeyError> {
        let newest = self.held().newest().id().to_owned();
        let (mut after, mut cells) = (String::new(), 0);
        loop {
            let page = store::page(&mut db.read().await?, column, &after).await?;
            let Some(last) = page.last() else {
                return Ok(cells);
            };
            after.clone_from(&last.row);
            let older = |cell: &Cell| key_of(&cell.sealed) != Some(newest.as_str());
            let stale: Vec<Cell> = page.into_iter().filter(older).collect();
            if stale.is_empty() {
                continue;
            }
            let mut conn = db.write().await?;
            for cell in stale {
                let sealed = self
                    .seal_again(column, &cell)
                    .map_err(|cause| MasterKeyError::cell(&cell.row, cause))?;
                cells += store::replace(&mut conn, column, &cell, sealed).await?;
            }
            conn.commit().await?;
        }
    }

    fn seal_again(&self, column: &SealedColumn, cell: &Cell) -> Result<Vec<u8>, SealError> {
        let place = column.row(&cell.row);
        self.seal(&place, self.open(&place, &cell.sealed)?.expose())
    }
}
