//! The master key as the process holds it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::file::{self, Stamp};
use super::ring::{Ring, key_of};
use super::store::{self, CHECK_ROW, KEY_CHECK};
use super::{MasterKeyError, Place, SealError};
use crate::db::Db;
use crate::random::Randomness;
use crate::secret::Secret;

const CHECK: &[u8] = b"vestibule";

/// The key that seals secrets in the database. Cheap to clone; prints nothing of its keys.
///
/// A change of the file, as a rotation by another process makes it, is noticed when the next value
/// is sealed or a cell of an unknown key is opened.
#[derive(Clone)]
pub struct MasterKey {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    random: Randomness,
    held: RwLock<(Stamp, Arc<Ring>)>,
}

/// How the key came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The file was there.
    Found,
    /// This start made it: the operator should keep a copy.
    Created,
}

impl MasterKey {
    /// Reads the master key at `path`, or makes one when neither the file nor anything sealed is
    /// there. At the first start the database remembers which key it was.
    ///
    /// # Errors
    /// When the file is missing, exposed, damaged, or not the one this database was sealed with.
    pub async fn open_or_create(
        path: &Path,
        db: &Db,
        random: &Randomness,
    ) -> Result<(Self, Origin), MasterKeyError> {
        let check = store::check_value(&mut db.read().await?).await?;
        let mut origin = Origin::Found;
        if check.is_none() && file::read(path)?.is_none() {
            origin = file::create(path, random)?;
        }
        let key = Self::read(path, check.as_deref(), random)?;
        if check.is_none() {
            let cell = key
                .held()
                .seal(&KEY_CHECK.row(CHECK_ROW), CHECK, random)
                .map_err(|cause| MasterKeyError::cell(CHECK_ROW, cause))?;
            let mut conn = db.write().await?;
            store::set_check_value(&mut conn, cell).await?;
            conn.commit().await?;
        }
        // Another process may have been faster, with a file of its own.
        let check = store::check_value(&mut db.read().await?).await?;
        key.prove(check.as_deref())?;
        Ok((key, origin))
    }

    /// Reads the master key at `path` and makes nothing: for commands that only look.
    ///
    /// # Errors
    /// As [`MasterKey::open_or_create`]; [`MasterKeyError::NotMade`] before the first start.
    pub async fn open_existing(
        path: &Path,
        db: &Db,
        random: &Randomness,
    ) -> Result<Self, MasterKeyError> {
        let check = store::check_value(&mut db.read().await?).await?;
        let key = Self::read(path, check.as_deref(), random)?;
        key.prove(check.as_deref())?;
        Ok(key)
    }

    fn read(
        path: &Path,
        check: Option<&[u8]>,
        random: &Randomness,
    ) -> Result<Self, MasterKeyError> {
        let path = path.to_owned();
        let Some((stamp, ring)) = file::read(&path)? else {
            return Err(match check {
                None => MasterKeyError::NotMade { path },
                Some(cell) => MasterKeyError::Missing {
                    path,
                    key: name_in(cell),
                },
            });
        };
        Ok(Self {
            inner: Arc::new(Inner {
                path,
                random: random.clone(),
                held: RwLock::new((stamp, Arc::new(ring))),
            }),
        })
    }

    fn prove(&self, check: Option<&[u8]>) -> Result<(), MasterKeyError> {
        let Some(cell) = check else { return Ok(()) };
        match self.held().open(&KEY_CHECK.row(CHECK_ROW), cell) {
            Some(value) if value.same_as(CHECK) => Ok(()),
            _ => Err(MasterKeyError::Wrong {
                path: self.inner.path.clone(),
                key: name_in(cell),
            }),
        }
    }

    /// Seals a value for its place, with the newest key.
    ///
    /// # Errors
    /// [`SealError::KeyFile`] when the file is gone or damaged: what is sealed now could not be
    /// opened after the next start.
    pub fn seal(&self, place: &Place, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let ring = self.reread()?;
        ring.seal(place, plaintext, &self.inner.random)
    }

    /// Opens a cell that was sealed for this very place.
    ///
    /// # Errors
    /// [`SealError::Unreadable`] when it was altered or moved, or its key is gone.
    pub fn open(&self, place: &Place, cell: &[u8]) -> Result<Secret<Vec<u8>>, SealError> {
        let unreadable = SealError::Unreadable {
            table: place.table,
            column: place.column,
        };
        let mut ring = self.held();
        let known = |ring: &Ring| ring.keys().any(|key| Some(key.id()) == key_of(cell));
        if !known(&ring) && key_of(cell).is_some() {
            ring = self.reread()?;
        }
        ring.open(place, cell).ok_or(unreadable)
    }

    /// A key for another purpose, such as the protection of forms: HKDF-SHA-256 (RFC 5869) from the
    /// newest master key.
    ///
    /// It changes when the master key is rotated, and differs between processes until all have
    /// noticed. Use it for what may be lost then: a form has to be sent again, nothing more. Take it
    /// once at start and hold it.
    pub fn derive(&self, label: &str) -> Secret<[u8; 32]> {
        self.held().derive(label)
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    pub(super) fn random(&self) -> &Randomness {
        &self.inner.random
    }

    pub(super) fn held(&self) -> Arc<Ring> {
        let held = self.inner.held.read();
        Arc::clone(&held.unwrap_or_else(PoisonError::into_inner).1)
    }

    /// The keys as the file has them now.
    pub(super) fn reread(&self) -> Result<Arc<Ring>, SealError> {
        self.reread_file()
            .map_err(|cause| SealError::KeyFile(cause.to_string()))
    }

    pub(super) fn reread_file(&self) -> Result<Arc<Ring>, MasterKeyError> {
        let path = &self.inner.path;
        let stamp = Stamp::of(path)?;
        let held = self.inner.held.read();
        let (known, ring) = held.unwrap_or_else(PoisonError::into_inner).clone();
        if known == stamp {
            return Ok(ring);
        }
        self.replace_held()
    }

    pub(super) fn replace_held(&self) -> Result<Arc<Ring>, MasterKeyError> {
        let path = self.inner.path.clone();
        let key = self.held().newest().id().to_owned();
        let (stamp, ring) = file::read(&path)?.ok_or(MasterKeyError::Missing { path, key })?;
        let ring = Arc::new(ring);
        let mut held = self
            .inner
            .held
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = (stamp, Arc::clone(&ring));
        Ok(ring)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[master key]")
    }
}

fn name_in(cell: &[u8]) -> String {
    key_of(cell).unwrap_or("of unknown name").to_owned()
}
