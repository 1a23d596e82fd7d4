//! Passports: a person's one account and its profile.
//!
//! A passport is *claimed* once its person has proved an identifier of it. One that an invitation
//! made waits unclaimed: nobody can sign in to it, and no credential may be stored for it.

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;

use crate::ids::{Fresh, PassportId};
use crate::name::Name;
use crate::pictures::PictureKey;

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
    /// The name of the time zone the person chose; `None` reads UTC.
    pub zone: Option<String>,
    /// Their photo.
    pub picture: Option<PictureKey>,
    /// Whether the person runs this server.
    pub is_operator: bool,
    /// The revocation epoch: what was issued under an earlier one is void.
    pub epoch: i64,
    /// When the person first proved an identifier; `None` while it only waits.
    pub claimed_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it is deleted, once its person has given it up.
    pub gone_at: Option<Time>,
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
    /// The name of the time zone.
    pub zone: Option<&'a str>,
}

impl<'a> Profile<'a> {
    /// A profile of a name and a language alone.
    pub const fn new(name: &'a Name, language: &'a str) -> Self {
        Self {
            name,
            given_name: None,
            family_name: None,
            language,
            zone: None,
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
                 epoch, claimed_at, created_at, zone) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8) \
                 RETURNING id, name, given_name, family_name, language, zone, picture, is_operator, epoch, \
                 claimed_at, created_at, gone_at",
            ),
            params![
                PassportId::fresh(fresh.now, fresh.random),
                profile.name,
                profile.given_name,
                profile.family_name,
                profile.language,
                claimed_at,
                fresh.now,
                profile.zone,
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
    let found = conn
        .warm_one(
            sql(
                "SELECT id, name, given_name, family_name, language, zone, picture, is_operator, epoch, \
                 claimed_at, created_at, gone_at FROM passports WHERE id = $1",
            ),
            params![id],
            passport,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// One thing a person tells anew about themselves.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// The name to show.
    Name(&'a Name),
    /// The given name, or none.
    GivenName(Option<&'a Name>),
    /// The family name, or none.
    FamilyName(Option<&'a Name>),
    /// The code of the language.
    Language(&'a str),
    /// The name of the time zone, or none.
    Zone(Option<&'a str>),
}

/// Changes one part of the profile and leaves the others, which another page may just be changing;
/// whether it is different now. What workspaces call the person stays as it is.
///
/// # Errors
/// What the database says.
pub async fn change(conn: &mut Conn, id: PassportId, change: Change<'_>) -> Result<bool, DbError> {
    let (statement, value): (_, Option<&str>) = match change {
        Change::Name(name) => (
            sql("UPDATE passports SET name = $2 WHERE id = $1 AND name <> $2"),
            Some(name.as_str()),
        ),
        Change::GivenName(name) => (
            sql("UPDATE passports SET given_name = $2 \
                 WHERE id = $1 AND given_name IS DISTINCT FROM $2"),
            name.map(Name::as_str),
        ),
        Change::FamilyName(name) => (
            sql("UPDATE passports SET family_name = $2 \
                 WHERE id = $1 AND family_name IS DISTINCT FROM $2"),
            name.map(Name::as_str),
        ),
        Change::Language(code) => (
            sql("UPDATE passports SET language = $2 WHERE id = $1 AND language <> $2"),
            Some(code),
        ),
        Change::Zone(name) => (
            sql("UPDATE passports SET zone = $2 WHERE id = $1 AND zone IS DISTINCT FROM $2"),
            name,
        ),
    };
    Ok(conn.execute(statement, params![id, value]).await? > 0)
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
        zone: row.get("zone")?,
        picture: row.get("picture")?,
        is_operator: row.get("is_operator")?,
        epoch: row.int("epoch")?,
        claimed_at: row.get("claimed_at")?,
        created_at: row.get("created_at")?,
        gone_at: row.get("gone_at")?,
    })
}
