//! The channel on which processes tell one another what they changed.

use std::future::poll_fn;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Connection, NoTls, Socket};

use super::super::value::Value;
use super::super::warm::Warm;
use super::super::warm::change::Change;
use super::super::warm::watch::{LOOK, TRUST};
use super::super::{DbError, Sql};
use super::{Postgres, error, tls};
use crate::clock::Clock;

/// The name of the channel; also stands in [`super::Connection::commit`].
pub(super) const CHANNEL: &str = "vestibule_changes";

impl Postgres {
    /// Listens until something goes wrong.
    pub(in crate::db) async fn listen(&self, warm: &Arc<Warm>) -> Result<(), DbError> {
        match tls::connector(&self.config)? {
            Some(tls) => self.listen_over(tls, warm).await,
            None => self.listen_over(NoTls, warm).await,
        }
    }

    async fn listen_over<T>(&self, tls: T, warm: &Arc<Warm>) -> Result<(), DbError>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: Send + 'static,
    {
        let (client, connection) = self.config.connect(tls).await.map_err(|e| error(&e))?;
        let (returned, mut back) = watch::channel(0_u64);
        let driver = tokio::spawn(hear_all(connection, Arc::clone(warm), returned));
        let _ended_with_us = Ended(driver);
        client
            .batch_execute(&format!("LISTEN {CHANNEL}"))
            .await
            .map_err(|e| error(&e))?;
        let mut number = std::process::id().into();
        loop {
            number += 1_u64 << 32;
            let since = Clock::system().monotonic();
            self.call(number).await?;
            let heard = timeout(TRUST, back.wait_for(|last| *last == number)).await;
            // The guard of the value must not live on.
            let heard = heard.is_ok_and(|seen| seen.is_ok());
            if !heard {
                return Err(DbError::Unavailable("no word comes back on it".to_owned()));
            }
            if !warm.is_trusted() {
                // What was read before this moment may have missed something.
                warm.changed(&[Change::All]);
            }
            warm.trust_for(TRUST, since);
            sleep(LOOK).await;
        }
    }

    /// Says a word of our own on the channel, on the way that changes take.
    async fn call(&self, number: u64) -> Result<(), DbError> {
        let mut conn = self.reader().await?;
        let word = [Value::Text(format!("call {number}"))];
        let say = Sql("SELECT pg_notify('vestibule_changes', $1)::text AS said");
        conn.query(say, &word).await.map(drop)
    }
}

/// The task that drives the connection ends with whoever listens.
struct Ended(tokio::task::JoinHandle<()>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn hear_all<S>(
    mut connection: Connection<Socket, S>,
    warm: Arc<Warm>,
    returned: watch::Sender<u64>,
) where
    S: tokio_postgres::tls::TlsStream + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|task| connection.poll_message(task)).await {
        let AsyncMessage::Notification(said) = message else {
            continue;
        };
        match said.payload().strip_prefix("call ") {
            // The calls of others are nothing to us.
            Some(number) => drop(number.parse().map(|number| returned.send_replace(number))),
            None => warm.hear(said.payload()),
        }
    }
    warm.distrust();
}
