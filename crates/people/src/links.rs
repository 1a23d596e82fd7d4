//! Links by which people join: made by an administrator for whoever gets to see them, within limits.
//!
//! A link ends by its time, its number of uses, or by hand. How often it was used is counted in the statement
//! that allows the use, so that of any number who try for the last one, one gets it. Who asks to join with a link
//! that needs approval stands in [`requests`](crate::requests).

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::id_type;
use base::params;
use base::token::{JoinLink, TokenHash};

use crate::email::EmailAddress;
use crate::ids::{DepartmentId, Fresh, GroupId, WorkspaceId};
use crate::members::Role;
use crate::name::Name;

id_type!(LinkId, "a link by which people join");

/// The most uses a link can have.
pub const MOST_USES: u32 = 1000;
/// The most days a link can last.
pub const MOST_DAYS: u32 = 90;
/// The most links that are shown.
const SHOWN: u32 = 200;

/// A link; its secret is known to nobody but those who have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Names it.
    pub id: LinkId,
    /// Where it leads.
    pub workspace: WorkspaceId,
    /// What administrators call it.
    pub name: String,
    /// What people become.
    pub role: Role,
    /// Where they will work.
    pub department: Option<DepartmentId>,
    /// Into which groups they come.
    pub groups: Vec<GroupId>,
    /// Only addresses of these mail domains; of any when there are none.
    pub domains: Vec<String>,
    /// Whether an administrator has to agree.
    pub with_approval: bool,
    /// How often it can be used.
    pub most_uses: i64,
    /// How often it was.
    pub uses: i64,
    /// When it ends.
    pub expires_at: Time,
    /// Whose it is: a passport's identifier, or a service account's.
    pub created_by: String,
    /// When it was made.
    pub created_at: Time,
    /// When it was ended by hand.
    pub revoked_at: Option<Time>,
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// What administrators call it.
    pub name: Name,
    /// What people become; never administrators.
    pub role: Role,
    /// Where they will work.
    pub department: Option<DepartmentId>,
    /// Into which groups they come.
    pub groups: Vec<GroupId>,
    /// Only addresses of these mail domains; of any when there are none.
    pub domains: Vec<String>,
    /// Whether an administrator has to agree.
    pub with_approval: bool,
    /// How often it can be used.
    pub most_uses: u32,
    /// When it ends.
    pub expires_at: Time,
}

impl Link {
    /// Whether somebody could still join with it.
    pub fn is_open(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at > now && self.uses < self.most_uses
    }

    /// Whether it is for this address. A domain admits itself and no other below it.
    pub fn admits(&self, email: &EmailAddress) -> bool {
        self.domains.is_empty() || self.domains.iter().any(|domain| domain == email.domain())
    }
}

/// Makes a link with the hash of its secret; nothing when the role is one that no link gives.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    (workspace, by): (WorkspaceId, &str),
    hash: TokenHash<JoinLink>,
    new: &NewLink,
) -> Result<Option<Link>, DbError> {
    if new.role.acts_on_others() {
        return Ok(None);
    }
    let groups: Vec<String> = new.groups.iter().map(ToString::to_string).collect();
    let row = conn
        .one(
            sql("INSERT INTO join_links (id, workspace_id, hash, name, role, department_id, \
                 group_ids, domains, with_approval, most_uses, uses, expires_at, created_by, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13) \
                 RETURNING id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at"),
            params![
                LinkId::fresh(fresh.now, fresh.random),
                workspace,
                hash,
                &new.name,
                new.role,
                new.department,
                groups.join(" "),
                new.domains.join(" "),
                i64::from(new.with_approval),
                i64::from(new.most_uses.clamp(1, MOST_USES)),
                new.expires_at,
                by,
                fresh.now,
            ],
        )
        .await?;
    link(&row).map(Some)
}

/// The links of a workspace: those that are open before all others, so that none of them is out of sight; the newest
/// first.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: Time,
) -> Result<Vec<Link>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at \
                 FROM join_links WHERE workspace_id = $1 ORDER BY \
                 CASE WHEN revoked_at IS NULL AND uses < most_uses AND expires_at > $3 THEN 0 ELSE 1 END, \
                 id DESC LIMIT $2",
            ),
            params![workspace, SHOWN, now],
        )
        .await?;
    rows.iter().map(link).collect()
}

/// The link with this id.
///
/// # Errors
/// What the database says.
pub async fn load(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: LinkId,
) -> Result<Option<Link>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at \
                 FROM join_links WHERE workspace_id = $1 AND id = $2",
            ),
            params![workspace, id],
        )
        .await?;
    row.as_ref().map(link).transpose()
}

/// The link whose secret has this hash, open or over.
///
/// # Errors
/// What the database says.
pub async fn of_secret(
    conn: &mut Conn,
    hash: &TokenHash<JoinLink>,
) -> Result<Option<Link>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at \
                 FROM join_links WHERE hash = $1",
            ),
            params![*hash],
        )
        .await?;
    row.as_ref().map(link).transpose()
}

/// Counts a use; nothing when the link is over. The only place where a use is allowed.
pub(crate) async fn use_once(
    conn: &mut Conn,
    (workspace, id): (WorkspaceId, LinkId),
    now: Time,
) -> Result<Option<Link>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE join_links SET uses = uses + 1 WHERE workspace_id = $1 AND id = $2 \
                 AND revoked_at IS NULL AND expires_at > $3 AND uses < most_uses \
                 RETURNING id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at",
            ),
            params![workspace, id, now],
        )
        .await?;
    row.as_ref().map(link).transpose()
}

/// Ends a link; nothing when there is no such link, or it was ended before.
///
/// # Errors
/// What the database says.
pub async fn revoke(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: LinkId,
    now: Time,
) -> Result<Option<Link>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE join_links SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 \
                 AND revoked_at IS NULL \
                 RETURNING id, workspace_id, name, role, department_id, group_ids, domains, \
                 with_approval, most_uses, uses, expires_at, created_by, created_at, revoked_at",
            ),
            params![workspace, id, now],
        )
        .await?;
    row.as_ref().map(link).transpose()
}

/// Forgets links that ended before `since`.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, since: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM join_links WHERE expires_at <= $1");
    conn.execute(statement, params![since]).await.map(drop)
}

fn link(row: &Row) -> Result<Link, DbError> {
    let words = |column: &str| -> Result<Vec<String>, DbError> {
        let text = row.text(column)?;
        Ok(text.split_whitespace().map(str::to_owned).collect())
    };
    let groups = words("group_ids")?;
    let groups: Option<Vec<GroupId>> = groups.iter().map(|id| GroupId::parse(id)).collect();
    Ok(Link {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        role: row.get("role")?,
        department: row.get("department_id")?,
        groups: groups.ok_or_else(|| DbError::Shape("join_links.group_ids".to_owned()))?,
        domains: words("domains")?,
        with_approval: row.int("with_approval")? != 0,
        most_uses: row.int("most_uses")?,
        uses: row.int("uses")?,
        expires_at: row.get("expires_at")?,
        created_by: row.text("created_by")?,
        created_at: row.get("created_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}
