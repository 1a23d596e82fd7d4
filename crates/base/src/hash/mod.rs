//! Password hashing with Argon2id (RFC 9106) on a bounded pool of threads.
//!
//! A hash is made to be slow, so it must never run where it can hold up anything else: a few
//! threads with their own memory do nothing but hash, a bounded queue stands before them, and when
//! it is full the caller hears [`HashError::Busy`] and answers 503 with Retry-After. Which
//! passwords are good enough is decided elsewhere.

mod phc;
mod pool;

pub use phc::{Cost, PasswordHash};

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::random::Randomness;
use crate::secret::Secret;

/// How the pool is laid out.
#[derive(Clone, Copy, Debug)]
pub struct PoolLimits {
    /// What a new hash costs.
    pub cost: Cost,
    /// Threads that hash; one per core is the most that helps.
    pub threads: usize,
    /// Requests that may wait before the next one is told that the pool is busy.
    pub queue: usize,
}

/// Why no answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HashError {
    /// Too many requests wait already; worth another try after this time.
    #[error("the password pool is busy")]
    Busy {
        /// About how long the waiting requests take.
        retry_after: Duration,
    },
    /// The pool could not do its work: it was stopped, or memory ran out.
    #[error("the password pool is gone")]
    Gone,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The password is the right one. When the stored hash costs less than a new one would,
    /// `needs_rehash` says to store a new one now that the password is at hand.
    Right {
        /// Whether the stored hash is weaker than a new one.
        needs_rehash: bool,
    },
    /// It is another password.
    Wrong,
}

/// Hashes and checks passwords. Cheap to clone; the threads end with the last clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    pool: Arc<pool::Pool>,
    cost: Cost,
    random: Randomness,
}

impl Passwords {
    /// Starts the pool.
    ///
    /// # Errors
    /// When a thread cannot be started, or the algorithm does not allow the cost.
    pub fn start(limits: PoolLimits, random: &Randomness) -> std::io::Result<Self> {
        if limits.cost.argon2().is_none() {
            let words = format!("Argon2id does not allow {:?}", limits.cost);
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, words));
        }
        let pool = Arc::new(pool::Pool::start(limits.threads, limits.queue)?);
        Ok(Self {
            pool,
            cost: limits.cost,
            random: random.clone(),
        })
    }

    /// The hash to store for a new password.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn hash(&self, password: Secret<String>) -> Result<PasswordHash, HashError> {
        let salt = self.random.bytes::<16>().to_vec();
        let ask = pool::Ask {
            password,
            salt: salt.clone(),
            cost: self.cost,
            length: 32,
        };
        let hash = self.pool.run(ask).await?;
        Ok(PasswordHash {
            cost: self.cost,
            salt,
            hash: hash.expose().clone(),
        })
    }

    /// Checks `password` against what is stored.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn check(
        &self,
        password: Secret<String>,
        stored: &PasswordHash,
    ) -> Result<Checked, HashError> {
        let ask = pool::Ask {
            password,
            salt: stored.salt.clone(),
            cost: stored.cost,
            length: stored.hash.len(),
        };
        let hash = self.pool.run(ask).await?;
        Ok(if hash.same_as(&stored.hash) {
            Checked::Right {
                needs_rehash: stored.cost.is_below(self.cost),
            }
        } else {
            Checked::Wrong
        })
    }

    /// Spends what a check would, for an account that is not there or has no password, so that
    /// the time of the answer does not tell.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn check_nobody(&self, password: Secret<String>) -> Result<(), HashError> {
        self.hash(password).await.map(drop)
    }

    /// How many requests wait or run, for metrics.
    pub fn load(&self) -> usize {
        self.pool.load()
    }
}

#[cfg(test)]
mod tests;
