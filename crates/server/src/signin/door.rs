//! Doors: admission asked with what this request and this session know.
//!
//! The one place of the server that calls [`admission::admit`] for a session. Pages take [`Entered`],
//! [`WorkspaceAdmin`] or [`Operator`]: holding one is the proof that the door stood open.

use std::net::IpAddr;

use admission::{
    BlockReason, Circumstances, Decision, Door, Means, Moment, Place, Proof, Reason, Verdict, admit,
};
use axum::extract::{FromRequestParts, Path};
use axum::http::Method;
use axum::http::request::Parts;
use base::clock::Time;
use base::db::Conn;
use people::PassportId;
use people::entrance::{self, Entrance};
use people::members::{self, Member, Role};
use people::moving;
use people::passports::Passport;
use people::workspaces::{self, Workspace};

use super::session::{Session, SignedIn};
use super::{events, held};
use crate::web::{App, Closed, Ctx, Denied, LocalPath, PageError};

/// Asks the door of a workspace for this session.
pub fn ask(
    entrance: &Entrance,
    session: &Session,
    now: Time,
    fresh_since: Option<Time>,
) -> Decision {
    let circumstances = Circumstances {
        now: moment(now),
        subject: Some(session.passport.into()),
        place: entrance.place(),
        fresh_since: fresh_since.map(moment),
        ip: session.address.parse().ok(),
    };
    admit(&entrance.workspace.door, &session.proofs, &circumstances)
}

/// Asks the door of a workspace for what somebody proved earlier: at the renewal of what an
/// application was given, where no browser takes part.
pub fn ask_later(
    entrance: &Entrance,
    passport: PassportId,
    proofs: &[Proof],
    now: Time,
) -> Decision {
    let circumstances = Circumstances {
        now: moment(now),
        subject: Some(passport.into()),
        place: entrance.place(),
        fresh_since: None,
        ip: None,
    };
    admit(&entrance.workspace.door, proofs, &circumstances)
}

/// Asks the door of a workspace for a token of somebody: what was proved when it was made counts as long
/// as the token lasts, but has to be of a kind and strength the door takes today, from where the
/// request comes.
pub fn ask_for_token(
    entrance: &Entrance,
    passport: PassportId,
    proofs: &[Proof],
    (now, ip): (Time, IpAddr),
) -> Decision {
    let renewed = |proof: &Proof| Proof {
        at: moment(now),
        ..proof.clone()
    };
    let proofs: Vec<Proof> = proofs.iter().map(renewed).collect();
    let circumstances = Circumstances {
        now: moment(now),
        subject: Some(passport.into()),
        place: entrance.place(),
        fresh_since: None,
        ip: Some(ip),
    };
    admit(&entrance.workspace.door, &proofs, &circumstances)
}

/// Asks the door of a workspace what it would say to somebody who proved `means` just now.
pub fn foresee(entrance: &Entrance, passport: PassportId, means: &[Means], now: Time) -> Decision {
    let proved = |means: &Means| super::attempt::proof(passport, *means, now);
    let proofs: Vec<Proof> = means.iter().map(proved).collect();
    ask_later(entrance, passport, &proofs, now)
}

/// Asks the door of the person's own passport for this session.
pub fn ask_passport(session: &Session, now: Time, fresh_since: Option<Time>) -> Decision {
    let circumstances = Circumstances {
        now: moment(now),
        subject: Some(session.passport.into()),
        place: Place::Passport,
        fresh_since: fresh_since.map(moment),
        ip: session.address.parse().ok(),
    };
    admit(&Door::default(), &session.proofs, &circumstances)
}

fn moment(time: Time) -> Moment {
    Moment::from_micros(time.as_micros())
}

/// The Fluent key of the sentence that says why a door is closed; it takes `workspace`.
pub fn sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::WorkspaceSuspended => "door-workspace-suspended",
        Reason::WorkspaceDeleted => "door-workspace-deleted",
        Reason::NoWayIn => "door-no-way-in",
        Reason::NotAMember => "door-not-a-member",
        Reason::InvitationOpen => "door-invitation-open",
        Reason::Dismissed => "door-dismissed",
        Reason::Blocked(BlockReason::DismissedByAdministrator) => "door-dismissed",
        Reason::Blocked(BlockReason::BlockedByAdministrator) => "door-blocked",
        Reason::Blocked(BlockReason::InactiveInScim) => "door-inactive-in-scim",
        Reason::Blocked(BlockReason::DisabledInDirectory) => "door-disabled-in-directory",
        Reason::Blocked(BlockReason::MissingFromDirectory) => "door-missing-from-directory",
        Reason::Blocked(BlockReason::LockedByAttempts) => "door-locked-by-attempts",
    }
}

/// A person inside a workspace whose door stood open.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Session and person.
    pub signed_in: SignedIn,
    /// The workspace.
    pub workspace: Workspace,
    /// What the person is there.
    pub member: Member,
}

/// An administrator inside their workspace.
#[derive(Clone, Debug)]
pub struct WorkspaceAdmin(pub Entered);

/// One of the help desk of a workspace, or an administrator of it, inside the workspace. Whom they may help is
/// asked where it is done (`people::helping`).
#[derive(Clone, Debug)]
pub struct HelpDesk(pub Entered);

/// An operator of the server.
#[derive(Clone, Debug)]
pub struct Operator(pub SignedIn);

