//! The keys that sign tokens: made, sealed, published ahead of their use, and kept published until
//! what they signed has ended.
//!
//! A key is a row with the time from which it signs, so every process comes to the same answer
//! without being told: of each algorithm the latest generation whose time has come is *active*, a
//! later one is *next*, an earlier one is *retired*. All of them are published and verify. What is
//! signed, and for how long it lives, is decided by those who ask for a key.

mod held;
mod store;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use protocol::jose::{Algorithm, Expect, KeyError, KeySet, SigningKey, TokenError, Verified};
use thiserror::Error;
use tokio::sync::Mutex;

use self::held::Held;
use self::store::Stored;
use super::store::SIGNING_KEYS;
use super::{MasterKey, SealError};
use crate::clock::{Clock, Time};
use crate::db::{Db, DbError};

pub use held::{KeyLine, KeyState, Published};

/// A token with an unknown key makes us look into the database at most this often.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// How long keys are published beyond the time in which they sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Before their use, so that everyone who caches our keys has seen them.
    pub ahead: Duration,
    /// After it: at least the life of the longest-lived token.
    pub after: Duration,
}

impl Default for Overlap {
    /// A day ahead, a week after.
    fn default() -> Self {
        Self {
            ahead: Duration::from_secs(24 * 3600),
            after: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

/// Why there is no key to sign with.
#[derive(Debug, Error)]
pub enum SigningKeyError {
    /// The database did not do its work.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A private key could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A key could not be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A row does not hold the key it names.
    #[error("the signing key {0} is not what its row says")]
    Mismatch(String),
    /// The work was cut short because the process ends.
    #[error("no signing key was made: the server is stopping")]
    Stopping,
}

/// What asking for a rotation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// A new key is published and signs from this moment on.
    Prepared {
        /// Its name.
        kid: String,
        /// When it takes over.
        from: Time,
    },
    /// A next key is published already; nothing was changed.
    Waiting {
        /// Its name.
        kid: String,
        /// When it takes over.
        from: Time,
    },
}

/// What became of a key that was to be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// It is no longer published and verifies nothing.
    Removed,
    /// It signs at present: make another one active first.
    InUse,
    /// There is no such key.
    Unknown,
}

/// The signing keys, parsed once and held. Cheap to clone.
#[derive(Clone)]
pub struct SigningKeys {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    master: MasterKey,
    clock: Clock,
    overlap: Overlap,
    held: RwLock<Arc<Held>>,
    /// One refresh at a time, so that an older reading never replaces a newer one.
    refreshing: Mutex<()>,
    looked: AtomicI64,
}

impl SigningKeys {
    /// Reads the keys; the first start makes one for the default algorithm (ES256).
    ///
    /// # Errors
    /// [`SigningKeyError`], when a key cannot be read or made.
    pub async fn open(
        db: &Db,
        master: &MasterKey,
        clock: &Clock,
        overlap: Overlap,
    ) -> Result<Self, SigningKeyError> {
        let keys = Self {
            inner: Arc::new(Inner {
                db: db.clone(),
                master: master.clone(),
                clock: clock.clone(),
                overlap,
                held: RwLock::default(),
                refreshing: Mutex::default(),
                looked: AtomicI64::new(i64::MIN),
            }),
        };
        keys.ensure(Algorithm::default()).await?;
        Ok(keys)
    }

    /// The key that signs now; `None` when there is none of this algorithm (see [`SigningKeys::ensure`]).
    pub fn current(&self, algorithm: Algorithm) -> Option<Arc<SigningKey>> {
        self.held().current(algorithm, self.inner.clock.now())
    }

    /// The key that signs now, made if there is none of this algorithm yet. Making an RSA key takes
    /// up to seconds: ask when an application is set up for it, not when a token is due.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn ensure(&self, algorithm: Algorithm) -> Result<Arc<SigningKey>, SigningKeyError> {
        self.refresh().await?;
        if let Some(key) = self.current(algorithm) {
            return Ok(key);
        }
        // When another process is faster, its key is taken and ours forgotten.
        self.add(algorithm, 1, self.inner.clock.now()).await?;
        self.current(algorithm).ok_or(SigningKeyError::Stopping)
    }

    /// All published keys as a JWK set (RFC 7517 section 5), ready to be served. May be cached for
    /// less than [`Overlap::ahead`].
    pub fn jwks(&self) -> Arc<Published> {
        Arc::clone(&self.held().published)
    }

    /// Everything that verifies at present.
    pub fn verifying(&self) -> Arc<KeySet> {
        Arc::clone(&self.held().verifying)
    }

    /// Verifies one of our own tokens. A key that another process made just now is looked up, at
    /// most once in five seconds.
    ///
    /// # Errors
    /// [`TokenError`], as [`KeySet::verify`].
    pub async fn verify(&self, token: &str, expect: Expect) -> Result<Verified, TokenError> {
        let verified = self.verifying().verify(token, expect);
        if verified != Err(TokenError::KeyUnknown) || !self.may_look() {
            return verified;
        }
        if let Err(cause) = self.refresh().await {
            tracing::warn!(%cause, "the signing keys could not be read again");
        }
        self.verifying().verify(token, expect)
    }

