//! Invitations that wait, with the letters that carry them; what somebody has that ends with their membership.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::outbox::LetterId;
use base::params;
use people::members::{Member, Role};
use people::{Contact, MemberId, WorkspaceId};

/// An invitation nobody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Who is invited.
    pub member: MemberId,
    /// What the workspace calls them.
    pub name: String,
    /// Where the letter or text message went.
    pub contact: Option<Contact>,
    /// What they are to be.
    pub role: Role,
    /// When they were last invited.
    pub invited_at: Option<Time>,
    /// The name of who did, as far as they are still here.
    pub inviter: Option<String>,
    /// Until when the link works.
    pub expires_at: Option<Time>,
    /// What became of the letter, as long as it is remembered.
    pub letter: Option<Journey>,
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// `queued`, `sent` or `refused`.
    pub state: String,
    /// The last words of the mail server.
    pub answer: Option<String>,
    /// When anything last became of it.
    pub changed_at: Time,
}

/// Notes the newest letter of an invitation.
pub(super) async fn note_letter(
    conn: &mut Conn,
    (workspace, member): (WorkspaceId, MemberId),
    inviter: &str,
    (letter, expires): (LetterId, Time),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO invitation_letters (workspace_id, member_id, inviter, letter_id, expires_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, member_id) DO UPDATE SET \
             inviter = $3, letter_id = $4, expires_at = $5",
        ),
        params![workspace, member, inviter, letter, expires],
    )
    .await
    .map(drop)
}

/// Invitations that wait, the newest first: at most `limit` of those made before `before`.
///
/// # Errors
/// What the database says.
pub async fn pending(
    conn: &mut Conn,
    workspace: WorkspaceId,
    before: Option<MemberId>,
    limit: u32,
) -> Result<Vec<Pending>, DbError> {
    // Sorts behind every identifier: they begin with 0 to 7.
    let before = before.map_or_else(|| "8".to_owned(), |id| id.to_string());
    let rows = conn
        .list(
            sql(
                "SELECT m.id AS id, m.name AS name, m.email AS email, m.phone AS phone, m.role AS role, \
                 m.invited_at AS invited_at, COALESCE(p.name, a.name) AS inviter, \
                 l.expires_at AS expires_at, o.state AS state, o.answer AS answer, \
                 o.changed_at AS changed_at FROM members m \
                 LEFT JOIN invitation_letters l ON l.workspace_id = m.workspace_id \
                 AND l.member_id = m.id LEFT JOIN passports p ON p.id = l.inviter \
                 LEFT JOIN service_accounts a ON a.id = l.inviter \
                 LEFT JOIN outbox o ON o.id = l.letter_id \
                 WHERE m.workspace_id = $1 AND m.state = 'invited' AND m.id < $2 \
                 ORDER BY m.id DESC LIMIT $3",
            ),
            params![workspace, before, limit],
        )
        .await?;
    rows.iter().map(one).collect()
}

/// How many invitations wait.
///
/// # Errors
/// What the database says.
pub(super) async fn count(conn: &mut Conn, workspace: WorkspaceId) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM members WHERE workspace_id = $1 AND state = 'invited'"),
            params![workspace],
        )
        .await?;
    row.int("n")
}

fn one(row: &Row) -> Result<Pending, DbError> {
    let letter = match row.get::<Option<String>>("state")? {
        Some(state) => Some(Journey {
            state,
            answer: row.get("answer")?,
            changed_at: row.get("changed_at")?,
        }),
        None => None,
    };
    let email: Option<String> = row.get("email")?;
    let contact = match email {
        Some(email) => Some(email),
        None => row.get::<Option<String>>("phone")?,
    };
    Ok(Pending {
        member: row.get("id")?,
        name: row.text("name")?,
        contact: contact.as_deref().and_then(Contact::parse),
        role: row.get("role")?,
        invited_at: row.get("invited_at")?,
        inviter: row.get("inviter")?,
        expires_at: row.get("expires_at")?,
        letter,
    })
}

/// What somebody was given in the workspace and would lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Applications by name, each with how often it was entered.
    pub(super) applications: Vec<(String, i64)>,
    /// Sites, likewise.
    pub(super) sites: Vec<(String, i64)>,
    /// API tokens of their own that still work.
    pub(super) tokens: i64,
}

/// What of a member's would end now.
pub(super) async fn held(conn: &mut Conn, member: &Member, now: Time) -> Result<Held, DbError> {
    let whose = || params![member.passport, member.id, member.epoch, now];
    let applications = conn
        .query(
            sql("SELECT a.name AS name, COUNT(*) AS entries FROM grants g \
                 JOIN applications a ON a.id = g.application_id \
                 WHERE g.passport_id = $1 AND g.member_id = $2 AND g.member_epoch = $3 \
                 AND g.ended_at IS NULL AND g.ends_at > $4 \
                 GROUP BY a.id, a.name ORDER BY a.name, a.id"),
            whose(),
        )
        .await?;
    let sites = conn
        .query(
            sql(
                "SELECT s.name AS name, COUNT(*) AS entries FROM site_entries e \
                 JOIN sites s ON s.id = e.site_id \
                 WHERE e.passport_id = $1 AND e.member_id = $2 AND e.member_epoch = $3 \
                 AND e.ends_at > $4 GROUP BY s.id, s.name ORDER BY s.name, s.id",
            ),
            whose(),
        )
        .await?;
    let tokens = conn
        .one(
            sql(
                "SELECT COUNT(*) AS tokens FROM api_tokens WHERE passport_id = $1 \
                 AND revoked_at IS NULL AND expires_at > $2",
            ),
            params![member.passport, now],
        )
        .await?;
    let named = |rows: Vec<Row>| -> Result<Vec<(String, i64)>, DbError> {
        let one = |row: &Row| Ok((row.text("name")?, row.int("entries")?));
        rows.iter().map(one).collect()
    };
    Ok(Held {
        applications: named(applications)?,
        sites: named(sites)?,
        tokens: tokens.int("tokens")?,
    })
}