impl Entered {
    async fn through(
        app: &App,
        ctx: &Ctx,
        signed_in: SignedIn,
        (address, method): (&str, &Method),
    ) -> Result<Self, PageError> {
        let mut conn = app.db.read().await?;
        let workspace = match workspaces::at(&mut conn, address).await? {
            Some(workspace) => workspace,
            None if method.is_safe() => {
                return Err(moved(&mut conn, ctx, &signed_in, address).await?);
            }
            None => return Err(PageError::NotFound),
        };
        let found = entrance::load(&mut conn, workspace.id, signed_in.person.id).await?;
        let entrance = found.ok_or(PageError::NotFound)?;
        drop(conn);
        let verdict = ask(&entrance, &signed_in.session, app.clock.now(), None).verdict;
        match (verdict, entrance.member) {
            (Verdict::Open(_), Some(member)) => Ok(Self {
                signed_in,
                workspace: entrance.workspace,
                member,
            }),
            // Whether a workspace exists is nobody's business but its members'.
            (
                Verdict::Closed {
                    reason: Reason::NotAMember,
                    ..
                },
                _,
            )
            | (Verdict::Open(_), None) => {
                let here = (entrance.workspace.id, entrance.workspace.name.as_str());
                let other = held::elsewhere((app, ctx), &signed_in, here, &ctx.path).await?;
                Err(other
                    .filter(|_| method.is_safe())
                    .unwrap_or(PageError::NotFound))
            }
            (Verdict::Ask { .. }, _) => Err(PageError::SignInAgain(LocalPath::or_passport(Some(
                &ctx.path,
            )))),
            (Verdict::Closed { reason, .. }, _) => {
                let closed = closed(&signed_in.person, &entrance.workspace, reason);
                note_closed(app, ctx, &signed_in.person, &entrance.workspace, reason).await?;
                Err(PageError::Closed(closed))
            }
        }
    }
}

/// Leads members of a workspace that was at `address` to where it is now; to everybody else nothing is
/// there. A form is not led on: it is sent once more from the new page.
async fn moved(
    conn: &mut Conn,
    ctx: &Ctx,
    signed_in: &SignedIn,
    address: &str,
) -> Result<PageError, PageError> {
    let Some(workspace) = moving::formerly_at(conn, address, ctx.at).await? else {
        return Ok(PageError::NotFound);
    };
    let member = members::of_passport(conn, workspace.id, signed_in.person.id).await?;
    let rest = ctx.path.strip_prefix("/w/");
    let rest = rest.and_then(|rest| rest.strip_prefix(address));
    let to = rest.and_then(|rest| LocalPath::parse(&format!("/w/{}{rest}", workspace.address)));
    Ok(match (member, to) {
        (Some(_), Some(to)) => PageError::Moved(to),
        _ => PageError::NotFound,
    })
}

/// A closed door in words for this person.
pub fn closed(person: &Passport, workspace: &Workspace, reason: Reason) -> Closed {
    Closed {
        workspace: workspace.name.clone(),
        person: person.name.clone(),
        why: sentence(reason),
    }
}

/// Writes the event by which the reference on the page is found.
async fn note_closed(
    app: &App,
    ctx: &Ctx,
    person: &Passport,
    workspace: &Workspace,
    reason: Reason,
) -> Result<(), PageError> {
    let event = ctx
        .refused(events::DOOR_CLOSED, sentence(reason))
        .in_workspace(workspace.id)
        .by(person.id);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(())
}

impl FromRequestParts<App> for Entered {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let ctx = <Ctx as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let signed_in = <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Path(named) = path.map_err(|_| PageError::NotFound)?;
        let address = named.iter().find(|(name, _)| name == "workspace");
        let (_, address) = address.ok_or(PageError::NotFound)?;
        Self::through(app, &ctx, signed_in, (address, &parts.method)).await
    }
}

impl FromRequestParts<App> for WorkspaceAdmin {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let entered = Entered::from_request_parts(parts, app).await?;
        if entered.member.role != Role::Administrator {
            return Err(PageError::Forbidden(Denied::AdministratorsOnly));
        }
        Ok(Self(entered))
    }
}

impl FromRequestParts<App> for HelpDesk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let entered = Entered::from_request_parts(parts, app).await?;
        if !entered.member.role.acts_on_others() {
            return Err(PageError::Forbidden(Denied::HelpDeskOnly));
        }
        Ok(Self(entered))
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let signed_in = <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if !signed_in.person.is_operator {
            return Err(PageError::Forbidden(Denied::OperatorsOnly));
        }
        Ok(Self(signed_in))
    }
}

/// A person who has proved who they are within the last ten minutes. A page that changes how one
/// signs in takes this.
#[derive(Clone, Debug)]
pub struct SteppedUp(pub SignedIn);

impl SteppedUp {
    /// The same for a page that is open to others besides.
    ///
    /// # Errors
    /// When it has to be proved once more; the person comes back to this page.
    pub fn still(app: &App, ctx: &Ctx, signed_in: &SignedIn) -> Result<(), PageError> {
        if signed_in.is_fresh(app.clock.now()) {
            return Ok(());
        }
        let back = LocalPath::or_passport(Some(&ctx.path));
        Err(PageError::SignInAgain(back))
    }
}

impl FromRequestParts<App> for SteppedUp {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let signed_in = <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if signed_in.is_fresh(app.clock.now()) {
            return Ok(Self(signed_in));
        }
        let path = parts.uri.path_and_query().map(|path| path.as_str());
        let back = path.filter(|_| parts.method == Method::GET);
        Err(PageError::SignInAgain(LocalPath::or_passport(back)))
    }
}
