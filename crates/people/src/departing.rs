//! Departing: a passport is given up, may be taken back for two weeks, and is then deleted with what is
//! personal. The audit trail stays, without names, addresses and browsers.
//!
//! Only a passport that no workspace holds can be given up, and none joins one meanwhile: whoever makes
//! somebody a member takes the same row first ([`hold`]).

use std::fmt;
use std::time::Duration;

use base::audit;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::columns;
use crate::ids::{PassportId, WorkspaceId};
use crate::members::Role;
use crate::revocation::{self, Whose};

/// How long a passport that was given up can be taken back.
pub const GRACE: Duration = Duration::from_secs(14 * 24 * 3600);

/// A workspace that still holds a passport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What the passport may do there.
    pub role: Role,
}

/// A passport that was given up and is not deleted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The passport.
    pub passport: PassportId,
    /// Its name.
    pub name: String,
    /// When it is deleted.
    pub gone_at: Time,
}

impl Leaving {
    /// When its person gave it up.
    pub fn given_up_at(&self) -> Time {
        self.gone_at.minus(GRACE)
    }
}

/// One of the list of those who leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The passport.
    pub leaving: Leaving,
    /// Its primary address.
    pub email: Option<String>,
}

/// A place in the list of those who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    gone_at: Time,
    passport: PassportId,
}

impl Place {
    /// The place of one of the list.
    pub fn of(one: &Listed) -> Self {
        Self {
            gone_at: one.leaving.gone_at,
            passport: one.leaving.passport,
        }
    }

    /// The place written so; none when it is no place.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        Some(Self {
            gone_at: Time::from_micros(at.parse().ok()?),
            passport: PassportId::parse(id)?,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.gone_at.as_micros(), self.passport)
    }
}

/// What came of giving a passport up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// It is deleted then.
    Until(Time),
    /// A workspace holds it.
    Tied,
    /// Nobody else runs the server.
    LastOperator,
    /// It was given up before.
    Already,
}

/// The workspaces that hold a passport, by name. One that was given up itself holds nobody.
///
/// # Errors
/// What the database says.
pub async fn ties(conn: &mut Conn, passport: PassportId) -> Result<Vec<Tie>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT w.id AS id, w.name AS name, w.address AS address, m.role AS role \
                 FROM members m JOIN workspaces w ON w.id = m.workspace_id \
                 WHERE m.passport_id = $1 AND m.state = 'active' AND w.state <> 'deleted' \
                 ORDER BY w.name, w.id",
            ),
            params![passport],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Tie {
                workspace: row.get("id")?,
                name: row.text("name")?,
                address: row.text("address")?,
                role: columns::word(row, "role", Role::from_word)?,
            })
        })
        .collect()
}

/// Whether somebody else runs the server, too, and stays.
///
/// # Errors
/// What the database says.
pub async fn has_other_operator(conn: &mut Conn, passport: PassportId) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id FROM passports WHERE is_operator = 1 AND gone_at IS NULL \
                 AND claimed_at IS NOT NULL AND id <> $1 LIMIT 1",
            ),
            params![passport],
        )
        .await?;
    Ok(row.is_some())
}

/// Gives a passport up: everything issued to it is void, and it is deleted after [`GRACE`]. Anything
/// but [`GivenUp::Until`] is to be rolled back.
///
/// # Errors
/// What the database says.
pub async fn give_up(conn: &mut Conn, id: PassportId, now: Time) -> Result<GivenUp, DbError> {
    // Of two operators who leave at once, one waits here for the other.
    conn.execute(
        sql("UPDATE passports SET name = name WHERE is_operator = 1"),
        params![],
    )
    .await?;
    let gone_at = now.plus(GRACE);
    let row = conn
        .optional(
            sql(
                "UPDATE passports SET gone_at = $2 WHERE id = $1 AND gone_at IS NULL \
                 RETURNING is_operator",
            ),
            params![id, gone_at],
        )
        .await?;
    let Some(row) = row else {
        return Ok(GivenUp::Already);
    };
    if !ties(conn, id).await?.is_empty() {
        return Ok(GivenUp::Tied);
    }
    if row.get("is_operator")? && !has_other_operator(conn, id).await? {
        return Ok(GivenUp::LastOperator);
    }
    revocation::raise(conn, Whose::Passport(id)).await?;
    conn.execute(
        sql("DELETE FROM handovers WHERE passport_id = $1 OR offered_by = $1"),
        params![id],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM join_requests WHERE passport_id = $1"),
        params![id],
    )
    .await?;
    Ok(GivenUp::Until(gone_at))
}

