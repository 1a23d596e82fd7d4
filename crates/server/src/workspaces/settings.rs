//! What a workspace is called, and in which language it writes.

use base::db::{Conn, DbError};
use people::Name;
use people::workspaces::{self, Workspace};

use crate::signin::acting::Acting;

base::event_kinds! {
    /// All of them.
    pub DESCRIBED_KINDS;
    /// A workspace got another name or language.
    DESCRIBED = "workspace.described";
}

/// Gives the workspace another name and language; the workspace as it is now.
///
/// # Errors
/// What the database says.
pub async fn describe(
    acting: &Acting,
    conn: &mut Conn,
    name: &Name,
    language: &str,
) -> Result<Option<Workspace>, DbError> {
    let before = &acting.workspace;
    let after = workspaces::describe(conn, before.id, name, language).await?;
    let is_new = before.name != name.as_str() || before.language != language;
    if after.is_some() && is_new {
        let event = acting
            .done(DESCRIBED)
            .about(before.id)
            .detail("name", name.as_str());
        acting
            .record(conn, event.detail("language", language))
            .await?;
    }
    Ok(after)
}
