//! The job behind the form for somebody without a passport: a letter to a new address, another to a known one.

use base::db::Conn;
use base::i18n::Language;
use base::jobs::{JobError, Kind};
use base::token::JoinNew;
use people::links::{self, Link, LinkId};
use people::{EmailAddress, WorkspaceId, workspaces};
use serde::{Deserialize, Serialize};

use crate::letters::{self, Occasion};
use crate::signup;
use crate::web::{App, PageError};

/// The kind of the job.
pub const SEND: Kind<Asked> = Kind::new("newcomer-letter");

/// Who wants to join.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    workspace: WorkspaceId,
    link: LinkId,
    email: String,
    language: String,
}

/// What stands behind the link in the letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Invited {
    pub(super) workspace: WorkspaceId,
    pub(super) link: LinkId,
    pub(super) email: String,
}

impl Asked {
    pub(super) fn new(link: &Link, email: &EmailAddress, language: Language) -> Self {
        Self {
            workspace: link.workspace,
            link: link.id,
            email: email.as_str().to_owned(),
            language: language.code().to_owned(),
        }
    }
}

/// Writes the letter, unless the link ended meanwhile or the address has had its share.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let Ok(email) = EmailAddress::parse(&asked.email) else {
        return Err(JobError::Never("no address".to_owned()));
    };
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let link = links::load(&mut conn, asked.workspace, asked.link).await?;
    let Some(link) = link.filter(|link| link.is_open(now) && link.admits(&email)) else {
        return Ok(());
    };
    if letters::allow_to(&mut conn, &email, now).await? {
        let written = write(&app, &mut conn, (&asked, &link), &email).await;
        written.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    }
    conn.commit().await?;
    Ok(())
}

async fn write(
    app: &App,
    conn: &mut Conn,
    (asked, link): (&Asked, &Link),
    email: &EmailAddress,
) -> Result<(), PageError> {
    if signup::tell_if_known(app, conn, email).await? {
        return Ok(());
    }
    let Some(workspace) = workspaces::load(conn, link.workspace).await? else {
        return Ok(());
    };
    // Of this link alone: whoever holds another one ends no letter of somebody else's workspace.
    let about = format!("{} {}", link.id, email.folded());
    let invited = Invited {
        workspace: link.workspace,
        link: link.id,
        email: email.as_str().to_owned(),
    };
    let (token, until) = signup::fresh_link::<JoinNew>(app, conn, &about, &invited).await?;
    let letter = letters::JoinNew {
        workspace: &workspace.name,
        token: &token,
        until,
    };
    let language = Language::from_code(&asked.language).unwrap_or_default();
    let to = signup::unnamed(email, language);
    letters::queue_of(app, conn, workspace.id, to, Occasion::JoinNew(letter)).await
}
