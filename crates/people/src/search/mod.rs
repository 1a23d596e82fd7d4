//! Search: the one way in which lists of members are read, page by page.

use admission::words;
use base::clock::Time;
use base::db::{Conn, DbError, Row, Value};
use base::params;

mod beside;
mod statements;

pub use beside::{Beside, beside};
use statements::{COUNT, GATHER, GATHER_BACK, WALK, WALK_BACK};

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
    /// Words, each of which begins a word of the name, the e-mail address, the login name or the department; or a
    /// whole phone number. Empty for any.
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
    /// Only those before this place, the nearest of them; then `after` counts for nothing.
    pub before: Option<Cursor>,
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

/// What no more than this fit is gathered and sorted. Of several things sought one may have more: what nobody fits
/// together would have every name gone through.
const FEW: i64 = 2_000;
const FEW_BESIDE_ANOTHER: i64 = 20_000;
/// What more fit is looked for among so many names; when they stand closely together elsewhere, they are gathered, too.
const A_WALK: i64 = 5_000;
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
    /// Where the page before ends; `None` on the first.
    pub previous: Option<Cursor>,
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
    let whole = usize::try_from(limit).unwrap_or(usize::MAX);
    let words = ranges(member_words::sought(&search.text), member_words::end_of);
    let mut found = rows(conn, workspace, (search, &words), (limit, now)).await?;
    for number in member_words::sought_numbers(&search.text) {
        if found.is_empty() {
            let number = ranges(vec![number], member_words::end_of_whole);
            found = rows(conn, workspace, (search, &number), (limit, now)).await?;
        }
    }
    page(found, whole, search)
}

/// What one thing sought says: the places it takes in [`GATHER`], behind those every statement has.
#[derive(Clone, Debug, Default)]
struct Lead {
    word: Option<(String, String)>,
    group: Option<GroupId>,
    role: Option<Role>,
    state: Option<&'static str>,
    blocked: Option<&'static str>,
    department: Option<DepartmentId>,
}

impl Lead {
    fn values(&self) -> Vec<Value> {
        let (begin, end) = self.word.clone().unzip();
        params![
            begin,
            end,
            self.group,
            self.role,
            self.state,
            self.blocked,
            self.department
        ]
    }

    /// Each thing sought by itself.
    fn of(search: &MemberSearch, words: &[(String, String)]) -> Vec<Self> {
        let mut all: Vec<Self> = words
            .iter()
            .map(|word| Self {
                word: Some(word.clone()),
                ..Self::default()
            })
            .collect();
        if let Some(group) = search.group {
            all.push(Self {
                group: Some(group),
                ..Self::default()
            });
        }
        if let Some(role) = search.role {
            all.push(Self {
                role: Some(role),
                ..Self::default()
            });
        }
        match search.standing {
            Some(Standing::Blocked) => all.push(Self {
                blocked: Some(Standing::Blocked.word()),
                ..Self::default()
            }),
            Some(other) => all.push(Self {
                state: Some(other.word()),
                ..Self::default()
            }),
            None => {}
        }
        if let Some(department) = search.department {
            all.push(Self {
                department: Some(department),
                ..Self::default()
            });
        }
        all
    }
}

/// What is sought that the fewest fit, and how many those are, counted up to `most`.
async fn rarest(
    conn: &mut Conn,
    workspace: WorkspaceId,
    leads: Vec<Lead>,
    most: i64,
) -> Result<Option<(i64, Lead)>, DbError> {
    let mut best: Option<(i64, Lead)> = None;
    for lead in leads {
        let bound = best.as_ref().map_or(most + 1, |(count, _)| *count);
        let mut values = params![workspace];
        values.extend(lead.values());
        values.extend(params![bound]);
        let count = conn.one(COUNT, values).await?.int("n")?;
        if best.as_ref().is_none_or(|(known, _)| count < *known) {
            best = Some((count, lead));
        }
    }
    Ok(best)
}

/// The rows of a page in the direction of reading, one more than fit on it if there are more.
async fn rows(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (search, words): (&MemberSearch, &[(String, String)]),
    (limit, now): (u32, Time),
) -> Result<Vec<Row>, DbError> {
    let place = search.before.as_ref().or(search.after.as_ref());
    let (name, id) = match place {
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
        // One more than asked for tells whether there is a further page.
        limit + 1,
    ];
    values.extend(words.iter().flat_map(|(word, end)| params![word, end]));
    values.resize(9 + member_words::MOST_SOUGHT * 2, Value::Null);
    let is_back = search.before.is_some();
    let (walk, gather) = if is_back {
        (WALK_BACK, GATHER_BACK)
    } else {
        (WALK, GATHER)
    };
    let leads = Lead::of(search, words);
    let few = if leads.len() > 1 {
        FEW_BESIDE_ANOTHER
    } else {
        FEW
    };
    let rarest = rarest(conn, workspace, leads, few).await?;
    let Some((count, lead)) = rarest else {
        values.extend(params![i64::from(limit) + 1]);
        return conn.list(walk, values).await;
    };
    if count > few {
        let mut values = values.clone();
        values.extend(params![A_WALK]);
        let found = conn.list(walk, values).await?;
        if found.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
            return Ok(found);
        }
    }
    values.extend(lead.values());
    conn.list(gather, values).await
}

/// Where words begin and end.
fn ranges(words: Vec<String>, end_of: fn(&str) -> String) -> Vec<(String, String)> {
    let range = |word: String| {
        let end = end_of(&word);
        (word, end)
    };
    words.into_iter().map(range).collect()
}

/// Everybody who is sought, in the order of names: at most `most`, from the beginning of the list.
///
/// # Errors
/// What the database says.
pub async fn everybody(
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
    (most, now): (usize, Time),
) -> Result<Vec<MemberId>, DbError> {
    let mut search = MemberSearch {
        after: None,
        before: None,
        limit: LARGEST_PAGE,
        ..search.clone()
    };
    let mut all = Vec::new();
    loop {
        let page = members(conn, workspace, &search, now).await?;
        all.extend(page.members.iter().map(|one| one.member.id));
        search.after = page.next;
        if search.after.is_none() || all.len() >= most {
            all.truncate(most);
            return Ok(all);
        }
    }
}

fn page(mut rows: Vec<Row>, limit: usize, search: &MemberSearch) -> Result<Page, DbError> {
    let has_further = rows.len() > limit;
    rows.truncate(limit);
    let is_back = search.before.is_some();
    if is_back {
        rows.reverse();
    }
    let cursor = |row: &Row| {
        Ok::<_, DbError>(Cursor {
            id: row.get("id")?,
            name: row.text("name_folded")?,
        })
    };
    let (has_previous, has_next) = if is_back {
        (has_further, true)
    } else {
        (search.after.is_some(), has_further)
    };
    let (first, last) = (rows.first(), rows.last());
    Ok(Page {
        previous: first.filter(|_| has_previous).map(cursor).transpose()?,
        next: last.filter(|_| has_next).map(cursor).transpose()?,
        members: rows.iter().map(listed).collect::<Result<_, _>>()?,
    })
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
