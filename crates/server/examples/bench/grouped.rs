//! What durable writes are measured against: the least a server of the same make can do that keeps a
//! row before it answers, where all who wait share one flush.

use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::Trouble;

/// Rows that may share a flush.
const GROUP: usize = 256;

/// A row and whom to tell that it is kept.
type Waiting = (Vec<u8>, oneshot::Sender<()>);

/// The route that keeps the hash of a form in a database in this folder.
pub(crate) fn route(folder: &Path) -> Result<Router, Trouble> {
    let connection = Connection::open(folder.join("grouped.db"))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection
        .execute_batch("CREATE TABLE kept (hash BLOB PRIMARY KEY, words BLOB) WITHOUT ROWID")?;
    let (queue, waiting) = mpsc::channel(4096);
    std::thread::spawn(move || write(connection, waiting).map_err(|cause| cause.to_string()));
    Ok(Router::new()
        .route("/durable", post(keep))
        .with_state(Arc::new(queue)))
}

async fn keep(
    State(queue): State<Arc<mpsc::Sender<Waiting>>>,
    body: Bytes,
) -> Result<&'static str, String> {
    let (told, kept) = oneshot::channel();
    let waiting = (body.to_vec(), told);
    let sent = queue.send(waiting).await;
    sent.map_err(|cause| cause.to_string())?;
    kept.await.map_err(|cause| cause.to_string())?;
    Ok("kept")
}

/// One transaction for all who wait, and one flush.
fn write(mut connection: Connection, mut waiting: mpsc::Receiver<Waiting>) -> Result<(), Trouble> {
    let mut count: u64 = 0;
    while let Some(first) = waiting.blocking_recv() {
        let transaction = connection.transaction()?;
        let (mut told, mut next) = (Vec::new(), Some(first));
        while let Some((words, whom)) = next {
            count += 1;
            // Every request has the same words: the number makes them differ.
            let hash = digest::digest(&digest::SHA256, &[&count.to_be_bytes(), &*words].concat());
            transaction
                .prepare_cached("INSERT INTO kept (hash, words) VALUES (?1, ?2)")?
                .execute((hash.as_ref(), words))?;
            told.push(whom);
            next = (told.len() < GROUP)
                .then(|| waiting.try_recv().ok())
                .flatten();
        }
        transaction.commit()?;
        for whom in told {
            // Whoever hung up does not need to hear it.
            let _ = whom.send(());
        }
    }
    Ok(())
}
