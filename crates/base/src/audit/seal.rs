//! The sealer, which gives events their place in the chain, and the check of a whole database.

use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;

use super::chain::{Fault, Head, Verifier, link};
use super::store;
use crate::clock::{Clock, Time};
use crate::db::{Db, DbError};

/// Events sealed in one transaction; more would keep other writers waiting.
const BATCH: i64 = 200;
/// Events read at once by the verifier.
const READ: i64 = 1000;
/// Between two rounds of the sealer.
const ROUND: Duration = Duration::from_secs(1);

/// Seals every event recorded so far; how many those were. Any number of processes may do so
/// at once: the row of the head lets one at a time through.
///
/// # Errors
/// What the engine says; what was sealed before stays sealed.
pub async fn seal(db: &Db, now: Time) -> Result<u64, DbError> {
    let mut sealed = 0;
    loop {
        if !store::has_unsealed(&mut db.read().await?).await? {
            return Ok(sealed);
        }
        sealed += seal_batch(db, now).await?;
    }
}

async fn seal_batch(db: &Db, now: Time) -> Result<u64, DbError> {
    let mut conn = db.write().await?;
    let mut head = store::hold_head(&mut conn, now).await?;
    let (mut sealed, events) = (0, store::unsealed(&mut conn, BATCH).await?);
    for event in events {
        let sequence = head.sequence + 1;
        head = Head {
            sequence,
            chain: link(&head.chain, sequence, &event),
        };
        store::put_link(&mut conn, event.id, &head).await?;
        sealed += 1;
    }
    store::put_head(&mut conn, &head).await?;
    conn.commit().await?;
    Ok(sealed)
}

/// Seals once a second until `stop` turns true; then a last time. A database that is down is
/// waited for.
pub async fn keep_sealing(db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    loop {
        let stopping = *stop.borrow_and_update();
        if let Err(cause) = seal(&db, clock.now()).await {
            tracing::warn!(%cause, "the audit trail could not be sealed");
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            // A sender that is gone has stopped too.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Why a check brought no good end.
#[derive(Debug, Error)]
pub enum Inspected {
    /// The trail does not hold.
    #[error(transparent)]
    Faulty(#[from] Fault),
    /// It could not be read.
    #[error(transparent)]
    Unreadable(#[from] DbError),
}

/// Checks the whole trail of a database. Gives its head, to be remembered, and how many events
/// are recorded and not yet sealed.
///
/// # Errors
/// The first line that does not hold, or why it could not be read.
pub async fn verify(db: &Db, remembered: Option<Head>) -> Result<(Head, i64), Inspected> {
    // The head is read first: what is sealed in the meantime lies behind it.
    let stored = store::head(&mut db.read().await?).await?;
    let (mut verifier, mut last) = (Verifier::new(remembered), 0);
    loop {
        let events = store::sealed_after(&mut db.read().await?, last, READ).await?;
        let end = events.len() < usize::try_from(READ).unwrap_or(usize::MAX);
        for event in events {
            last = event.sequence.unwrap_or(last + 1);
            if last > stored.sequence {
                break;
            }
            verifier.feed(&event)?;
        }
        if end || last >= stored.sequence {
            break;
        }
    }
    let waiting = store::count_unsealed(&mut db.read().await?).await?;
    Ok((verifier.finish(&stored)?, waiting))
}
