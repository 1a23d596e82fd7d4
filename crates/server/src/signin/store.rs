//! All SQL of sign-in: attempts, sessions, passwords, known browsers.

use std::sync::Arc;
use std::time::Duration;

use admission::Proof;
use base::clock::Time;
use base::db::{Conn, DbError, FromValue, Row, Value, sql};
use base::hash::PasswordHash;
use base::keys::{MasterKey, SealedColumn};
use base::token::{Browser, Session as SessionToken, TokenHash};
use base::{params, sealed_column};
use people::PassportId;
use people::passports::{self, Passport};
use people::revocation::{self, Ending};

use super::attempt::{Attempt, AttemptId};
use super::session::{Session, SessionId};

/// Where a sign-in leads to. It may be a mailed link with its token, which opens something.
pub const NEXT: SealedColumn = sealed_column!("attempts", "next", "id");

/// Proofs as they stand in a column: JSON.
struct Proofs(Vec<Proof>);

impl FromValue for Proofs {
    fn from_value(value: Value) -> Option<Self> {
        serde_json::from_str(&String::from_value(value)?)
            .ok()
            .map(Self)
    }
}

fn written(proofs: &[Proof]) -> Result<String, DbError> {
    serde_json::to_string(proofs).map_err(|_| DbError::Shape("proofs".to_owned()))
}

fn attempt(row: &Row, master: &MasterKey) -> Result<Attempt, DbError> {
    let shape = || DbError::Shape("next".to_owned());
    let id: AttemptId = row.get("id")?;
    let next = master.open(&NEXT.row(id.to_string()), &row.get::<Vec<u8>>("next")?);
    let next = next.map_err(|_| shape())?.expose().clone();
    Ok(Attempt {
        id,
        next: String::from_utf8(next).map_err(|_| shape())?,
        workspace: row.get("workspace_id")?,
        application_name: row.get("application_name")?,
        leads_to: row.get("leads_to")?,
        identifier: row.get("identifier")?,
        passport: row.get("passport_id")?,
        proofs: row.get::<Proofs>("proofs")?.0,
        fresh_since: row.get("fresh_since")?,
        finished: row.get::<Option<Time>>("finished_at")?.is_some(),
    })
}

/// Stores a new attempt of `browser`.
pub(super) async fn insert_attempt(
    conn: &mut Conn,
    master: &MasterKey,
    attempt: &Attempt,
    browser: &TokenHash<Browser>,
    (now, lifetime): (Time, Duration),
) -> Result<(), DbError> {
    let next = master.seal(&NEXT.row(attempt.id.to_string()), attempt.next.as_bytes());
    let next = next.map_err(|cause| DbError::Refused(cause.to_string()))?;
    conn.execute(
        sql(
            "INSERT INTO attempts (id, browser_hash, next, workspace_id, application_name, \
             identifier, passport_id, proofs, fresh_since, created_at, expires_at, leads_to) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        ),
        params![
            attempt.id,
            browser.as_bytes().as_slice(),
            next,
            attempt.workspace,
            attempt.application_name.as_deref(),
            attempt.identifier.as_deref(),
            attempt.passport,
            written(&attempt.proofs)?,
            attempt.fresh_since,
            now,
            now.plus(lifetime),
            attempt.leads_to.as_deref(),
        ],
    )
    .await
    .map(drop)
}

/// The attempt of this browser, finished or not; none when it is another's or too old.
pub(super) async fn load_attempt(
    conn: &mut Conn,
    master: &MasterKey,
    id: AttemptId,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<Option<Attempt>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, next, workspace_id, application_name, leads_to, identifier, passport_id, \
                 proofs, fresh_since, finished_at FROM attempts \
                 WHERE id = $1 AND browser_hash = $2 AND expires_at > $3",
            ),
            params![id, browser.as_bytes().as_slice(), now],
        )
        .await?;
    row.as_ref().map(|row| attempt(row, master)).transpose()
}

