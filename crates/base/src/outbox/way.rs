//! How messages of a channel leave, as the operator set it: one setting, with a sealed secret beside it.

use serde::Serialize;

use super::{Carrier, Outbox, OutboxError};
use crate::db::Conn;
use crate::jobs;
use crate::secret::Secret;
use crate::settings::{self, Setting};

impl Outbox {
    /// The secret beside a way out, if there is one.
    pub(crate) async fn secret_of<T: Sync>(
        &self,
        conn: &mut Conn,
        way: &Setting<T>,
    ) -> Result<Option<Secret<String>>, OutboxError> {
        let Some(cell) = settings::load_sealed(conn, way).await? else {
            return Ok(None);
        };
        let opened = self.key.open(&way.place(), &cell)?;
        let text = String::from_utf8(opened.expose().clone());
        Ok(text.ok().map(Secret::new))
    }

    /// Sets the way out of a channel in the caller's transaction, with its secret or without one; what waits is tried at once.
    pub(crate) async fn set_way<C: Carrier, T: Serialize + Sync>(
        &self,
        conn: &mut Conn,
        (way, value): (&Setting<T>, &T),
        secret: Option<Secret<String>>,
    ) -> Result<(), OutboxError> {
        let now = self.clock.now();
        let seal = |secret: Secret<String>| {
            let bytes = secret.expose().as_bytes();
            self.key.seal(&way.place(), bytes)
        };
        let sealed = secret.map(seal).transpose()?;
        settings::save(conn, way, value, now).await?;
        settings::save_sealed(conn, way, sealed, now).await?;
        jobs::hasten(conn, C::SEND.name(), now).await?;
        self.jobs.look_again();
        Ok(())
    }
}
