//! Passports: a person's one account and its profile.
//!
//! A passport is *claimed* once its person has proved an identifier of it. One that an invitation
//! made waits unclaimed: nobody can sign in to it, and no credential may be stored for it.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::ids::{Fresh, PassportId};
use crate::name::Name;

/// A person's account, without its identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passport {
    /// Names it.
    pub id: PassportId,
    /// The name shown to its person and to workspaces they have joined.
    pub name: String,
    /// The given name, if the person tells it.
    pub given_name: Option<String>,
    /// The family name, if the person tells it.
    pub family_name: Option<String>,
    /// The code of the language the person reads.
    pub language: String,
    /// Whether the person runs this server.
    pub is_operator: bool,
    /// The revocation epoch: what was issued under an earlier one is void.
    pub epoch: i64,
    /// When the person first proved an identifier; `None` while it only waits.
    pub claimed_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
}

/// What a person tells about themselves.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The name to show.
    pub name: &'a Name,
    /// The given name.
    pub given_name: Option<&'a Name>,
    /// The family name.
    pub family_name: Option<&'a Name>,
    /// The code of the language.
    pub language: &'a str,
}

impl<'a> Profile<'a> {
    /// A profile of a name and a language alone.
    pub const fn new(name: &'a Name, language: &'a str) -> Self {
        Self {
            name,
            given_name: None,
            family_name: None,
            language,
        }
    }
}

/// Makes the passport of a person who is here and has proved who they are.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    profile: Profile<'_>,
) -> Result<Passport, DbError> {
    insert(conn, fresh, profile, Some(fresh.now)).await
}

/// Makes a passport that waits for its person.
pub(crate) async fn create_unclaimed(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    profile: Profile<'_>,
) -> Result<Passport, DbError> {
    insert(conn, fresh, profile, None).await
}

async fn insert(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    profile: Profile<'_>,
    claimed_at: Option<Time>,
) -> Result<Passport, DbError> {
    let row = conn
        .one(
            sql(
                "INSERT INTO passports (id, name, given_name, family_name, language, is_operator, \
                 epoch, claimed_at, created_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7) \
                 RETURNING id, name, given_name, family_name, language, is_operator, epoch, \
                 claimed_at, created_at",
            ),
            params![
                PassportId::fresh(fresh.now, fresh.random),
                profile.name,
                profile.given_name,
                profile.family_name,
                profile.language,
                claimed_at,
                fresh.now,
            ],
        )
        .await?;
    passport(&row)
}

/// The passport with this id.
///
/// # Errors
/// What the database says.
pub async fn load(conn: &mut Conn, id: PassportId) -> Result<Option<Passport>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, name, given_name, family_name, language, is_operator, epoch, \
                 claimed_at, created_at FROM passports WHERE id = $1",
            ),
            params![id],
        )
        .await?;
    row.as_ref().map(passport).transpose()
}

/// Changes the profile; the passport as it is now, or `None` when there is none.
/// What workspaces call the person stays as it is.
///
/// # Errors
/// What the database says.
pub async fn change_profile(
    conn: &mut Conn,
    id: PassportId,
    profile: Profile<'_>,
) -> Result<Option<Passport>, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE passports SET name = $2, given_name = $3, family_name = $4, language = $5 \
                 WHERE id = $1 RETURNING id, name, given_name, family_name, language, is_operator, \
                 epoch, claimed_at, created_at",
            ),
            params![
                id,
                profile.name,
                profile.given_name,
                profile.family_name,
                profile.language
            ],
        )
        .await?;
    row.as_ref().map(passport).transpose()
}

/// Makes the person an operator of this server, or no longer one; whether that changed anything.
///
/// # Errors
/// What the database says.
pub async fn set_operator(
    conn: &mut Conn,
    id: PassportId,
    is_operator: bool,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE passports SET is_operator = $2 WHERE id = $1 AND is_operator <> $2"),
            params![id, is_operator],
        )
        .await?;
    Ok(changed > 0)
}

/// Whether anybody runs this server yet.
///
/// # Errors
/// What the database says.
pub async fn operator_exists(conn: &mut Conn) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql("SELECT id FROM passports WHERE is_operator = 1 LIMIT 1"),
            params![],
        )
        .await?;
    Ok(row.is_some())
}

/// Notes that the person has come; `name` is what they are called from now on. Whether they
/// came for the first time.
pub(crate) async fn claim(
    conn: &mut Conn,
    id: PassportId,
    name: &str,
    now: Time,
) -> Result<bool, DbError> {
    let claimed = conn
        .execute(
            sql("UPDATE passports SET claimed_at = $2, name = $3 \
                 WHERE id = $1 AND claimed_at IS NULL"),
            params![id, now, name],
        )
        .await?;
    Ok(claimed > 0)
}

/// Removes a passport that waited for nobody: unclaimed, and a member of nothing.
pub(crate) async fn remove_if_forsaken(conn: &mut Conn, id: PassportId) -> Result<(), DbError> {
    conn.execute(
        sql(
            "DELETE FROM passports WHERE id = $1 AND claimed_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM members WHERE passport_id = $1)",
        ),
        params![id],
    )
    .await
    .map(drop)
}

fn passport(row: &Row) -> Result<Passport, DbError> {
    Ok(Passport {
        id: row.get("id")?,
        name: row.text("name")?,
        given_name: row.get("given_name")?,
        family_name: row.get("family_name")?,
        language: row.text("language")?,
        is_operator: row.get("is_operator")?,
        epoch: row.int("epoch")?,
        claimed_at: row.get("claimed_at")?,
        created_at: row.get("created_at")?,
    })
}
