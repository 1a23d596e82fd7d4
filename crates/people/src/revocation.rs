//! Revocation: one number per passport and per member. Sessions, tokens and grants remember the
//! numbers they were issued under; raising one voids all of them together.
//!
//! Whatever ends, ends here or is noted here ([`note`]), in the transaction that ends it: so that
//! those who were told of a beginning (applications) can be told of the end ([`take_endings`]), and
//! no writer can forget it.

use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::ids::{MemberId, PassportId, WorkspaceId};

/// Whose issued things are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everything of a passport, in every workspace.
    Passport(PassportId),
    /// What a member has in one workspace.
    Member(WorkspaceId, MemberId),
}

/// The epochs something is issued under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epochs {
    /// Of the passport.
    pub passport: i64,
    /// Of the member; `None` when no workspace is concerned or the passport is no member of it.
    pub member: Option<i64>,
}

/// Voids everything issued so far; the new epoch, or `None` when there is no such passport or member.
///
/// # Errors
/// What the database says.
pub async fn raise(conn: &mut Conn, whose: Whose) -> Result<Option<i64>, DbError> {
    let row = match whose {
        Whose::Passport(id) => {
            let statement =
                sql("UPDATE passports SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch");
            conn.optional(statement, params![id]).await?
        }
        Whose::Member(workspace, id) => {
            let statement = sql("UPDATE members SET epoch = epoch + 1 \
                 WHERE workspace_id = $1 AND id = $2 RETURNING epoch");
            conn.optional(statement, params![workspace, id]).await?
        }
    };
    if row.is_some() {
        note(conn, &whose.ending()).await?;
    }
    row.map(|row| row.int("epoch")).transpose()
}

/// Something that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A session, by its name.
    Session(String),
    /// Everything issued to a passport before its present epoch.
    Passport(PassportId),
    /// Everything issued to a member before its present epoch.
    Member(MemberId),
}

impl Whose {
    const fn ending(self) -> Ending {
        match self {
            Self::Passport(id) => Ending::Passport(id),
            Self::Member(_, id) => Ending::Member(id),
        }
    }
}

impl Ending {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Session(_) => "session",
            Self::Passport(_) => "passport",
            Self::Member(_) => "member",
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Session(id) => id.clone(),
            Self::Passport(id) => id.to_string(),
            Self::Member(id) => id.to_string(),
        }
    }

    fn read(row: &Row) -> Result<Self, DbError> {
        let ending = match row.text("kind")?.as_str() {
            "session" => Some(Self::Session(row.text("subject")?)),
            "passport" => Some(Self::Passport(row.get("subject")?)),
            "member" => Some(Self::Member(row.get("subject")?)),
            _ => None,
        };
        ending.ok_or_else(|| DbError::Shape("endings.kind".to_owned()))
    }
}

/// Notes that something is over, in the transaction that ends it.
///
/// # Errors
/// What the database says.
pub async fn note(conn: &mut Conn, ending: &Ending) -> Result<(), DbError> {
    // An update, and not nothing, where the row is there: whoever is taking it waits until the end
    // it stands for is to be seen.
    conn.execute(
        sql("INSERT INTO endings (kind, subject) VALUES ($1, $2) \
             ON CONFLICT (kind, subject) DO UPDATE SET subject = excluded.subject"),
        params![ending.kind(), ending.subject()],
    )
    .await
    .map(drop)
}

/// Takes what is over and was told to nobody yet, at most a hundred; each is taken once, by whoever
/// commits.
///
/// # Errors
/// What the database says.
pub async fn take_endings(conn: &mut Conn) -> Result<Vec<Ending>, DbError> {
    let taken = conn
        .query(
            sql("DELETE FROM endings WHERE (kind, subject) IN \
                 (SELECT kind, subject FROM endings ORDER BY kind, subject LIMIT 100) \
                 RETURNING kind, subject"),
            params![],
        )
        .await?;
    taken.iter().map(Ending::read).collect()
}

/// The present epochs of a passport and, where a workspace is named, of its member there; `None`
/// when there is no such passport.
///
/// # Errors
/// What the database says.
pub async fn epochs(
    conn: &mut Conn,
    passport: PassportId,
    workspace: Option<WorkspaceId>,
) -> Result<Option<Epochs>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT p.epoch AS passport, m.epoch AS member FROM passports p \
                 LEFT JOIN members m ON m.passport_id = p.id AND m.workspace_id = $2 \
                 WHERE p.id = $1",
            ),
            params![passport, workspace],
        )
        .await?;
    row.map(|row| {
        Ok(Epochs {
            passport: row.int("passport")?,
            member: row.get("member")?,
        })
    })
    .transpose()
}