/// Writes who is signing in and what was proved. Touches no finished attempt.
pub(super) async fn save_attempt(conn: &mut Conn, attempt: &Attempt) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql(
                "UPDATE attempts SET identifier = $2, passport_id = $3, proofs = $4 \
                 WHERE id = $1 AND finished_at IS NULL",
            ),
            params![
                attempt.id,
                attempt.identifier.as_deref(),
                attempt.passport,
                written(&attempt.proofs)?,
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends the attempt; whether this call was the one that did.
pub(super) async fn finish_attempt(
    conn: &mut Conn,
    id: AttemptId,
    now: Time,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql("UPDATE attempts SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL"),
            params![id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Stores a new session.
pub(super) async fn insert_session(
    conn: &mut Conn,
    session: &Session,
    token: &TokenHash<SessionToken>,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO sessions (id, token_hash, passport_id, passport_epoch, proofs, \
             signed_in_at, seen_at, idle_ends_at, ends_at, address, user_agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        ),
        params![
            session.id,
            token.as_bytes().as_slice(),
            session.passport,
            session.epoch,
            written(&session.proofs)?,
            session.signed_in_at,
            session.seen_at,
            session.idle_ends_at,
            session.ends_at,
            &session.address,
            &session.user_agent,
        ],
    )
    .await
    .map(drop)
}

/// Gives a live session a new token, new proofs and new limits; the old token is dead.
pub(super) async fn renew_session(
    conn: &mut Conn,
    session: &Session,
    token: &TokenHash<SessionToken>,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql(
                "UPDATE sessions SET token_hash = $2, passport_epoch = $3, proofs = $4, \
                 signed_in_at = $5, seen_at = $6, idle_ends_at = $7, ends_at = $8, address = $9, \
                 user_agent = $10 WHERE id = $1 AND ended_at IS NULL",
            ),
            params![
                session.id,
                token.as_bytes().as_slice(),
                session.epoch,
                written(&session.proofs)?,
                session.signed_in_at,
                session.seen_at,
                session.idle_ends_at,
                session.ends_at,
                &session.address,
                &session.user_agent,
            ],
        )
        .await?;
    Ok(touched == 1)
}

fn session(row: &Row) -> Result<Session, DbError> {
    Ok(Session {
        id: row.get("id")?,
        passport: row.get("passport_id")?,
        epoch: row.int("passport_epoch")?,
        proofs: row.get::<Proofs>("proofs")?.0,
        signed_in_at: row.get("signed_in_at")?,
        seen_at: row.get("seen_at")?,
        idle_ends_at: row.get("idle_ends_at")?,
        ends_at: row.get("ends_at")?,
        address: row.text("address")?,
        user_agent: row.text("user_agent")?,
    })
}

/// The live session of a token with its person: not ended, within its limits, and of the passport's
/// present revocation epoch. Read without the time, so that it can be remembered.
pub(super) async fn live_session(
    conn: &mut Conn,
    token: &TokenHash<SessionToken>,
    now: Time,
) -> Result<Option<(Session, Passport)>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT id, passport_id, passport_epoch, proofs, signed_in_at, seen_at, \
                 idle_ends_at, ends_at, address, user_agent, ended_at \
                 FROM sessions WHERE token_hash = $1",
            ),
            params![token.as_bytes().as_slice()],
            stored,
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    let person = passports::load(conn, found.session.passport).await?;
    let person = person.filter(|person| found.lives(person, now));
    Ok(person.map(|person| (found.session.clone(), person)))
}

/// A session as its row says it, whether it lives or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The session.
    pub session: Session,
    /// Whether somebody ended it.
    pub is_ended: bool,
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    Ok(Stored {
        is_ended: row.get::<Option<Time>>("ended_at")?.is_some(),
        session: session(row)?,
    })
}

impl Stored {
    /// Whether it is alive at `now`.
    pub fn lives(&self, person: &Passport, now: Time) -> bool {
        let session = &self.session;
        !self.is_ended
            && session.idle_ends_at > now
            && session.ends_at > now
            && session.epoch == person.epoch
    }
}

/// The live sessions of a passport, last seen first.
pub(super) async fn sessions_of(
    conn: &mut Conn,
    passport: PassportId,
    now: Time,
) -> Result<Vec<Session>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT s.id, s.passport_id, s.passport_epoch, s.proofs, s.signed_in_at, \
                 s.seen_at, s.idle_ends_at, s.ends_at, s.address, s.user_agent \
                 FROM sessions s JOIN passports p ON p.id = s.passport_id \
                 WHERE s.passport_id = $1 AND s.ended_at IS NULL AND s.idle_ends_at > $2 \
                 AND s.ends_at > $2 AND s.passport_epoch = p.epoch \
                 ORDER BY s.seen_at DESC, s.id DESC LIMIT 200",
            ),
            params![passport, now],
        )
        .await?;
    rows.iter().map(session).collect()
}