/// Takes a passport back that was given up and is not due yet; whether it was one.
///
/// # Errors
/// What the database says.
pub async fn take_back(conn: &mut Conn, id: PassportId, now: Time) -> Result<bool, DbError> {
    let taken = conn
        .execute(
            sql("UPDATE passports SET gone_at = NULL WHERE id = $1 AND gone_at > $2"),
            params![id, now],
        )
        .await?;
    Ok(taken > 0)
}

/// Holds a passport for the rest of the transaction, so that it cannot be given up meanwhile; whether it
/// was not before.
///
/// # Errors
/// What the database says.
pub async fn hold(conn: &mut Conn, id: PassportId) -> Result<bool, DbError> {
    let held = conn
        .execute(
            sql("UPDATE passports SET name = name WHERE id = $1 AND gone_at IS NULL"),
            params![id],
        )
        .await?;
    Ok(held > 0)
}

/// Those that were given up, soonest gone first, at most `most` of them behind a place in the list.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    behind: Option<Place>,
    most: u32,
) -> Result<Vec<Listed>, DbError> {
    let (at, id) = match behind {
        Some(place) => (place.gone_at, place.passport.to_string()),
        None => (Time::from_micros(0), String::new()),
    };
    let rows = conn
        .list(
            sql(
                "SELECT p.id AS id, p.name AS name, p.gone_at AS gone_at, i.value AS email \
                 FROM passports p LEFT JOIN identifiers i ON i.passport_id = p.id \
                 AND i.kind = 'email' AND i.is_primary = 1 \
                 WHERE p.gone_at IS NOT NULL AND (p.gone_at, p.id) > ($1, $2) \
                 ORDER BY p.gone_at, p.id LIMIT $3",
            ),
            params![at, id, i64::from(most)],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                leaving: leaving(row)?,
                email: row.get("email")?,
            })
        })
        .collect()
}

/// A passport that is due and that nothing holds.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Time) -> Result<Option<Leaving>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT p.id AS id, p.name AS name, p.gone_at AS gone_at FROM passports p \
                 WHERE p.gone_at <= $1 AND NOT EXISTS (SELECT 1 FROM members m \
                 JOIN workspaces w ON w.id = m.workspace_id WHERE m.passport_id = p.id \
                 AND m.state = 'active' AND w.state <> 'deleted') \
                 ORDER BY p.gone_at, p.id LIMIT 1",
            ),
            params![now],
        )
        .await?;
    row.as_ref().map(leaving).transpose()
}

/// Deletes a passport that is due: its identifiers are free, and what is personal is gone, in the
/// audit trail as well. Whether it was deleted; the rest is to be rolled back.
///
/// # Errors
/// What the database says.
pub async fn delete(conn: &mut Conn, id: PassportId, now: Time) -> Result<bool, DbError> {
    let due = conn
        .execute(
            sql("UPDATE passports SET name = '' WHERE id = $1 AND gone_at <= $2"),
            params![id, now],
        )
        .await?;
    if due == 0 || !ties(conn, id).await?.is_empty() {
        return Ok(false);
    }
    let members = conn
        .query(
            sql("SELECT id FROM members WHERE passport_id = $1"),
            params![id],
        )
        .await?;
    for member in &members {
        audit::erase(conn, member.text("id")?).await?;
    }
    audit::erase(conn, id).await?;
    conn.execute(
        sql("DELETE FROM members WHERE passport_id = $1"),
        params![id],
    )
    .await?;
    let gone = conn
        .execute(sql("DELETE FROM passports WHERE id = $1"), params![id])
        .await?;
    Ok(gone > 0)
}

fn leaving(row: &Row) -> Result<Leaving, DbError> {
    Ok(Leaving {
        passport: row.get("id")?,
        name: row.text("name")?,
        gone_at: row.get("gone_at")?,
    })
}
