//! What all requests share.

use std::ops::Deref;
use std::sync::Arc;

use base::audit::{self, Event};
use base::clock::Clock;
use base::config::Config;
use base::db::{Conn, Db, DbError};
use base::hash::Passwords;
use base::i18n::Catalogue;
use base::jobs::Jobs;
use base::keys::{MasterKey, SigningKeys};
use base::mail::Mail;
use base::net::Net;
use base::outbox::Outbox;
use base::random::Randomness;
use base::sms::Sms;
use base::workshop::Workshop;

use super::csrf::CsrfKey;
use super::documents::Documents;
use super::metrics::Metrics;

/// The shared state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The fields of an [`App`].
#[derive(Debug)]
pub struct Parts {
    /// What the operator configured.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Randomness,
    /// All texts in all languages.
    pub catalogue: Catalogue,
    /// The pool that hashes passwords.
    pub passwords: Passwords,
    /// Seals what is stored secretly.
    pub master: MasterKey,
    /// Signs what others verify.
    pub signing: SigningKeys,
    /// Work that is done later.
    pub jobs: Jobs,
    /// Outgoing requests, guarded.
    pub net: Net,
    /// Where letters and text messages wait.
    pub outbox: Outbox,
    /// Letters to people.
    pub mail: Mail,
    /// Text messages to phones.
    pub sms: Sms,
    /// Binds forms to browsers.
    pub csrf: CsrfKey,
    /// Documents that are the same for everybody.
    pub documents: Documents,
    /// Where pictures are made from what people send.
    pub workshop: Workshop,
    /// Counters of this process.
    pub metrics: Metrics,
}

impl App {
    /// Shares `parts`.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Writes an event into the audit trail, in the transaction of what it tells of.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, conn: &mut Conn, event: Event) -> Result<(), DbError> {
        audit::record(conn, event, self.clock.now(), &self.random)
            .await
            .map(drop)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
