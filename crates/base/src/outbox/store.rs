//! The statements of the outbox.

use super::{Label, LetterId, Sending};
use crate::clock::Time;
use crate::db::{Conn, DbError, Row, sql};
use crate::i18n::Language;
use crate::keys::SealedColumn;
use crate::{params, sealed_column};

/// Letters, sealed: subject, text and the name of the recipient.
pub const SEALED: SealedColumn = sealed_column!("outbox", "sealed", "id");

/// How a message reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// As a letter.
    Mail,
    /// As a text message to a phone.
    Sms,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The word in the table, also for the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    fn of(row: &Row) -> Result<Self, DbError> {
        let word = row.text("channel")?;
        let known = Self::ALL.into_iter().find(|channel| channel.word() == word);
        known.ok_or_else(|| DbError::Shape("outbox.channel".to_owned()))
    }
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits to be sent.
    Queued,
    /// A mail server took it.
    Sent,
    /// It was refused for good or given up.
    Refused,
}

impl State {
    const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Refused];

    /// The word in the table, also for the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }

    fn of(row: &Row) -> Result<Self, DbError> {
        let word = row.text("state")?;
        let known = Self::ALL.into_iter().find(|state| state.word() == word);
        known.ok_or_else(|| DbError::Shape("outbox.state".to_owned()))
    }
}

pub(super) struct New<'a> {
    pub(super) id: LetterId,
    pub(super) channel: Channel,
    pub(super) label: Label<'a>,
    pub(super) sealed: Vec<u8>,
    pub(super) now: Time,
}

pub(super) async fn insert(conn: &mut Conn, new: New<'_>) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO outbox (id, channel, kind, language, recipient, sealed, state, round, \
             attempts, queued_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, 'queued', 1, 0, $7, $7)",
        ),
        params![
            new.id,
            new.channel.word(),
            new.label.kind,
            new.label.language.code(),
            new.label.recipient,
            new.sealed,
            new.now
        ],
    )
    .await?;
    Ok(())
}

/// A letter that waits.
pub(super) struct Queued {
    pub(super) sealed: Vec<u8>,
    pub(super) attempts: u32,
    pub(super) at: Time,
}

/// The letter of a sending, if it still waits for this very one.
pub(super) async fn queued(conn: &mut Conn, sending: Sending) -> Result<Option<Queued>, DbError> {
    let row = conn
        .optional(
            sql("SELECT sealed, attempts, queued_at FROM outbox \
                 WHERE id = $1 AND round = $2 AND state = 'queued'"),
            params![sending.letter, sending.round],
        )
        .await?;
    let queued = |row: Row| {
        Ok(Queued {
            sealed: row.get("sealed")?,
            attempts: row.get("attempts")?,
            at: row.get("queued_at")?,
        })
    };
    row.map(queued).transpose()
}

/// Writes down how a sending ended.
pub(super) async fn end(
    conn: &mut Conn,
    sending: Sending,
    (state, answer): (State, &str),
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "UPDATE outbox SET state = $3, answer = $4, attempts = attempts + 1, changed_at = $5 \
             WHERE id = $1 AND round = $2 AND state = 'queued'",
        ),
        params![sending.letter, sending.round, state.word(), answer, now],
    )
    .await?;
    Ok(())
}

/// Writes down that an attempt came to nothing.
pub(super) async fn note(
    conn: &mut Conn,
    sending: Sending,
    answer: &str,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "UPDATE outbox SET answer = $3, attempts = attempts + 1, changed_at = $4 \
             WHERE id = $1 AND round = $2 AND state = 'queued'",
        ),
        params![sending.letter, sending.round, answer, now],
    )
    .await?;
    Ok(())
}

/// Lets a letter that is over wait again; the number of the new round, if there was such a one.
pub(super) async fn next_round(
    conn: &mut Conn,
    (id, channel): (LetterId, Channel),
    now: Time,
) -> Result<Option<u32>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE outbox SET state = 'queued', round = round + 1, attempts = 0, \
                 queued_at = $2, changed_at = $2 \
                 WHERE id = $1 AND channel = $3 AND state <> 'queued' AND sealed IS NOT NULL \
                 RETURNING round",
            ),
            params![id, now, channel.word()],
        )
        .await?;
    row.map(|row| row.get("round")).transpose()
}

pub(super) async fn state(
    conn: &mut Conn,
    (id, channel): (LetterId, Channel),
) -> Result<Option<State>, DbError> {
    let row = conn
        .optional(
            sql("SELECT state FROM outbox WHERE id = $1 AND channel = $2"),
            params![id, channel.word()],
        )
        .await?;
    row.as_ref().map(State::of).transpose()
}

/// Gives up what has waited since before `since`.
pub(super) async fn give_up(conn: &mut Conn, since: Time, now: Time) -> Result<u64, DbError> {
    conn.execute(
        sql("UPDATE outbox SET state = 'refused', changed_at = $2, \
             answer = COALESCE(answer, 'nothing to send it with was set') \
             WHERE state = 'queued' AND queued_at <= $1"),
        params![since, now],
    )
    .await
}

