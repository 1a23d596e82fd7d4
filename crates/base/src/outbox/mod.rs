//! The outbox: letters and text messages wait here, sealed, until somebody has taken or refused them.
//!
//! A message is queued in the caller's transaction together with the job that sends it. Refusals
//! for now are tried again with growing delay. A process that dies between the
//! yes of whoever takes it and writing that down sends the message twice, under the same mark. What a message is, and how it
//! leaves, belongs to the [`Carrier`] of its channel.

mod folder;
mod letterbox;
mod store;
mod way;

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub(crate) use folder::{into_folder, keep_newest, unwritable};
pub use letterbox::Letterbox;
pub use store::{Channel, Line, Overview, SEALED, State, forget_address, list, overview};

use crate::clock::{Clock, Time};
use crate::db::{Conn, Db, DbError};
use crate::i18n::Language;
use crate::id_type;
use crate::jobs::{JobError, Jobs, Kind, Task};
use crate::keys::{MasterKey, SealError};
use crate::random::Randomness;
use crate::secret::Secret;
use store::Queued;

id_type!(LetterId, "a message in the outbox");

/// Gives up what waits too long, and forgets what is long over.
const TIDY: Kind<()> = Kind::new("mail-tidy");

/// The delay after the first refusal for now; each further one doubles it.
const FIRST_DELAY: Duration = Duration::from_secs(30);
/// No delay is longer.
const LONGEST_DELAY: Duration = Duration::from_secs(3600);
/// How often is looked whether there is a way out by now.
const NO_WAY_OUT: Duration = Duration::from_secs(600);
/// A message that nobody took for so long is given up (RFC 5321, section 4.5.4.1).
const PATIENCE: Duration = Duration::from_secs(5 * 86_400);
/// So long after its end the text of a message is wiped.
const TEXT_KEPT: Duration = Duration::from_secs(7 * 86_400);
/// So long after its end a message is forgotten.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// Why a message could not be queued, or a way out not be set or looked at.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// The database did not do its part.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A message or a secret of the way out could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Accepted,
    /// It will never be taken; another try changes nothing.
    Refused,
    /// Not now; another try may help.
    Later,
}

/// What came of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// How it ended.
    pub outcome: Outcome,
    /// The last words of the other side, or why there were none.
    pub answer: String,
    /// The dialogue, a line each, without the message and without secrets.
    pub dialogue: Vec<String>,
}

impl Delivery {
    pub(crate) fn new(outcome: Outcome, answer: String) -> Self {
        Self {
            outcome,
            dialogue: vec![answer.clone()],
            answer,
        }
    }
}

/// What makes a message one message, however often its delivery is tried: whoever gets it twice can
/// tell that it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postmark {
    /// Letters, digits and hyphens nobody else uses.
    pub id: String,
    /// When it was queued.
    pub at: Time,
}

/// Which sending of which message: only the newest of a message does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    letter: LetterId,
    round: u32,
}

/// What came of asking to send a message once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resent {
    /// It waits to be sent.
    Queued,
    /// It was waiting already.
    WasQueued,
    /// Its text is wiped; whoever wrote it has to write it anew.
    TextGone,
    /// There is no such message.
    Unknown,
}

/// Carries the messages of one channel out of the server.
pub trait Carrier: Clone + Send + Sync + 'static {
    /// What is carried.
    type Message: Serialize + DeserializeOwned + Send + Sync;
    /// The job that sends one.
    const SEND: Kind<Sending>;
    /// The channel.
    const CHANNEL: Channel;
    /// What the operator reads while there is no way out.
    const NO_WAY: &'static str;

    /// Where the messages wait.
    fn outbox(&self) -> &Outbox;

    /// Tries to deliver a message; `None` while no way out is set.
    fn deliver(
        &self,
        message: &Self::Message,
        mark: &Postmark,
    ) -> impl Future<Output = Result<Option<Delivery>, OutboxError>> + Send;
}

/// Where messages of every channel wait. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    pub(crate) db: Db,
    pub(crate) key: MasterKey,
    pub(crate) jobs: Jobs,
    pub(crate) clock: Clock,
    pub(crate) random: Randomness,
}

/// What the lists say of a message.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// What sort of message it is, such as `invitation`.
    pub kind: &'a str,
    /// The language it is written in.
    pub language: Language,
    /// Where it goes, as operators may read it.
    pub recipient: &'a str,
}

impl Outbox {
    /// The outbox in this database, sealed with this key.
    pub const fn new(db: Db, key: MasterKey, jobs: Jobs, clock: Clock, random: Randomness) -> Self {
        Self {
            db,
            key,
            jobs,
            clock,
            random,
        }
    }

    /// Queues a message of a channel in the caller's transaction. Its label stays in the list when the text has gone.
    ///
    /// # Errors
    /// When the message cannot be sealed or the database does not do its part.
    pub async fn queue<C: Carrier>(
        &self,
        conn: &mut Conn,
        message: &C::Message,
        label: Label<'_>,
    ) -> Result<LetterId, OutboxError> {
        let now = self.clock.now();
        self.queue_at::<C>(conn, message, (label, now)).await
    }

