//! The statements of set-up.

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::hash::PasswordHash;
use base::params;
use base::token::{Browser, SetupLink, TokenHash};
use people::PassportId;
use people::passports;

/// How long a draft is kept after it was last touched.
const KEPT: Duration = Duration::from_secs(6 * 3600);

/// Whose draft it is: typed with this link in this browser.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    pub(super) link: TokenHash<SetupLink>,
    pub(super) browser: TokenHash<Browser>,
}

/// What was typed so far.
#[derive(Clone, Default)]
pub(super) struct Draft {
    pub(super) language: Option<String>,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) password: Option<PasswordHash>,
    pub(super) workspace_name: Option<String>,
    pub(super) workspace_address: Option<String>,
}

/// Whether the server has an owner, or ever had one.
///
/// # Errors
/// What the database says.
pub async fn has_owner(conn: &mut Conn) -> Result<bool, DbError> {
    let mark = conn
        .optional(
            sql("SELECT mark FROM setup_marks WHERE mark = 'owner'"),
            params![],
        )
        .await?;
    Ok(mark.is_some() || passports::operator_exists(conn).await?)
}

/// Marks for good that the server has an owner; whether this was the first time.
pub(super) async fn mark_owner(
    conn: &mut Conn,
    owner: PassportId,
    now: Time,
) -> Result<bool, DbError> {
    let marked = conn
        .execute(
            sql(
                "INSERT INTO setup_marks (mark, passport_id, set_at) VALUES ('owner', $1, $2) \
                 ON CONFLICT (mark) DO NOTHING",
            ),
            params![owner, now],
        )
        .await?;
    Ok(marked == 1)
}

/// What was typed so far; nothing at first.
pub(super) async fn draft(conn: &mut Conn, owner: Owner) -> Result<Draft, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT language, name, email, password_hash, workspace_name, \
                 workspace_address FROM setup_drafts WHERE link_hash = $1 AND browser_hash = $2",
            ),
            params![owner.link, owner.browser],
        )
        .await?;
    row.as_ref().map_or_else(|| Ok(Draft::default()), read)
}

fn read(row: &Row) -> Result<Draft, DbError> {
    let hash: Option<String> = row.get("password_hash")?;
    Ok(Draft {
        language: row.get("language")?,
        name: row.get("name")?,
        email: row.get("email")?,
        password: hash.as_deref().and_then(PasswordHash::parse),
        workspace_name: row.get("workspace_name")?,
        workspace_address: row.get("workspace_address")?,
    })
}

/// Keeps a draft in place of the one before.
pub(super) async fn keep(
    conn: &mut Conn,
    owner: Owner,
    draft: &Draft,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO setup_drafts (link_hash, browser_hash, language, name, email, \
             password_hash, workspace_name, workspace_address, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (link_hash, browser_hash) DO UPDATE SET language = excluded.language, \
             name = excluded.name, email = excluded.email, \
             password_hash = excluded.password_hash, workspace_name = excluded.workspace_name, \
             workspace_address = excluded.workspace_address, updated_at = excluded.updated_at",
        ),
        params![
            owner.link,
            owner.browser,
            draft.language.clone(),
            draft.name.clone(),
            draft.email.clone(),
            draft.password.as_ref().map(PasswordHash::phc),
            draft.workspace_name.clone(),
            draft.workspace_address.clone(),
            now,
        ],
    )
    .await
    .map(drop)
}

/// Forgets every draft: the server has its owner.
pub(super) async fn forget_drafts(conn: &mut Conn) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM setup_drafts WHERE updated_at >= 0"),
        params![],
    )
    .await
    .map(drop)
}

/// Removes drafts nobody came back to.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM setup_drafts WHERE updated_at < $1"),
        params![now.minus(KEPT)],
    )
    .await
    .map(drop)
}
