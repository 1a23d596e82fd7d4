//! What is done about links and requests, with its events and letters: for the pages and for scripts.
//!
//! Each act takes the caller's transaction and says what came of it. When nothing was done, the transaction must be
//! dropped.

use std::time::Duration;

use base::db::{Conn, DbError};
use base::token::{JoinLink, Token};
use people::links::{self, Link, LinkId, MOST_DAYS, MOST_USES, NewLink};
use people::members::{Member, Role};
use people::requests::{self, Answered, Came, Request, RequestId};
use people::{
    DepartmentId, EmailAddress, GroupId, Name, Passport, PassportId, Workspace, WorkspaceId,
};
use people::{census, departments, groups, identifiers, members, passports};

use super::events;
use crate::letters::{self, Addressee, JoinAnswered, JoinAsked, Occasion};
use crate::signin::acting::Acting;
use crate::web::{App, Ctx, PageError};

/// The most groups a link can lead into.
const MOST_GROUPS: usize = 20;
/// So many administrators are written to when somebody asks.
const TOLD: usize = 10;
/// A day.
const DAY: u64 = 24 * 3600;

/// A link as somebody wants it.
#[derive(Clone, Debug)]
pub struct LinkDraft {
    /// What administrators call it.
    pub name: Name,
    /// What people become.
    pub role: Role,
    /// Where they will work.
    pub department: Option<DepartmentId>,
    /// Into which groups they come.
    pub groups: Vec<GroupId>,
    /// Only addresses of these mail domains.
    pub domains: Vec<String>,
    /// Whether an administrator has to agree.
    pub with_approval: bool,
    /// How often it can be used.
    pub uses: u32,
    /// How many days it lasts.
    pub days: u32,
}

/// What is wrong with a draft: fields, and the keys of texts beside them.
pub type Mistakes = Vec<(&'static str, &'static str)>;

/// The address of a link, with its secret.
pub fn url(app: &App, token: &Token<JoinLink>) -> String {
    let path = format!("/join?token={}", token.reveal());
    app.config.public_url.of(&path)
}

/// Makes a link. Its secret is known to nobody afterwards but whoever gets it here.
///
/// # Errors
/// What the database says.
pub async fn create(
    acting: &Acting,
    conn: &mut Conn,
    draft: &LinkDraft,
) -> Result<Result<(Link, Token<JoinLink>), Mistakes>, DbError> {
    let mistakes = judge(acting, conn, draft).await?;
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let fresh = acting.fresh();
    let lasts = Duration::from_secs(u64::from(draft.days) * DAY);
    let new = NewLink {
        name: draft.name.clone(),
        role: draft.role,
        department: draft.department,
        groups: draft.groups.clone(),
        domains: draft.domains.clone(),
        with_approval: draft.with_approval,
        most_uses: draft.uses,
        expires_at: fresh.now.plus(lasts),
    };
    let token = Token::<JoinLink>::fresh(fresh.random);
    let whose = (acting.workspace.id, acting.doing.doer.id.as_str());
    let Some(link) = links::create(conn, fresh, whose, token.hash(), &new).await? else {
        return Ok(Err(vec![("role", "join-role-odd")]));
    };
    let event = acting.done(events::LINK_MADE).about(link.id);
    let event = event.detail("name", link.name.as_str());
    acting
        .record(conn, event.detail("role", link.role.word()))
        .await?;
    Ok(Ok((link, token)))
}

async fn judge(acting: &Acting, conn: &mut Conn, draft: &LinkDraft) -> Result<Mistakes, DbError> {
    let workspace = acting.workspace.id;
    let mut mistakes = Mistakes::new();
    if draft.role.acts_on_others() {
        mistakes.push(("role", "join-role-odd"));
    }
    if !(1..=MOST_USES).contains(&draft.uses) {
        mistakes.push(("uses", "join-uses-odd"));
    }
    if !(1..=MOST_DAYS).contains(&draft.days) {
        mistakes.push(("days", "join-days-odd"));
    }
    if let Some(id) = draft.department
        && departments::load(conn, workspace, id).await?.is_none()
    {
        mistakes.push(("department", "people-department-odd"));
    }
    let mut known = draft.groups.len() <= MOST_GROUPS;
    for id in draft.groups.iter().take(MOST_GROUPS) {
        let group = groups::load(conn, workspace, *id).await?;
        known &= group.is_some_and(|group| !group.acts_on_others());
    }
    if !known {
        mistakes.push(("group", "join-group-odd"));
    }
    Ok(mistakes)
}

