//! The brand of a workspace: how it looks where its people come in, and in its letters. Its name is the workspace's own.
//!
//! A brand is public: whoever sets one shows it to everybody who opens the workspace's address. A workspace without one is not told
//! from an address that leads nowhere.

use base::db::{Conn, DbError, Row, sql};
use base::params;
use protocol::colour::Colour;

use crate::ids::WorkspaceId;
use crate::pictures::PictureKey;

/// The longest welcome, in characters.
pub const LONGEST_WELCOME: usize = 300;

/// How a workspace looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub accent: Option<Colour>,
    /// A sentence or two for whoever comes in.
    pub welcome: Option<String>,
    /// Its logo.
    pub logo: Option<PictureKey>,
    /// Its logo on dark pages, where another one is needed.
    pub logo_dark: Option<PictureKey>,
}

impl Brand {
    /// Whether anything was chosen.
    pub const fn is_default(&self) -> bool {
        self.accent.is_none()
            && self.welcome.is_none()
            && self.logo.is_none()
            && self.logo_dark.is_none()
    }
}

/// A welcome as it is kept: lines without control characters, none when it is empty, nothing when it is too long.
pub fn welcome(typed: &str) -> Option<Option<String>> {
    let lines = typed.trim().lines().map(str::trim);
    let text: String = lines.collect::<Vec<_>>().join("\n");
    let is_odd = |letter: char| {
        (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().count() > LONGEST_WELCOME || text.chars().any(is_odd) {
        return None;
    }
    Some((!text.is_empty()).then_some(text))
}

/// The brand of a workspace, be it the default.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<Brand>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT w.id AS workspace_id, w.name AS name, b.accent AS accent, \
                 b.welcome AS welcome, b.logo AS logo, b.logo_dark AS logo_dark \
                 FROM workspaces w LEFT JOIN brands b ON b.workspace_id = w.id WHERE w.id = $1",
            ),
            params![workspace],
        )
        .await?;
    row.as_ref().map(brand).transpose()
}

/// The brand of the open workspace at an address, if it has one of its own.
///
/// # Errors
/// What the database says.
pub async fn public_at(conn: &mut Conn, address: &str) -> Result<Option<Brand>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT w.id AS workspace_id, w.name AS name, b.accent AS accent, \
                 b.welcome AS welcome, b.logo AS logo, b.logo_dark AS logo_dark \
                 FROM workspaces w JOIN brands b ON b.workspace_id = w.id \
                 WHERE w.address = $1 AND w.state = 'open'",
            ),
            params![address],
        )
        .await?;
    row.as_ref().map(brand).transpose()
}

/// Gives the workspace this brand; the default leaves no row. Logos it no longer has are forgotten.
///
/// # Errors
/// What the database says.
pub async fn set(conn: &mut Conn, brand: &Brand) -> Result<(), DbError> {
    if brand.is_default() {
        conn.execute(
            sql("DELETE FROM brands WHERE workspace_id = $1"),
            params![brand.workspace],
        )
        .await?;
    } else {
        conn.execute(
            sql(
                "INSERT INTO brands (workspace_id, accent, welcome, logo, logo_dark) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id) DO UPDATE SET \
                 accent = excluded.accent, welcome = excluded.welcome, logo = excluded.logo, \
                 logo_dark = excluded.logo_dark",
            ),
            params![
                brand.workspace,
                brand.accent.map(Colour::digits),
                brand.welcome.as_deref(),
                brand.logo.as_ref(),
                brand.logo_dark.as_ref(),
            ],
        )
        .await?;
    }
    conn.execute(
        sql(
            "DELETE FROM pictures WHERE workspace_id = $1 AND NOT EXISTS \
             (SELECT 1 FROM brands b WHERE b.workspace_id = $1 \
             AND (b.logo = pictures.key OR b.logo_dark = pictures.key))",
        ),
        params![brand.workspace],
    )
    .await
    .map(drop)
}

fn brand(row: &Row) -> Result<Brand, DbError> {
    let accent: Option<String> = row.get("accent")?;
    Ok(Brand {
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        accent: accent.as_deref().and_then(Colour::parse),
        welcome: row.get("welcome")?,
        logo: row.get("logo")?,
        logo_dark: row.get("logo_dark")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_welcome_is_short_and_plain() {
        assert_eq!(
            welcome("  Hello \r\n there  "),
            Some(Some("Hello\nthere".to_owned()))
        );
        assert_eq!(welcome(" \n "), Some(None));
        assert_eq!(
            welcome(&"x".repeat(LONGEST_WELCOME)).map(|one| one.is_some()),
            Some(true)
        );
        for odd in [
            "a\u{0}b",
            "a\u{1b}[31m",
            "a\u{202e}b",
            &"x".repeat(LONGEST_WELCOME + 1),
        ] {
            assert_eq!(welcome(odd), None, "{odd:?}");
        }
    }
}
