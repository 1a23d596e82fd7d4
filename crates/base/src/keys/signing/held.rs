//! The keys as one process holds them: a reading of the table, parsed, with what is published of it.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use protocol::jose::{Algorithm, JwkSet, KeySet, SigningKey};

use super::super::MasterKey;
use super::super::store::SIGNING_KEYS;
use super::SigningKeyError;
use super::store::Stored;
use crate::clock::Time;

/// What a key is there for at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published ahead of its use; signs nothing yet.
    Next,
    /// Signs.
    Active,
    /// Signs no more; published until the tokens it signed have ended.
    Retired {
        /// When another key took over.
        since: Time,
        /// From when it may be forgotten.
        published_until: Time,
    },
}

/// A key as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// Its name: the RFC 7638 thumbprint.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// What it is there for.
    pub state: KeyState,
    /// When it was made.
    pub created: Time,
    /// From when it signs.
    pub from: Time,
}

/// The JWK set as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The JSON document.
    pub body: Vec<u8>,
    /// The `ETag` header (RFC 9110 section 8.8.3) of the document, with its quotes.
    pub etag: String,
}

impl Published {
    fn new(body: Vec<u8>) -> Self {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, &body));
        Self {
            body,
            etag: format!("\"{hash}\""),
        }
    }
}

impl Default for Published {
    fn default() -> Self {
        Self::new(br#"{"keys":[]}"#.to_vec())
    }
}

/// One reading of the table.
#[derive(Default)]
pub(super) struct Held {
    /// Newest first within an algorithm.
    keys: Vec<HeldKey>,
    /// The keys as published: active ones first, for readers that take the first that fits.
    order: Vec<String>,
    pub(super) published: Arc<Published>,
    pub(super) verifying: Arc<KeySet>,
}

#[derive(Clone)]
struct HeldKey {
    generation: i64,
    created: Time,
    from: Time,
    key: Arc<SigningKey>,
}

impl Held {
    /// The reading that follows this one; `None` when nothing changed.
    pub(super) fn renew(
        &self,
        rows: Vec<Stored>,
        master: &MasterKey,
        now: Time,
    ) -> Result<Option<Self>, SigningKeyError> {
        let mut next = Self::default();
        for row in rows {
            let key = match self.by_name(&row.kid) {
                Some(known) => Arc::clone(&known.key),
                None => Arc::new(unseal(&row, master)?),
            };
            next.keys.push(HeldKey {
                generation: row.generation,
                created: row.created_at,
                from: row.active_from,
                key,
            });
        }
        next.publish(now)?;
        Ok((!self.is_same(&next)).then_some(next))
    }

    fn publish(&mut self, now: Time) -> Result<(), SigningKeyError> {
        let mut keys: Vec<&HeldKey> = self.keys.iter().collect();
        keys.sort_by_key(|held| {
            let rank = match self.state(held, now, Duration::ZERO) {
                KeyState::Active => 0,
                KeyState::Next => 1,
                KeyState::Retired { .. } => 2,
            };
            let preference = Algorithm::ALL
                .iter()
                .position(|known| *known == held.key.algorithm());
            (rank, preference, -held.generation)
        });
        let parsed: Result<Vec<_>, _> = keys.iter().map(|held| held.key.verifying_key()).collect();
        let order = keys.iter().map(|held| held.key.key_id().to_owned());
        let set = JwkSet {
            keys: keys
                .iter()
                .map(|held| held.key.public_jwk().clone())
                .collect(),
        };
        let body = serde_json::to_vec(&set)
            .map_err(|cause| SigningKeyError::Mismatch(cause.to_string()))?;
        let order = order.collect();
        (self.verifying, self.published) = (
            Arc::new(KeySet::new(parsed?)),
            Arc::new(Published::new(body)),
        );
        self.order = order;
        Ok(())
    }

    fn is_same(&self, other: &Self) -> bool {
        let times = |of: &Self| -> Vec<_> {
            let each = |held: &HeldKey| (held.generation, held.from, held.key.key_id().to_owned());
            of.keys.iter().map(each).collect()
        };
        self.order == other.order && times(self) == times(other)
    }

    fn by_name(&self, kid: &str) -> Option<&HeldKey> {
        self.keys.iter().find(|held| held.key.key_id() == kid)
    }

    fn of(&self, algorithm: Algorithm) -> impl Iterator<Item = &HeldKey> {
        self.keys
            .iter()
            .filter(move |held| held.key.algorithm() == algorithm)
    }

    /// The latest generation whose time has come. On a clock that runs behind all of them it is
    /// the first one: an early signature is better than none.
    fn active(&self, algorithm: Algorithm, now: Time) -> Option<&HeldKey> {
        let due = self.of(algorithm).find(|held| held.from <= now);
        due.or_else(|| self.of(algorithm).last())
    }

    pub(super) fn current(&self, algorithm: Algorithm, now: Time) -> Option<Arc<SigningKey>> {
        self.active(algorithm, now)
            .map(|held| Arc::clone(&held.key))
    }

    /// Generation, name and first moment of the newest key of an algorithm.
    pub(super) fn newest(&self, algorithm: Algorithm) -> Option<(i64, String, Time)> {
        let held = self.of(algorithm).next()?;
        Some((held.generation, held.key.key_id().to_owned(), held.from))
    }

    fn state(&self, held: &HeldKey, now: Time, after: Duration) -> KeyState {
        let active = self.active(held.key.algorithm(), now);
        let active_generation = active.map_or(held.generation, |active| active.generation);
        if held.generation == active_generation {
            return KeyState::Active;
        }
        if held.generation > active_generation {
            return KeyState::Next;
        }
        let later = self
            .of(held.key.algorithm())
            .filter(|later| later.generation > held.generation);
        let since = later.map(|later| later.from).min().unwrap_or(now);
        KeyState::Retired {
            since,
            published_until: since.plus(after),
        }
    }

    pub(super) fn lines(&self, now: Time, after: Duration) -> Vec<KeyLine> {
        let line = |held: &HeldKey| KeyLine {
            kid: held.key.key_id().to_owned(),
            algorithm: held.key.algorithm(),
            state: self.state(held, now, after),
            created: held.created,
            from: held.from,
        };
        self.keys.iter().map(line).collect()
    }
}

/// The key of a row, which must be the one the row names.
fn unseal(row: &Stored, master: &MasterKey) -> Result<SigningKey, SigningKeyError> {
    let document = master.open(&SIGNING_KEYS.row(&row.kid), &row.private_key)?;
    let key = SigningKey::from_pkcs8(row.algorithm, document.expose())?;
    if key.key_id() != row.kid {
        return Err(SigningKeyError::Mismatch(row.kid.clone()));
    }
    Ok(key)
}