/// Wipes the text of what came to its end on this channel by `since`.
pub(super) async fn wipe(conn: &mut Conn, channel: Channel, since: Time) -> Result<u64, DbError> {
    conn.execute(
        sql("UPDATE outbox SET sealed = NULL \
             WHERE channel = $1 AND changed_at <= $2 AND state <> 'queued' AND sealed IS NOT NULL"),
        params![channel.word(), since],
    )
    .await
}

/// Forgets what was over before `since`.
pub(super) async fn forget(conn: &mut Conn, since: Time) -> Result<u64, DbError> {
    conn.execute(
        sql("DELETE FROM outbox WHERE changed_at <= $1 AND state <> 'queued'"),
        params![since],
    )
    .await
}

/// A letter as the operator sees it; never what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its identifier.
    pub id: LetterId,
    /// How it reaches people.
    pub channel: Channel,
    /// What sort of letter.
    pub kind: String,
    /// The language it is written in.
    pub language: Language,
    /// The address it goes to.
    pub recipient: String,
    /// What became of it.
    pub state: State,
    /// How often a delivery was tried since it was last queued.
    pub attempts: u32,
    /// The last words of the mail server, or why there were none.
    pub answer: Option<String>,
    /// When it was last queued.
    pub queued: Time,
    /// When anything last became of it.
    pub changed: Time,
    /// Whether it can be sent once more.
    pub has_text: bool,
}

/// The newest letters, at most `most`: in one state or in any, older than `before` if it is given.
///
/// # Errors
/// What the engine says.
pub async fn list(
    conn: &mut Conn,
    (state, channel): (Option<State>, Option<Channel>),
    before: Option<LetterId>,
    most: u32,
) -> Result<Vec<Line>, DbError> {
    // Sorts behind every identifier: they begin with 0 to 7.
    let before = before.map_or_else(|| "8".to_owned(), |id| id.to_string());
    let (statement, values) = match (state, channel) {
        (None, None) => (
            sql(
                "SELECT id, channel, kind, language, recipient, state, attempts, answer, queued_at, \
                 changed_at, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS has_text \
                 FROM outbox WHERE id < $1 ORDER BY id DESC LIMIT $2",
            ),
            params![before, most],
        ),
        (Some(state), None) => (
            sql(
                "SELECT id, channel, kind, language, recipient, state, attempts, answer, queued_at, \
                 changed_at, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS has_text \
                 FROM outbox WHERE state = $3 AND id < $1 ORDER BY id DESC LIMIT $2",
            ),
            params![before, most, state.word()],
        ),
        (None, Some(channel)) => (
            sql(
                "SELECT id, channel, kind, language, recipient, state, attempts, answer, queued_at, \
                 changed_at, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS has_text \
                 FROM outbox WHERE channel = $3 AND id < $1 ORDER BY id DESC LIMIT $2",
            ),
            params![before, most, channel.word()],
        ),
        (Some(state), Some(channel)) => (
            sql(
                "SELECT id, channel, kind, language, recipient, state, attempts, answer, queued_at, \
                 changed_at, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS has_text \
                 FROM outbox WHERE state = $3 AND channel = $4 AND id < $1 ORDER BY id DESC LIMIT $2",
            ),
            params![before, most, state.word(), channel.word()],
        ),
    };
    let rows = conn.query(statement, values).await?;
    rows.iter().map(line).collect()
}

fn line(row: &Row) -> Result<Line, DbError> {
    let language = Language::from_code(&row.text("language")?);
    Ok(Line {
        id: row.get("id")?,
        channel: Channel::of(row)?,
        kind: row.text("kind")?,
        language: language.ok_or_else(|| DbError::Shape("outbox.language".to_owned()))?,
        recipient: row.text("recipient")?,
        state: State::of(row)?,
        attempts: row.get("attempts")?,
        answer: row.get("answer")?,
        queued: row.get("queued_at")?,
        changed: row.get("changed_at")?,
        has_text: row.get("has_text")?,
    })
}

/// How many letters there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Waiting to be sent.
    pub queued: u32,
    /// Refused or given up within the last month.
    pub refused: u32,
}

/// How many letters wait and how many were refused.
///
/// # Errors
/// What the engine says.
pub async fn overview(conn: &mut Conn) -> Result<Overview, DbError> {
    let row = conn
        .one(
            sql(
                "SELECT COUNT(*) FILTER (WHERE state = 'queued') AS queued, \
                 COUNT(*) FILTER (WHERE state = 'refused') AS refused \
                 FROM outbox WHERE state IN ('queued', 'refused')",
            ),
            vec![],
        )
        .await?;
    Ok(Overview {
        queued: row.get("queued")?,
        refused: row.get("refused")?,
    })
}

/// Forgets every letter to an address, sent or not; how many those were.
///
/// # Errors
/// What the engine says.
pub async fn forget_address(conn: &mut Conn, address: &str) -> Result<u64, DbError> {
    conn.execute(
        sql("DELETE FROM outbox WHERE recipient = $1"),
        params![address],
    )
    .await
}