/// The session with this id, whether it lives or not.
pub(super) async fn session_named(
    conn: &mut Conn,
    id: SessionId,
) -> Result<Option<Arc<Stored>>, DbError> {
    conn.warm_one(
        sql(
            "SELECT id, passport_id, passport_epoch, proofs, signed_in_at, seen_at, \
             idle_ends_at, ends_at, address, user_agent, ended_at FROM sessions WHERE id = $1",
        ),
        params![id],
        stored,
    )
    .await
}

/// Notes that a session was used.
pub(super) async fn touch_session(
    conn: &mut Conn,
    id: SessionId,
    seen_at: Time,
    idle_ends_at: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE sessions SET seen_at = $2, idle_ends_at = $3 \
             WHERE id = $1 AND ended_at IS NULL"),
        params![id, seen_at, idle_ends_at],
    )
    .await
    .map(drop)
}

/// Ends a session of this passport, and notes it for those who have to be told; whether it was alive.
pub(super) async fn end_session(
    conn: &mut Conn,
    passport: PassportId,
    id: SessionId,
    now: Time,
    why: &str,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql("UPDATE sessions SET ended_at = $3, end_reason = $4 \
                 WHERE id = $1 AND passport_id = $2 AND ended_at IS NULL"),
            params![id, passport, now, why],
        )
        .await?;
    if touched == 1 {
        revocation::note(conn, &Ending::Session(id.to_string())).await?;
    }
    Ok(touched == 1)
}

/// The stored password of a passport.
pub(super) async fn password(
    conn: &mut Conn,
    passport: PassportId,
) -> Result<Option<PasswordHash>, DbError> {
    let row = conn
        .optional(
            sql("SELECT hash FROM passwords WHERE passport_id = $1"),
            params![passport],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let shape = || DbError::Shape("passwords.hash".to_owned());
    PasswordHash::parse(&row.text("hash")?)
        .ok_or_else(shape)
        .map(Some)
}

/// Stores the password of a passport in place of the one before.
pub(super) async fn set_password(
    conn: &mut Conn,
    passport: PassportId,
    hash: &PasswordHash,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO passwords (passport_id, hash, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (passport_id) DO UPDATE SET hash = excluded.hash, \
             changed_at = excluded.changed_at",
        ),
        params![passport, hash.phc(), now],
    )
    .await
    .map(drop)
}

/// Stores a stronger hash of the same password, unless the password was changed meanwhile.
pub(super) async fn rehash_password(
    conn: &mut Conn,
    passport: PassportId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE passwords SET hash = $3 WHERE passport_id = $1 AND hash = $2"),
        params![passport, old.phc(), new.phc()],
    )
    .await
    .map(drop)
}

/// Whether this browser has signed in as this passport before.
pub(super) async fn is_known_browser(
    conn: &mut Conn,
    passport: PassportId,
    browser: &TokenHash<Browser>,
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("SELECT seen_at FROM known_browsers \
                 WHERE passport_id = $1 AND browser_hash = $2"),
            params![passport, browser.as_bytes().as_slice()],
        )
        .await?;
    Ok(row.is_some())
}

/// Remembers the browser of a sign-in.
pub(super) async fn remember_browser(
    conn: &mut Conn,
    passport: PassportId,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO known_browsers (passport_id, browser_hash, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (passport_id, browser_hash) DO UPDATE SET seen_at = excluded.seen_at",
        ),
        params![passport, browser.as_bytes().as_slice(), now],
    )
    .await
    .map(drop)
}

/// Removes what nobody can use any more: old attempts, sessions long over, forgotten counters.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let month_ago = now.minus(Duration::from_secs(30 * 24 * 3600));
    let year_ago = now.minus(Duration::from_secs(400 * 24 * 3600));
    conn.execute(
        sql("DELETE FROM attempts WHERE expires_at < $1"),
        params![now],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM sessions WHERE ends_at < $1"),
        params![month_ago],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM throttles WHERE updated_at < $1"),
        params![month_ago],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM known_browsers WHERE seen_at < $1"),
        params![year_ago],
    )
    .await?;
    Ok(())
}