    /// The same for a message that leaves at `at` or soon after: many at once would hold up those somebody waits for.
    ///
    /// # Errors
    /// As [`Self::queue`].
    pub async fn queue_at<C: Carrier>(
        &self,
        conn: &mut Conn,
        message: &C::Message,
        (label, at): (Label<'_>, Time),
    ) -> Result<LetterId, OutboxError> {
        let now = self.clock.now();
        let id = LetterId::fresh(now, &self.random);
        let text = serde_json::to_vec(message).map_err(|_| DbError::Shape("letter".to_owned()))?;
        let sealed = self.key.seal(&SEALED.row(id), Secret::new(text).expose())?;
        let row = store::New {
            id,
            channel: C::CHANNEL,
            label,
            sealed,
            now,
        };
        store::insert(conn, row).await?;
        let sending = Sending {
            letter: id,
            round: 1,
        };
        self.jobs.enqueue(conn, &C::SEND, &sending, at).await?;
        Ok(id)
    }

    /// Sends a message of a channel once more, in the caller's transaction, whatever became of it before.
    ///
    /// # Errors
    /// When the database does not do its part.
    pub async fn resend<C: Carrier>(
        &self,
        conn: &mut Conn,
        id: LetterId,
    ) -> Result<Resent, OutboxError> {
        let now = self.clock.now();
        if let Some(round) = store::next_round(conn, (id, C::CHANNEL), now).await? {
            let sending = Sending { letter: id, round };
            self.jobs.enqueue(conn, &C::SEND, &sending, now).await?;
            return Ok(Resent::Queued);
        }
        Ok(match store::state(conn, (id, C::CHANNEL)).await? {
            None => Resent::Unknown,
            Some(State::Queued) => Resent::WasQueued,
            Some(State::Sent | State::Refused) => Resent::TextGone,
        })
    }

    fn open<M: DeserializeOwned>(&self, id: LetterId, queued: &Queued) -> Result<M, OutboxError> {
        let text = self.key.open(&SEALED.row(id), &queued.sealed)?;
        let message = serde_json::from_slice(text.expose());
        Ok(message.map_err(|_| DbError::Shape("outbox.sealed".to_owned()))?)
    }

    async fn end(&self, sending: Sending, state: State, answer: &str) -> Result<(), JobError> {
        let mut conn = self.db.write().await?;
        store::end(&mut conn, sending, (state, answer), self.clock.now()).await?;
        Ok(conn.commit().await?)
    }

    async fn note(&self, sending: Sending, answer: &str) -> Result<(), JobError> {
        let mut conn = self.db.write().await?;
        store::note(&mut conn, sending, answer, self.clock.now()).await?;
        Ok(conn.commit().await?)
    }

    async fn tidy(self) -> Result<(), JobError> {
        let now = self.clock.now();
        let mut conn = self.db.write().await?;
        store::give_up(&mut conn, now.minus(PATIENCE), now).await?;
        store::wipe(&mut conn, Channel::Mail, now.minus(TEXT_KEPT)).await?;
        // A code or link is worth nothing soon after, and who has to be forgotten is not found by a masked number.
        store::wipe(&mut conn, Channel::Sms, now).await?;
        store::forget(&mut conn, now.minus(KEPT)).await?;
        Ok(conn.commit().await?)
    }
}

async fn send<C: Carrier>(carrier: C, sending: Sending) -> Result<(), JobError> {
    let outbox = carrier.outbox();
    let found = store::queued(&mut outbox.db.read().await?, sending).await?;
    let Some(queued) = found else { return Ok(()) };
    let message = match outbox.open::<C::Message>(sending.letter, &queued) {
        Ok(message) => message,
        Err(OutboxError::Seal(SealError::Unreadable { .. }) | OutboxError::Db(_)) => {
            let words = "the letter can no longer be opened";
            return outbox.end(sending, State::Refused, words).await;
        }
        Err(cause) => return Err(again(&cause)),
    };
    let mark = Postmark {
        id: sending.letter.to_string(),
        at: queued.at,
    };
    let delivered = carrier.deliver(&message, &mark).await;
    let Some(delivery) = delivered.map_err(|cause| again(&cause))? else {
        return Err(JobError::NotYet {
            why: C::NO_WAY.to_owned(),
            after: NO_WAY_OUT,
        });
    };
    match delivery.outcome {
        Outcome::Accepted => outbox.end(sending, State::Sent, &delivery.answer).await,
        Outcome::Refused => outbox.end(sending, State::Refused, &delivery.answer).await,
        Outcome::Later => {
            outbox.note(sending, &delivery.answer).await?;
            Err(JobError::NotYet {
                why: delivery.answer,
                after: delay(queued.attempts),
            })
        }
    }
}

fn again(cause: &OutboxError) -> JobError {
    JobError::Again(cause.to_string())
}

/// Doubles with every attempt before, up to an hour.
fn delay(attempts: u32) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(2_u32.saturating_pow(attempts));
    doubled.min(LONGEST_DELAY)
}

/// The work of sending what waits for a carrier, for the runner of a server whose state holds it.
pub fn sends<S: Send + 'static, C: Carrier>(carrier: fn(&S) -> C) -> Task<S> {
    Task::new(&C::SEND, move |state: S, sending| {
        send(carrier(&state), sending)
    })
}

/// The work of giving up and forgetting, whatever the channel.
pub fn tidies<S: Send + 'static>(outbox: fn(&S) -> Outbox) -> Task<S> {
    Task::periodic(&TIDY, Duration::from_secs(3600), move |state: S| {
        outbox(&state).tidy()
    })
}