    fn may_look(&self) -> bool {
        let now = self.inner.clock.now();
        let after = |last: i64| {
            let due = Time::from_micros(last).plus(LOOK_AGAIN) <= now;
            due.then_some(now.as_micros())
        };
        self.inner
            .looked
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, after)
            .is_ok()
    }

    /// All keys with their states, for the operator's page: by algorithm, newest first.
    pub fn list(&self) -> Vec<KeyLine> {
        self.held()
            .lines(self.inner.clock.now(), self.inner.overlap.after)
    }

    /// Takes over what other processes changed. Reads a few short rows; call it every minute or so.
    ///
    /// # Errors
    /// [`SigningKeyError`]; the keys held so far stay in use.
    pub async fn refresh(&self) -> Result<(), SigningKeyError> {
        let _alone = self.inner.refreshing.lock().await;
        let rows = store::all(&mut self.inner.db.read().await?).await?;
        let now = self.inner.clock.now();
        let next = self.held().renew(rows, &self.inner.master, now)?;
        if let Some(next) = next {
            let held = self.inner.held.write();
            *held.unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        }
        Ok(())
    }

    /// Publishes the key that will take over from the active one, after [`Overlap::ahead`].
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn rotate(&self, algorithm: Algorithm) -> Result<Rotation, SigningKeyError> {
        let now = self.inner.clock.now();
        self.refresh().await?;
        let newest = self.held().newest(algorithm);
        if let Some((_, kid, from)) = newest.clone().filter(|(_, _, from)| *from > now) {
            return Ok(Rotation::Waiting { kid, from });
        }
        // The first key of an algorithm has nobody to take over from.
        let (generation, due) = newest.map_or((1, now), |(generation, _, _)| {
            (generation + 1, now.plus(self.inner.overlap.ahead))
        });
        let added = self.add(algorithm, generation, due).await?;
        match (added, self.held().newest(algorithm)) {
            (Some(kid), _) => Ok(Rotation::Prepared { kid, from: due }),
            (None, Some((_, kid, from))) => Ok(Rotation::Waiting { kid, from }),
            (None, None) => Err(SigningKeyError::Stopping),
        }
    }

    /// Makes the next key sign at once, or a new one when none waits: after a leak, or when those
    /// who verify are known to fetch new keys. The name of the key that signs now.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn activate_now(&self, algorithm: Algorithm) -> Result<String, SigningKeyError> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.write().await?;
        let activated = store::activate(&mut conn, algorithm, now).await?;
        conn.commit().await?;
        self.refresh().await?;
        if !activated {
            let newest = self.held().newest(algorithm);
            let generation = newest.map_or(1, |(generation, _, _)| generation + 1);
            self.add(algorithm, generation, now).await?;
        }
        let key = self.current(algorithm).ok_or(SigningKeyError::Stopping)?;
        Ok(key.key_id().to_owned())
    }

    /// Takes a next or retired key out of publication at once, because it leaked. Tokens signed
    /// with it are no longer accepted, by others as soon as they fetch the set anew.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn withdraw(&self, kid: &str) -> Result<Withdrawal, SigningKeyError> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.write().await?;
        let removed = store::withdraw(&mut conn, kid, now).await?;
        conn.commit().await?;
        self.refresh().await?;
        let known = || self.list().iter().any(|line| line.kid == kid);
        Ok(match removed {
            true => Withdrawal::Removed,
            false if known() => Withdrawal::InUse,
            false => Withdrawal::Unknown,
        })
    }

    /// The regular care, for a job: forgets retired keys whose tokens have all ended, and prepares
    /// the successor of every key that has signed for `longest`.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn tend(&self, longest: Duration) -> Result<(), SigningKeyError> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.write().await?;
        store::forget_ended(&mut conn, now.minus(self.inner.overlap.after)).await?;
        conn.commit().await?;
        self.refresh().await?;
        let due =
            |line: &KeyLine| line.state == KeyState::Active && now.since(line.from) >= longest;
        for line in self.list().into_iter().filter(due) {
            self.rotate(line.algorithm).await?;
        }
        Ok(())
    }

    /// Makes and stores a key; its name, or `None` when another process gave the generation first.
    async fn add(
        &self,
        algorithm: Algorithm,
        generation: i64,
        active_from: Time,
    ) -> Result<Option<String>, SigningKeyError> {
        let made = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm));
        let (key, document) = made.await.map_err(|_| SigningKeyError::Stopping)??;
        let place = SIGNING_KEYS.row(key.key_id());
        let row = Stored {
            kid: key.key_id().to_owned(),
            algorithm,
            generation,
            private_key: self.inner.master.seal(&place, document.as_bytes())?,
            created_at: self.inner.clock.now(),
            active_from,
        };
        let kid = row.kid.clone();
        let mut conn = self.inner.db.write().await?;
        let added = store::insert(&mut conn, row).await?;
        conn.commit().await?;
        self.refresh().await?;
        Ok(added.then_some(kid))
    }

    fn held(&self) -> Arc<Held> {
        let held = self.inner.held.read();
        Arc::clone(&held.unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.list()).finish()
    }
}
