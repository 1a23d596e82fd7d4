//! Search: the one way in which lists of members are read, page by page.

use admission::words;
use base::clock::Time;
use base::db::{Conn, DbError, Row, Sql, Value, sql};
use base::params;

use crate::ids::{DepartmentId, GroupId, MemberId, WorkspaceId};
use crate::member_words;
use crate::members::{self, Member, Role};

/// Members on a page at most.
pub const LARGEST_PAGE: u32 = 200;

words! {
    /// How a member stands, all things considered.
    pub enum Standing {
        /// Joined, and nothing blocks them.
        Active = "active",
        /// Invited, and nothing blocks them.
        Invited = "invited",
        /// Joined or invited, and blocked.
        Blocked = "blocked",
        /// No longer a member.
        Dismissed = "dismissed",
    }
}

/// Which members of a workspace are sought. The default seeks them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberSearch {
    /// Words, each of which begins a word of the name or the e-mail address. Empty for any.
    pub text: String,
    /// Only those who stand so.
    pub standing: Option<Standing>,
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those of this department or one below it.
    pub department: Option<DepartmentId>,
    /// Only those of this group.
    pub group: Option<GroupId>,
    /// Only those after this place, as the page before gave it.
    pub after: Option<Cursor>,
    /// How many at most; 0 and more than [`LARGEST_PAGE`] mean that many.
    pub limit: u32,
}

/// A place between two members in the order of names. Its text is opaque to whoever holds it; what
/// comes back is only ever compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    id: MemberId,
    name: String,
}

/// A word that no more rows than this have is rare. Beside another word, one may be less so: two
/// words that nobody has both of would have every name gone through.
const RARE: i64 = 2_000;
const RARE_BESIDE_ANOTHER: i64 = 20_000;
const ID_LENGTH: usize = 26;
const LONGEST_CURSOR: usize = 4096;

impl Cursor {
    /// The place written as `text`; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, name) = text.split_at_checked(ID_LENGTH)?;
        let fits = text.len() <= LONGEST_CURSOR && !name.contains('\0');
        let id = MemberId::parse(id).filter(|_| fits)?;
        Some(Self {
            id,
            name: name.to_owned(),
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}{}", self.id, self.name)
    }
}

/// A page of members, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Those on it.
    pub members: Vec<Listed>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// A member on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The member.
    pub member: Member,
    /// How they stand, all things considered.
    pub standing: Standing,
}

/// The members of `workspace` that are sought.
///
/// # Errors
/// What the database says.
pub async fn members(
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
    now: Time,
) -> Result<Page, DbError> {
    let limit = match search.limit {
        0 => LARGEST_PAGE,
        some => some.min(LARGEST_PAGE),
    };
    let (name, id) = match &search.after {
        Some(cursor) => (cursor.name.clone(), cursor.id.to_string()),
        None => (String::new(), String::new()),
    };
    let mut values = params![
        workspace,
        name,
        id,
        search.role,
        search.standing.map(Standing::word),
        search.department,
        search.group,
        now,
        // One more than asked for tells whether there is a next page.
        limit + 1,
    ];
    let (words, first_is_rare) = words(conn, workspace, &search.text).await?;
    values.extend(words);
    let rows = conn
        .list(if first_is_rare { BY_WORD } else { IN_ORDER }, values)
        .await?;
    page(&rows, usize::try_from(limit).unwrap_or(usize::MAX))
}

/// Reads in the order of names until the page is full: for no words, and for words many have.
const IN_ORDER: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM members m WHERE m.workspace_id = $1 AND (m.name_folded, m.id) > ($2, $3) \
     AND (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($10 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $10 AND w.word < $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded, m.id LIMIT $9",
);

/// Reads those who have the first word, and sorts them: for a word few have.
const BY_WORD: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM (SELECT DISTINCT member_id FROM member_words \
     WHERE workspace_id = $1 AND word >= $10 AND word < $11) found CROSS JOIN members m \
     WHERE m.workspace_id = $1 AND m.id = found.member_id \
     AND (m.name_folded, m.id) > ($2, $3) \
     AND (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($12 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded, m.id LIMIT $9",
);

/// Beginning and end of each word sought, the rarest first, filled up with nulls; and whether
/// that one is so rare that reading all who have it costs less than going through the names.
async fn words(
    conn: &mut Conn,
    workspace: WorkspaceId,
    text: &str,
) -> Result<(Vec<Value>, bool), DbError> {
    let sought = member_words::sought(text);
    let rare = if sought.len() > 1 {
        RARE_BESIDE_ANOTHER
    } else {
        RARE
    };
    let mut counted = Vec::new();
    for word in sought {
        let end = member_words::end_of(&word);
        let row = conn
            .one(
                sql("SELECT COUNT(*) AS n FROM (SELECT word FROM member_words \
                     WHERE workspace_id = $1 AND word >= $2 AND word < $3 LIMIT $4) found"),
                params![workspace, &word, &end, rare + 1],
            )
            .await?;
        counted.push((row.int("n")?, word, end));
    }
    counted.sort();
    let first_is_rare = counted.first().is_some_and(|(count, ..)| *count <= rare);
    let mut values: Vec<Value> = counted
        .into_iter()
        .flat_map(|(_, word, end)| params![word, end])
        .collect();
    values.resize(member_words::MOST_SOUGHT * 2, Value::Null);
    Ok((values, first_is_rare))
}

fn page(rows: &[Row], limit: usize) -> Result<Page, DbError> {
    let members: Vec<Listed> = rows
        .iter()
        .take(limit)
        .map(listed)
        .collect::<Result<_, _>>()?;
    let last = rows
        .get(limit.saturating_sub(1))
        .filter(|_| rows.len() > limit);
    let cursor = |row: &Row| {
        Ok(Cursor {
            id: row.get("id")?,
            name: row.text("name_folded")?,
        })
    };
    let next = last.map(cursor).transpose()?;
    Ok(Page { members, next })
}

fn listed(row: &Row) -> Result<Listed, DbError> {
    let standing = crate::columns::word(row, "standing", Standing::from_word)?;
    Ok(Listed {
        member: members::member(row)?,
        standing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_strangers_are_refused() {
        let id = "0123456789abcdefghjkmnpqrs";
        for name in ["", "anna", "анна' OR 1=1 --"] {
            let cursor = Cursor::parse(&format!("{id}{name}")).unwrap();
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        let long = format!("{id}{}", "a".repeat(LONGEST_CURSOR));
        for wrong in [
            "",
            "anna",
            "яяяяяяяяяяяяяяяяяяяяяяяяяяя",
            &long,
            &format!("{id}a\0b"),
        ] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong:?}");
        }
    }
}
