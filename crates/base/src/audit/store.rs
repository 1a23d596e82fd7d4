//! The statements of the audit trail.

use super::chain::{Head, personal_digest};
use super::{Event, EventId, Outcome, Recorded, Reference};
use crate::clock::Time;
use crate::db::{Conn, DbError, Row, sql};
use crate::params;
use crate::random::Randomness;

/// Records an event in the caller's transaction: it is there when that is committed.
///
/// # Errors
/// What the engine says.
pub async fn record(
    conn: &mut Conn,
    event: Event,
    now: Time,
    random: &Randomness,
) -> Result<EventId, DbError> {
    let (id, salt) = (EventId::fresh(now, random), random.bytes::<16>().to_vec());
    let ip = event.origin.ip.map(|ip| ip.to_canonical().to_string());
    let browser = event.origin.user_agent;
    let written = |_| DbError::Shape("details".to_owned());
    let details = serde_json::to_string(&event.details).map_err(written)?;
    let personal = serde_json::to_string(&event.personal).map_err(written)?;
    let digest = personal_digest(&salt, ip.as_deref(), browser.as_deref(), Some(&personal));
    conn.execute(
        sql(
            "INSERT INTO audit_events (id, at, workspace, actor, subject, kind, outcome, reason, \
             reference, details, ip, user_agent, personal, salt, personal_digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        ),
        params![
            id,
            now,
            event.workspace,
            event.actor,
            event.subject,
            event.kind.as_str(),
            event.outcome.as_str(),
            event.reason,
            &event.reference,
            details,
            ip,
            browser,
            personal,
            salt,
            digest,
        ],
    )
    .await?;
    Ok(id)
}

/// Erases names, addresses and browsers from every event by or about `person`; how many those
/// were. The chain still verifies.
///
/// # Errors
/// What the engine says.
pub async fn erase(conn: &mut Conn, person: impl ToString) -> Result<u64, DbError> {
    conn.execute(
        sql(
            "UPDATE audit_events SET ip = NULL, user_agent = NULL, personal = NULL, salt = NULL \
             WHERE (actor = $1 OR subject = $1) AND salt IS NOT NULL",
        ),
        params![person.to_string()],
    )
    .await
}

/// Which events to show. What is left out does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kinds that begin with this, such as `signin.`.
    pub kind: Option<String>,
    /// By or about this person.
    pub person: Option<String>,
    /// From this moment on.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
    /// From this address.
    pub ip: Option<String>,
    /// With this outcome.
    pub outcome: Option<Outcome>,
}

/// The place in a list behind which the next page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: Time,
    id: EventId,
}

impl Cursor {
    /// A text for the address of the next page.
    pub fn text(self) -> String {
        format!("{}-{}", self.at.as_micros(), self.id)
    }

    /// The cursor written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.rsplit_once('-')?;
        Some(Self {
            at: Time::from_micros(at.parse().ok()?),
            id: EventId::parse(id)?,
        })
    }
}

/// Some events, the newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events.
    pub events: Vec<Recorded>,
    /// Where the next page begins, if there is more.
    pub next: Option<Cursor>,
}

/// The events of a workspace.
///
/// # Errors
/// What the engine says.
pub async fn in_workspace(
    conn: &mut Conn,
    workspace: impl ToString,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page, DbError> {
    let mut values = conditions(filter, after, limit);
    values.push(workspace.to_string().into());
    let rows = conn
        .list(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE workspace = $9 AND (at, id) < ($1, $2) AND at >= $3 \
                 AND (CAST($4 AS TEXT) IS NULL OR kind LIKE $4) \
                 AND (CAST($5 AS TEXT) IS NULL OR actor = $5 OR subject = $5) \
                 AND (CAST($6 AS TEXT) IS NULL OR ip = $6) AND (CAST($7 AS TEXT) IS NULL OR outcome = $7) \
                 ORDER BY at DESC, id DESC LIMIT $8",
            ),
            values,
        )
        .await?;
    page(&rows, limit)
}

/// The events of the whole server, for operators.
///
/// # Errors
/// What the engine says.
pub async fn everywhere(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE (at, id) < ($1, $2) AND at >= $3 \
                 AND (CAST($4 AS TEXT) IS NULL OR kind LIKE $4) \
                 AND (CAST($5 AS TEXT) IS NULL OR actor = $5 OR subject = $5) \
                 AND (CAST($6 AS TEXT) IS NULL OR ip = $6) AND (CAST($7 AS TEXT) IS NULL OR outcome = $7) \
                 ORDER BY at DESC, id DESC LIMIT $8",
            ),
            conditions(filter, after, limit),
        )
        .await?;
    page(&rows, limit)
}

/// The events by or about one person in any workspace, for that person's own history.
///
/// # Errors
/// What the engine says.
pub async fn of_person(
    conn: &mut Conn,
    person: impl ToString,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page, DbError> {
    let (at, id) = after.map_or(NEWEST, |cursor| (cursor.at, cursor.id.to_string()));
    let rows = conn
        .list(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE (actor = $1 OR subject = $1) AND (at, id) < ($2, $3) \
                 ORDER BY at DESC, id DESC LIMIT $4",
            ),
            params![person.to_string(), at, id, i64::from(limit) + 1],
        )
        .await?;
    page(&rows, limit)
}

