//! What operators do, with its events: for the pages and for the API.

use admission::WorkspaceState;
use base::audit::Kind;
use base::db::{Conn, DbError};
use base::jobs::{self, JobId};
use base::keys::Rotation;
use base::mail::{Correspondent, Mail, Password, Proposal, Saved, Tried};
use base::outbox::{LetterId, OutboxError, Resent};
use base::settings;
use base::sms::{self, Sms, Way};
use people::address::Address;
use people::joining::{self, Added, Enrolment};
use people::members::Role;
use people::moving;
use people::registration::{By, REGISTRATION, REGISTRATION_BY, Registration};
use people::workspaces::{self, Addressed, NewWorkspace, Workspace};
use people::{Name, Passport, WorkspaceId, identifiers};
use protocol::jose::Algorithm;

use super::events;
use crate::signin::acting::Doing;
use crate::web::PageError;

/// What came of closing or opening a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It is so now; whether it was not before.
    Done(bool),
    /// It was given up.
    GivenUp,
}

/// Suspends a workspace, or opens it again.
///
/// # Errors
/// What the database says.
pub async fn set_workspace_state(
    doing: &Doing,
    conn: &mut Conn,
    workspace: &Workspace,
    to: WorkspaceState,
) -> Result<Entry, DbError> {
    if workspace.state == WorkspaceState::Deleted {
        return Ok(Entry::GivenUp);
    }
    let kind = match to {
        WorkspaceState::Open => events::WORKSPACE_OPENED,
        _ => events::WORKSPACE_SUSPENDED,
    };
    let changed = workspaces::set_state(conn, workspace.id, to).await?;
    if changed {
        let event = doing.done(kind).in_workspace(workspace.id);
        doing.record(conn, event.about(workspace.id)).await?;
    }
    Ok(Entry::Done(changed))
}

/// Lets a workspace that has used up its moves move to another address once more; whether it had none left.
///
/// # Errors
/// What the database says.
pub(super) async fn grant_move(
    doing: &Doing,
    conn: &mut Conn,
    workspace: &Workspace,
) -> Result<bool, DbError> {
    let granted = moving::grant(conn, workspace.id).await?;
    if granted {
        let event = doing.done(events::MOVE_GRANTED).in_workspace(workspace.id);
        doing.record(conn, event.about(workspace.id)).await?;
    }
    Ok(granted)
}

/// Makes a workspace whose first administrator is the operator; nothing when its address is taken.
///
/// # Errors
/// What the database says.
pub async fn create_workspace(
    doing: &Doing,
    conn: &mut Conn,
    (operator, address): (Option<&Passport>, &Address),
    (name, language): (&Name, &str),
) -> Result<Option<Workspace>, PageError> {
    let new = NewWorkspace {
        address,
        name,
        language,
        created_by: operator.map(|operator| operator.id),
    };
    let Addressed::Done(made) = workspaces::create(conn, doing.fresh(), new).await? else {
        return Ok(None);
    };
    if let Some(operator) = operator {
        enrol_first(doing, conn, (operator, made.id)).await?;
    }
    let event = doing
        .done(events::WORKSPACE_MADE)
        .in_workspace(made.id)
        .about(made.id)
        .detail("name", made.name.as_str())
        .detail("address", made.address.as_str());
    doing.record(conn, event).await?;
    Ok(Some(made))
}

/// Makes whoever made a workspace its first administrator.
async fn enrol_first(
    doing: &Doing,
    conn: &mut Conn,
    (operator, workspace): (&Passport, WorkspaceId),
) -> Result<(), PageError> {
    let email = identifiers::primary_email(conn, operator.id).await?;
    let own_name = Name::parse(&operator.name).map_err(PageError::internal)?;
    let enrolment = Enrolment {
        passport: operator.id,
        name: &own_name,
        email: email.as_ref(),
        role: Role::Administrator,
        department: None,
    };
    match joining::enrol(conn, doing.fresh(), workspace, enrolment).await? {
        Added::Now(_) => Ok(()),
        Added::AlreadyMember(_) | Added::NoSuchDepartment | Added::Leaving => {
            Err(PageError::internal("nobody can be in a new workspace yet"))
        }
    }
}

/// Starts a job again that was given up; whether there was one. The caller wakes the runner after the
/// commit.
///
/// # Errors
/// What the database says.
pub async fn retry_job(doing: &Doing, conn: &mut Conn, id: JobId) -> Result<bool, DbError> {
    let now = doing.app.clock.now();
    let done = jobs::retry(conn, id, now).await?;
    note_job(doing, conn, (id, done), events::JOB_RETRIED).await
}

/// Deletes a job that was given up; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn delete_job(doing: &Doing, conn: &mut Conn, id: JobId) -> Result<bool, DbError> {
    let done = jobs::delete(conn, id).await?;
    note_job(doing, conn, (id, done), events::JOB_DELETED).await
}

