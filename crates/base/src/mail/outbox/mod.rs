//! The outbox: letters wait here, sealed, until a mail server has taken or refused them.
//!
//! A letter is queued in the caller's transaction together with the job that sends it. Refusals
//! for now are tried again with growing delay for five days. A process that dies between the
//! server's yes and writing it down sends the letter twice, under the same `Message-ID`.

mod store;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use store::{Line, Overview, SEALED, State, list, overview};

use super::{Letter, Mail, MailError, Outcome, Postmark};
use crate::db::{Conn, DbError};
use crate::i18n::Language;
use crate::id_type;
use crate::jobs::{JobError, Kind, Task};
use crate::keys::SealError;
use crate::secret::Secret;
use store::Queued;

id_type!(LetterId, "a letter in the outbox");

/// Sends one letter.
pub(super) const SEND: Kind<Sending> = Kind::new("mail-send");
/// Gives up what waits too long, and forgets what is long over.
const TIDY: Kind<()> = Kind::new("mail-tidy");

/// The delay after the first refusal for now; each further one doubles it.
const FIRST_DELAY: Duration = Duration::from_secs(30);
/// No delay is longer.
const LONGEST_DELAY: Duration = Duration::from_secs(3600);
/// How often is looked whether there is a way out by now.
const NO_WAY_OUT: Duration = Duration::from_secs(600);
/// A letter that nobody took for so long is given up (RFC 5321, section 4.5.4.1).
const PATIENCE: Duration = Duration::from_secs(5 * 86_400);
/// So long after its end the text of a letter is wiped.
const TEXT_KEPT: Duration = Duration::from_secs(7 * 86_400);
/// So long after its end a letter is forgotten.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// Which sending of which letter: only the newest of a letter does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sending {
    letter: LetterId,
    round: u32,
}

/// What came of asking to send a letter once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resent {
    /// It waits to be sent.
    Queued,
    /// It was waiting already.
    WasQueued,
    /// Its text is wiped; whoever wrote it has to write it anew.
    TextGone,
    /// There is no such letter.
    Unknown,
}

impl Mail {
    /// Queues a letter in the caller's transaction. `kind` says what sort of letter it is, such as
    /// `invitation`, and stays in the list when the text has gone.
    ///
    /// # Errors
    /// When the letter cannot be sealed or the database does not do its part.
    pub async fn queue(
        &self,
        conn: &mut Conn,
        letter: &Letter,
        kind: &str,
        language: Language,
    ) -> Result<LetterId, MailError> {
        let now = self.clock.now();
        let id = LetterId::fresh(now, &self.random);
        let text = serde_json::to_vec(letter).map_err(|_| DbError::Shape("letter".to_owned()))?;
        let sealed = self.key.seal(&SEALED.row(id), Secret::new(text).expose())?;
        let row = store::New {
            id,
            kind,
            language: language.code(),
            recipient: letter.to().address(),
            sealed,
            now,
        };
        store::insert(conn, row).await?;
        let sending = Sending {
            letter: id,
            round: 1,
        };
        self.jobs.enqueue(conn, &SEND, &sending, now).await?;
        Ok(id)
    }

    /// Sends a letter once more, in the caller's transaction, whatever became of it before.
    ///
    /// # Errors
    /// When the database does not do its part.
    pub async fn resend(&self, conn: &mut Conn, id: LetterId) -> Result<Resent, MailError> {
        let now = self.clock.now();
        if let Some(round) = store::next_round(conn, id, now).await? {
            let sending = Sending { letter: id, round };
            self.jobs.enqueue(conn, &SEND, &sending, now).await?;
            return Ok(Resent::Queued);
        }
        Ok(match store::state(conn, id).await? {
            None => Resent::Unknown,
            Some(State::Queued) => Resent::WasQueued,
            Some(State::Sent | State::Refused) => Resent::TextGone,
        })
    }

    async fn send(self, sending: Sending) -> Result<(), JobError> {
        let found = store::queued(&mut self.db.read().await?, sending).await?;
        let Some(queued) = found else { return Ok(()) };
        let Some(post) = self.post().await.map_err(again)? else {
            return Err(JobError::NotYet {
                why: "no way out for mail is set".to_owned(),
                after: NO_WAY_OUT,
            });
        };
        let letter = match self.open(sending.letter, &queued) {
            Ok(letter) => letter,
            Err(MailError::Seal(SealError::Unreadable { .. }) | MailError::Db(_)) => {
                let words = "the letter can no longer be opened";
                return self.end(sending, State::Refused, words).await;
            }
            Err(cause) => return Err(again(cause)),
        };
        let mark = Postmark {
            id: sending.letter.to_string(),
            at: queued.at,
        };
        let delivery = post.deliver(&letter, &mark).await;
        match delivery.outcome {
            Outcome::Accepted => self.end(sending, State::Sent, &delivery.answer).await,
            Outcome::Refused => self.end(sending, State::Refused, &delivery.answer).await,
            Outcome::Later => {
                self.note(sending, &delivery.answer).await?;
                Err(JobError::NotYet {
                    why: delivery.answer,
                    after: delay(queued.attempts),
                })
            }
        }
    }

    fn open(&self, id: LetterId, queued: &Queued) -> Result<Letter, MailError> {
        let text = self.key.open(&SEALED.row(id), &queued.sealed)?;
        let letter = serde_json::from_slice(text.expose());
        Ok(letter.map_err(|_| DbError::Shape("outbox.sealed".to_owned()))?)
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
        store::wipe(&mut conn, now.minus(TEXT_KEPT)).await?;
        store::forget(&mut conn, now.minus(KEPT)).await?;
        Ok(conn.commit().await?)
    }
}

fn again(cause: MailError) -> JobError {
    JobError::Again(cause.to_string())
}

/// Doubles with every attempt before, up to an hour.
fn delay(attempts: u32) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(2_u32.saturating_pow(attempts));
    doubled.min(LONGEST_DELAY)
}

/// The work of the outbox, for the runner of a server whose state holds a [`Mail`].
pub fn tasks<S: Send + 'static>(mail: fn(&S) -> Mail) -> Vec<Task<S>> {
    vec![
        Task::new(&SEND, move |state: S, sending| mail(&state).send(sending)),
        Task::periodic(&TIDY, Duration::from_secs(3600), move |state: S| {
            mail(&state).tidy()
        }),
    ]
}
