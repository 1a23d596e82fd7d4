//! Whether a grant still stands: the one check before anything is issued or shown under it.

use admission::{Need, Reason, Verdict};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::entrance;
use people::members::Member;
use people::passports::{self, Passport};
use people::workspaces::Workspace;

use super::super::applications::Application;
use super::Grant;
use crate::signin::{door, session};

/// Why a grant stands no more; the names are the reasons in the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::oidc) enum Fallen {
    /// It was ended: revoked, reused, withdrawn.
    Ended,
    /// Its time is over.
    Over,
    /// It was given to another application.
    OtherApplication,
    /// The application is disabled.
    ApplicationDisabled,
    /// The passport is gone, or everything of it was revoked.
    PassportRevoked,
    /// The person is no member any more, or everything of the membership was revoked.
    MemberRevoked,
    /// The session is over or was ended.
    SessionOver,
    /// The door wants more proof than was given.
    DoorAsks,
    /// The door is closed.
    DoorClosed(Reason),
}

/// Who stands behind a grant that stands.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Standing {
    pub(in crate::oidc) passport: Passport,
    pub(in crate::oidc) workspace: Workspace,
    pub(in crate::oidc) member: Member,
}

/// Asks everything that may have changed since the grant was given.
pub(in crate::oidc) async fn standing(
    conn: &mut Conn,
    grant: &Grant,
    application: &Application,
    now: Time,
) -> Result<Result<Standing, Fallen>, DbError> {
    if let Some(fallen) = on_its_face(grant, application, now) {
        return Ok(Err(fallen));
    }
    if !session_holds(conn, grant, now).await? {
        return Ok(Err(Fallen::SessionOver));
    }
    let passport = passports::load(conn, grant.passport).await?;
    let Some(passport) = passport.filter(|found| found.epoch == grant.passport_epoch) else {
        return Ok(Err(Fallen::PassportRevoked));
    };
    let found = entrance::load(conn, application.workspace, grant.passport).await?;
    let Some(entrance) = found else {
        return Ok(Err(Fallen::MemberRevoked));
    };
    // Asked first, for it says best why somebody was let go.
    let verdict = door::ask_later(&entrance, grant.passport, &grant.proofs, now).verdict;
    if let Some(fallen) = before_door(&verdict, grant.is_offline()) {
        return Ok(Err(fallen));
    }
    let same = |member: &Member| member.id == grant.member && member.epoch == grant.member_epoch;
    Ok(match entrance.member.filter(same) {
        Some(member) => Ok(Standing {
            passport,
            workspace: entrance.workspace,
            member,
        }),
        None => Err(Fallen::MemberRevoked),
    })
}

/// What the rows themselves say.
fn on_its_face(grant: &Grant, application: &Application, now: Time) -> Option<Fallen> {
    if grant.application != application.id {
        Some(Fallen::OtherApplication)
    } else if application.disabled_at.is_some() {
        Some(Fallen::ApplicationDisabled)
    } else if grant.ended {
        Some(Fallen::Ended)
    } else if grant.ends_at <= now {
        Some(Fallen::Over)
    } else {
        None
    }
}

/// Signing out ends all that a session gave. A session that only ran out ends what was not given
/// for the time after it (`offline_access`).
async fn session_holds(conn: &mut Conn, grant: &Grant, now: Time) -> Result<bool, DbError> {
    if grant.is_offline() {
        return Ok(!session::was_ended(conn, grant.session).await?);
    }
    session::is_live(conn, grant.session, now).await
}

/// A door that only wants the sign-in repeated holds no grant up that was given for the time in
/// which the person is away; its absolute end stands in for that.
fn before_door(verdict: &Verdict, offline: bool) -> Option<Fallen> {
    match verdict {
        Verdict::Open(_) => None,
        Verdict::Ask {
            need: Need::SignInAgain,
            ..
        } if offline => None,
        Verdict::Ask { .. } => Some(Fallen::DoorAsks),
        Verdict::Closed { reason, .. } => Some(Fallen::DoorClosed(*reason)),
    }
}

#[cfg(test)]
mod tests {
    use admission::{Limits, Means};

    use super::*;

    #[test]
    fn only_repeating_the_sign_in_is_spared_and_only_offline() {
        let ask = |need| Verdict::Ask {
            need,
            options: vec![Means::Password],
        };
        let closed = Verdict::Closed {
            reason: Reason::Dismissed,
            until: None,
        };
        assert_eq!(before_door(&Verdict::Open(Limits::NONE), false), None);
        assert_eq!(before_door(&ask(Need::SignInAgain), true), None);
        let asks = Some(Fallen::DoorAsks);
        assert_eq!(before_door(&ask(Need::SignInAgain), false), asks);
        assert_eq!(before_door(&ask(Need::SignIn), true), asks);
        let dismissed = Some(Fallen::DoorClosed(Reason::Dismissed));
        assert_eq!(before_door(&closed, true), dismissed);
    }
}