async fn note_job(
    doing: &Doing,
    conn: &mut Conn,
    (id, done): (JobId, bool),
    kind: Kind,
) -> Result<bool, DbError> {
    if done {
        let event = doing.done(kind).about(id);
        doing.record(conn, event).await?;
    }
    Ok(done)
}

/// Changes how letters leave the server.
///
/// # Errors
/// What the database says, or that the password cannot be sealed.
pub async fn save_mail(
    doing: &Doing,
    conn: &mut Conn,
    proposal: &Proposal,
    transport: &str,
) -> Result<Saved, OutboxError> {
    let saved = doing.app.mail.save(conn, proposal).await?;
    if saved == Saved::Done {
        let event = doing
            .done(events::MAIL_CHANGED)
            .detail("transport", transport);
        doing.record(conn, event).await?;
    }
    Ok(saved)
}

/// Changes how text messages leave the server, and how many may.
///
/// # Errors
/// What the database says, or that the secret cannot be sealed.
pub async fn save_sms(
    doing: &Doing,
    conn: &mut Conn,
    proposal: &sms::Proposal,
) -> Result<sms::Saved, OutboxError> {
    let saved = doing.app.sms.save(conn, proposal).await?;
    if saved == sms::Saved::Done {
        let transport = match &proposal.settings.way {
            Way::Off => "off",
            Way::Folder => "folder",
            Way::Gateway(_) => "gateway",
        };
        let event = doing.done(events::SMS_CHANGED);
        doing
            .record(conn, event.detail("transport", transport))
            .await?;
    }
    Ok(saved)
}

/// Publishes the next signing key of an algorithm, unless one waits already.
///
/// # Errors
/// What the database says, or that the key cannot be made.
pub async fn rotate_key(doing: &Doing, algorithm: Algorithm) -> Result<Rotation, PageError> {
    let rotated = doing.app.signing.rotate(algorithm).await;
    let rotated = rotated.map_err(PageError::internal)?;
    let (Rotation::Prepared { kid, .. } | Rotation::Waiting { kid, .. }) = &rotated;
    let event = doing
        .done(events::KEY_ROTATED)
        .detail("algorithm", algorithm.name())
        .detail("kid", kid.as_str());
    let mut conn = doing.app.db.write().await?;
    doing.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(rotated)
}

/// Queues a letter once more.
///
/// # Errors
/// What the database says.
pub async fn resend_letter(
    doing: &Doing,
    conn: &mut Conn,
    id: LetterId,
) -> Result<Resent, OutboxError> {
    let outbox = &doing.app.outbox;
    let resent = match outbox.resend::<Mail>(conn, id).await? {
        Resent::Unknown => outbox.resend::<Sms>(conn, id).await?,
        known => known,
    };
    if resent == Resent::Queued {
        let event = doing.done(events::LETTER_RESENT).about(id);
        doing.record(conn, event).await?;
    }
    Ok(resent)
}

/// Sends a letter at once, the way that is set, and tells what was said there.
///
/// # Errors
/// What the database says, or that the letter cannot be written.
pub async fn try_mail(doing: &Doing, to: Correspondent) -> Result<Tried, PageError> {
    let mut conn = doing.app.db.read().await?;
    let stored = doing.app.mail.settings(&mut conn).await;
    let settings = stored.map_err(PageError::internal)?.settings;
    drop(conn);
    let proposal = Proposal {
        settings,
        password: Password::Keep,
    };
    let origin = doing.app.config.public_url.origin();
    let letter = super::mail::trial(&doing.ctx.texts, origin, to).map_err(PageError::internal)?;
    let tried = doing.app.mail.try_out(&proposal, &letter).await;
    tried.map_err(PageError::internal)
}

/// Who may register uninvited, and by what.
///
/// # Errors
/// What the database says.
pub async fn registration(conn: &mut Conn) -> Result<(Registration, By), DbError> {
    let who = settings::load(conn, &REGISTRATION).await?;
    Ok((who, settings::load(conn, &REGISTRATION_BY).await?))
}

/// The word of it, in the audit trail and for scripts.
pub const fn registration_word(set: &Registration) -> &'static str {
    match set {
        Registration::ByInvitation => "by-invitation",
        Registration::Domains(_) => "domains",
        Registration::Open => "open",
    }
}

/// Sets who may register uninvited, and by what.
///
/// # Errors
/// What the database says.
pub async fn set_registration(
    doing: &Doing,
    conn: &mut Conn,
    (set, by): (&Registration, By),
) -> Result<(), DbError> {
    let now = doing.fresh().now;
    settings::save(conn, &REGISTRATION, set, now).await?;
    settings::save(conn, &REGISTRATION_BY, &by, now).await?;
    let event = doing.done(events::REGISTRATION_CHANGED);
    let event = event
        .detail("to", registration_word(set))
        .detail("by", by.word());
    doing.record(conn, event).await
}