/// Ends a link; what was done with it stays.
///
/// # Errors
/// What the database says.
pub async fn revoke(acting: &Acting, conn: &mut Conn, id: LinkId) -> Result<Option<Link>, DbError> {
    let now = acting.fresh().now;
    let revoked = links::revoke(conn, acting.workspace.id, id, now).await?;
    if let Some(link) = &revoked {
        let event = acting.done(events::LINK_REVOKED).about(link.id);
        acting
            .record(conn, event.detail("name", link.name.as_str()))
            .await?;
    }
    Ok(revoked)
}

/// The person joins with a link, or asks to; administrators are told of a request.
pub(super) async fn come(
    (app, ctx): (&App, &Ctx),
    conn: &mut Conn,
    (link, workspace): (&Link, &Workspace),
    (person, email): (&Passport, &EmailAddress),
) -> Result<Came, PageError> {
    let fresh = people::Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let came = requests::come(conn, fresh, link, (person, email)).await?;
    let kind = match &came {
        Came::Joined(_) => events::JOINED,
        Came::Asked(_) => events::ASKED,
        _ => return Ok(came),
    };
    let event = ctx.done(kind).in_workspace(workspace.id).by(person.id);
    let event = event
        .about(person.id)
        .detail("link", link.name.as_str())
        .personal("email", email.as_str());
    app.record(conn, event).await?;
    if let Came::Asked(_) = &came {
        tell_administrators(app, conn, workspace, (person, email)).await?;
    }
    Ok(came)
}

/// Writes to those who can answer; a few letters an hour and workspace, however many ask.
async fn tell_administrators(
    app: &App,
    conn: &mut Conn,
    workspace: &Workspace,
    (person, email): (&Passport, &EmailAddress),
) -> Result<(), PageError> {
    let now = app.clock.now();
    if !letters::allow_about(conn, &format!("requests {}", workspace.id), now).await? {
        return Ok(());
    }
    let able = census::able_administrators(conn, workspace.id, now).await?;
    for id in able.into_iter().take(TOLD) {
        let Some(member) = members::load(conn, workspace.id, id).await? else {
            continue;
        };
        let asked = JoinAsked {
            workspace,
            name: &person.name,
            email: email.as_str(),
        };
        let to = (workspace.id, member.passport);
        write(app, conn, to, Occasion::JoinAsked(asked)).await?;
    }
    Ok(())
}

/// Writes to somebody in the name of the workspace, at the address mail for them goes to; to nobody when they have none.
async fn write(
    app: &App,
    conn: &mut Conn,
    (workspace, to): (WorkspaceId, PassportId),
    occasion: Occasion<'_>,
) -> Result<(), PageError> {
    let person = passports::load(conn, to).await?;
    let email = identifiers::primary_email(conn, to).await?;
    if let (Some(person), Some(email)) = (person, email) {
        let to = Addressee::person(&person, &email);
        letters::queue_of(app, conn, workspace, to, occasion).await?;
    }
    Ok(())
}

/// Lets somebody in who asked, and tells them.
///
/// # Errors
/// What the database says.
pub async fn approve(
    acting: &Acting,
    conn: &mut Conn,
    id: RequestId,
) -> Result<Answered<Member>, PageError> {
    let answered = requests::approve(conn, acting.fresh(), acting.workspace.id, id).await?;
    if let Answered::Done(member) = &answered {
        let event = acting.done(events::APPROVED).about(member.passport);
        let event = event.detail("role", member.role.word());
        acting.record(conn, event).await?;
        tell(acting, conn, (member.passport, true)).await?;
    }
    Ok(answered)
}

/// Refuses somebody who asked, and tells them.
///
/// # Errors
/// What the database says.
pub async fn refuse(
    acting: &Acting,
    conn: &mut Conn,
    id: RequestId,
) -> Result<Answered<Request>, PageError> {
    let answered = requests::refuse(conn, acting.workspace.id, id).await?;
    if let Answered::Done(request) = &answered {
        let event = acting.done(events::REFUSED).about(request.passport);
        acting.record(conn, event).await?;
        tell(acting, conn, (request.passport, false)).await?;
    }
    Ok(answered)
}

async fn tell(
    acting: &Acting,
    conn: &mut Conn,
    (to, approved): (PassportId, bool),
) -> Result<(), PageError> {
    let answered = JoinAnswered {
        workspace: &acting.workspace,
        approved,
    };
    let occasion = Occasion::JoinAnswered(answered);
    let to = (acting.workspace.id, to);
    write(&acting.doing.app, conn, to, occasion).await
}
