//! Founding: who may make workspaces, and how many. Handing one over to somebody else counts it as theirs.

use std::time::Duration;

use admission::MemberState;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::settings::{self, Setting};
use serde::{Deserialize, Serialize};

use crate::departing;
use crate::ids::{PassportId, WorkspaceId};
use crate::members::{self, Guarded, Member, Role};
use crate::workspaces;

/// The setting.
pub const FOUNDING: Setting<Founding> = Setting::new("founding", Founding::default);

/// The most an operator can allow.
pub const MOST: u32 = 1000;

/// How long an offered workspace waits for an answer.
pub const OFFER_LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// How many workspaces a passport may have made; an operator's own are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// At most so many; 0 leaves it to operators.
    pub most: u32,
}

impl Default for Founding {
    fn default() -> Self {
        Self { most: 7 }
    }
}

/// Whether somebody may have one more workspace of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Yes.
    Yes,
    /// They have as many as anybody may.
    Full(u32),
    /// Only operators make workspaces here.
    OperatorsOnly,
}

/// Whether this person may have one more workspace of their own. Holds the passport until the transaction
/// ends: of two that ask at the same time, the second sees what the first made.
///
/// # Errors
/// What the database says.
pub async fn room(
    conn: &mut Conn,
    passport: PassportId,
    is_operator: bool,
) -> Result<Room, DbError> {
    if !departing::hold(conn, passport).await? {
        // Whoever gives their passport up at this moment has room for nothing.
        return Ok(Room::Full(0));
    }
    look(conn, passport, is_operator).await
}

/// As [`room`], to show; holds nothing.
///
/// # Errors
/// What the database says.
pub async fn look(
    conn: &mut Conn,
    passport: PassportId,
    is_operator: bool,
) -> Result<Room, DbError> {
    if is_operator {
        return Ok(Room::Yes);
    }
    let Founding { most } = settings::load(conn, &FOUNDING).await?;
    if most == 0 {
        return Ok(Room::OperatorsOnly);
    }
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS made FROM workspaces WHERE created_by = $1"),
            params![passport],
        )
        .await?;
    Ok(if row.int("made")? < i64::from(most) {
        Room::Yes
    } else {
        Room::Full(most)
    })
}

/// Whose workspace it is: who made it or took it over, as long as they administer it. Without an owner, each
/// administrator may hand it over.
///
/// # Errors
/// What the database says.
pub async fn owner(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<PassportId>, DbError> {
    let row = conn
        .optional(
            sql("SELECT m.passport_id AS passport_id FROM workspaces w \
                 JOIN members m ON m.workspace_id = w.id AND m.passport_id = w.created_by \
                 WHERE w.id = $1 AND m.state = 'active' AND m.role = 'administrator'"),
            params![workspace],
        )
        .await?;
    row.map(|row| row.get("passport_id")).transpose()
}

/// A workspace that was offered to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Whose it is now.
    pub offered_by: PassportId,
    /// Whom it is offered to.
    pub passport: PassportId,
    /// Until when it can be taken.
    pub until: Time,
}

/// What came of offering a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
pub enum Offered {
    /// Offered; whom to.
    To(Member),
    /// The workspace is somebody else's.
    NotYours,
    /// Only an employee or administrator who has joined can take it over, and not oneself.
    Unfit,
}

/// Offers a workspace to one of its members. It stays whose it is until they take it; an offer before
/// ends.
///
/// # Errors
/// What the database says.
pub async fn offer(
    conn: &mut Conn,
    (workspace, by): (WorkspaceId, PassportId),
    to: PassportId,
    now: Time,
) -> Result<Offered, DbError> {
    workspaces::lock(conn, workspace).await?;
    if owner(conn, workspace)
        .await?
        .is_some_and(|owner| owner != by)
    {
        return Ok(Offered::NotYours);
    }
    let member = members::of_passport(conn, workspace, to).await?;
    let Some(member) = member.filter(|member| to != by && may_own(member)) else {
        return Ok(Offered::Unfit);
    };
    conn.execute(
        sql(
            "INSERT INTO handovers (workspace_id, offered_by, passport_id, until) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id) DO UPDATE SET \
             offered_by = excluded.offered_by, passport_id = excluded.passport_id, \
             until = excluded.until",
        ),
        params![workspace, by, to, now.plus(OFFER_LASTS)],
    )
    .await?;
    Ok(Offered::To(member))
}

