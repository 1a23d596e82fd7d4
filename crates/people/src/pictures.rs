//! Pictures: the photo of a person, the logos of a workspace, as they were made from what was sent.
//!
//! A picture lies under a key that nobody can guess, and whoever knows the key may see it: pages give it to those who
//! share a workspace with the person, claims to applications the person allowed. Another picture gets another key, and the
//! old one is gone. A workspace knows a person by the photo they had when they joined, as by the name, until they say
//! otherwise.

use std::fmt;

use base::clock::Time;
use base::db::{Conn, DbError, FromValue, Value, sql};
use base::params;
use base::random::Randomness;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::ids::{PassportId, WorkspaceId};

/// The bytes of a key.
const KEY_BYTES: usize = 16;

/// What a picture is found by: 128 random bits. Boxed, for most who could have a picture have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureKey(Box<[u8; KEY_BYTES]>);

impl PictureKey {
    /// A new one.
    pub fn fresh(random: &Randomness) -> Self {
        Self(Box::new(random.bytes()))
    }

    /// The key written so; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(|bytes| Self(Box::new(bytes)))
    }
}

impl fmt::Display for PictureKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&BASE64_URL_SAFE_NO_PAD.encode(*self.0))
    }
}

impl From<&PictureKey> for Value {
    fn from(key: &PictureKey) -> Self {
        Self::Text(key.to_string())
    }
}

impl FromValue for PictureKey {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value).and_then(|text| Self::parse(&text))
    }
}

/// Whose a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    Passport(PassportId),
    /// A workspace's.
    Workspace(WorkspaceId),
}

/// The sizes a picture is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// For lists.
    Small,
    /// For the head of a page, and for applications.
    Large,
}

/// A picture to be kept.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Its media type.
    pub media_type: &'static str,
    /// The small file.
    pub small: &'a [u8],
    /// The large file.
    pub large: &'a [u8],
}

/// A file as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its media type.
    pub media_type: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// Keeps a picture. The same one sent once more keeps its key, so that no address changes for nothing: `known` is what
/// the owner has now.
///
/// # Errors
/// What the database says.
pub async fn keep(
    conn: &mut Conn,
    (owner, known): (Owner, Option<&PictureKey>),
    new: New<'_>,
    (now, random): (Time, &Randomness),
) -> Result<PictureKey, DbError> {
    if let Some(known) = known
        && let Some(file) = load(conn, known, Size::Large).await?
        && file.bytes == new.large
    {
        return Ok(known.clone());
    }
    let key = PictureKey::fresh(random);
    let (passport, workspace) = match owner {
        Owner::Passport(id) => (Some(id), None),
        Owner::Workspace(id) => (None, Some(id)),
    };
    conn.execute(
        sql(
            "INSERT INTO pictures (key, passport_id, workspace_id, media_type, small, large, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        ),
        params![
            &key,
            passport,
            workspace,
            new.media_type,
            new.small,
            new.large,
            now
        ],
    )
    .await?;
    Ok(key)
}

/// A file of the picture with this key.
///
/// # Errors
/// What the database says.
pub async fn load(conn: &mut Conn, key: &PictureKey, size: Size) -> Result<Option<File>, DbError> {
    let statement = match size {
        Size::Small => sql("SELECT media_type, small AS bytes FROM pictures WHERE key = $1"),
        Size::Large => sql("SELECT media_type, large AS bytes FROM pictures WHERE key = $1"),
    };
    let row = conn.optional(statement, params![key]).await?;
    let file = |row: base::db::Row| {
        Ok(File {
            media_type: row.text("media_type")?,
            bytes: row.get("bytes")?,
        })
    };
    row.map(file).transpose()
}

/// What came of showing another photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whether the passport has another one now.
    pub is_new: bool,
    /// The workspaces that know the person by another one now.
    pub workspaces: Vec<WorkspaceId>,
}

/// Gives a person this photo, which is theirs, or none, in the passport and, if so, in every workspace they have joined.
/// Without a photo, no workspace keeps the old one.
///
/// # Errors
/// What the database says.
pub async fn show(
    conn: &mut Conn,
    passport: PassportId,
    picture: Option<&PictureKey>,
    everywhere: bool,
) -> Result<Shown, DbError> {
    let changed = conn
        .execute(
            sql("UPDATE passports SET picture = $2 \
                 WHERE id = $1 AND picture IS DISTINCT FROM $2"),
            params![passport, picture],
        )
        .await?;
    let rows = if everywhere || picture.is_none() {
        conn.query(
            sql("UPDATE members SET picture = $2 WHERE passport_id = $1 \
                 AND (state = 'active' OR CAST($2 AS TEXT) IS NULL) \
                 AND picture IS DISTINCT FROM $2 RETURNING workspace_id"),
            params![passport, picture],
        )
        .await?
    } else {
        Vec::new()
    };
    let workspaces: Result<_, _> = rows.iter().map(|row| row.get("workspace_id")).collect();
    forget(conn, passport).await?;
    Ok(Shown {
        is_new: changed > 0,
        workspaces: workspaces?,
    })
}

/// Forgets photos of the person that nobody is known by any more.
async fn forget(conn: &mut Conn, passport: PassportId) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM pictures WHERE passport_id = $1 \
             AND NOT EXISTS (SELECT 1 FROM passports p WHERE p.id = $1 AND p.picture = pictures.key) \
             AND NOT EXISTS (SELECT 1 FROM members m WHERE m.passport_id = $1 \
             AND m.picture = pictures.key)"),
        params![passport],
    )
    .await
    .map(drop)
}
