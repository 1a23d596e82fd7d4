//! What is done beside requests: people are told that their workspace ends, and what is due is deleted.

use base::audit::{Event, Outcome, Reference};
use base::clock::Time;
use base::db::DbError;
use base::jobs::{JobError, Kind};
use people::closing;
use people::{MemberId, WorkspaceId, WorkspaceState, identifiers, passports, workspaces};
use serde::{Deserialize, Serialize};

use super::events;
use crate::letters::{self, Addressee, Occasion, WorkspaceEnds};
use crate::web::App;

/// The kind of the job that tells people.
pub const TELL: Kind<Telling> = Kind::new("workspace-ends");

/// Letters queued in one transaction.
const TOGETHER: u32 = 100;

/// What people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum What {
    /// It was given up and is deleted then.
    Ends(Time),
    /// It was taken back.
    Stays,
}

/// Whom to tell next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Telling {
    workspace: WorkspaceId,
    what: What,
    after: Option<MemberId>,
}

impl Telling {
    pub(super) fn new(workspace: WorkspaceId, what: What) -> Self {
        Self {
            workspace,
            what,
            after: None,
        }
    }

    /// Whether it is still so: what was taken back meanwhile does not end.
    fn holds(&self, state: WorkspaceState) -> bool {
        let is_deleted = state == WorkspaceState::Deleted;
        is_deleted == matches!(self.what, What::Ends(_))
    }
}

/// Queues a letter to each of the next members, and the job for those after them.
///
/// # Errors
/// When the database does not answer, or a letter cannot be written.
pub async fn tell(app: App, telling: Telling) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let found = workspaces::load(&mut conn, telling.workspace).await?;
    let Some(workspace) = found.filter(|found| telling.holds(found.state)) else {
        return Ok(());
    };
    let audience = closing::audience(&mut conn, workspace.id, telling.after, TOGETHER).await?;
    for (_, passport) in &audience {
        let person = passports::load(&mut conn, *passport).await?;
        let email = identifiers::primary_email(&mut conn, *passport).await?;
        if let (Some(person), Some(email)) = (person, email) {
            let occasion = Occasion::WorkspaceEnds(WorkspaceEnds {
                workspace: &workspace.name,
                gone_at: match telling.what {
                    What::Ends(at) => Some(at),
                    What::Stays => None,
                },
            });
            let to = Addressee::person(&person, &email);
            let queued = letters::queue_of(&app, &mut conn, workspace.id, to, occasion).await;
            queued.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
        }
    }
    if let Some((last, _)) = audience.get(TOGETHER as usize - 1) {
        let next = Telling {
            after: Some(*last),
            ..telling
        };
        app.jobs.enqueue(&mut conn, &TELL, &next, now).await?;
    }
    conn.commit().await?;
    Ok(())
}

/// Deletes every workspace that is due, a part in each transaction.
///
/// # Errors
/// What the database says.
pub async fn delete(app: &App) -> Result<(), DbError> {
    loop {
        let now = app.clock.now();
        let mut conn = app.db.write().await?;
        let Some(due) = closing::due(&mut conn, now).await? else {
            return Ok(());
        };
        if closing::delete_part(&mut conn, due.workspace, now).await? {
            let event = Event::new(
                events::DELETED,
                Outcome::Done,
                &Reference::fresh(&app.random),
            )
            .in_workspace(due.workspace)
            .about(due.workspace)
            .detail("name", due.name.as_str());
            app.record(&mut conn, event).await?;
        }
        conn.commit().await?;
    }
}
