//! What is done to a brand, with its event.

use base::db::Conn;
use people::brands::{self, Brand};
use people::pictures::{self, New, Owner};
use people::workspaces;
use protocol::colour::Colour;
use protocol::picture::Made;

use super::events;
use crate::signin::acting::Acting;
use crate::web::PageError;

/// What becomes of a logo.
#[derive(Debug)]
pub enum Logo {
    /// It stays.
    Stays,
    /// It goes.
    Goes,
    /// This one takes its place.
    New(Made),
}

/// What a brand is to be.
pub struct Wanted {
    /// The colour; none for that of the server.
    pub accent: Option<Colour>,
    /// What whoever comes in reads.
    pub welcome: Option<String>,
    /// Its logo.
    pub logo: Logo,
    /// Its logo on dark pages.
    pub logo_dark: Logo,
}

impl Wanted {
    /// The look of the server.
    pub(super) const fn default() -> Self {
        Self {
            accent: None,
            welcome: None,
            logo: Logo::Goes,
            logo_dark: Logo::Goes,
        }
    }
}

/// Gives the workspace the brand; whether anything is different now.
///
/// # Errors
/// What the database says.
pub async fn set(acting: &Acting, conn: &mut Conn, wanted: Wanted) -> Result<bool, PageError> {
    let id = acting.workspace.id;
    workspaces::lock(conn, id).await?;
    let before = brands::of(conn, id).await?.ok_or(PageError::NotFound)?;
    let after = Brand {
        accent: wanted.accent,
        welcome: wanted.welcome,
        logo: logo(acting, conn, before.logo.as_ref(), wanted.logo).await?,
        logo_dark: logo(acting, conn, before.logo_dark.as_ref(), wanted.logo_dark).await?,
        ..before.clone()
    };
    let parts = [
        ("accent", before.accent != after.accent),
        ("welcome", before.welcome != after.welcome),
        (
            "logo",
            before.logo != after.logo || before.logo_dark != after.logo_dark,
        ),
    ];
    let changed = parts.iter().filter(|(_, is)| *is).map(|(part, _)| *part);
    let what = changed.collect::<Vec<_>>().join(" ");
    if what.is_empty() {
        return Ok(false);
    }
    brands::set(conn, &after).await?;
    let event = acting.done(events::CHANGED).about(id);
    acting.record(conn, event.detail("what", what)).await?;
    Ok(true)
}

async fn logo(
    acting: &Acting,
    conn: &mut Conn,
    known: Option<&people::PictureKey>,
    wanted: Logo,
) -> Result<Option<people::PictureKey>, PageError> {
    let made = match wanted {
        Logo::Stays => return Ok(known.cloned()),
        Logo::Goes => return Ok(None),
        Logo::New(made) => made,
    };
    let new = New {
        media_type: "image/png",
        small: &made.small,
        large: &made.large,
    };
    let fresh = acting.fresh();
    let owner = (Owner::Workspace(acting.workspace.id), known);
    let key = pictures::keep(conn, owner, new, (fresh.now, fresh.random)).await?;
    Ok(Some(key))
}
