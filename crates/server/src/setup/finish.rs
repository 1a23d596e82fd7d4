//! The one transaction at the end: owner, workspace and mark, or none of them.

use base::db::Conn;
use base::one_use::{self, Consumed};
use base::token::SetupLink;
use people::address::Address;
use people::identifiers::{self, Named, Verified};
use people::joining::{self, Added, Enrolment};
use people::passports::{self, Profile};
use people::workspaces::{self, Addressed, NewWorkspace};
use people::{EmailAddress, Fresh, Name, PassportId, Role, Workspace};

use super::events;
use super::store::{self, Draft};
use super::visit::Visit;
use crate::signin;
use crate::web::{App, Ctx, PageError};

/// What came of it. Anything but `Done` changed nothing.
pub(super) enum Finished {
    /// The server has an owner.
    Done {
        /// Who.
        passport: PassportId,
        /// Where the first workspace is.
        address: String,
    },
    /// The link's hour ended on the way.
    Late,
    /// Somebody else was faster.
    HasOwner,
    /// The e-mail address belongs to another passport.
    EmailTaken,
    /// The address of the workspace is taken.
    AddressTaken,
}

/// The answers of a draft that has them all.
struct Answers {
    language: String,
    name: Name,
    email: EmailAddress,
    workspace_name: Name,
    workspace_address: Address,
}

impl Answers {
    fn of(draft: &Draft) -> Option<Self> {
        Some(Self {
            language: draft.language.clone()?,
            name: Name::parse(draft.name.as_deref()?).ok()?,
            email: EmailAddress::parse(draft.email.as_deref()?).ok()?,
            workspace_name: Name::parse(draft.workspace_name.as_deref()?).ok()?,
            workspace_address: Address::parse(draft.workspace_address.as_deref()?).ok()?,
        })
    }
}

/// Makes owner and workspace. Of any number of browsers and links exactly one succeeds.
pub(super) async fn finish(app: &App, ctx: &Ctx, visit: &Visit) -> Result<Finished, PageError> {
    let odd = || PageError::internal("a draft of set-up that was complete cannot be read");
    let answers = Answers::of(&visit.draft).ok_or_else(odd)?;
    let password = visit.draft.password.as_ref().ok_or_else(odd)?;
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    match one_use::consume::<SetupLink, ()>(&mut conn, &visit.owner.link, now).await? {
        Consumed::Taken(()) => {}
        Consumed::Reused(()) => return Ok(Finished::HasOwner),
        Consumed::Expired(()) | Consumed::Unknown => return Ok(Finished::Late),
    }
    if store::has_owner(&mut conn).await? {
        return Ok(Finished::HasOwner);
    }
    let Some(passport) = owner(&mut conn, app, &answers).await? else {
        return Ok(Finished::EmailTaken);
    };
    if !store::mark_owner(&mut conn, passport, now).await? {
        return Ok(Finished::HasOwner);
    }
    signin::choose_password(&mut conn, passport, password, now).await?;
    let Some(workspace) = workspace(&mut conn, app, &answers, passport).await? else {
        return Ok(Finished::AddressTaken);
    };
    store::forget_drafts(&mut conn).await?;
    record(&mut conn, app, ctx, (passport, &workspace)).await?;
    conn.commit().await?;
    Ok(Finished::Done {
        passport,
        address: workspace.address,
    })
}

/// The operator's passport with its e-mail address; nothing when somebody has that address.
/// Whoever holds the link is believed: there is no mail before the server is set up.
async fn owner(
    conn: &mut Conn,
    app: &App,
    answers: &Answers,
) -> Result<Option<PassportId>, PageError> {
    let fresh = fresh(app);
    let profile = Profile::new(&answers.name, &answers.language);
    let passport = passports::create(conn, fresh, profile).await?.id;
    passports::set_operator(conn, passport, true).await?;
    let email = Named::Email(answers.email.clone());
    Ok(
        match identifiers::verify(conn, fresh, passport, &email).await? {
            Verified::Now(_) | Verified::Already(_) => Some(passport),
            Verified::TakenBy(_) => None,
        },
    )
}

/// The first workspace, with the owner as its administrator; nothing when its address is taken.
async fn workspace(
    conn: &mut Conn,
    app: &App,
    answers: &Answers,
    owner: PassportId,
) -> Result<Option<Workspace>, PageError> {
    let new = NewWorkspace {
        address: &answers.workspace_address,
        name: &answers.workspace_name,
        language: &answers.language,
        created_by: Some(owner),
    };
    let Addressed::Done(workspace) = workspaces::create(conn, fresh(app), new).await? else {
        return Ok(None);
    };
    let enrolment = Enrolment {
        passport: owner,
        name: &answers.name,
        email: Some(&answers.email),
        role: Role::Administrator,
        department: None,
    };
    match joining::enrol(conn, fresh(app), workspace.id, enrolment).await? {
        Added::Now(_) => Ok(Some(workspace)),
        Added::AlreadyMember(_) | Added::NoSuchDepartment | Added::Leaving => {
            Err(PageError::internal("nobody can be in a new workspace yet"))
        }
    }
}

fn fresh(app: &App) -> Fresh<'_> {
    Fresh {
        now: app.clock.now(),
        random: &app.random,
    }
}

async fn record(
    conn: &mut Conn,
    app: &App,
    ctx: &Ctx,
    (owner, workspace): (PassportId, &Workspace),
) -> Result<(), PageError> {
    let finished = ctx.done(events::FINISHED).by(owner).about(owner);
    app.record(conn, finished).await?;
    let created = ctx
        .done(events::WORKSPACE_CREATED)
        .in_workspace(workspace.id)
        .by(owner)
        .about(workspace.id)
        .detail("name", workspace.name.clone())
        .detail("address", workspace.address.clone());
    app.record(conn, created).await?;
    Ok(())
}
