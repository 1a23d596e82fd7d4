//! What stands beside members when a list is taken along whole: their groups and login names.

use std::collections::BTreeMap;

use base::db::{Conn, DbError, Value, sql};
use base::params;

use crate::ids::{MemberId, WorkspaceId};

/// A statement asks for so many members.
const AT_ONCE: usize = 50;

/// What stands beside a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The names of their groups, in order.
    pub groups: Vec<String>,
    /// The login name of whoever has joined.
    pub login: Option<String>,
}

/// What stands beside these members of `workspace`; nothing of those who have neither group nor login name.
///
/// # Errors
/// What the database says.
pub async fn beside(
    conn: &mut Conn,
    workspace: WorkspaceId,
    members: &[MemberId],
) -> Result<BTreeMap<MemberId, Beside>, DbError> {
    let mut all: BTreeMap<MemberId, Beside> = BTreeMap::new();
    for some in members.chunks(AT_ONCE) {
        let mut values = params![workspace];
        values.extend(some.iter().map(|id| Value::from(id.to_string())));
        values.resize(AT_ONCE + 1, Value::Null);
        let groups = conn
            .list(
                sql(
                    "SELECT i.member_id AS member_id, g.name AS name FROM group_members i \
                     JOIN groups g ON g.workspace_id = i.workspace_id AND g.id = i.group_id \
                     WHERE i.workspace_id = $1 AND i.member_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, \
                 $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51) \
                     ORDER BY g.folded, g.id",
                ),
                values.clone(),
            )
            .await?;
        for row in &groups {
            let one = all.entry(row.get("member_id")?).or_default();
            one.groups.push(row.text("name")?);
        }
        let logins = conn
            .list(
                sql(
                    "SELECT m.id AS member_id, i.value AS login FROM members m \
                     JOIN identifiers i ON i.passport_id = m.passport_id \
                     WHERE m.workspace_id = $1 AND m.state = 'active' AND i.kind = 'login' \
                     AND i.verified_at IS NOT NULL AND m.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, \
                 $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)",
                ),
                values,
            )
            .await?;
        for row in &logins {
            all.entry(row.get("member_id")?).or_default().login = Some(row.text("login")?);
        }
    }
    Ok(all)
}
