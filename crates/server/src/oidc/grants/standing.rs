//! Whether a grant still stands: the one check before anything is issued or shown under it.

use std::sync::Arc;

use admission::{Need, Reason, Verdict};
use base::clock::Time;
use base::db::{Conn, DbError, Value, Whole};
use base::params;
use people::entrance::{self, Entrance};
use people::identifiers::{self, Names};
use people::members::Member;
use people::passports::{self, Passport};
use people::workspaces::Workspace;
use people::{PassportId, WorkspaceId};

use super::super::applications::Application;
use super::Grant;
use crate::signin::session::{self, Stored};
use crate::signin::{SessionId, door};

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
    behind: Arc<Behind>,
    pub(in crate::oidc) member: Member,
}

impl Standing {
    pub(in crate::oidc) fn passport(&self) -> &Passport {
        &self.behind.passport
    }

    pub(in crate::oidc) fn workspace(&self) -> &Workspace {
        &self.behind.entrance.workspace
    }

    /// Their verified e-mail address.
    pub(in crate::oidc) fn email(&self) -> Option<&str> {
        self.behind.names.email.as_deref()
    }

    /// Their confirmed phone number (E.164).
    pub(in crate::oidc) fn phone(&self) -> Option<&str> {
        self.behind.names.phone.as_deref()
    }

    /// Their login name.
    pub(in crate::oidc) fn login(&self) -> Option<&str> {
        self.behind.names.login.as_deref()
    }
}

/// A passport in a session before a workspace, as the rows say it: put together once for as long as none of
/// them changes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Behind {
    stored: Arc<Stored>,
    passport: Passport,
    entrance: Entrance,
    names: Names,
}

impl Whole for Behind {
    type Key = (SessionId, PassportId, WorkspaceId);

    fn key((session, passport, workspace): &Self::Key) -> Vec<Value> {
        params![*session, *passport, *workspace]
    }

    async fn put_together(conn: &mut Conn, key: &Self::Key) -> Result<Option<Self>, DbError> {
        let (session, passport, workspace) = *key;
        let Some(stored) = session::stored(conn, session).await? else {
            return Ok(None);
        };
        let Some(passport) = passports::load(conn, passport).await? else {
            return Ok(None);
        };
        let Some(entrance) = entrance::load(conn, workspace, passport.id).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            names: identifiers::names(conn, passport.id).await?,
            stored,
            passport,
            entrance,
        }))
    }
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
    let key = (grant.session, grant.passport, application.workspace);
    let Some(behind) = conn.whole::<Behind>(&key).await? else {
        return missing(conn, grant).await.map(Err);
    };
    if !session_holds(&behind, grant, now) {
        return Ok(Err(Fallen::SessionOver));
    }
    if behind.passport.epoch != grant.passport_epoch {
        return Ok(Err(Fallen::PassportRevoked));
    }
    let entrance = &behind.entrance;
    // Asked first, for it says best why somebody was let go.
    let verdict = door::ask_later(entrance, grant.passport, &grant.proofs, now).verdict;
    if let Some(fallen) = before_door(&verdict, grant.is_offline()) {
        return Ok(Err(fallen));
    }
    let same = |member: &&Member| member.id == grant.member && member.epoch == grant.member_epoch;
    Ok(match entrance.member.as_ref().filter(same).cloned() {
        Some(member) => Ok(Standing { behind, member }),
        None => Err(Fallen::MemberRevoked),
    })
}

/// Which of the rows is not there.
async fn missing(conn: &mut Conn, grant: &Grant) -> Result<Fallen, DbError> {
    if session::stored(conn, grant.session).await?.is_none() {
        return Ok(Fallen::SessionOver);
    }
    Ok(match passports::load(conn, grant.passport).await? {
        None => Fallen::PassportRevoked,
        Some(_) => Fallen::MemberRevoked,
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
fn session_holds(behind: &Behind, grant: &Grant, now: Time) -> bool {
    if grant.is_offline() {
        return !behind.stored.is_ended;
    }
    behind.stored.session.passport == grant.passport && behind.stored.lives(&behind.passport, now)
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