fn may_own(member: &Member) -> bool {
    member.state == MemberState::Active && member.role != Role::Guest
}

/// The offer of this workspace that still holds.
///
/// # Errors
/// What the database says.
pub async fn offer_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: Time,
) -> Result<Option<Offer>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT h.workspace_id AS workspace_id, w.name AS name, h.offered_by AS offered_by, \
                 h.passport_id AS passport_id, h.until AS until \
                 FROM handovers h JOIN workspaces w ON w.id = h.workspace_id \
                 JOIN members m ON m.workspace_id = w.id AND m.passport_id = h.passport_id \
                 WHERE h.workspace_id = $1 AND h.until > $2 AND w.state = 'open' \
                 AND m.state = 'active'",
            ),
            params![workspace, now],
        )
        .await?;
    row.as_ref().map(read_offer).transpose()
}

/// What is offered to this person.
///
/// # Errors
/// What the database says.
pub async fn offers_to(
    conn: &mut Conn,
    passport: PassportId,
    now: Time,
) -> Result<Vec<Offer>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT h.workspace_id AS workspace_id, w.name AS name, h.offered_by AS offered_by, \
                 h.passport_id AS passport_id, h.until AS until \
                 FROM handovers h JOIN workspaces w ON w.id = h.workspace_id \
                 JOIN members m ON m.workspace_id = w.id AND m.passport_id = h.passport_id \
                 WHERE h.passport_id = $1 AND h.until > $2 AND w.state = 'open' \
                 AND m.state = 'active' ORDER BY h.until, h.workspace_id",
            ),
            params![passport, now],
        )
        .await?;
    rows.iter().map(read_offer).collect()
}

fn read_offer(row: &Row) -> Result<Offer, DbError> {
    Ok(Offer {
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        offered_by: row.get("offered_by")?,
        passport: row.get("passport_id")?,
        until: row.get("until")?,
    })
}

/// Ends an offer: it was declined or taken back. Whether there was one, made by or to `passport`.
///
/// # Errors
/// What the database says.
pub async fn end_offer(
    conn: &mut Conn,
    workspace: WorkspaceId,
    passport: PassportId,
) -> Result<bool, DbError> {
    let ended = conn
        .execute(
            sql("DELETE FROM handovers WHERE workspace_id = $1 \
                 AND (offered_by = $2 OR passport_id = $2)"),
            params![workspace, passport],
        )
        .await?;
    Ok(ended > 0)
}

/// What came of taking a workspace over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
pub enum TakenOver {
    /// It is theirs, and they administer it.
    Done(Member),
    /// Nothing is offered to them, or no longer.
    NotOffered,
    /// They have no room for another.
    NoRoom(Room),
}

/// Takes an offered workspace over: it counts as made by its new owner, who administers it. Whoever
/// offered it keeps their place in it.
///
/// # Errors
/// What the database says.
pub async fn take_over(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (passport, is_operator): (PassportId, bool),
    now: Time,
) -> Result<TakenOver, DbError> {
    workspaces::lock(conn, workspace).await?;
    let offer = offer_of(conn, workspace, now).await?;
    let owner = owner(conn, workspace).await?;
    let holds = |offer: &Offer| {
        offer.passport == passport && owner.is_none_or(|owner| owner == offer.offered_by)
    };
    if !offer.as_ref().is_some_and(holds) {
        return Ok(TakenOver::NotOffered);
    }
    let member = members::of_passport(conn, workspace, passport).await?;
    let Some(member) = member.filter(may_own) else {
        return Ok(TakenOver::NotOffered);
    };
    let room = room(conn, passport, is_operator).await?;
    if room != Room::Yes {
        return Ok(TakenOver::NoRoom(room));
    }
    conn.execute(
        sql("UPDATE workspaces SET created_by = $2 WHERE id = $1"),
        params![workspace, passport],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM handovers WHERE workspace_id = $1"),
        params![workspace],
    )
    .await?;
    let role = Role::Administrator;
    match members::set_role(conn, workspace, member.id, role, now).await? {
        Guarded::Done(_) | Guarded::Unchanged => Ok(TakenOver::Done(Member { role, ..member })),
        Guarded::LastAdministrator | Guarded::NoSuchMember => Ok(TakenOver::NotOffered),
    }
}