/// The events of one request, the oldest first; those of `workspace` only, if given.
///
/// # Errors
/// What the engine says.
pub async fn by_reference(
    conn: &mut Conn,
    reference: &Reference,
    workspace: Option<String>,
) -> Result<Vec<Recorded>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE reference = $1 AND (CAST($2 AS TEXT) IS NULL OR workspace = $2) \
                 ORDER BY at, id LIMIT 100",
            ),
            params![reference, workspace],
        )
        .await?;
    rows.iter().map(recorded).collect()
}

/// Whether any event waits for the sealer.
pub(super) async fn has_unsealed(conn: &mut Conn) -> Result<bool, DbError> {
    let found = conn
        .optional(
            sql("SELECT id FROM audit_events WHERE sequence IS NULL LIMIT 1"),
            params![],
        )
        .await?;
    Ok(found.is_some())
}

pub(super) async fn count_unsealed(conn: &mut Conn) -> Result<i64, DbError> {
    let query = sql("SELECT COUNT(*) AS waiting FROM audit_events WHERE sequence IS NULL");
    conn.one(query, params![]).await?.int("waiting")
}

/// The head; no other process gets it until this transaction ends.
pub(super) async fn hold_head(conn: &mut Conn, now: Time) -> Result<Head, DbError> {
    let row = conn
        .one(
            sql("UPDATE audit_head SET sealed_at = $1 WHERE id = 1 RETURNING sequence, chain"),
            params![now],
        )
        .await?;
    head_of(&row)
}

pub(super) async fn head(conn: &mut Conn) -> Result<Head, DbError> {
    let row = conn.one(
        sql("SELECT sequence, chain FROM audit_head WHERE id = 1"),
        params![],
    );
    head_of(&row.await?)
}

fn head_of(row: &Row) -> Result<Head, DbError> {
    Ok(Head {
        sequence: row.int("sequence")?,
        chain: row.get("chain")?,
    })
}

pub(super) async fn unsealed(conn: &mut Conn, most: i64) -> Result<Vec<Recorded>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE sequence IS NULL ORDER BY at, id LIMIT $1",
            ),
            params![most],
        )
        .await?;
    rows.iter().map(recorded).collect()
}

pub(super) async fn sealed_after(
    conn: &mut Conn,
    sequence: i64,
    most: i64,
) -> Result<Vec<Recorded>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, at, workspace, actor, subject, kind, outcome, reason, reference, \
                 details, ip, user_agent, personal, salt, personal_digest, sequence, chain \
                 FROM audit_events WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            ),
            params![sequence, most],
        )
        .await?;
    rows.iter().map(recorded).collect()
}

pub(super) async fn put_link(conn: &mut Conn, id: EventId, head: &Head) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE audit_events SET sequence = $2, chain = $3 WHERE id = $1 AND sequence IS NULL"),
        params![id, head.sequence, head.chain.clone()],
    )
    .await?;
    Ok(())
}

pub(super) async fn put_head(conn: &mut Conn, head: &Head) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE audit_head SET sequence = $1, chain = $2 WHERE id = 1"),
        params![head.sequence, head.chain.clone()],
    )
    .await?;
    Ok(())
}

/// Behind every event there can be.
const NEWEST: (Time, String) = (Time::from_micros(i64::MAX), String::new());

/// The values of a filter in the order of the statements above.
fn conditions(filter: &Filter, after: Option<Cursor>, limit: u32) -> Vec<crate::db::Value> {
    let (at, id) = match (after, filter.until) {
        (Some(cursor), until) if until.is_none_or(|until| cursor.at < until) => {
            (cursor.at, cursor.id.to_string())
        }
        // Nothing at `until` itself: no identifier is smaller than the empty text.
        (_, Some(until)) => (until, String::new()),
        (_, None) => NEWEST,
    };
    params![
        at,
        id,
        filter.from.unwrap_or(Time::from_micros(i64::MIN)),
        filter
            .kind
            .as_ref()
            .map(|prefix| format!("{}%", only_kind(prefix))),
        filter.person.clone(),
        filter.ip.clone(),
        filter.outcome.map(Outcome::as_str),
        i64::from(limit) + 1,
    ]
}

/// What can stand in a kind, so that nothing else means something to LIKE.
fn only_kind(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        .collect()
}

/// One row more than asked for was read: it tells whether there is a next page.
fn page(rows: &[Row], limit: u32) -> Result<Page, DbError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let events: Vec<Recorded> = rows
        .iter()
        .take(limit)
        .map(recorded)
        .collect::<Result<_, _>>()?;
    let next = events.last().filter(|_| rows.len() > limit);
    Ok(Page {
        next: next.map(|last| Cursor {
            at: last.at,
            id: last.id,
        }),
        events,
    })
}

fn recorded(row: &Row) -> Result<Recorded, DbError> {
    Ok(Recorded {
        id: row.get("id")?,
        at: row.get("at")?,
        workspace: row.get("workspace")?,
        actor: row.get("actor")?,
        subject: row.get("subject")?,
        kind: row.get("kind")?,
        outcome: row.get("outcome")?,
        reason: row.get("reason")?,
        reference: row.get("reference")?,
        details: row.get("details")?,
        ip: row.get("ip")?,
        user_agent: row.get("user_agent")?,
        personal: row.get("personal")?,
        salt: row.get("salt")?,
        personal_digest: row.get("personal_digest")?,
        sequence: row.get("sequence")?,
        chain: row.get("chain")?,
    })
}
